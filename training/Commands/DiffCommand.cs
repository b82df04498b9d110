using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using LeadPredict.Wording;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict diff</c>: why a lead's score changed, split exactly into columns, time, model and calibration.</summary>
static class DiffCommand
{
    static readonly Argument<string> s_old = new("OLD.csv") { Description = "File with the lead as it was." };
    static readonly Argument<string> s_new = new("NEW.csv") { Description = "File with the lead as it is; may be the same file." };
    static readonly Option<string> s_id = new("--id") { Description = "The lead's id.", HelpName = "VALUE", Required = true };
    static readonly Option<string> s_model = ModelOption.Create();
    static readonly Option<string?> s_against = new("--against") { Description = "The model of the later scoring, where it is another than the earlier one's.", HelpName = "NAME|PATH" };
    static readonly Option<double?> s_days = new("--days") { Description = "Days between the scorings (default: from the column snapshot_at, where both files have it).", HelpName = "N" };
    static readonly Option<Language> s_lang = LanguageOption.Create();
    static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    public static Command Create()
    {
        var command = new Command("diff", "Say why a lead's score changed between two files or two models.") { s_old, s_new, s_id, s_model, s_against, s_days, s_lang, s_json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(s_days) is { } days && !(days >= 0 && days <= 100_000)) result.AddError("--days must be 0 or more.");
        });
        command.SetAction((parsed, ct) => Task.Run(() => Run(parsed, ct), CancellationToken.None));
        return command;
    }

    static int Run(ParseResult parsed, CancellationToken ct)
    {
        string before = parsed.GetValue(s_old)!, after = parsed.GetValue(s_new)!, id = parsed.GetValue(s_id)!;
        var (earlier, _) = ModelOption.Open(parsed.GetValue(s_model)!);
        var later = parsed.GetValue(s_against) is { } against ? ModelOption.Open(against).Model : earlier;
        var old = LeadLookup.Find(earlier, before, id, ct);
        var present = LeadLookup.Find(later, after, id, ct);
        var days = parsed.GetValue(s_days) ?? DaysBetween(old, present);
        var ledger = ReferenceEquals(earlier, later)
            ? ScoreLedger.Of(old.Lead, present.Lead, days, parsed.GetValue(s_lang))
            : ScoreLedger.Of(old.Lead, present.Lead, LeadLookup.Find(later, before, id, ct).Lead, LeadLookup.Find(earlier, after, id, ct).Lead, days, parsed.GetValue(s_lang));
        if (parsed.GetValue(s_json)) WriteJson(id, ledger, earlier, later, days);
        else WriteText(id, ledger, earlier, later, days);
        Console.Error.WriteLine($"next: leadpredict explain {after} --id {id} --model {parsed.GetValue(s_against) ?? parsed.GetValue(s_model)}");
        return ExitCode.Done;
    }

    static double? DaysBetween(LeadLookup before, LeadLookup after) =>
        before.Cells.TryGetValue("snapshot_at", out var from) && after.Cells.TryGetValue("snapshot_at", out var to)
        && FieldParser.TryParseDate(System.Text.Encoding.UTF8.GetBytes(from), null, out var first) && FieldParser.TryParseDate(System.Text.Encoding.UTF8.GetBytes(to), null, out var second)
        && second >= first ? Math.Floor(second) - Math.Floor(first) : null;

    static void WriteText(string id, ScoreLedger ledger, LeadModel earlier, LeadModel later, double? days)
    {
        var console = Talk.Output();
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{id}: {ledger.Before.Probability:P1} ({ledger.Before.Grade}) to {ledger.After.Probability:P1} ({ledger.After.Grade}); model {earlier.Id}{(ReferenceEquals(earlier, later) ? "" : $" to {later.Id}")}"));
        var table = new Table().Border(TableBorder.Simple).AddColumns("log-odds", "points", "what changed");
        foreach (var column in ledger.Columns) Row(column.Part, column.TextBefore == column.TextAfter ? column.TextAfter : $"{column.TextBefore} → {column.TextAfter}");
        if (ledger.Time is { } time) Row(time, string.Create(CultureInfo.InvariantCulture, $"(time passing: {days:0.#} days)"));
        Row(ledger.Model, "(another model)");
        Row(ledger.Calibration, "(another calibration)");
        Row(new LedgerPart(ledger.After.LogOdds - ledger.Before.LogOdds, 100 * (ledger.After.Probability - ledger.Before.Probability)), "(sum: the change)");
        console.Write(table);

        void Row(LedgerPart part, string what) =>
            table.AddRow(part.LogOdds.ToString("+0.000;-0.000;0", CultureInfo.InvariantCulture), part.Points.ToString("+0.00;-0.00;0", CultureInfo.InvariantCulture), Markup.Escape(what));
    }

    static void WriteJson(string id, ScoreLedger ledger, LeadModel earlier, LeadModel later, double? days)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("lead_id", id);
            ExplanationJson.Write(json, ledger, earlier.Id, later.Id, days);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
