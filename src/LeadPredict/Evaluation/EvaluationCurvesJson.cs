using System.Text.Json;

namespace LeadPredict.Evaluation;

public sealed partial record EvaluationCurves
{
    /// <summary>Writes the curves as one object; a curve is a list of points, a point a list of numbers, on one line.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        // The threshold of the first point is above all others and not written.
        CompactJson.Rows(json, "roc", Roc.Select(p => (double[])[p.FalsePositiveRate, p.TruePositiveRate, p.Threshold]));
        CompactJson.Rows(json, "precision_recall", PrecisionRecall.Select(p => (double[])[p.Recall, p.Precision]));
        CompactJson.Rows(json, "gains", Gains.Select(p => (double[])[p.RowShare, p.PositiveShare]));
        CompactJson.Rows(json, "scores", Scores.Select(b => (double[])[b.From, b.To, b.Positives, b.Negatives]));
        CompactJson.Rows(json, "reliability", Reliability.Select(p => (double[])[p.Predicted, p.Observed, p.Low, p.High, p.Rows]));
        CompactJson.Rows(json, "best", [[Best.Rows, Best.Positives, Best.Low, Best.High, Best.AtRandom]]);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write"/> wrote, to the bit.</summary>
    /// <exception cref="InvalidDataException">A curve is missing or is no list of points.</exception>
    public static EvaluationCurves FromJson(JsonElement json) => new()
    {
        Roc = [.. CompactJson.Rows(json, "roc", 3).Select(p => new RocPoint(p[0], p[1], double.IsNaN(p[2]) ? double.PositiveInfinity : p[2]))],
        PrecisionRecall = [.. CompactJson.Rows(json, "precision_recall", 2).Select(p => new PrecisionRecallPoint(p[0], p[1]))],
        Gains = [.. CompactJson.Rows(json, "gains", 2).Select(p => new GainsPoint(p[0], p[1]))],
        Scores = [.. CompactJson.Rows(json, "scores", 4).Select(p => new ScoreBin(p[0], p[1], (int)p[2], (int)p[3]))],
        Reliability = [.. CompactJson.Rows(json, "reliability", 5).Select(p => new CalibrationPoint(p[0], p[1], p[2], p[3], (int)p[4]))],
        Best = CompactJson.Rows(json, "best", 5).Select(p => new BestRows((int)p[0], p[1], p[2], p[3], p[4])).FirstOrDefault(),
    };
}
