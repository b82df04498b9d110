using System.Text.Json;

namespace LeadPredict.Evaluation;

public sealed partial record EvaluationReport
{
    void WriteCapacity(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("capacity");
        foreach (var row in Capacity)
        {
            writer.WriteStartObject();
            Write(writer, "share", row.Share);
            Write(writer, "rows", row.Rows);
            Write(writer, "precision", row.Precision);
            Write(writer, "recall", row.Recall);
            Write(writer, "lift", row.Lift);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (Cut is not { } cut) return;
        writer.WriteStartObject("cut");
        writer.WriteString("kind", cut.Cut.Kind);
        Write(writer, "threshold", cut.Cut.Threshold);
        writer.WriteNumber("true_positives", cut.Confusion.TruePositives);
        writer.WriteNumber("false_positives", cut.Confusion.FalsePositives);
        writer.WriteNumber("true_negatives", cut.Confusion.TrueNegatives);
        writer.WriteNumber("false_negatives", cut.Confusion.FalseNegatives);
        Write(writer, "precision", cut.Precision);
        Write(writer, "recall", cut.Recall);
        Write(writer, "f1", cut.F1);
        writer.WriteEndObject();
    }

    void WriteBrierParts(Utf8JsonWriter writer)
    {
        if (BrierParts is not { } parts) return;
        writer.WriteStartObject("brier_parts");
        Write(writer, "reliability", parts.Reliability);
        Write(writer, "resolution", parts.Resolution);
        Write(writer, "uncertainty", parts.Uncertainty);
        Write(writer, "within_bins", parts.WithinBins);
        writer.WriteEndObject();
    }

    void WriteCalibration(Utf8JsonWriter writer)
    {
        if (Calibration is not { } test) return;
        writer.WriteStartObject("calibration");
        Write(writer, "ece_expected", test.ExpectedEce);
        Write(writer, "ece_limit", test.EceLimit);
        Write(writer, "ece_chance", test.EceChance);
        Write(writer, "slope", test.Slope);
        Write(writer, "intercept", test.Intercept);
        writer.WriteEndObject();
    }

    static bool Has(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out _);

    static CapacityRow CapacityFrom(JsonElement row) =>
        new(Number(row, "share"), Number(row, "rows"), Metric(row, "precision"), Metric(row, "recall"), Number(row, "lift"));

    static CutReport CutFrom(JsonElement cut) => new(
        new DecisionCut(Field(cut, "kind").GetString() ?? "", Number(cut, "threshold")),
        new Confusion(Whole(cut, "true_positives"), Whole(cut, "false_positives"), Whole(cut, "true_negatives"), Whole(cut, "false_negatives")),
        Metric(cut, "precision"), Metric(cut, "recall"), Number(cut, "f1"));

    static BrierDecomposition BrierPartsFrom(JsonElement parts) =>
        new(Metric(parts, "reliability"), Metric(parts, "resolution"), Metric(parts, "uncertainty"), Number(parts, "within_bins"));

    static CalibrationTest CalibrationFrom(JsonElement test) => new(
        Number(test, "ece_expected"), Number(test, "ece_limit"), Number(test, "ece_chance"), Metric(test, "slope"), Metric(test, "intercept"));
}
