using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public class FeatureBinnerTests
{
    static FeatureBinner Fit(float[] column, int maxBins = 32) =>
        FeatureBinner.Fit([column], [MadeLeads.Number], MadeLeads.Rows(column.Length), maxBins);

    [Fact]
    public void Constant_column_gets_one_bin_and_missing()
    {
        var binner = Fit([7, 7, 7]);

        Assert.Equal(2, binner.BinCount(0));
        Assert.Equal(0, binner.Bin(0, 7));
        Assert.Equal(0, binner.Bin(0, -1e30f));
        Assert.Equal(1, binner.Bin(0, float.NaN));
    }

    [Fact]
    public void All_missing_column_gets_one_bin_and_missing()
    {
        var binner = Fit([float.NaN, float.NaN]);

        Assert.Equal(2, binner.BinCount(0));
        Assert.Equal(binner.MissingBin(0), binner.Bin(0, float.NaN));
    }

    [Fact]
    public void Thresholds_lie_midway_between_neighbouring_values() => Assert.Equal([1.5f, 3f], Fit([1, 2, 4, 2, 1]).Thresholds(0));

    [Fact]
    public void Value_on_a_threshold_belongs_to_the_bin_below_it()
    {
        var binner = Fit([1, 2, 4]);

        Assert.Equal(0, binner.Bin(0, 1.5f));
        Assert.Equal(1, binner.Bin(0, MathF.BitIncrement(1.5f)));
    }

    [Fact]
    public void Neighbouring_floats_are_told_apart()
    {
        var next = MathF.BitIncrement(1f);
        var binner = Fit([1, next]);

        Assert.NotEqual(binner.Bin(0, 1), binner.Bin(0, next));
    }

    [Fact]
    public void Missing_goes_to_the_last_bin_of_every_kind()
    {
        var binner = new FeatureBinner([MadeLeads.Number, MadeLeads.Category(3)], [[1f, 2f], []]);

        Assert.Equal([3, 3], new[] { binner.Bin(0, float.NaN), binner.Bin(1, float.NaN) });
    }

    [Fact]
    public void Infinities_and_huge_values_get_the_outer_bins()
    {
        float[] column = [float.NegativeInfinity, float.MinValue, -1e38f, -1, 0, -0f, float.Epsilon, 1, 1e38f, float.MaxValue, float.PositiveInfinity];
        foreach (var maxBins in (int[])[32, 255])
        {
            var binner = Fit(column, maxBins);

            Assert.All(binner.Thresholds(0).ToArray(), t => Assert.True(float.IsFinite(t)));
            Assert.Equal(binner.Bin(0, 0f), binner.Bin(0, -0f));
            Assert.True(binner.Bin(0, float.NegativeInfinity) < binner.Bin(0, -1));
            Assert.True(binner.Bin(0, -1) < binner.Bin(0, 0));
            Assert.True(binner.Bin(0, 0) < binner.Bin(0, 1));
            Assert.True(binner.Bin(0, 1) < binner.Bin(0, float.PositiveInfinity));
        }
    }

    [Fact]
    public void Bins_never_exceed_the_limit_and_ascend()
    {
        var random = new DeterministicRandom(1);
        foreach (var maxBins in (int[])[2, 3, 16, 55, 56, 64, 255])
        {
            foreach (var size in (int[])[1, 2, 300, 3000])
            {
                var column = new float[size];
                for (var i = 0; i < size; i++) column[i] = i % 7 == 0 ? float.NaN : (float)Math.Round(50 * random.NextNormal()) * (i % 2 == 0 ? 1 : 0.01f);
                var binner = Fit(column, maxBins);

                Assert.True(binner.BinCount(0) <= maxBins, $"{binner.BinCount(0)} bins of at most {maxBins}");
                var edges = binner.Thresholds(0).ToArray();
                Assert.Equal(edges.Distinct().Order(), edges);
            }
        }
    }

    [Fact]
    public void Frequent_value_gets_a_bin_of_its_own()
    {
        var column = Enumerable.Range(0, 1000).Select(i => i < 600 ? 0f : i).ToArray();

        var binner = Fit(column, maxBins: 12);

        Assert.NotEqual(binner.Bin(0, 0), binner.Bin(0, 601));
        Assert.True(binner.BinCount(0) >= 11);
    }

    [Fact]
    public void Values_beyond_training_get_bins_of_their_own_up_to_one_range_away()
    {
        var binner = Fit([.. Enumerable.Range(0, 101).Select(i => (float)i)], maxBins: 200);

        Assert.True(binner.Bin(0, 100) < binner.Bin(0, 110));
        Assert.True(binner.Bin(0, 110) < binner.Bin(0, 190));
        Assert.Equal(binner.Bin(0, 201), binner.Bin(0, 1e20f));
        Assert.True(binner.Bin(0, 0) > binner.Bin(0, -30));
        Assert.Equal(binner.Bin(0, -101), binner.Bin(0, -1e20f));
    }

    [Fact]
    public void Category_bin_is_its_code_and_unknown_codes_are_other()
    {
        var binner = new FeatureBinner([MadeLeads.Category(254)], [[]]);

        Assert.Equal(255, binner.BinCount(0));
        Assert.Equal(0, binner.Bin(0, 0));
        Assert.Equal(252, binner.Bin(0, 252));
        foreach (var code in (float[])[253, 254, 1e9f, float.PositiveInfinity]) Assert.Equal(253, binner.Bin(0, code));
    }

    [Fact]
    public void Rows_that_do_not_train_do_not_move_thresholds()
    {
        float[] column = [1, 2, 3, 1000, 2000];

        var binner = FeatureBinner.Fit([column], [MadeLeads.Number], [0, 1, 2], 32);

        Assert.Equal([1.5f, 2.5f], binner.Thresholds(0));
    }

    [Fact]
    public unsafe void Table_holds_what_the_binner_gives_in_both_orders()
    {
        var set = MadeLeads.Mixed(777, numbers: 4, categories: 1, seed: 3);
        int[] rows = [.. Enumerable.Range(0, 777).Where(r => r % 3 != 0).Reverse()];
        var binner = FeatureBinner.Fit(set.Columns, set.Kinds, rows, 255);
        using var team = new WorkerTeam(2);
        using var table = BinnedTable.Create(binner, set.Columns, rows, team);

        Assert.Equal(8, table.Stride);
        for (var i = 0; i < rows.Length; i++)
        {
            for (var f = 0; f < 5; f++)
            {
                var expected = binner.Bin(f, set.Columns[f][rows[i]]);
                Assert.Equal(expected, table.Row(i)[f]);
                Assert.Equal(expected, table.Column(f)[i]);
            }
        }
    }
}
