using System.Text.Json;
using LeadPredict.Evaluation;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Evaluation;

public class EvaluationCurvesTests
{
    static (double[] Probabilities, byte[] Labels) Leads(int rows)
    {
        var random = new DeterministicRandom(4);
        var probabilities = Enumerable.Range(0, rows).Select(_ => random.NextDouble()).ToArray();
        return (probabilities, [.. probabilities.Select(p => (byte)(random.NextDouble() < p ? 1 : 0))]);
    }

    [Fact]
    public void Curves_are_thin_and_keep_both_ends()
    {
        var (probabilities, labels) = Leads(5000);

        var curves = EvaluationCurves.Compute(probabilities, labels);

        Assert.Equal(200, curves.Roc.Count);
        Assert.Equal((0, 0), (curves.Roc[0].FalsePositiveRate, curves.Roc[0].TruePositiveRate));
        Assert.Equal((1, 1), (curves.Roc[^1].FalsePositiveRate, curves.Roc[^1].TruePositiveRate));
        Assert.Equal(1, curves.PrecisionRecall[^1].Recall);
        Assert.Equal(5000, curves.Scores.Sum(s => s.Positives + s.Negatives));
        Assert.Equal(5000, curves.Reliability.Sum(p => p.Rows));
    }

    [Fact]
    public void The_best_hundred_are_counted_against_chance()
    {
        var labels = Enumerable.Range(0, 1000).Select(i => (byte)(i < 80 || i >= 980 ? 1 : 0)).ToArray();
        var probabilities = Enumerable.Range(0, 1000).Select(i => 1 - i / 1000.0).ToArray();

        var best = EvaluationCurves.Compute(probabilities, labels).Best;

        Assert.Equal((100, 80.0, 10.0), (best.Rows, best.Positives, best.AtRandom));
        Assert.InRange(best.Low, 70, 80);
        Assert.InRange(best.High, 80, 90);
    }

    [Fact]
    public void A_small_test_speaks_of_its_best_tenth() => Assert.Equal(40, EvaluationCurves.Compute([.. Leads(400).Probabilities], [.. Leads(400).Labels]).Best.Rows);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void One_class_or_no_rows_give_empty_curves(int rows)
    {
        var curves = EvaluationCurves.Compute(new double[rows], new byte[rows]);

        Assert.Empty(curves.Roc);
        Assert.Empty(curves.PrecisionRecall);
        Assert.Empty(curves.Gains);
    }

    [Fact]
    public void Json_keeps_them()
    {
        var (probabilities, labels) = Leads(700);
        var json = Json(EvaluationCurves.Compute(probabilities, labels));

        using var document = JsonDocument.Parse(json);
        Assert.Equal(json, Json(EvaluationCurves.FromJson(document.RootElement)));
    }

    static string Json(EvaluationCurves curves)
    {
        var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory)) curves.Write(writer);
        return System.Text.Encoding.UTF8.GetString(memory.ToArray());
    }
}
