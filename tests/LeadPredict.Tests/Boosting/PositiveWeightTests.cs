using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public class PositiveWeightTests
{
    [Theory]
    [InlineData(4.0, 0.0)]
    [InlineData(4.0, 0.5)]
    [InlineData(0.2, 1.0)]
    public void The_mean_probability_stays_the_base_rate(double weight, double linearStart)
    {
        var set = MadeLeads.Mixed(4000, 3, 1, seed: 1);
        var ensemble = MadeLeads.Fitted(set, MadeLeads.Plain with { PositiveWeight = weight, LinearStart = linearStart, Members = 2 }, trees: 40);

        Assert.Equal(set.Labels.Average(), MeanProbability(ensemble, set), 0.02);
    }

    [Fact]
    public void Without_a_split_the_shift_is_taken_back_exactly()
    {
        var labels = MadeLeads.Rows(1000).Select(i => i % 10 == 0 ? 1f : 0f).ToArray();
        var set = new TrainingSet([new float[1000]], [MadeLeads.Number], labels);

        var plain = MadeLeads.Fitted(set, MadeLeads.Plain, trees: 0).Bias;
        var weighted = MadeLeads.Fitted(set, MadeLeads.Plain with { PositiveWeight = 9 }, trees: 0).Bias;

        // 0.1 against the same with the half row of smoothing, which weighs less among more.
        Assert.Equal(PortableMath.Logit(900.5 / 1801) - Math.Log(9), weighted, 1e-12);
        Assert.Equal(plain, weighted, 0.01);
    }

    [Fact]
    public void Out_of_fold_log_odds_have_the_shift_taken_back_too()
    {
        var set = MadeLeads.Mixed(2000, 3, 1, seed: 2);
        var rows = MadeLeads.Rows(2000);
        using var booster = new GradientBooster(MadeLeads.Plain with { PositiveWeight = 6, LinearStart = 0.5, Members = 2 });

        var (_, outOfFold) = booster.Choose(set, rows, [.. rows.Select(r => r % 3)]);

        // Without it the mean would be about 0.75.
        Assert.Equal(set.Labels.Average(), outOfFold.Average(PortableMath.Sigmoid), 0.06);
    }

    static double MeanProbability(TreeEnsemble ensemble, TrainingSet set)
    {
        var row = new float[set.Columns.Length];
        double sum = 0;
        for (var r = 0; r < set.Labels.Length; r++)
        {
            set.CopyRow(r, row);
            sum += PortableMath.Sigmoid(ensemble.LogOdds((ReadOnlySpan<float>)row));
        }
        return sum / set.Labels.Length;
    }
}
