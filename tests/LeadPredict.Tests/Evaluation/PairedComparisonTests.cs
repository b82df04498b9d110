using LeadPredict.Evaluation;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Evaluation;

public class PairedComparisonTests
{
    [Fact]
    public void A_model_does_not_differ_from_itself()
    {
        var (p, y) = EvaluationReportTests.Simulate(300, 1, 0, 1);

        var comparison = PairedComparison.Compute(p, p, y, [], 1);

        Assert.Equal(new MetricValue(0, 0, 0), comparison.RocAucDifference);
        Assert.Equal(new MetricValue(0, 0, 0), comparison.LogLossDifference);
    }

    [Fact]
    public void Swapping_the_models_mirrors_the_value()
    {
        var (p, y) = EvaluationReportTests.Simulate(300, 1, 0, 2);
        var noisy = Blur(p, 1, 5);

        var there = PairedComparison.Compute(p, noisy, y, [], 1);
        var back = PairedComparison.Compute(noisy, p, y, [], 1);

        Assert.Equal(there.RocAucDifference.Value, -back.RocAucDifference.Value);
        Assert.Equal(there.LogLossDifference.Low, -back.LogLossDifference.High, 12);
    }

    [Fact]
    public void A_small_difference_shows_though_the_models_own_intervals_overlap()
    {
        var (p, y) = EvaluationReportTests.Simulate(3000, 1, 0, 3);
        var noisy = Blur(p, 0.5, 6);

        var paired = PairedComparison.Compute(noisy, p, y, [], 1);

        Assert.True(paired.RocAucDifference.Low > 0);
        Assert.True(paired.LogLossDifference.High < 0);
        Assert.True(EvaluationReport.Compute(noisy, y, [], 1).RocAuc.High > EvaluationReport.Compute(p, y, [], 1).RocAuc.Low);
    }

    [Fact]
    public void Too_few_rows_give_no_interval()
    {
        var comparison = PairedComparison.Compute([0.1, 0.9], [0.8, 0.2], [0, 1], [], 1);

        Assert.Equal(-1, comparison.RocAucDifference.Value);
        Assert.True(double.IsNaN(comparison.RocAucDifference.Low));
    }

    static double[] Blur(double[] probabilities, double noise, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        return [.. probabilities.Select(p => PortableMath.Sigmoid(PortableMath.Logit(p) + noise * random.NextNormal()))];
    }
}
