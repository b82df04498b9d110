using LeadPredict.Boosting;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Boosting;

public class BoostingRunTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(0, true)]
    public void Trees_equal_the_naive_boosters(int depth, bool weighted)
    {
        var set = MadeLeads.Mixed(2500, numbers: 4, categories: 2, seed: 1);
        var weights = weighted ? set.Labels.Select((l, i) => l * 2 + i % 3 * 0.5f).ToArray() : null;
        var options = MadeLeads.Plain with { Depth = depth, MinRowsPerLeaf = 30, MaxBins = 100 };
        var rows = MadeLeads.Rows(2500);
        var binner = FeatureBinner.Fit(set.Columns, set.Kinds, rows, options.MaxBins);
        using var team = new WorkerTeam(1);
        using var table = BinnedTable.Create(binner, set.Columns, rows, team);
        using var run = new BoostingRun(new TrainingRows(table, set.Labels, weights), new float[2500], options, team);
        var naive = new NaiveBooster(binner, [.. rows.Select(r => table.Row(r).ToArray())], set.Labels, weights, 0, options);

        for (var t = 0; t < 12; t++)
        {
            run.Step();
            AssertSame(naive.Step(), run.Trees[t], binner);
        }
    }

    static void AssertSame(NaiveTree expected, DecisionTree actual, FeatureBinner binner)
    {
        Assert.Equal(expected.Nodes.Select(n => n.Feature), actual.Feature);
        Assert.Equal(expected.Nodes.Select(n => n.LeftChild), actual.Left);
        Assert.Equal(expected.Nodes.Select(n => n.RightChild), actual.Right);
        Assert.Equal(expected.Nodes.Select(n => (double)n.Cover), actual.Cover);
        Assert.Equal(expected.LeafRows.Select(r => (double)r), actual.LeafCover);
        for (var leaf = 0; leaf < actual.LeafValue.Length; leaf++) Assert.Equal(expected.LeafValues[leaf], actual.LeafValue[leaf], 1e-9);
        for (var node = 0; node < actual.NodeCount; node++)
        {
            var bins = new byte[binner.FeatureCount];
            for (var bin = 0; bin < binner.BinCount(actual.Feature[node]); bin++)
            {
                var goesLeft = actual.SetStart[node] >= 0 ? actual.InSet(node, bin)
                    : bin <= actual.SplitBin[node] || (bin == actual.MissingBin[node] && actual.MissingLeft[node]);
                Assert.Equal(expected.Nodes[node].Left.Contains(bin), goesLeft);
            }
        }
    }

    [Fact]
    public void Toy_of_three_leaves_has_the_known_answer()
    {
        // Positives: all of x <= 1.5, none of x > 1.5 but those with category 0. Start at even odds: gradients +-1/2, hessians 1/4.
        float[] x = new float[80], category = new float[80], labels = new float[80];
        for (var i = 0; i < 80; i++)
        {
            x[i] = i < 40 ? 1 : 2;
            category[i] = i < 40 ? i % 2 : i < 60 ? 0 : 1;
            labels[i] = i < 60 ? 1 : 0;
        }
        var set = new TrainingSet([x, category], [MadeLeads.Number, MadeLeads.Category(2)], labels);
        var options = MadeLeads.Plain with { LearningRate = 1, MinRowsPerLeaf = 1, MinHessianPerLeaf = 0, L2 = 0, CategoryL2 = 0, MinHessianPerCategory = 0, CategorySmoothing = 0 };
        using var run = Run(set, options);

        run.Step();

        var tree = run.Trees[0];
        Assert.Equal([0, 1], tree.Feature.Order());
        float[][] rows = [[1, 0], [1, 1], [2, 0], [2, 1]];
        // The leaf value is -G/H: 2 where all are positive, -2 where none is.
        Assert.Equal([2, 2, 2, -2], rows.Select(r => Math.Round(tree.LeafValue[tree.LeafOf(r)], 2)));
        Assert.Equal(3, tree.LeafValue.Length);
    }

    [Fact]
    public void Training_loss_falls_with_every_tree()
    {
        var set = MadeLeads.Mixed(1200, 4, 2, seed: 2);
        using var run = Run(set, MadeLeads.Plain);
        var before = LogisticLoss.Mean(new float[1200], set.Labels);
        var logOdds = new float[1200];

        for (var t = 0; t < 40; t++)
        {
            run.Step();
            AddLastTree(run, set, logOdds);
            var loss = LogisticLoss.Mean(logOdds, set.Labels);
            Assert.True(loss < before, $"tree {t}: {loss} is not below {before}");
            before = loss;
        }
    }

    static void AddLastTree(BoostingRun run, TrainingSet set, float[] logOdds)
    {
        var row = new float[set.Columns.Length];
        for (var r = 0; r < logOdds.Length; r++)
        {
            set.CopyRow(r, row);
            logOdds[r] += (float)run.Trees[^1].LeafValue[run.Trees[^1].LeafOf(row)];
        }
    }

    [Fact]
    public void A_draw_without_rows_adds_a_tree_that_changes_nothing()
    {
        var set = new TrainingSet([[1, 2]], [MadeLeads.Number], [0, 1]);
        using var run = Run(set, MadeLeads.Plain with { RowSampling = 1e-9, L2 = 0 });

        for (var t = 0; t < 5; t++) Assert.False(run.Step());

        Assert.Equal(5, run.Trees.Count);
        Assert.All(run.Trees, t => Assert.Equal(0, Assert.Single(t.LeafValue)));
    }

    [Theory]
    [InlineData(1.0, 0.5)]
    [InlineData(0.5, 1.0)]
    public void Draws_of_rows_and_columns_follow_the_seed(double rowSampling, double columnSampling)
    {
        var set = MadeLeads.Mixed(600, 6, 0, seed: 3);
        var options = MadeLeads.Plain with { RowSampling = rowSampling, ColumnSampling = columnSampling };

        double[] Leaves(ulong seed, int member = 0)
        {
            using var run = Run(set, options with { Seed = seed }, member);
            for (var t = 0; t < 5; t++) run.Step();
            return [.. run.Trees.SelectMany(t => t.LeafValue)];
        }

        Assert.Equal(Leaves(7), Leaves(7));
        Assert.NotEqual(Leaves(7), Leaves(8));
        Assert.NotEqual(Leaves(7), Leaves(7, member: 1));
    }

    [Fact]
    public void Row_sampling_covers_the_given_share_of_rows()
    {
        var set = MadeLeads.Mixed(4000, 2, 0, seed: 4);
        using var run = Run(set, MadeLeads.Plain with { RowSampling = 0.3 });

        run.Step();

        Assert.InRange(run.Trees[0].LeafCover.Sum(), 1100, 1300);
    }

    [Fact]
    public void Column_sampling_limits_the_features_of_a_tree()
    {
        var set = MadeLeads.Mixed(1000, 8, 0, seed: 5);
        using var run = Run(set, MadeLeads.Plain with { ColumnSampling = 0.25 });

        for (var t = 0; t < 6; t++) run.Step();

        Assert.All(run.Trees, t => Assert.True(t.Feature.Distinct().Count() <= 2));
        Assert.True(run.Trees.SelectMany(t => t.Feature).Distinct().Count() > 2);
    }

    [Fact]
    public void Rows_of_weight_zero_do_not_teach()
    {
        var set = MadeLeads.Mixed(1000, 3, 1, seed: 6);
        var flipped = set.Labels.Select((l, i) => i < 500 ? l : 1 - l).ToArray();
        var weights = set.Labels.Select((_, i) => i < 500 ? 1f : 0f).ToArray();
        double[] Leaves(float[] labels)
        {
            using var run = Run(set with { Labels = labels, Weights = weights }, MadeLeads.Plain);
            for (var t = 0; t < 5; t++) run.Step();
            return [.. run.Trees.SelectMany(t => t.LeafValue)];
        }

        Assert.Equal(Leaves(set.Labels), Leaves(flipped));
    }

    [Fact]
    public void All_weights_zero_give_trees_of_one_leaf()
    {
        var set = MadeLeads.Mixed(50, 2, 0, seed: 7) with { Weights = new float[50] };
        using var run = Run(set, MadeLeads.Plain with { L2 = 0, MinHessianPerLeaf = 0 });

        Assert.False(run.Step());
        Assert.Equal([0.0], run.Trees[0].LeafValue);
    }

    static BoostingRun Run(TrainingSet set, BoostingOptions options, int member = 0)
    {
        var team = new WorkerTeam(1);
        var rows = MadeLeads.Rows(set.Labels.Length);
        var table = BinnedTable.Create(FeatureBinner.Fit(set.Columns, set.Kinds, rows, options.MaxBins), set.Columns, rows, team);
        return new BoostingRun(new TrainingRows(table, set.Labels, set.Weights), new float[rows.Length], options, team, member);
    }
}
