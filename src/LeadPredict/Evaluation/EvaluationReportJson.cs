using System.Text.Json;

namespace LeadPredict.Evaluation;

public sealed partial record EvaluationReport
{
    /// <summary>
    /// Writes the report as one JSON object, the <c>metrics</c> of the command line's contract; NaN is null. What is derived is written
    /// for readers.
    /// </summary>
    public void WriteMetrics(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        Write(writer, "roc_auc", RocAuc);
        Write(writer, "pr_auc", PrAuc);
        Write(writer, "log_loss", LogLoss);
        Write(writer, "brier", Brier);
        Write(writer, "ece", Ece);
        Write(writer, "lift_top_decile", LiftTopDecile);
        Write(writer, "ks", KolmogorovSmirnov);
        writer.WriteNumber("rows", Rows);
        writer.WriteNumber("positives", Positives);
        Write(writer, "base_rate", BaseRate);
        Write(writer, "baseline_log_loss", BaselineLogLoss);
        writer.WriteBoolean("has_signal", HasSignal);

        writer.WriteStartArray("reliability");
        foreach (var bin in Reliability)
        {
            writer.WriteStartObject();
            Write(writer, "from", bin.From);
            Write(writer, "to", bin.To);
            writer.WriteNumber("count", bin.Count);
            Write(writer, "mean_predicted", bin.MeanPredicted);
            Write(writer, "observed", bin.Observed);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();

        writer.WriteStartArray("gains");
        foreach (var slice in Gains)
        {
            writer.WriteStartObject();
            writer.WriteNumber("slice", slice.Slice);
            Write(writer, "rows", slice.Rows);
            Write(writer, "positives", slice.Positives);
            Write(writer, "rate", slice.Rate);
            Write(writer, "cumulative_share", slice.CumulativeShare);
            Write(writer, "cumulative_lift", slice.CumulativeLift);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        if (Curves is not null)
        {
            writer.WritePropertyName("curves");
            Curves.Write(writer);
        }
        WriteCapacity(writer);
        WriteBrierParts(writer);
        WriteCalibration(writer);
        writer.WriteEndObject();
    }

    /// <summary>Reads what <see cref="WriteMetrics"/> wrote, to the bit; unknown fields are ignored.</summary>
    /// <exception cref="InvalidDataException">A field is missing or of another kind.</exception>
    public static EvaluationReport FromJson(JsonElement json) => new()
    {
        Rows = Whole(json, "rows"),
        Positives = Whole(json, "positives"),
        RocAuc = Metric(json, "roc_auc"),
        PrAuc = Metric(json, "pr_auc"),
        LogLoss = Metric(json, "log_loss"),
        Brier = Metric(json, "brier"),
        Ece = Metric(json, "ece"),
        LiftTopDecile = Metric(json, "lift_top_decile"),
        KolmogorovSmirnov = Metric(json, "ks"),
        Reliability = Each(json, "reliability", bin => new ReliabilityBin(
            Number(bin, "from"), Number(bin, "to"), Whole(bin, "count"), Number(bin, "mean_predicted"), Number(bin, "observed"))),
        Gains = Each(json, "gains", slice => new GainsSlice(
            Whole(slice, "slice"), Number(slice, "rows"), Number(slice, "positives"), Number(slice, "rate"),
            Number(slice, "cumulative_share"), Number(slice, "cumulative_lift"))),
        Curves = json.TryGetProperty("curves", out var curves) ? EvaluationCurves.FromJson(curves) : null,
        Capacity = Has(json, "capacity") ? Each(json, "capacity", CapacityFrom) : [],
        Cut = Has(json, "cut") ? CutFrom(json.GetProperty("cut")) : null,
        BrierParts = Has(json, "brier_parts") ? BrierPartsFrom(json.GetProperty("brier_parts")) : null,
        Calibration = Has(json, "calibration") ? CalibrationFrom(json.GetProperty("calibration")) : null,
    };

    internal static void Write(Utf8JsonWriter writer, string name, MetricValue metric)
    {
        writer.WriteStartObject(name);
        Write(writer, "value", metric.Value);
        Write(writer, "low", metric.Low);
        Write(writer, "high", metric.High);
        writer.WriteEndObject();
    }

    internal static void Write(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }

    static MetricValue Metric(JsonElement json, string name)
    {
        var metric = Field(json, name);
        return new(Number(metric, "value"), Number(metric, "low"), Number(metric, "high"));
    }

    static double Number(JsonElement json, string name)
    {
        var field = Field(json, name);
        if (field.ValueKind == JsonValueKind.Null) return double.NaN;
        return field.ValueKind == JsonValueKind.Number && field.TryGetDouble(out var value)
            ? value
            : throw EvaluationErrors.BadReport(name, "a number or null");
    }

    static int Whole(JsonElement json, string name)
    {
        var field = Field(json, name);
        return field.ValueKind == JsonValueKind.Number && field.TryGetInt32(out var value) && value >= 0
            ? value
            : throw EvaluationErrors.BadReport(name, "a whole number of at least 0");
    }

    static T[] Each<T>(JsonElement json, string name, Func<JsonElement, T> read)
    {
        var field = Field(json, name);
        if (field.ValueKind != JsonValueKind.Array) throw EvaluationErrors.BadReport(name, "a list");
        var items = new List<T>();
        foreach (var item in field.EnumerateArray()) items.Add(read(item));
        return [.. items];
    }

    static JsonElement Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var field)
            ? field
            : throw EvaluationErrors.BadReport(name, "there");
}
