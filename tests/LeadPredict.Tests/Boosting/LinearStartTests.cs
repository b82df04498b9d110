using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public class LinearStartTests
{
    static readonly BoostingOptions s_options = MadeLeads.Plain with { Members = 2, LinearStart = 0.5, RowSampling = 0.8, ColumnSampling = 0.6 };

    [Fact]
    public void Members_from_the_base_rate_go_where_they_do_harm_beyond_doubt()
    {
        // A straight line that few trees of a small rate cannot follow, but a regression can.
        var rows = MadeLeads.Rows(2000);
        var random = new DeterministicRandom(5, 1);
        var x = rows.Select(_ => (float)random.NextDouble() * 8 - 4).ToArray();
        var labels = x.Select(v => random.NextDouble() < 1 / (1 + Math.Exp(-v)) ? 1f : 0).ToArray();
        var folds = rows.Select(r => r % 3).ToArray();
        var set = new TrainingSet([x], [MadeLeads.Number], labels);
        using var few = new GradientBooster(s_options with { Trees = 3, LearningRate = 0.05, EarlyStoppingRounds = 0, Members = 4, LinearStart = 0.5 });
        using var enough = new GradientBooster(s_options with { Trees = 200, LearningRate = 0.1, EarlyStoppingRounds = 20, Members = 4, LinearStart = 0.5 });
        var steps = new TrainingSet([x], [MadeLeads.Number], [.. x.Select(v => (int)Math.Floor(v) % 2 == 0 ? 1f : 0)]);

        Assert.True(few.Choose(set, rows, folds).Recipe.LinearOnly);
        Assert.False(enough.Choose(steps, rows, folds).Recipe.LinearOnly);
    }

    [Fact]
    public void Past_the_training_values_the_linear_part_keeps_its_whole_slope()
    {
        var rows = MadeLeads.Rows(400);
        var x = rows.Select(r => r / 100f).ToArray();
        var set = new TrainingSet([x], [MadeLeads.Number], [.. rows.Select(r => r * 37 % 400 < r ? 1f : 0)]);
        double Slope(double share)
        {
            using var booster = new GradientBooster(s_options with { Trees = 0, LinearL2 = 1, Members = 4, LinearStart = share });
            var ensemble = booster.Fit(set, rows, new Recipe(0, 0, 1));
            double At(float value) => ensemble.LogOdds((float[])[value]);
            return At(6.5f) - At(3.99f);
        }

        Assert.Equal(Slope(1), Slope(0.5), 6);
        Assert.True(Slope(1) > 0.1);
    }
}
