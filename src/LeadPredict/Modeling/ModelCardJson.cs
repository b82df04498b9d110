using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>
/// Writes a <see cref="ModelCard"/> as JSON: the file <c>card.json</c>, and, with the same keys, what <c>train --json</c> prints.
/// </summary>
public static partial class ModelCardJson
{
    /// <summary>Indented UTF-8, ending in a line feed. The encoder leaves letters of any language readable.</summary>
    public static JsonWriterOptions Indented { get; } = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The card as a file's bytes.</summary>
    public static byte[] ToBytes(ModelCard card)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, Indented))
        {
            json.WriteStartObject();
            json.WriteString("name", card.Name);
            json.WriteString("id", card.Id);
            json.WriteString("sha256", card.Sha256);
            json.WriteString("created_at", card.CreatedAt.ToString("O", CultureInfo.InvariantCulture));
            WriteBody(json, card);
            WriteOrigin(json, card);
            json.WriteEndObject();
        }
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    /// <summary>The keys that the card and <c>train --json</c> share: rows, columns, metrics, rivals, drivers, notes, seconds.</summary>
    public static void WriteBody(Utf8JsonWriter json, ModelCard card)
    {
        json.WriteStartObject("rows");
        json.WriteNumber("read", card.Rows.Read);
        json.WriteNumber("rejected", card.Rows.Rejected);
        json.WriteNumber("unlabelled", card.Rows.Unlabelled);
        json.WriteNumber("train", card.Rows.Train);
        json.WriteNumber("validation", card.Rows.Validation);
        json.WriteNumber("calibration", card.Rows.Calibration);
        json.WriteNumber("test", card.Rows.Test);
        json.WriteNumber("positives", card.Rows.Positives);
        json.WriteEndObject();

        json.WriteStartObject("columns");
        json.WriteString("label", card.Label);
        json.WriteString("positive", card.Positive);
        json.WriteStartArray("used");
        foreach (var name in card.Used) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("excluded");
        foreach (var column in card.Excluded)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteString("why", column.Why);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        LeakFindingJson.Write(json, card.Findings);

        json.WriteStartObject("metrics");
        if (card.Test is not null)
        {
            json.WritePropertyName("test");
            card.Test.WriteMetrics(json);
        }
        json.WriteEndObject();
        WriteRivals(json, card);
        JudgementJson.Write(json, card);
        WriteTuning(json, card.Tuning);
        TimeReportJson.Write(json, card);

        json.WriteStartArray("drivers");
        foreach (var driver in card.Drivers)
        {
            json.WriteStartObject();
            json.WriteString("column", driver.Column);
            json.WriteNumber("mean_absolute_log_odds", Math.Round(driver.MeanAbsoluteLogOdds, 6));
            json.WriteEndObject();
        }
        json.WriteEndArray();

        if (card.Overview is not null)
        {
            json.WritePropertyName("overview");
            card.Overview.Write(json);
        }

        json.WriteStartArray("notes");
        foreach (var note in card.Notes) json.WriteStringValue(note);
        json.WriteEndArray();

        json.WriteStartObject("seconds");
        foreach (var (name, value) in new[]
        {
            ("read", card.Seconds.Read), ("guard", card.Seconds.Guard), ("encode", card.Seconds.Encode), ("boost", card.Seconds.Boost),
            ("calibrate", card.Seconds.Calibrate), ("evaluate", card.Seconds.Evaluate), ("total", card.Seconds.Total),
        })
            json.WriteNumber(name, Math.Round(value, 4));
        json.WriteEndObject();
    }

    /// <summary>How each column moved, as <c>over_time.shift.columns</c> of the card.</summary>
    public static void WriteShift(Utf8JsonWriter json, IReadOnlyList<Diagnosis.ColumnShift> columns) => TimeReportJson.WriteColumns(json, columns);

    static void WriteRivals(Utf8JsonWriter json, ModelCard card)
    {
        json.WriteStartArray("rivals");
        foreach (var rival in card.Rivals)
        {
            json.WriteStartObject();
            json.WriteString("name", rival.Name);
            json.WritePropertyName("test");
            rival.Report.WriteMetrics(json);
            if (rival.Gain is { } gain)
            {
                WriteMetric(json, "roc_auc_gain", gain.RocAucDifference);
                WriteMetric(json, "log_loss_gain", gain.LogLossDifference);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteTuning(Utf8JsonWriter json, IReadOnlyList<TuningTrial> trials)
    {
        json.WriteStartArray("tuning");
        foreach (var trial in trials)
        {
            json.WriteStartObject();
            json.WriteNumber("trial", trial.Trial);
            json.WriteBoolean("chosen", trial.Chosen);
            json.WriteStartObject("options");
            foreach (var (key, value) in trial.Changed) json.WriteString(key, value);
            json.WriteEndObject();
            WriteNumber(json, "log_loss", trial.LogLoss);
            WriteNumber(json, "difference", trial.Difference);
            WriteNumber(json, "standard_error", trial.StandardError);
            json.WriteNumber("seconds", Math.Round(trial.Seconds, 3));
            json.WriteBoolean("resumed", trial.Resumed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteOrigin(Utf8JsonWriter json, ModelCard card)
    {
        json.WriteStartObject("origin");
        json.WriteString("tool", card.Origin.Tool);
        json.WriteString("trainer", card.Origin.Trainer);
        json.WriteNumber("fitted_rows", card.Origin.Rows);
        json.WriteStartArray("files");
        for (var i = 0; i < card.Files.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("name", Path.GetFileName(card.Files[i]));
            json.WriteString("sha256", card.Origin.DataSha256[i]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("options");
        foreach (var (key, value) in card.Origin.Options) json.WriteString(key, value);
        json.WriteEndObject();
        json.WriteEndObject();

        json.WriteString("evaluation", card.Evaluation.ToString().ToLowerInvariant());
        json.WriteString("split", card.Split?.ToString().ToLowerInvariant());
        json.WriteBoolean("refitted", card.Refitted);
        json.WriteNumber("trees", card.Trees);
        json.WriteString("shape", card.Shape);
        json.WriteStartObject("calibration");
        json.WriteString("method", card.Calibrator);
        json.WriteStartArray("candidates");
        foreach (var candidate in card.CalibrationCandidates)
        {
            json.WriteStartObject();
            json.WriteString("method", Calibration.Calibrator.Word(candidate.Method));
            WriteNumber(json, "log_loss", candidate.LogLoss);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("grades");
        json.WriteNumber("A", card.Grades.A);
        json.WriteNumber("B", card.Grades.B);
        json.WriteNumber("C", card.Grades.C);
        json.WriteEndObject();
    }

    static void WriteMetric(Utf8JsonWriter json, string name, MetricValue value)
    {
        json.WriteStartObject(name);
        WriteNumber(json, "value", value.Value);
        WriteNumber(json, "low", value.Low);
        WriteNumber(json, "high", value.High);
        json.WriteEndObject();
    }

    static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
