using System.Text.Json;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>Writes what a card says of time: <c>horizon</c> and <c>over_time</c>, each only where there is something to say.</summary>
static partial class TimeReportJson
{
    public static void Write(Utf8JsonWriter json, ModelCard card)
    {
        if (card.Horizon is { } horizon) Write(json, horizon);
        if (card.OverTime is not { } time) return;
        json.WriteStartObject("over_time");
        if (time.Splits is { } splits)
        {
            json.WriteStartObject("splits");
            Metric(json, "random_roc_auc", splits.Random);
            Metric(json, "time_roc_auc", splits.Time);
            Metric(json, "gap", splits.Gap);
            json.WriteBoolean("large", splits.IsLarge);
            json.WriteEndObject();
        }
        json.WriteStartArray("by_age");
        foreach (var age in time.Ages)
        {
            json.WriteStartObject();
            json.WriteString("trained_until", LabelHorizon.Day(age.Origin));
            json.WriteNumber("month", age.Month);
            json.WriteNumber("rows", age.Rows);
            json.WriteNumber("positives", age.Positives);
            Number(json, "observed", age.Observed);
            Number(json, "predicted", age.Predicted);
            Metric(json, "roc_auc", age.RocAuc);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("shift");
        if (time.Shift is { } shift) Metric(json, "told_apart_roc_auc", shift);
        WriteColumns(json, time.Columns);
        json.WriteEndObject();
        if (time.Horizons.Count > 0)
        {
            json.WriteStartArray("horizons");
            foreach (var h in time.Horizons)
            {
                json.WriteStartObject();
                json.WriteNumber("days", h.Days);
                json.WriteNumber("rows", h.Rows);
                Number(json, "observed", h.Observed);
                Number(json, "predicted", h.Predicted);
                Metric(json, "ece", h.Ece);
                Metric(json, "roc_auc", h.RocAuc);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>The property <c>columns</c>: one object a column.</summary>
    public static void WriteColumns(Utf8JsonWriter json, IReadOnlyList<ColumnShift> columns)
    {
        json.WriteStartArray("columns");
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("column", column.Column);
            Number(json, "size", column.Size);
            Number(json, "low", column.Low);
            Number(json, "high", column.High);
            json.WriteNumber("cells", column.Cells);
            json.WriteBoolean("moved", column.Moved);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, HorizonCounts horizon)
    {
        json.WriteStartObject("horizon");
        json.WriteNumber("days", horizon.Days);
        json.WriteString("as_of", LabelHorizon.Day(horizon.AsOf));
        json.WriteNumber("mature", horizon.Mature);
        json.WriteNumber("positives", horizon.Positives);
        json.WriteNumber("censored", horizon.Censored);
        json.WriteNumber("censored_positives", horizon.CensoredPositives);
        json.WriteNumber("late", horizon.Late);
        json.WriteNumber("open_negatives", horizon.OpenNegatives);
        json.WriteNumber("undated", horizon.Undated);
        json.WriteNumber("later_outcomes", horizon.LaterOutcomes);
        json.WriteNumber("embargoed", horizon.Embargoed);
        Number(json, "median_days", horizon.MedianDays);
        json.WriteEndObject();
    }

    static void Metric(Utf8JsonWriter json, string name, MetricValue value)
    {
        json.WriteStartObject(name);
        Number(json, "value", value.Value);
        Number(json, "low", value.Low);
        Number(json, "high", value.High);
        json.WriteEndObject();
    }

    static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
