using System.Globalization;
using System.Text.Json;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary>Shows a model card: one screen for people, or the JSON object of the contract.</summary>
static class TrainingSummary
{
    const int DriversShown = 10;
    const int ExcludedShown = 12;

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
        WriteDrivers(card, console);
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
        foreach (var rival in card.Rivals.Where(r => r.Gain is not null))
            Line(console, $"Against {rival.Name}: AUC {Signed(rival.Gain!.RocAucDifference)}, log-loss {Signed(rival.Gain.LogLossDifference)}.");
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

    static void WriteExcluded(ModelCard card, IAnsiConsole console)
    {
        if (card.Excluded.Count == 0) return;
        Line(console, $"Columns not used, and why:");
        foreach (var column in card.Excluded.Take(ExcludedShown)) Line(console, $"  {column.Name}: {column.Why}");
        if (card.Excluded.Count > ExcludedShown) Line(console, $"  … and {card.Excluded.Count - ExcludedShown} more (see --json or the card)");
        console.WriteLine();
    }

    static string Signed(MetricValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"{value.Value:+0.0000;-0.0000} (95%: {value.Low:+0.0000;-0.0000} to {value.High:+0.0000;-0.0000})");

    static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
