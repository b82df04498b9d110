using LeadPredict.Boosting;
using LeadPredict.Explanation;
using LeadPredict.Numerics;
using LeadPredict.Tests.Boosting;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Explanation;

public class ContributionExplainerTests
{
    static double[] Explain(TreeEnsemble ensemble, float[] row, out double baseLogOdds)
    {
        var explainer = new ContributionExplainer(new EnsemblePaths(ensemble));
        var contributions = new double[row.Length];
        explainer.Explain(row, contributions);
        baseLogOdds = explainer.Base;
        return contributions;
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 12)]
    [InlineData(5, 20)]
    [InlineData(9, 31)]
    public void Contributions_equal_the_shapley_values_of_all_coalitions(int features, int leaves)
    {
        for (var seed = 1ul; seed <= 4; seed++)
        {
            var ensemble = RandomTrees.Ensemble(features, trees: 4, leaves, seed);
            var random = new DeterministicRandom(seed, stream: 5);
            for (var i = 0; i < 8; i++)
            {
                var row = RandomTrees.Row(ensemble.Binner, random);
                var expected = BruteForceShapley.Contributions(ensemble, row);
                var actual = Explain(ensemble, row, out _);
                for (var f = 0; f < features; f++) Assert.Equal(expected[f], actual[f], 1e-9);
            }
        }
    }

    [Fact]
    public void Base_is_the_mean_over_the_training_rows()
    {
        var ensemble = RandomTrees.Ensemble(4, trees: 3, leaves: 10, seed: 9);

        Explain(ensemble, new float[4], out var baseLogOdds);

        Assert.Equal(ensemble.Bias + ensemble.Trees.Sum(t => BruteForceShapley.Worth(t, new float[4], known: 0)), baseLogOdds, 1e-9);
    }

    [Theory]
    [InlineData(3, 60)]
    [InlineData(12, 200)]
    [InlineData(40, 255)]
    public void Base_and_contributions_sum_to_the_log_odds(int features, int leaves)
    {
        // With 3 features and 60 leaves every path asks the same feature again and again.
        var ensemble = RandomTrees.Ensemble(features, trees: 6, leaves, seed: (ulong)leaves);
        var random = new DeterministicRandom(11);
        for (var i = 0; i < 500; i++)
        {
            var row = i % 2 == 0 ? RandomTrees.Row(ensemble.Binner, random) : MadeLeads.StrangeRow([.. ensemble.Binner.Kinds], random);
            AssertAdditive(ensemble, row);
        }
    }

    [Fact]
    public void A_trained_leaf_wise_ensemble_is_explained_to_the_last_row()
    {
        var set = MadeLeads.Mixed(1500, numbers: 5, categories: 2, seed: 1);
        var ensemble = MadeLeads.Fitted(set, MadeLeads.Plain with { Leaves = 100, MinRowsPerLeaf = 3, LinearStart = 0.5, Members = 2 });
        var row = new float[7];
        for (var r = 0; r < 400; r++)
        {
            set.CopyRow(r, row);
            AssertAdditive(ensemble, row);
        }
    }

    [Theory]
    [InlineData(17)]
    [InlineData(60)]
    [InlineData(200)]
    public void Many_distinct_features_on_one_path_stay_exact(int features)
    {
        var binner = RandomTrees.Binner(features);
        var random = new DeterministicRandom(3);
        var ensemble = Alone(binner, RandomTrees.Chain(binner, MadeLeads.Rows(features), random));
        for (var i = 0; i < 100; i++) AssertAdditive(ensemble, RandomTrees.Row(binner, random));
    }

    [Fact]
    public void Eighteen_distinct_features_on_one_path_equal_all_their_coalitions()
    {
        var binner = RandomTrees.Binner(18);
        var random = new DeterministicRandom(4);
        var ensemble = Alone(binner, RandomTrees.Chain(binner, MadeLeads.Rows(18), random));
        var row = RandomTrees.Row(binner, random);

        var expected = BruteForceShapley.Contributions(ensemble, row);
        var actual = Explain(ensemble, row, out _);

        for (var f = 0; f < 18; f++) Assert.Equal(expected[f], actual[f], 1e-9);
    }

    [Fact]
    public void A_path_that_repeats_few_features_two_hundred_times_stays_exact()
    {
        var binner = RandomTrees.Binner(5);
        var random = new DeterministicRandom(5);
        var ensemble = Alone(binner, RandomTrees.Chain(binner, [.. Enumerable.Range(0, 200).Select(i => i % 5)], random));
        for (var i = 0; i < 100; i++) AssertAdditive(ensemble, RandomTrees.Row(binner, random));
    }

    [Fact]
    public void A_side_that_no_training_row_took_is_explained_too()
    {
        var binner = RandomTrees.Binner(2);
        var builder = new TreeBuilder(3, binner);
        builder.AddNode(-1, false, new Split { Feature = 0, Bin = 2 }, 10);
        builder.AddNode(0, false, new Split { Feature = 1, Bin = 2 }, 0);
        builder.SetLeaf(0, 0, isLeft: true, 1, 10);
        builder.SetLeaf(1, 1, isLeft: true, 2, 0);
        builder.SetLeaf(2, 1, isLeft: false, 4, 0);
        var ensemble = Alone(binner, builder.Build(3));

        foreach (var row in (float[][])[[-1, -1], [1, -1], [1, 1]]) AssertAdditive(ensemble, row);
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(20, 255)]
    public void Without_tables_of_decisions_the_contributions_have_the_same_bits(int features, int leaves)
    {
        var ensemble = RandomTrees.Ensemble(features, trees: 9, leaves, seed: 12);
        var random = new DeterministicRandom(13);
        var paths = new EnsemblePaths(ensemble, mostBytes: 0);
        var explainer = new ContributionExplainer(paths);
        var actual = new double[features];

        Assert.Null(paths.Decisions);
        for (var i = 0; i < 50; i++)
        {
            var row = RandomTrees.Row(ensemble.Binner, random);
            explainer.Explain(row, actual);
            Assert.Equal(Explain(ensemble, row, out _), actual);
        }
    }

    [Fact]
    public void Trees_of_one_to_many_leaves_side_by_side_are_explained_each_as_alone()
    {
        var random = new DeterministicRandom(14);
        var mixed = new[] { 1, 2, 3, 31, 2, 120, 5, 64, 1, 200, 9 }.Select(leaves => RandomTrees.Ensemble(6, trees: 1, leaves, (ulong)leaves)).ToArray();
        var together = new TreeEnsemble { Binner = mixed[0].Binner, Bias = 0, Trees = [.. mixed.Select(m => m.Trees[0])] };
        for (var i = 0; i < 50; i++)
        {
            var row = RandomTrees.Row(together.Binner, random);
            var apart = mixed.Select(m => Explain(Alone(m.Binner, m.Trees[0]), row, out _)).ToArray();
            var contributions = Explain(together, row, out _);
            for (var f = 0; f < 6; f++) Assert.Equal(apart.Sum(c => c[f]), contributions[f], 1e-12);
        }
    }

    [Fact]
    public void A_tree_of_one_leaf_belongs_to_the_base()
    {
        var binner = RandomTrees.Binner(1);
        var builder = new TreeBuilder(2, binner);
        builder.SetLeaf(0, -1, false, 0.25, 10);

        Assert.Equal([0.0], Explain(Alone(binner, builder.Build(1)), [1], out var baseLogOdds));
        Assert.Equal(0.25, baseLogOdds);
    }

    [Fact]
    public void A_feature_that_no_tree_asks_contributes_nothing()
    {
        var binner = RandomTrees.Binner(4);
        var ensemble = Alone(binner, RandomTrees.Chain(binner, [0, 1, 0], new DeterministicRandom(6)));

        Assert.Equal([0.0, 0.0], Explain(ensemble, [1, 1, 1, 1], out _)[2..]);
    }

    static TreeEnsemble Alone(FeatureBinner binner, DecisionTree tree) => new() { Binner = binner, Bias = 0, Trees = [tree] };

    static void AssertAdditive(TreeEnsemble ensemble, float[] row) =>
        Assert.Equal(ensemble.LogOdds(row), Explain(ensemble, row, out var baseLogOdds).Sum() + baseLogOdds, 1e-9);
}
