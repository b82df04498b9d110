using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public class FeatureConstraintsTests
{
    // Shallow trees leave less to cross; these are deep, and their leaves small.
    static readonly BoostingOptions s_deep = MadeLeads.Plain with { MinRowsPerLeaf = 3, Leaves = 40, Members = 2, LinearL2 = 1, RowSampling = 0.7, ColumnSampling = 0.8 };

    /// <summary>The labels rise with feature 0 and wave with feature 2: a constraint against them has something to forbid.</summary>
    static TrainingSet Set(ulong seed, params int[] directions) =>
        MadeLeads.Mixed(900, numbers: 5, categories: 2, seed) with { Constraints = new FeatureConstraints(directions, []) };

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.5, 0.0)]
    [InlineData(1.0, 0.0)]
    [InlineData(0.5, 0.3)]
    public void Log_odds_follow_the_directions_at_every_row(double linearStart, double l1)
    {
        for (ulong seed = 1; seed <= 3; seed++)
        {
            int[] directions = seed % 2 == 0 ? [-1, 1, 1, 0, -1, 0, 0] : [1, -1, -1, 1, 0, 0, 0];
            var set = Set(seed, directions);
            var ensemble = MadeLeads.Fitted(set, s_deep with { LinearStart = linearStart, L1 = l1 }, trees: 25);

            AssertFollows(ensemble, set, directions, seed);
        }
    }

    static void AssertFollows(TreeEnsemble ensemble, TrainingSet set, int[] directions, ulong seed)
    {
        var random = new DeterministicRandom(seed, 7);
        var row = new float[directions.Length];
        for (var draw = 0; draw < 60; draw++)
        {
            set.CopyRow(random.NextInt(set.Labels.Length), row);
            for (var f = 0; f < row.Length; f++)
            {
                if (directions[f] == 0) continue;
                float[] values = [float.NegativeInfinity, -1e38f, .. Enumerable.Range(0, 120).Select(_ => set.Columns[f][random.NextInt(set.Labels.Length)]).Where(v => !float.IsNaN(v)).Order(), 40, 1e30f, 3e38f, float.PositiveInfinity];
                var kept = row[f];
                var last = double.NaN;
                foreach (var value in values.Order())
                {
                    row[f] = value;
                    var logOdds = ensemble.LogOdds((ReadOnlySpan<float>)row);
                    Assert.False(directions[f] * (logOdds - last) < 0, $"feature {f} at {value}: {logOdds} after {last}");
                    last = logOdds;
                }
                row[f] = kept;
            }
        }
    }

    [Fact]
    public void Without_the_constraint_the_same_data_do_cross()
    {
        var set = Set(1, 1, -1, -1, 1, 0, 0, 0);
        var free = MadeLeads.Fitted(set with { Constraints = null }, s_deep, trees: 25);

        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertFollows(free, set, [1, -1, -1, 1, 0, 0, 0], 1));
    }

    [Fact]
    public void A_constraint_with_the_data_still_learns_them()
    {
        var set = Set(5, 1, 0, 0, 0, 0, 0, 0);

        var free = Rise(MadeLeads.Fitted(set with { Constraints = null }, s_deep));
        var held = Rise(MadeLeads.Fitted(set, s_deep));

        Assert.True(held > 0.7 * free && free > 0.5, $"{held} of {free}");

        static double Rise(TreeEnsemble ensemble) => ensemble.LogOdds([2f, 0, 0, 0, 0, 3, 3]) - ensemble.LogOdds([-2f, 0, 0, 0, 0, 3, 3]);
    }

    [Fact]
    public void Huge_values_keep_their_direction_in_the_linear_part()
    {
        var values = Enumerable.Range(0, 400).Select(i => i % 40 == 0 ? 3e38f : i % 40 == 1 ? 1e35f : i % 7).ToArray();
        var set = new TrainingSet([values], [MadeLeads.Number], [.. values.Select((v, i) => v > 3 || i % 3 == 0 ? 1f : 0f)], Constraints: new FeatureConstraints([1], []));

        AssertFollows(MadeLeads.Fitted(set, MadeLeads.Plain with { Trees = 0, LinearStart = 1 }, trees: 0), set, [1], 3);
    }

    [Fact]
    public void Missing_may_stand_on_either_side_of_a_constrained_number()
    {
        // Half is missing, and every missing lead is won: far above what any value reaches.
        float[] x = [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? float.NaN : i % 30)];
        float[] labels = [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 || i % 30 > 20 ? 1f : 0f)];
        var set = new TrainingSet([x], [MadeLeads.Number], labels, Constraints: new FeatureConstraints([-1], []));

        var ensemble = MadeLeads.Fitted(set, MadeLeads.Plain, trees: 20);

        Assert.True(ensemble.LogOdds([float.NaN]) > ensemble.LogOdds([0f]) + 2);
        AssertFollows(ensemble, set, [-1], 1);
    }

    [Fact]
    public void A_slope_against_its_direction_is_left_out()
    {
        var set = MadeLeads.Mixed(900, 3, 0, seed: 8) with { Constraints = new FeatureConstraints([-1, 0, 0], []) };
        var ensemble = MadeLeads.Fitted(set, MadeLeads.Plain with { LinearStart = 1 }, trees: 0);

        Assert.All(ensemble.Additive!.Table(0).ToArray(), v => Assert.Equal(0, v, 1e-12));
        Assert.Contains(ensemble.Additive.Table(1).ToArray(), v => Math.Abs(v) > 0.1);
    }

    [Fact]
    public void Constraints_that_forbid_nothing_change_nothing()
    {
        var set = MadeLeads.Mixed(700, 4, 2, seed: 9);
        var free = MadeLeads.Fitted(set, s_deep with { LinearStart = 0.5 });
        var open = MadeLeads.Fitted(set with { Constraints = new FeatureConstraints(new int[6], [[0, 1, 2, 3, 4, 5]]) }, s_deep with { LinearStart = 0.5 });

        Assert.Equal(free.Trees.SelectMany(t => t.LeafValue), open.Trees.SelectMany(t => t.LeafValue));
        Assert.Equal(free.Trees.SelectMany(t => t.Feature), open.Trees.SelectMany(t => t.Feature));
        Assert.Equal(free.Bias, open.Bias);
    }

    [Fact]
    public void No_path_mixes_groups()
    {
        int[][] groups = [[0, 1, 5], [1, 2], [3, 4]];
        var set = MadeLeads.Mixed(1500, numbers: 5, categories: 2, seed: 10) with { Constraints = new FeatureConstraints(new int[7], groups) };

        var ensemble = MadeLeads.Fitted(set, s_deep with { LinearStart = 0 }, trees: 30);

        var paths = ensemble.Trees.SelectMany(Paths).ToList();
        Assert.All(paths, path => Assert.True(path.Count <= 1 || groups.Any(g => path.All(g.Contains)), string.Join(' ', path)));
        Assert.Contains(paths, path => path.Count > 1);
        Assert.Contains(paths, path => path.Contains(6));
    }

    /// <summary>The sets of features asked on the ways from the root to the leaves.</summary>
    static IEnumerable<HashSet<int>> Paths(DecisionTree tree)
    {
        return tree.NodeCount == 0 ? [] : From(0, []);

        IEnumerable<HashSet<int>> From(int node, HashSet<int> above)
        {
            if (node < 0) return [above];
            HashSet<int> path = [.. above, tree.Feature[node]];
            return From(tree.Left[node], path).Concat(From(tree.Right[node], path));
        }
    }

    [Fact]
    public void A_path_goes_on_within_groups_that_hold_all_of_it()
    {
        var constraints = new FeatureConstraints(new int[6], [[0, 1, 2], [2, 3]]);
        int[] all = [0, 1, 2, 3, 4, 5];

        Assert.Equal([0, 1, 2], constraints.After([0], all));
        Assert.Equal([0, 1, 2, 3], constraints.After([2], all));
        Assert.Equal([2, 3], constraints.After([2, 3], all));
        Assert.Equal([4], constraints.After([4], all));
        Assert.Equal([1, 2], constraints.After([2, 1], [1, 2, 5]));
    }

    [Fact]
    public void A_category_has_no_direction()
    {
        var set = MadeLeads.Mixed(100, 1, 1, seed: 11) with { Constraints = new FeatureConstraints([0, 1], []) };

        Assert.Contains("Feature 1 is a category", Assert.Throws<ArgumentException>(() => MadeLeads.Fitted(set)).Message);
    }

    [Fact]
    public void A_group_of_an_unknown_feature_is_refused() =>
        Assert.Throws<ArgumentException>(() => new FeatureConstraints(new int[3], [[0, 3]]));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Few_histograms_grow_the_same_trees_as_enough(int threads)
    {
        var set = MadeLeads.Mixed(5000, 5, 2, seed: 12);
        var rows = MadeLeads.Rows(5000);
        using var team = new WorkerTeam(threads);
        using var table = BinnedTable.Create(FeatureBinner.Fit(set.Columns, set.Kinds, rows, 255), set.Columns, rows, team);
        using var two = new HistogramPool(table, s_deep, team, mostBytes: 1);
        using var enough = new HistogramPool(table, s_deep, team);

        Assert.Equal(2, Taken(two));
        Assert.Equal(s_deep.Leaves, Taken(enough));
        Assert.Equal(Leaves(enough), Leaves(two));

        double[] Leaves(HistogramPool pool)
        {
            using var run = new BoostingRun(new TrainingRows(table, set.Labels), new float[5000], s_deep, team, 0, pool);
            for (var t = 0; t < 6; t++) run.Step();
            return [.. run.Trees.SelectMany(t => t.LeafValue.Concat(t.Cover))];
        }
    }

    static int Taken(HistogramPool pool)
    {
        var count = 0;
        while (pool.Rent() >= 0) count++;
        pool.ReturnAll();
        return count;
    }
}
