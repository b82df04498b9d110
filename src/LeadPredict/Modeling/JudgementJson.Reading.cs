using System.Text.Json;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

public static partial class JudgementJson
{
    internal static SegmentTable[] ReadSegments(JsonElement json) => Each(json, table => new SegmentTable(
        Text(table, "column"),
        Each(table.GetProperty("rows"), row => new SegmentRow(
            Text(row, "level"), Whole(row, "rows"), Whole(row, "positives"), Metric(row, "roc_auc"), Number(row, "mean_predicted"), Metric(row, "observed"), Number(row, "chance")))));

    internal static LearningCurve ReadCurve(JsonElement json) => new(
        Each(json.GetProperty("points"), p => new LearningPoint(Number(p, "share"), Whole(p, "rows"), Whole(p, "positives"), Metric(p, "roc_auc"), Metric(p, "log_loss"))),
        Number(json, "half_width"), Number(json, "wanted_half_width"), Whole(json, "more_positives"), Number(json, "gain_of_doubling"), Text(json, "says"));

    internal static ScorecardRow[] ReadPoints(JsonElement json) =>
        Each(json.GetProperty("points"), row => new ScorecardRow(Text(row, "column"), Text(row, "when"), Whole(row, "points"), Number(row, "share")));

    internal static GateResult ReadGate(JsonElement json) =>
        new(Each(json.GetProperty("checks"), check => new GateCheck(Text(check, "name"), check.GetProperty("passed").GetBoolean(), Text(check, "says"))));

    static T[] Each<T>(JsonElement list, Func<JsonElement, T> read) => [.. list.EnumerateArray().Select(read)];

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    static int Whole(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    static double Number(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } n ? n.GetDouble() : double.NaN;

    static MetricValue Metric(JsonElement json, string name) => json.GetProperty(name) is var m ? new(Number(m, "value"), Number(m, "low"), Number(m, "high")) : default;
}
