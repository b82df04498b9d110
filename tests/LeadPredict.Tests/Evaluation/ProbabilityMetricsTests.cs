using LeadPredict.Evaluation;
using LeadPredict.Tests.Reference;
using static LeadPredict.Tests.Evaluation.RankingMetricsTests;

namespace LeadPredict.Tests.Evaluation;

public class ProbabilityMetricsTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(50, 11)]
    [InlineData(200, 1001)]
    public void Equal_their_slow_twins(int rows, int distinct)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (probabilities, labels) = RandomRows(rows, distinct, seed);

            Same(SlowMetrics.LogLoss(probabilities, labels), ProbabilityMetrics.LogLoss(probabilities, labels));
            Same(SlowMetrics.Brier(probabilities, labels), ProbabilityMetrics.Brier(probabilities, labels));
            Same(SlowMetrics.Ece(probabilities, labels), ProbabilityMetrics.ExpectedCalibrationError(probabilities, labels));
        }
    }

    [Fact]
    public void Certain_mistakes_cost_a_finite_loss() =>
        Assert.Equal(-Math.Log(1e-15), ProbabilityMetrics.LogLoss([0.0], [1]), 9);

    [Fact]
    public void Log_loss_of_a_coin_is_ln_2() => Assert.Equal(Math.Log(2), ProbabilityMetrics.LogLoss([0.5, 0.5], [1, 0]), 15);

    [Fact]
    public void Calibration_error_is_the_gap_of_each_bin_weighted_by_its_rows() =>
        // Bin 0.2: mean 0.25, observed 0. Bin 0.9: mean 0.95, observed 0.5.
        Assert.Equal(0.5 * 0.25 + 0.5 * 0.45, ProbabilityMetrics.ExpectedCalibrationError([0.25, 0.25, 0.9, 1.0], [0, 0, 1, 0]), 12);

    [Fact]
    public void Quantile_bins_hold_equally_many_rows_and_never_split_a_tie()
    {
        var bins = ProbabilityMetrics.QuantileReliability([0.1, 0.2, 0.2, 0.2, 0.3, 0.4], [0, 0, 1, 0, 1, 1], bins: 3);

        Assert.Equal([1, 3, 2], bins.Select(b => b.Count));
        Assert.Equal([0.0, 1 / 3.0, 1.0], bins.Select(b => b.Observed));
    }

    [Fact]
    public void Quantile_error_sees_a_gap_that_cancels_within_a_wide_bin()
    {
        double[] probabilities = [0.01, 0.01, 0.09, 0.09];
        byte[] labels = [1, 0, 0, 0];

        Assert.Equal(0.2, ProbabilityMetrics.ExpectedCalibrationError(probabilities, labels), 12);
        Assert.Equal(0.5 * 0.49 + 0.5 * 0.09, ProbabilityMetrics.QuantileCalibrationError(probabilities, labels, 2), 12);
    }

    [Fact]
    public void Confusion_counts_the_cut_itself_as_positive()
    {
        var confusion = ProbabilityMetrics.ConfusionAt(0.5, [0.5, 0.6, 0.4, 0.1, 0.9], [1, 0, 1, 0, 1]);

        Assert.Equal(new Confusion(TruePositives: 2, FalsePositives: 1, TrueNegatives: 1, FalseNegatives: 1), confusion);
        Assert.Equal(2 / 3.0, confusion.Precision);
        Assert.Equal(0.6, confusion.Accuracy);
    }

    [Fact]
    public void No_rows_give_no_numbers()
    {
        Assert.True(double.IsNaN(ProbabilityMetrics.LogLoss([], [])));
        Assert.True(double.IsNaN(ProbabilityMetrics.ExpectedCalibrationError([], [])));
        Assert.Empty(ProbabilityMetrics.QuantileReliability([], []));
    }

    [Fact]
    public void Baseline_is_the_entropy_of_the_base_rate()
    {
        Assert.Equal(Math.Log(2), ProbabilityMetrics.BaselineLogLoss(0.5), 15);
        Assert.Equal(0, ProbabilityMetrics.BaselineLogLoss(1));
    }
}
