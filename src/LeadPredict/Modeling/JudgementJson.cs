using System.Text.Json;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>Writes what a judgement found beside the metrics: segments, learning curve, the scorecard's points, the gate. NaN is null.</summary>
public static partial class JudgementJson
{
    /// <summary>The card's keys <c>segments</c>, <c>learning_curve</c>, <c>scorecard</c> and <c>gate</c>; what is not there is not written.</summary>
    public static void Write(Utf8JsonWriter json, ModelCard card)
    {
        WriteSegments(json, card.Segments);
        if (card.Curve is { } curve) Write(json, curve);
        if (card.Scorecard is { } scorecard) Write(json, scorecard);
        if (card.Gate is { } gate) Write(json, gate);
    }

    /// <summary>The array <c>segments</c>.</summary>
    public static void WriteSegments(Utf8JsonWriter json, IReadOnlyList<SegmentTable> segments)
    {
        json.WriteStartArray("segments");
        foreach (var table in segments)
        {
            json.WriteStartObject();
            json.WriteString("column", table.Column);
            json.WriteStartArray("rows");
            foreach (var row in table.Rows)
            {
                json.WriteStartObject();
                json.WriteString("level", row.Level);
                json.WriteNumber("rows", row.Rows);
                json.WriteNumber("positives", row.Positives);
                EvaluationReport.Write(json, "roc_auc", row.RocAuc);
                EvaluationReport.Write(json, "mean_predicted", row.MeanPredicted);
                EvaluationReport.Write(json, "observed", row.Observed);
                EvaluationReport.Write(json, "chance", row.Chance);
                json.WriteBoolean("off", row.IsOff);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, LearningCurve curve)
    {
        json.WriteStartObject("learning_curve");
        json.WriteStartArray("points");
        foreach (var point in curve.Points)
        {
            json.WriteStartObject();
            EvaluationReport.Write(json, "share", point.Share);
            json.WriteNumber("rows", point.Rows);
            json.WriteNumber("positives", point.Positives);
            EvaluationReport.Write(json, "roc_auc", point.RocAuc);
            EvaluationReport.Write(json, "log_loss", point.LogLoss);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        EvaluationReport.Write(json, "half_width", curve.HalfWidth);
        EvaluationReport.Write(json, "wanted_half_width", curve.WantedHalfWidth);
        json.WriteNumber("more_positives", curve.MorePositives);
        EvaluationReport.Write(json, "gain_of_doubling", curve.GainOfDoubling);
        json.WriteString("says", curve.Says);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, PointsScorecard scorecard)
    {
        json.WriteStartObject("scorecard");
        EvaluationReport.Write(json, "points_to_double_the_odds", PointsScorecard.PointsToDouble);
        EvaluationReport.Write(json, "log_odds_at_0", scorecard.LogOddsAtZero);
        json.WriteStartArray("points");
        foreach (var row in scorecard.Points)
        {
            json.WriteStartObject();
            json.WriteString("column", row.Column);
            json.WriteString("when", row.When);
            json.WriteNumber("points", row.Points);
            EvaluationReport.Write(json, "share", row.Share);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The gate's result in a card's bytes; null when the card holds none, or is no card.</summary>
    public static GateResult? GateOf(ReadOnlyMemory<byte> card)
    {
        try
        {
            using var json = JsonDocument.Parse(card);
            return json.RootElement.TryGetProperty("gate", out var gate)
                ? new GateResult([.. gate.GetProperty("checks").EnumerateArray().Select(c =>
                    new GateCheck(c.GetProperty("name").GetString()!, c.GetProperty("passed").GetBoolean(), c.GetProperty("says").GetString()!))])
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The object <c>gate</c>.</summary>
    public static void Write(Utf8JsonWriter json, GateResult gate)
    {
        json.WriteStartObject("gate");
        json.WriteBoolean("passed", gate.Passed);
        json.WriteStartArray("checks");
        foreach (var check in gate.Checks)
        {
            json.WriteStartObject();
            json.WriteString("name", check.Name);
            json.WriteBoolean("passed", check.Passed);
            json.WriteString("says", check.Says);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
