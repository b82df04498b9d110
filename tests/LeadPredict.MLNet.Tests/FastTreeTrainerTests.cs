using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Numerics;
using LeadPredict.Tests.Boosting;
using Microsoft.ML;

namespace LeadPredict.MLNet.Tests;

public class FastTreeTrainerTests
{
    static readonly BoostingOptions s_options = new() { Trees = 400, LearningRate = 0.1, EarlyStoppingRounds = 30 };
    static readonly TrainingSet s_set = MadeLeads.Mixed(2500, numbers: 5, categories: 2, seed: 8);
    static readonly int[] s_rows = MadeLeads.Rows(2500);
    static readonly int[] s_folds = [.. s_rows.Select(r => r % 5)];

    [Fact]
    public void Every_row_is_taught_although_values_are_missing()
    {
        var heard = new List<string>();
        var ml = new MLContext(1);
        ml.Log += (_, e) => heard.Add(e.RawMessage);
        using var trainer = new FastTreeTrainer(s_options);

        trainer.Train(ml, FeatureSlots.For(s_set, s_rows), s_set, s_rows, trees: 3);

        Assert.Contains(s_rows, r => s_set.Columns.Any(c => float.IsNaN(c[r])));
        Assert.Contains("Processed 2500 instances", heard);
        Assert.DoesNotContain(heard, m => m.Contains("skip", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Rows_with_a_NaN_would_be_passed_over_without_an_error()
    {
        // What the sentinels are for: the day ML.NET keeps such rows, they can go.
        var heard = new List<string>();
        var ml = new MLContext(1);
        ml.Log += (_, e) => heard.Add(e.RawMessage);
        var data = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Gap { Label = i % 2 == 0, Features = [i, i % 4 == 0 ? float.NaN : 1] }));

        ml.BinaryClassification.Trainers.FastTree(numberOfTrees: 2).Fit(data);

        Assert.Contains("Processed 75 instances", heard);
    }

    sealed class Gap
    {
        public bool Label { get; set; }
        [Microsoft.ML.Data.VectorType(2)]
        public float[] Features { get; set; } = [];
    }

    [Fact]
    public void No_number_of_threads_changes_the_ensemble()
    {
        var recipe = new Recipe(60, 0, 0);
        TreeEnsemble one = Fit(1), four = Fit(4), again = Fit(4);

        AssertSame(one, four);
        AssertSame(four, again);

        TreeEnsemble Fit(int threads)
        {
            using var trainer = new FastTreeTrainer(s_options with { Threads = threads });
            return trainer.Fit(s_set, s_rows, recipe);
        }
    }

    [Fact]
    public void The_first_trees_of_a_longer_training_are_those_of_a_shorter_one()
    {
        using var trainer = new FastTreeTrainer(s_options);

        TreeEnsemble few = trainer.Fit(s_set, s_rows, new Recipe(20, 0, 0)), many = trainer.Fit(s_set, s_rows, new Recipe(50, 0, 0));

        Assert.Equal(50, many.Trees.Count);
        for (var t = 0; t < 20; t++) AssertSame(few.Trees[t], many.Trees[t]);
    }

    [Fact]
    public void The_number_of_trees_is_the_one_with_the_least_held_out_loss()
    {
        using var trainer = new FastTreeTrainer(s_options);

        var (recipe, outOfFold) = trainer.Choose(s_set, s_rows, s_folds);

        Assert.InRange(recipe.TreesFromBase, 20, 200);
        var loss = MeanLoss(s_set, outOfFold);
        Assert.InRange(loss, 0.3, 0.62);
        foreach (var other in (int[])[recipe.TreesFromBase / 2, recipe.TreesFromBase * 2])
        {
            using var fixedTrees = new FastTreeTrainer(s_options with { Trees = other, EarlyStoppingRounds = 0 });
            Assert.True(MeanLoss(s_set, fixedTrees.Choose(s_set, s_rows, s_folds).OutOfFold) > loss);
        }
    }

    [Fact]
    public void Held_out_log_odds_are_those_of_a_model_without_the_fold()
    {
        using var trainer = new FastTreeTrainer(s_options with { Trees = 30, EarlyStoppingRounds = 0 });
        int[] folds = [.. s_rows.Select(r => r < 500 ? 0 : r < 600 ? -1 : 1)];

        var (_, outOfFold) = trainer.Choose(s_set, s_rows, folds);
        var without = trainer.Fit(s_set, [.. s_rows.Where(r => r >= 500)], new Recipe(30, 0, 0));

        var row = new float[s_set.Kinds.Length];
        s_set.CopyRow(7, row);
        Assert.Equal(without.LogOdds(row), outOfFold[7], 1e-5);
        Assert.True(double.IsNaN(outOfFold[550]));
    }

    [Fact]
    public void Covers_are_the_rows_that_reach_a_node()
    {
        using var trainer = new FastTreeTrainer(s_options);

        var tree = trainer.Fit(s_set, s_rows, new Recipe(3, 0, 0)).Trees[2];

        Assert.Equal(2500, tree.Cover[0]);
        Assert.Equal(2500, tree.LeafCover.Sum());
        Assert.All(tree.LeafCover, c => Assert.True(c > 0));
    }

    [Fact]
    public void A_row_of_weight_three_teaches_as_three_rows_do()
    {
        // Bins are counted over rows, so that only values of few kinds give the same ones.
        float[][] columns = [[.. s_rows.Select(r => (float)(r % 7))], [.. s_rows.Select(r => (float)(r / 7 % 5))]];
        FeatureKind[] kinds = [MadeLeads.Number, MadeLeads.Number];
        var weights = s_rows.Select(r => r % 4 == 0 ? 3f : 1f).ToArray();
        var often = s_rows.SelectMany(r => Enumerable.Repeat(r, (int)weights[r])).ToArray();
        using var trainer = new FastTreeTrainer(s_options with { MinRowsPerLeaf = 1, ColumnSampling = 1 });

        var weighted = trainer.Fit(new TrainingSet(columns, kinds, s_set.Labels, weights), s_rows, new Recipe(10, 0, 0));
        var repeated = trainer.Fit(new TrainingSet(columns, kinds, s_set.Labels), often, new Recipe(10, 0, 0));

        foreach (var row in (float[][])[[0, 0], [3, 2], [6, 4]]) Assert.Equal(repeated.LogOdds(row), weighted.LogOdds(row), 1e-3);
    }

    [Fact]
    public void Positives_that_count_five_times_are_rows_of_weight_five_less_the_logarithm_of_five()
    {
        using FastTreeTrainer counted = new(s_options with { PositiveWeight = 5 }), weighted = new(s_options);
        var heavy = s_set with { Weights = [.. s_set.Labels.Select(l => l > 0.5f ? 5f : 1)] };

        TreeEnsemble a = counted.Fit(s_set, s_rows, new Recipe(20, 0, 0)), b = weighted.Fit(heavy, s_rows, new Recipe(20, 0, 0));

        var row = new float[s_set.Kinds.Length];
        s_set.CopyRow(3, row);
        Assert.Equal(b.LogOdds(row) - Math.Log(5), a.LogOdds(row), 1e-12);
    }

    [Fact]
    public void Constraints_are_refused()
    {
        using var trainer = new FastTreeTrainer(s_options);
        var set = s_set with { Constraints = new FeatureConstraints([1, 0, 0, 0, 0, 0, 0], []) };

        var error = Assert.Throws<LeadPredictException>(() => trainer.Fit(set, s_rows, new Recipe(3, 0, 0)));

        Assert.Equal("LP0921", error.Diagnostics[0].Code);
    }

    [Fact]
    public void Options_that_it_cannot_follow_are_refused_at_once()
    {
        var error = Assert.Throws<ArgumentException>(() => new FastTreeTrainer(new BoostingOptions { Depth = 3 }));

        Assert.Contains("FastTree knows no depth", error.Message);
    }

    static double MeanLoss(TrainingSet set, double[] logOdds) => s_rows.Average(r => PortableMath.Softplus(set.Labels[r] > 0.5f ? -logOdds[r] : logOdds[r]));

    static void AssertSame(TreeEnsemble a, TreeEnsemble b)
    {
        Assert.Equal(a.Bias, b.Bias);
        Assert.Equal(a.Trees.Count, b.Trees.Count);
        for (var t = 0; t < a.Trees.Count; t++) AssertSame(a.Trees[t], b.Trees[t]);
    }

    static void AssertSame(DecisionTree a, DecisionTree b)
    {
        Assert.Equal(a.Feature, b.Feature);
        Assert.Equal(a.Threshold, b.Threshold);
        Assert.Equal(a.CategorySets, b.CategorySets);
        Assert.Equal(a.Left, b.Left);
        Assert.Equal(a.LeafValue, b.LeafValue);
        Assert.Equal(a.LeafCover, b.LeafCover);
    }
}
