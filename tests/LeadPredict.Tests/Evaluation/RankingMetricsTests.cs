using LeadPredict.Evaluation;
using LeadPredict.Numerics;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Evaluation;

public class RankingMetricsTests
{
    [Fact]
    public void Known_values_of_a_small_ranking()
    {
        double[] scores = [0.1, 0.4, 0.35, 0.8];
        byte[] labels = [0, 0, 1, 1];

        Assert.Equal(0.75, RankingMetrics.RocAuc(scores, labels));
        Assert.Equal(0.5 + 0.5 * 2 / 3, RankingMetrics.PrAuc(scores, labels), 15);
        Assert.Equal(0.5, RankingMetrics.KolmogorovSmirnov(scores, labels));
        Assert.Equal(2.0, RankingMetrics.LiftTopDecile(scores, labels));
        Assert.Equal(0.5, RankingMetrics.PrecisionAt(2, scores, labels));
        Assert.Equal(0.5, RankingMetrics.RecallAt(2, scores, labels));
        Assert.Equal(1.0, RankingMetrics.RecallAt(99, scores, labels));
    }

    [Fact]
    public void Values_are_those_of_scikit_learn()
    {
        double[] scores = [.1, .4, .4, .4, .9, .2, .9, .7];
        byte[] labels = [0, 1, 1, 0, 1, 0, 0, 1];

        // roc_auc_score, average_precision_score, log_loss and brier_score_loss of scikit-learn 1.2.1.
        Assert.Equal(0.71875, RankingMetrics.RocAuc(scores, labels));
        Assert.Equal(0.625, RankingMetrics.PrAuc(scores, labels), 15);
        Assert.Equal(0.6795664633846177, ProbabilityMetrics.LogLoss(scores, labels), 15);
        Assert.Equal(0.23, ProbabilityMetrics.Brier(scores, labels), 15);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 2)]
    [InlineData(7, 3)]
    [InlineData(60, 5)]
    [InlineData(60, 1000)]
    [InlineData(101, 11)]
    public void Equal_their_slow_twins_on_random_rows_with_many_ties(int rows, int distinct)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var (scores, labels) = RandomRows(rows, distinct, seed);

            Same(SlowMetrics.RocAuc(scores, labels), RankingMetrics.RocAuc(scores, labels));
            Same(SlowMetrics.PrAuc(scores, labels), RankingMetrics.PrAuc(scores, labels));
            Same(SlowMetrics.KolmogorovSmirnov(scores, labels), RankingMetrics.KolmogorovSmirnov(scores, labels));
            Same(SlowMetrics.LiftTopDecile(scores, labels), RankingMetrics.LiftTopDecile(scores, labels));
            var top = 1 + (int)(seed % (ulong)rows);
            Same(SlowMetrics.PositivesAbove(top, scores, labels) / top, RankingMetrics.PrecisionAt(top, scores, labels));
            foreach (var slice in RankingMetrics.Gains(scores, labels))
                Same(SlowMetrics.PositivesAbove(rows * slice.Slice / 10.0, scores, labels) / labels.Sum(l => l), slice.CumulativeShare);
        }
    }

    [Fact]
    public void All_equal_scores_rank_nothing()
    {
        double[] scores = [0.3, 0.3, 0.3, 0.3];
        byte[] labels = [1, 0, 0, 0];

        Assert.Equal(0.5, RankingMetrics.RocAuc(scores, labels));
        Assert.Equal(0.25, RankingMetrics.PrAuc(scores, labels));
        Assert.Equal(1.0, RankingMetrics.LiftTopDecile(scores, labels), 12);
        Assert.Equal(0.0, RankingMetrics.KolmogorovSmirnov(scores, labels));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_class_has_no_auc(byte label)
    {
        double[] scores = [0.3, 0.7];
        byte[] labels = [label, label];

        Assert.True(double.IsNaN(RankingMetrics.RocAuc(scores, labels)));
        Assert.True(double.IsNaN(RankingMetrics.KolmogorovSmirnov(scores, labels)));
        Assert.Empty(RankingMetrics.RocCurve(scores, labels));
    }

    [Fact]
    public void No_rows_give_no_numbers()
    {
        Assert.True(double.IsNaN(RankingMetrics.RocAuc([], [])));
        Assert.True(double.IsNaN(RankingMetrics.PrAuc([], [])));
        Assert.True(double.IsNaN(RankingMetrics.LiftTopDecile([], [])));
        Assert.True(double.IsNaN(RankingMetrics.PrecisionAt(3, [], [])));
        Assert.Empty(RankingMetrics.Gains([], []));
    }

    [Fact]
    public void Row_order_does_not_matter()
    {
        var (scores, labels) = RandomRows(200, 7, 3);
        var auc = RankingMetrics.PrAuc(scores, labels);

        Array.Reverse(scores);
        Array.Reverse(labels);

        Assert.Equal(auc, RankingMetrics.PrAuc(scores, labels));
    }

    [Fact]
    public void Area_under_the_curve_points_is_the_auc()
    {
        var (scores, labels) = RandomRows(300, 40, 5);
        var curve = RankingMetrics.RocCurve(scores, labels);

        var area = 0.0;
        for (var i = 1; i < curve.Count; i++)
            area += (curve[i].FalsePositiveRate - curve[i - 1].FalsePositiveRate) * (curve[i].TruePositiveRate + curve[i - 1].TruePositiveRate) / 2;

        Assert.Equal(RankingMetrics.RocAuc(scores, labels), area, 12);
        Assert.Equal((1.0, 1.0), (curve[^1].FalsePositiveRate, curve[^1].TruePositiveRate));
    }

    [Fact]
    public void Curve_leaves_out_points_inside_straight_runs()
    {
        var curve = RankingMetrics.RocCurve([0.9, 0.8, 0.7, 0.3, 0.2, 0.1], [1, 1, 1, 0, 0, 0]);

        Assert.Equal([(0, 0), (0, 1), (1, 1)], curve.Select(p => (p.FalsePositiveRate, p.TruePositiveRate)));
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        Assert.Throws<ArgumentException>(() => RankingMetrics.RocAuc([0.1], [0, 1]));
        Assert.Throws<ArgumentException>(() => RankingMetrics.RocAuc([double.NaN], [0]));
        Assert.Throws<ArgumentException>(() => RankingMetrics.RocAuc([0.1], [2]));
    }

    internal static (double[] Scores, byte[] Labels) RandomRows(int rows, int distinct, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var scores = new double[rows];
        var labels = new byte[rows];
        for (var i = 0; i < rows; i++)
        {
            scores[i] = random.NextInt(distinct) / (double)(distinct - 1);
            labels[i] = random.NextDouble() < 0.2 + 0.5 * scores[i] ? (byte)1 : (byte)0;
        }
        return (scores, labels);
    }

    internal static void Same(double expected, double found)
    {
        if (double.IsNaN(expected)) Assert.True(double.IsNaN(found));
        else Assert.Equal(expected, found, 11);
    }
}
