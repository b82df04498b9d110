using System.Globalization;
using System.Text.Json;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using Spectre.Console;
using static System.FormattableString;

namespace LeadPredict.Training.Commands;

/// <summary>Shows a model card: one screen for people, or the JSON object of the contract.</summary>
static class TrainingSummary
{
    const int DriversShown = 10;
    const int ExcludedShown = 12;
    const int TrialsShown = 5;

    public static void WriteJson(ModelCard card, string path)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("id", card.Id);
            json.WriteString("path", path);
            json.WriteString("sha256", card.Sha256);
            json.WriteEndObject();
            ModelCardJson.WriteBody(json, card);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    public static void WriteText(ModelCard card, IAnsiConsole console)
    {
        Line(console, $"{card.Rows.Read:N0} rows read, {card.Rows.Rejected:N0} rejected, {card.Rows.Unlabelled:N0} without an outcome; {card.Rows.Positives:N0} became '{card.Label}' = {card.Positive}");
        Line(console, $"{card.Trees:N0} trees over {card.Used.Count} columns; calibrator: {card.Calibrator}; {card.Seconds.Total:F1} s");
        console.WriteLine();
        if (card.Test is { } test) WriteMetrics(card, test, console);
        TimeSummary.Write(card, console);
        WriteTuning(card, console);
        WriteDrivers(card, console);
        WriteFindings(card.Findings, console);
        WriteExcluded(card, console);
        foreach (var note in card.Notes) Line(console, $"note: {note}");
    }

    static void WriteMetrics(ModelCard card, EvaluationReport test, IAnsiConsole console)
    {
        var how = card.Evaluation == EvaluationMethod.Cv ? "five folds, each judged by a model that did not see it"
            : card.Split == Data.SplitMethod.Time ? "the newest leads, which the judged model never saw"
            : card.Split == Data.SplitMethod.Group ? "accounts that the judged model never saw" : "leads at random that the judged model never saw";
        Line(console, $"Judged on {test.Rows:N0} rows, {test.Positives:N0} of them positive: {how}.");
        console.Write(MetricsTable.Of(test, card.Rivals));
        if (card.Rivals.Where(r => r.Gain is not null).OrderBy(r => r.Report.LogLoss.Value).FirstOrDefault() is { } rival)
            Line(console, $"Against {rival.Name}: AUC {Signed(rival.Gain!.RocAucDifference)}, log-loss {Signed(rival.Gain.LogLossDifference)}.");
        foreach (var line in JudgementText.Of(test).Concat(JudgementText.Off(card.Segments))) console.WriteLine(line);
        if (card.Curve is { } curve) console.WriteLine(curve.Says);
        if (card.Gate is { Passed: false } gate) console.WriteLine("The gate would refuse it: " + string.Join(" ", gate.Checks.Where(c => !c.Passed).Select(c => c.Says)));
        console.WriteLine();
    }

    static void WriteTuning(ModelCard card, IAnsiConsole console)
    {
        if (card.Tuning.Count == 0) return;
        var resumed = card.Tuning.Count(t => t.Trial > 0 && t.Resumed);
        Line(console, $"Tuning: {card.Tuning.Count - 1} trials on held-out training leads{(resumed > 0 ? $", {resumed} of them finished before an interruption" : "")}; the best, and trial 0, the options as given:");
        var table = new Table().Border(TableBorder.Simple).AddColumns("trial", "log-loss", "difference", "s.e.", "s", "options");
        var best = card.Tuning.OrderBy(t => t.LogLoss).ThenBy(t => t.Trial).ToArray();
        foreach (var trial in best.Where((t, rank) => rank < TrialsShown || t.Trial == 0 || t.Chosen))
        {
            var number = trial.Trial.ToString(CultureInfo.InvariantCulture) + (trial.Chosen ? " chosen" : "");
            var options = trial.Trial == 0 ? "as given" : string.Join(" ", trial.Changed.Select(o => $"{o.Key}={o.Value}"));
            table.AddRow(number, Invariant($"{trial.LogLoss:F4}"), Invariant($"{trial.Difference:+0.0000;-0.0000;0}"), Invariant($"{trial.StandardError:F4}"), Invariant($"{trial.Seconds:F1}"), Markup.Escape(options));
        }
        console.Write(table);
        console.WriteLine();
    }

    static void WriteDrivers(ModelCard card, IAnsiConsole console)
    {
        Line(console, $"What drives the model (mean change of the log-odds):");
        var most = card.Drivers.Count > 0 ? card.Drivers[0].MeanAbsoluteLogOdds : 0;
        foreach (var driver in card.Drivers.Take(DriversShown))
        {
            var bar = most > 0 ? new string('#', (int)Math.Ceiling(20 * driver.MeanAbsoluteLogOdds / most)) : "";
            Line(console, $"  {driver.MeanAbsoluteLogOdds:F3} {bar,-20} {driver.Column}");
        }
        console.WriteLine();
    }

    /// <summary>The columns that seem to know the outcome, one line of evidence each.</summary>
    public static void WriteFindings(IReadOnlyList<LeakFinding> findings, IAnsiConsole console)
    {
        if (findings.Count == 0) return;
        Line(console, $"Columns that seem to know the outcome (quarantined unless it says otherwise; --allow COL uses one all the same, --exclude COL settles it):");
        foreach (var finding in findings)
            Line(console, $"  {finding.Column}{finding.Action switch { LeakAction.Allowed => " (allowed)", LeakAction.Reported => " (used, look at it)", _ => "" }}: {finding.Evidence}");
        console.WriteLine();
    }

    static void WriteExcluded(ModelCard card, IAnsiConsole console)
    {
        var taken = card.Findings.Where(f => f.Action == LeakAction.Quarantined).Select(f => f.Column).ToHashSet();
        var excluded = card.Excluded.Where(c => !taken.Contains(c.Name)).ToList();
        if (excluded.Count == 0) return;
        Line(console, $"Columns not used, and why:");
        foreach (var column in excluded.Take(ExcludedShown)) Line(console, $"  {column.Name}: {column.Why}");
        if (excluded.Count > ExcludedShown) Line(console, $"  … and {excluded.Count - ExcludedShown} more (see --json or the card)");
        console.WriteLine();
    }

    static string Signed(MetricValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Value:+0.0000;-0.0000} (95%: {value.Low:+0.0000;-0.0000} to {value.High:+0.0000;-0.0000})");

    static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
