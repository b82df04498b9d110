using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Diagnosis;

public class AucEstimateTests
{
    [Fact]
    public void Value_is_the_area_with_ties()
    {
        var (scores, labels) = Made(200, seed: 3);

        Assert.Equal(RankingMetrics.RocAuc(scores, labels), AucEstimate.Of(scores, labels).Value, 12);
    }

    [Fact]
    public void The_interval_holds_the_true_area_as_often_as_it_says()
    {
        // Two normals a shift of 1 apart: the area is Phi(1 / sqrt 2).
        var held = Enumerable.Range(0, 400).Count(i =>
        {
            var random = new DeterministicRandom((ulong)i + 1);
            byte[] labels = [.. Enumerable.Range(0, 150).Select(r => (byte)(r % 3 == 0 ? 1 : 0))];
            var auc = AucEstimate.Of([.. labels.Select(l => l + random.NextNormal())], labels);
            return auc.Low <= 0.76025 && auc.High >= 0.76025;
        });

        Assert.InRange(held / 400.0, 0.97, 1.0);
    }

    [Fact]
    public void A_perfect_ranking_of_few_rows_is_not_certain() =>
        Assert.InRange(AucEstimate.Of([1, 2, 3, 4, 5, 6, 7, 8], [0, 0, 0, 0, 1, 1, 1, 1]).Low, 0.3, 0.9);

    [Fact]
    public void A_score_differs_from_itself_by_nothing()
    {
        var (scores, labels) = Made(100, seed: 5);
        var auc = AucEstimate.Of(scores, labels);

        Assert.InRange(auc.ErrorOfDifference(AucEstimate.Of(scores, labels)), 0, 0.25 * auc.StandardError);
    }

    static (double[], byte[]) Made(int rows, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        byte[] labels = [.. Enumerable.Range(0, rows).Select(i => (byte)(i % 3 == 0 ? 1 : 0))];
        return ([.. labels.Select(l => Math.Round(l + 2 * random.NextNormal()))], labels);
    }
}
