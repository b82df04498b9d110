using System.Text.Json;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

// Reads what Write wrote. Moments are days in a card: what lies within a day is lost. What an earlier version did not write is as if nothing was found.
static partial class TimeReportJson
{
    public static HorizonCounts ReadHorizon(JsonElement json) => new(
        Number(json, "days"), LabelHorizon.Moment(Text(json, "as_of")), Whole(json, "mature"), Whole(json, "positives"), Whole(json, "censored"), Whole(json, "censored_positives"),
        Whole(json, "late"), Whole(json, "open_negatives"), Whole(json, "undated"), json.TryGetProperty("later_outcomes", out var later) ? later.GetInt32() : 0, Number(json, "median_days"))
    {
        Embargoed = Whole(json, "embargoed"),
    };

    public static TimeReport Read(JsonElement json)
    {
        var shift = json.GetProperty("shift");
        return new TimeReport
        {
            Splits = json.TryGetProperty("splits", out var splits) ? new(Metric(splits, "random_roc_auc"), Metric(splits, "time_roc_auc"), Metric(splits, "gap")) : null,
            Ages = Each(json.GetProperty("by_age"), age => new ModelAge(
                LabelHorizon.Moment(Text(age, "trained_until")), Whole(age, "month"), Whole(age, "rows"), Whole(age, "positives"), Number(age, "predicted"), Metric(age, "roc_auc"))),
            Shift = shift.TryGetProperty("told_apart_roc_auc", out _) ? Metric(shift, "told_apart_roc_auc") : null,
            Columns = Each(shift.GetProperty("columns"), ReadColumn),
            Horizons = json.TryGetProperty("horizons", out var horizons)
                ? Each(horizons, h => new HorizonReport(Number(h, "days"), Whole(h, "rows"), Number(h, "observed"), Number(h, "predicted"), Metric(h, "ece"), Metric(h, "roc_auc"))) : [],
        };
    }

    // An end that is not finite was written as null: a column that says nothing could have moved by any amount.
    static ColumnShift ReadColumn(JsonElement json) => new(
        Text(json, "column"), Number(json, "size"), Number(json, "low"), Number(json, "high") is var high && double.IsNaN(high) ? double.PositiveInfinity : high,
        json.TryGetProperty("cells", out var cells) ? cells.GetInt32() : 0);

    static T[] Each<T>(JsonElement list, Func<JsonElement, T> read) => [.. list.EnumerateArray().Select(read)];

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    static int Whole(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    static double Number(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } n ? n.GetDouble() : double.NaN;

    static MetricValue Metric(JsonElement json, string name) => json.GetProperty(name) is var m ? new(Number(m, "value"), Number(m, "low"), Number(m, "high")) : default;
}
