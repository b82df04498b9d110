using System.Globalization;
using System.Text.Json;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Explanation;
using LeadPredict.Qualification;

namespace LeadPredict.Modeling;

public static partial class ModelCardJson
{
    /// <summary>Reads a card as <see cref="ToBytes"/> wrote it; what an earlier version did not write is left out. Files are known by name only.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="source">Where they are from, for errors.</param>
    /// <exception cref="LeadPredictException">They are no card (LP0504).</exception>
    public static ModelCard Parse(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or InvalidDataException or ArgumentException)
        {
            throw ModelErrors.UnreadableCard(source, e);
        }
    }

    static ModelCard Read(JsonElement card)
    {
        var rows = card.GetProperty("rows");
        var columns = card.GetProperty("columns");
        var origin = card.GetProperty("origin");
        var calibration = card.GetProperty("calibration");
        var grades = card.GetProperty("grades");
        var seconds = card.GetProperty("seconds");
        return new ModelCard
        {
            Name = Text(card, "name"),
            Id = Text(card, "id"),
            Sha256 = Text(card, "sha256"),
            CreatedAt = DateTimeOffset.Parse(Text(card, "created_at"), CultureInfo.InvariantCulture),
            Origin = new ModelOrigin(
                Text(origin, "tool"), Each(origin, "files", f => Text(f, "sha256")), Text(origin, "trainer"), origin.GetProperty("fitted_rows").GetInt32(), Whole(rows, "positives"), Words(origin, "options")),
            Files = Each(origin, "files", f => Text(f, "name")),
            Rows = new RowCounts(
                rows.GetProperty("read").GetInt64(), rows.GetProperty("rejected").GetInt64(), rows.GetProperty("unlabelled").GetInt64(),
                Whole(rows, "train"), Whole(rows, "validation"), Whole(rows, "calibration"), Whole(rows, "test"), Whole(rows, "positives")),
            Label = Text(columns, "label"),
            Positive = Text(columns, "positive"),
            Used = Each(columns, "used", c => c.GetString()!),
            Excluded = Each(columns, "excluded", c => new ExcludedColumn(Text(c, "name"), Text(c, "why"))),
            Findings = card.TryGetProperty("findings", out _) ? Each(card, "findings", LeakFindingJson.Read) : [],
            Evaluation = Enum.Parse<EvaluationMethod>(Text(card, "evaluation"), ignoreCase: true),
            Split = card.GetProperty("split").GetString() is { } split ? Enum.Parse<SplitMethod>(split, ignoreCase: true) : null,
            Horizon = card.TryGetProperty("horizon", out var horizon) ? TimeReportJson.ReadHorizon(horizon) : null,
            OverTime = card.TryGetProperty("over_time", out var time) ? TimeReportJson.Read(time) : null,
            Refitted = card.GetProperty("refitted").GetBoolean(),
            Test = card.GetProperty("metrics").TryGetProperty("test", out var test) ? EvaluationReport.FromJson(test) : null,
            Rivals = Each(card, "rivals", ReadRival),
            Segments = card.TryGetProperty("segments", out var segments) ? JudgementJson.ReadSegments(segments) : [],
            Curve = card.TryGetProperty("learning_curve", out var curve) ? JudgementJson.ReadCurve(curve) : null,
            ScorecardPoints = card.TryGetProperty("scorecard", out var scorecard) ? JudgementJson.ReadPoints(scorecard) : [],
            Gate = card.TryGetProperty("gate", out var gate) ? JudgementJson.ReadGate(gate) : null,
            Tuning = card.TryGetProperty("tuning", out _) ? Each(card, "tuning", ReadTrial) : [],
            Calibrator = Text(calibration, "method"),
            CalibrationCandidates = Each(calibration, "candidates", c => new CalibrationCandidate(Method(Text(c, "method")), Number(c, "log_loss"), double.NaN, double.NaN)),
            Drivers = Each(card, "drivers", d => new Driver(Text(d, "column"), Number(d, "mean_absolute_log_odds"))),
            Overview = card.TryGetProperty("overview", out var overview) ? ModelOverview.FromJson(overview) : null,
            Trees = Whole(card, "trees"),
            Shape = Text(card, "shape"),
            Grades = new GradeScale(Number(grades, "A"), Number(grades, "B"), Number(grades, "C")),
            Seconds = new TrainingSeconds(Number(seconds, "read"), Number(seconds, "encode"), Number(seconds, "boost"), Number(seconds, "calibrate"), Number(seconds, "evaluate"), Number(seconds, "total"))
            {
                Guard = seconds.TryGetProperty("guard", out var guard) ? guard.GetDouble() : 0,
            },
            Notes = Each(card, "notes", n => n.GetString()!),
        };
    }

    static Rival ReadRival(JsonElement rival)
    {
        var report = EvaluationReport.FromJson(rival.GetProperty("test"));
        var gain = rival.TryGetProperty("roc_auc_gain", out _) ? new PairedComparison(report.Rows, Metric(rival, "roc_auc_gain"), Metric(rival, "log_loss_gain")) : null;
        return new Rival(Text(rival, "name"), report, gain);
    }

    static TuningTrial ReadTrial(JsonElement trial) =>
        new(Whole(trial, "trial"), Words(trial, "options"), Number(trial, "log_loss"), Number(trial, "difference"), Number(trial, "standard_error"), Number(trial, "seconds"))
        {
            Resumed = trial.GetProperty("resumed").GetBoolean(),
            Chosen = trial.GetProperty("chosen").GetBoolean(),
        };

    static CalibrationMethod Method(string word) => Enum.GetValues<CalibrationMethod>().First(m => Calibrator.Word(m) == word);

    static MetricValue Metric(JsonElement json, string name) => json.GetProperty(name) is var m ? new(Number(m, "value"), Number(m, "low"), Number(m, "high")) : default;

    static double Number(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } n ? n.GetDouble() : double.NaN;

    static int Whole(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    static T[] Each<T>(JsonElement json, string name, Func<JsonElement, T> read) => [.. json.GetProperty(name).EnumerateArray().Select(read)];

    static Dictionary<string, string> Words(JsonElement json, string name) => json.GetProperty(name).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString() ?? "");
}
