using LeadPredict.Boosting;
using LeadPredict.Inference;

namespace LeadPredict.Tests.Inference;

/// <summary>The plain walk over the trees is the twin: every answer must have its bits.</summary>
public class EnsembleScorerTests
{
    static void AssertSameBits(EnsembleScorer scorer, float[] rows)
    {
        var f = scorer.FeatureCount;
        var many = new double[rows.Length / f];
        scorer.LogOdds(rows, many);
        for (var i = 0; i < many.Length; i++)
        {
            var row = rows.AsSpan(i * f, f);
            var plain = BitConverter.DoubleToInt64Bits(scorer.Ensemble.LogOdds((ReadOnlySpan<float>)row));
            if (plain != BitConverter.DoubleToInt64Bits(scorer.LogOdds(row))) Assert.Fail($"row {i}: {string.Join(' ', row[..Math.Min(f, 20)].ToArray())}");
            if (plain != BitConverter.DoubleToInt64Bits(many[i])) Assert.Fail($"row {i} of many: {string.Join(' ', row[..Math.Min(f, 20)].ToArray())}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(256)]
    public void Trees_of_any_size_score_as_the_plain_walk_to_the_bit(int leaves)
    {
        for (var seed = 1ul; seed <= 6; seed++)
        {
            // One to some blocks of trees, the last one not full.
            var made = new AnyEnsemble(features: 1 + 5 * (int)(seed % 3), [.. Enumerable.Repeat(leaves, 1 + 11 * (int)seed)], seed, additive: seed % 2 == 0);
            AssertSameBits(new EnsembleScorer(made.Ensemble), made.Rows(300));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Trees_of_mixed_sizes_are_summed_in_their_order(ulong seed)
    {
        int[] sizes = [31, 1, 256, 2, 2, 64, 16, 31, 31, 31, 31, 200, 5, 1, 100, 33];
        var made = new AnyEnsemble(7, [.. Enumerable.Range(0, 120).Select(i => sizes[i * (int)(5 + 2 * seed) % sizes.Length])], seed);

        AssertSameBits(new EnsembleScorer(made.Ensemble), made.Rows(1000));
    }

    [Theory]
    [InlineData(20, 31, false)]
    [InlineData(8, 12, true)]
    [InlineData(30, 60, true)]
    public void A_million_rows_with_gaps_unknown_codes_and_extreme_numbers_score_to_the_bit(int features, int leaves, bool additive)
    {
        var made = new AnyEnsemble(features, [.. Enumerable.Repeat(leaves, 18)], seed: 77, additive);
        var scorer = new EnsembleScorer(made.Ensemble);
        for (var part = 0; part < 34; part++) AssertSameBits(scorer, made.Rows(10_000));
    }

    [Fact]
    public void Number_of_rows_does_not_matter()
    {
        var made = new AnyEnsemble(5, [.. Enumerable.Repeat(20, 20)], seed: 5);
        var scorer = new EnsembleScorer(made.Ensemble);

        foreach (var count in (int[])[0, 1, 2, 127, 128, 129, 300]) AssertSameBits(scorer, made.Rows(count));
    }

    [Fact]
    public void An_ensemble_without_trees_is_its_bias_and_terms()
    {
        AssertSameBits(new EnsembleScorer(new AnyEnsemble(4, [], seed: 1).Ensemble), new AnyEnsemble(4, [], seed: 1).Rows(50));
        AssertSameBits(new EnsembleScorer(new AnyEnsemble(4, [], seed: 1, additive: true).Ensemble), new AnyEnsemble(4, [], seed: 1).Rows(50));
    }

    [Fact]
    public void A_negative_zero_keeps_its_sign_where_the_walk_keeps_it()
    {
        var binner = new FeatureBinner([new FeatureKind(false, 0)], [[0f]]);
        foreach (var additive in (AdditiveTerms?[])[null, new([[]]), new([[-0.0, -0.0, -0.0]])])
            AssertSameBits(new EnsembleScorer(new TreeEnsemble { Binner = binner, Bias = -0.0, Additive = additive, Trees = [] }), [1f, -1f, float.NaN]);
    }

    [Fact]
    public void More_features_than_the_stack_holds_are_scored_too()
    {
        var made = new AnyEnsemble(1500, [.. Enumerable.Repeat(31, 10)], seed: 8, additive: true);

        AssertSameBits(new EnsembleScorer(made.Ensemble), made.Rows(200));
    }

    [Fact]
    public void Where_tables_would_be_too_large_the_trees_are_walked()
    {
        var made = new AnyEnsemble(6, [.. Enumerable.Repeat(31, 40)], seed: 9);
        var needed = new EnsembleScorer(made.Ensemble).Bytes;

        foreach (var most in (long[])[0, needed / 2])
        {
            var scorer = new EnsembleScorer(made.Ensemble, most);
            Assert.False(scorer.HasTables);
            AssertSameBits(scorer, made.Rows(100));
        }
    }

    [Fact]
    public void Tables_grow_with_the_nodes_not_with_trees_times_bins()
    {
        var made = new AnyEnsemble(40, [.. Enumerable.Repeat(31, 320)], seed: 3);
        var nodes = made.Ensemble.Trees.Sum(t => t.NodeCount);
        var bins = Enumerable.Range(0, 40).Sum(made.Ensemble.Binner.BinCount);

        // 64 bytes for each node's cut and each of its categories' rows, a leaf's value, and an index of two shorts a bin and block of 16 trees.
        Assert.InRange(new EnsembleScorer(made.Ensemble).Bytes, 1, 4 * 64L * nodes + 20 * 4 * (bins + 1) + 100_000);
    }

    [Fact]
    public void Scoring_allocates_nothing()
    {
        var made = new AnyEnsemble(9, [.. Enumerable.Repeat(31, 40)], seed: 4, additive: true);
        var scorer = new EnsembleScorer(made.Ensemble);
        var rows = made.Rows(500);
        var logOdds = new double[500];
        Score();

        var before = GC.GetAllocatedBytesForCurrentThread();
        Score();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Score()
        {
            for (var i = 0; i < 100; i++) scorer.LogOdds(rows.AsSpan(9 * i, 9));
            scorer.LogOdds(rows, logOdds);
        }
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        var scorer = new EnsembleScorer(new AnyEnsemble(3, [4], seed: 1).Ensemble);

        Assert.Throws<ArgumentException>(() => scorer.LogOdds([1f, 2f]));
        Assert.Throws<ArgumentException>(() => scorer.LogOdds([1f, 2f, 3f, 4f], new double[1]));
    }
}
