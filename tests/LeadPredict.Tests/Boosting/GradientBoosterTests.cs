using LeadPredict.Boosting;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using LeadPredict.Tests.Modeling;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Boosting;

public class GradientBoosterTests
{
    static readonly BoostingOptions s_options = MadeLeads.Plain with { Members = 2, LinearStart = 0.5, RowSampling = 0.8, ColumnSampling = 0.6 };

    [Fact]
    public void Number_of_threads_does_not_change_the_model_file()
    {
        // Large enough for every parallel path: nodes, partitions, blocks of rows.
        var set = MadeLeads.Mixed(20_000, numbers: 18, categories: 4, seed: 1);
        byte[] File(int threads) => LeadModelFile.ToBytes(MadeModels.Of(MadeLeads.Fitted(set, s_options with { Threads = threads }, trees: 6)));
        var one = File(1);

        foreach (var threads in (int[])[2, 3, 8]) Assert.True(one.AsSpan().SequenceEqual(File(threads)), $"{threads} threads give another file");
    }

    [Fact]
    public void Choosing_the_recipe_does_not_depend_on_threads()
    {
        var set = MadeLeads.Mixed(6000, numbers: 4, categories: 1, seed: 2);
        var folds = MadeLeads.Rows(6000).Select(r => r % 3).ToArray();
        (Recipe, double[]) Choose(int threads)
        {
            using var booster = new GradientBooster(s_options with { Threads = threads, Trees = 15, LinearL2 = 0 });
            return booster.Choose(set, MadeLeads.Rows(6000), folds);
        }

        var (recipe, outOfFold) = Choose(1);
        var (otherRecipe, otherOutOfFold) = Choose(3);

        Assert.Equal(recipe, otherRecipe);
        Assert.Equal(outOfFold, otherOutOfFold);
    }

    [Fact]
    public void Same_seed_gives_the_same_ensemble_and_another_seed_another()
    {
        var set = MadeLeads.Mixed(800, 4, 1, seed: 3);
        double[] Leaves(ulong seed) => [.. MadeLeads.Fitted(set, s_options with { Seed = seed }, trees: 5).Trees.SelectMany(t => t.LeafValue)];

        Assert.Equal(Leaves(1), Leaves(1));
        Assert.NotEqual(Leaves(1), Leaves(2));
    }

    [Fact]
    public void Permuted_labels_rank_at_random()
    {
        var set = MadeLeads.Mixed(2500, 5, 2, seed: 4);
        var labels = (float[])set.Labels.Clone();
        new DeterministicRandom(1).Shuffle<float>(labels);

        Assert.InRange(CrossValidatedAuc(set with { Labels = labels }), 0.45, 0.55);
        Assert.True(CrossValidatedAuc(set) > 0.7);
    }

    static double CrossValidatedAuc(TrainingSet set)
    {
        var rows = MadeLeads.Rows(set.Labels.Length);
        using var booster = new GradientBooster(s_options with { Trees = 30, Threads = 2 });
        var (_, outOfFold) = booster.Choose(set, rows, [.. rows.Select(r => r % 5)]);
        return SlowMetrics.RocAuc(outOfFold, [.. set.Labels.Select(l => (byte)l)]);
    }

    [Fact]
    public void Early_stopping_keeps_the_trees_that_help_and_few_where_none_does()
    {
        var rows = MadeLeads.Rows(1500);
        var folds = rows.Select(r => r % 3).ToArray();
        var set = MadeLeads.Mixed(1500, 3, 1, seed: 5);
        var noise = (float[])set.Labels.Clone();
        new DeterministicRandom(2).Shuffle<float>(noise);
        using var booster = new GradientBooster(MadeLeads.Plain with { Trees = 400, Leaves = 8, EarlyStoppingRounds = 15 });

        var signal = booster.Choose(set, rows, folds).Recipe.TreesFromBase;
        var nothing = booster.Choose(set with { Labels = noise }, rows, folds).Recipe.TreesFromBase;

        Assert.InRange(signal, 15, 300);
        Assert.InRange(nothing, 0, 12);
    }

    [Fact]
    public void Without_early_stopping_all_trees_are_grown()
    {
        var rows = MadeLeads.Rows(600);
        using var booster = new GradientBooster(MadeLeads.Plain with { Trees = 25, EarlyStoppingRounds = 0 });

        Assert.Equal(25, booster.Choose(MadeLeads.Mixed(600, 3, 0, seed: 6), rows, [.. rows.Select(r => r % 2)]).Recipe.TreesFromBase);
    }

    [Fact]
    public void Out_of_fold_log_odds_are_absent_for_rows_that_always_train()
    {
        var rows = MadeLeads.Rows(400);
        using var booster = new GradientBooster(s_options with { Trees = 5 });

        var outOfFold = booster.Choose(MadeLeads.Mixed(400, 2, 0, seed: 7), rows, [.. rows.Select(r => r < 300 ? -1 : 0)]).OutOfFold;

        Assert.All(outOfFold[..300], v => Assert.True(double.IsNaN(v)));
        Assert.All(outOfFold[300..], v => Assert.True(double.IsFinite(v)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Held_out_labels_do_not_reach_the_model_that_judges_them(double linearStart)
    {
        var set = MadeLeads.Mixed(600, 3, 1, seed: 8);
        var rows = MadeLeads.Rows(600);
        var folds = rows.Select(r => r < 450 ? -1 : 0).ToArray();
        var flipped = set.Labels.Select((l, i) => i < 450 ? l : 1 - l).ToArray();
        // Without early stopping and with one kind of member, neither the number of trees nor the choice of members can carry a message.
        using var booster = new GradientBooster(s_options with { Trees = 8, EarlyStoppingRounds = 0, LinearL2 = 1, LinearStart = linearStart });

        Assert.Equal(booster.Choose(set, rows, folds).OutOfFold, booster.Choose(set with { Labels = flipped }, rows, folds).OutOfFold);
    }

    [Fact]
    public void Choose_and_fit_agree_on_held_out_rows()
    {
        // Few distinct values, all of them in both parts, so that the bins of all rows are those of the training rows.
        int[] rows = MadeLeads.Rows(900), folds = [.. rows.Select(r => r < 700 ? -1 : 0)];
        var labels = rows.Select(r => r * 7 % 13 < r % 5 + r % 3 ? 1f : 0).ToArray();
        var set = new TrainingSet([[.. rows.Select(r => (float)(r % 5))], [.. rows.Select(r => (float)(r % 3))]], [MadeLeads.Number, MadeLeads.Number], labels);
        using var booster = new GradientBooster(MadeLeads.Plain with { Trees = 10, EarlyStoppingRounds = 0 });
        var (recipe, outOfFold) = booster.Choose(set, rows, folds);

        var ensemble = booster.Fit(set, rows[..700], recipe);

        foreach (var r in rows[700..]) Assert.Equal(outOfFold[r], ensemble.LogOdds((float[])[r % 5, r % 3]), 1e-5);
    }

    [Fact]
    public void Trees_of_one_leaf_are_kept_in_the_bias()
    {
        // No split gains enough, and each draw of rows has another base rate: a member is a sum of constants.
        var set = MadeLeads.Mixed(3000, 2, 0, seed: 10);
        var rows = MadeLeads.Rows(3000);
        var options = MadeLeads.Plain with { RowSampling = 0.05, MinGain = 1e9, LearningRate = 1, L2 = 0 };
        using var booster = new GradientBooster(options);
        using var team = new WorkerTeam(1);
        using var table = BinnedTable.Create(FeatureBinner.Fit(set.Columns, set.Kinds, rows, options.MaxBins), set.Columns, rows, team);
        var train = new TrainingRows(table, set.Labels);
        var bias = GradientBooster.BaseBias(train);
        using var run = new BoostingRun(train, GradientBooster.StartLogOdds(table, null, bias, team), options, team);
        for (var t = 0; t < 3; t++) run.Step();

        var ensemble = booster.Fit(set, rows, new Recipe(3, 3, 1));

        Assert.Empty(ensemble.Trees);
        Assert.NotEqual(bias, ensemble.Bias, 1e-3);
        Assert.Equal(bias + run.Trees.Sum(t => t.LeafValue[0]), ensemble.Bias, 1e-12);
    }

    [Fact]
    public void Linear_start_finds_the_slope_of_linear_data()
    {
        var random = new DeterministicRandom(11);
        var x = new float[4000];
        var labels = new float[4000];
        for (var i = 0; i < x.Length; i++)
        {
            x[i] = (float)random.NextNormal();
            labels[i] = random.NextDouble() < PortableMath.Sigmoid(2 * x[i] - 0.5) ? 1 : 0;
        }
        var ensemble = Linear(new TrainingSet([x], [MadeLeads.Number], labels));

        Assert.Equal(2, ensemble.LogOdds((float[])[1]) - ensemble.LogOdds((float[])[0]), 0.25);
        Assert.Equal(-0.5, ensemble.LogOdds((float[])[0]), 0.15);
        Assert.Empty(ensemble.Trees);
    }

    [Fact]
    public void Linear_part_goes_on_beyond_the_training_values_and_stays_bounded()
    {
        var set = MadeLeads.Mixed(2000, 1, 0, seed: 12);
        var ensemble = Linear(set);
        var values = Enumerable.Range(0, set.Columns[0].Length).Select(r => set.Columns[0][r]).ToArray();
        var most = values.Max();
        double At(float value) => ensemble.LogOdds((float[])[value]);

        Assert.True(At(most * 1.3f) > At(most));
        Assert.True(At(most * 1.9f) > At(most * 1.3f));
        Assert.Equal(At(most * 4), At(float.MaxValue));
        Assert.True(At(float.PositiveInfinity) - At(most) < 1.5 * (At(most) - At(values.Min())));
    }

    static TreeEnsemble Linear(TrainingSet set)
    {
        using var booster = new GradientBooster(MadeLeads.Plain with { LinearStart = 1, Trees = 0 });
        return booster.Fit(set, MadeLeads.Rows(set.Labels.Length), new Recipe(0, 0, 1));
    }

    [Fact]
    public void Unseen_category_is_scored_as_the_heavier_side()
    {
        // Level 2 never occurs in training; level 0 has three times the rows of level 1.
        var category = Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? 1f : 0f).ToArray();
        var labels = Enumerable.Range(0, 400).Select(i => i % 4 == 0 ? (i % 8 == 0 ? 1f : 0) : i % 20 == 1 ? 1 : 0).ToArray();
        var ensemble = MadeLeads.Fitted(new TrainingSet([category], [MadeLeads.Category(4)], labels), MadeLeads.Plain, trees: 5);

        Assert.NotEqual(ensemble.LogOdds((float[])[0]), ensemble.LogOdds((float[])[1]));
        Assert.Equal(ensemble.LogOdds((float[])[0]), ensemble.LogOdds((float[])[2]));
        Assert.Equal(ensemble.LogOdds((float[])[0]), ensemble.LogOdds((float[])[float.NaN]));
    }

    [Fact]
    public void A_category_of_253_levels_and_other_is_learned_to_its_last_level()
    {
        var codes = Enumerable.Range(0, 254 * 40).Select(i => (float)(i % 254)).ToArray();
        var labels = codes.Select((c, i) => (int)c is 0 or 100 or 253 ? 1f : i % 10 == 0 ? 1 : 0).ToArray();
        var options = MadeLeads.Plain with { MinHessianPerCategory = 0.5, CategorySmoothing = 1, CategoryL2 = 1, MinRowsPerLeaf = 5 };
        var ensemble = MadeLeads.Fitted(new TrainingSet([codes], [MadeLeads.Category(254)], labels), options, trees: 30);

        foreach (var positive in (float[])[0, 100, 253]) Assert.True(ensemble.LogOdds((float[])[positive]) > 1);
        foreach (var negative in (float[])[1, 99, 101, 252]) Assert.True(ensemble.LogOdds((float[])[negative]) < 0);
    }

    public static TheoryData<string> HardSets => [.. s_hardSets.Keys];

    static readonly Dictionary<string, Func<TrainingSet>> s_hardSets = new()
    {
        ["a constant column"] = () => Numbers(100, i => 5),
        ["an all-missing column"] = () => Numbers(100, i => float.NaN),
        ["a constant column with gaps"] = () => Numbers(100, i => i % 3 == 0 ? float.NaN : 5),
        ["values of 1e300 and infinity"] = () => Numbers(100, i => (i % 4) switch { 0 => (float)1e300, 1 => float.NegativeInfinity, 2 => float.MaxValue, _ => i }),
        ["denormals"] = () => Numbers(100, i => i * float.Epsilon),
        ["two rows"] = () => Numbers(2, i => i),
        ["one row"] = () => Numbers(1, i => i),
        ["one class"] = () => Numbers(100, i => i) with { Labels = [.. Enumerable.Repeat(1f, 100)] },
        ["weights of zero"] = () => Numbers(100, i => i) with { Weights = new float[100] },
        ["a category of one level"] = () => new TrainingSet([new float[50]], [MadeLeads.Category(1)], [.. Enumerable.Range(0, 50).Select(i => (float)(i % 2))]),
        ["an all-missing category"] = () => new TrainingSet([[.. Enumerable.Repeat(float.NaN, 50)]], [MadeLeads.Category(1)], [.. Enumerable.Range(0, 50).Select(i => (float)(i % 2))]),
        ["duplicated rows"] = () => Numbers(200, i => i % 2),
    };

    static TrainingSet Numbers(int rows, Func<int, float> value) => new(
        [[.. Enumerable.Range(0, rows).Select(value)], [.. Enumerable.Range(0, rows).Select(i => (float)(i * 7 % 11))]],
        [MadeLeads.Number, MadeLeads.Number],
        [.. Enumerable.Range(0, rows).Select(i => i * 5 % 7 < 3 ? 1f : 0f)]);

    [Theory]
    [MemberData(nameof(HardSets))]
    public void Hard_training_sets_give_finite_models(string name)
    {
        var set = s_hardSets[name]();
        var rows = MadeLeads.Rows(set.Labels.Length);
        foreach (var options in (BoostingOptions[])[s_options with { Trees = 8 }, MadeLeads.Plain with { Trees = 8, L2 = 0, MinHessianPerLeaf = 0, MinRowsPerLeaf = 1, RowSampling = 0.5 }])
        {
            using var booster = new GradientBooster(options);
            var (recipe, outOfFold) = booster.Choose(set, rows, [.. rows.Select(r => r % 2)]);
            var ensemble = booster.Fit(set, rows, recipe with { TreesFromBase = 5, TreesFromLinear = 5 });

            Assert.All(outOfFold, v => Assert.True(double.IsFinite(v)));
            var row = new float[set.Columns.Length];
            foreach (var value in (float[])[float.NaN, 0, 1, 1e38f, float.NegativeInfinity])
            {
                Array.Fill(row, value);
                Assert.True(double.IsFinite(ensemble.LogOdds(row)));
            }
        }
    }

    [Fact]
    public void Only_the_given_rows_teach()
    {
        var set = MadeLeads.Mixed(500, 3, 1, seed: 13);
        var spoiled = set with { Labels = [.. set.Labels.Select((l, i) => i % 5 == 0 ? 1 - l : l)] };
        int[] rows = [.. MadeLeads.Rows(500).Where(r => r % 5 != 0)];
        using var booster = new GradientBooster(s_options);

        var a = booster.Fit(set, rows, new Recipe(5, 5, 1));
        var b = booster.Fit(spoiled, rows, new Recipe(5, 5, 1));

        Assert.Equal(a.Trees.SelectMany(t => t.LeafValue), b.Trees.SelectMany(t => t.LeafValue));
        Assert.Equal(a.Bias, b.Bias);
    }

    [Fact]
    public void Cancelled_training_stops()
    {
        var set = MadeLeads.Mixed(300, 2, 0, seed: 14);
        using var booster = new GradientBooster(s_options);

        Assert.Throws<OperationCanceledException>(() => booster.Fit(set, MadeLeads.Rows(300), new Recipe(5, 5, 1), ct: new CancellationToken(true)));
    }

    [Fact]
    public void Training_without_columns_is_refused()
    {
        using var booster = new GradientBooster(s_options);

        Assert.Throws<ArgumentException>(() => booster.Fit(new TrainingSet(Array.Empty<float[]>(), [], [0, 1]), [0, 1], new Recipe(1, 1, 1)));
        Assert.Throws<ArgumentException>(() => booster.Choose(new TrainingSet(Array.Empty<float[]>(), [], [0, 1]), [0, 1], [0, 1]));
    }

    [Fact]
    public void Invalid_options_are_refused_with_every_problem()
    {
        var error = Assert.Throws<ArgumentException>(() => new GradientBooster(MadeLeads.Plain with { Leaves = 1, RowSampling = 1.5, L2 = double.NaN }));

        Assert.Contains("Leaves must be 2 to 255; it is 1.", error.Message);
        Assert.Contains("RowSampling must be 0 (chosen) to 1; it is 1.5.", error.Message);
        Assert.Contains("L2 must be 0 or more; it is NaN.", error.Message);
    }

    [Fact]
    public void Valid_options_have_no_problems() => Assert.Empty(MadeLeads.Plain.Validate());

    [Fact]
    public void A_forward_fold_learns_from_earlier_folds_alone()
    {
        var set = MadeLeads.Mixed(900, numbers: 3, categories: 1, seed: 4);
        int[] folds = [.. Enumerable.Range(0, 900).Select(i => i / 300 - 1)];
        var changed = set with { Labels = [.. set.Labels.Select((label, i) => folds[i] == 1 ? 1 - label : label)] };

        // No early stopping: the number of trees looks at every held-out row.
        double[] FirstFold(TrainingSet s)
        {
            using var booster = new GradientBooster(MadeLeads.Plain with { Trees = 5, EarlyStoppingRounds = 0, LinearStart = 0 });
            return booster.Choose(s, MadeLeads.Rows(900), folds, forward: true).OutOfFold[300..600];
        }

        Assert.Equal(FirstFold(set), FirstFold(changed));
    }
}
