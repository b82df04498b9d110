using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict doctor</c>: what is in a file, what is wrong with it, what would leak, whether it is enough; and a schema to edit.</summary>
static class DoctorCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CSV") { Description = "The leads to look at." };
        var label = Text("--label", "COL", "The outcome's column.");
        var positive = Text("--positive", "VALUE", "The outcome's value that means: became an SQL.");
        var id = Text("--id", "COL", "The column that names a lead.");
        var time = Text("--time", "COL", "The column with the lead's creation time.");
        var group = Text("--group", "COL", "The account's column.");
        var exclude = new Option<string[]>("--exclude") { Description = "Columns not to use, separated by commas.", HelpName = "A,B", AllowMultipleArgumentsPerToken = true };
        var allow = new Option<string[]>("--allow") { Description = "Columns to use although they seem to know the outcome, separated by commas.", HelpName = "A,B", AllowMultipleArgumentsPerToken = true };
        var point = new Option<string?>("--prediction-point") { Description = "When the prediction is made: columns known later are not used (default: mql)." };
        point.AcceptOnlyFromAmong("created", "mql", "sal");
        var schemaOut = Text("--schema-out", "FILE", "Write the schema here, to edit and to give to train --schema.");
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("doctor", "Look at a file: what is in it, what is wrong, what leaks, whether it is enough.")
        {
            file, label, positive, id, time, group, exclude, allow, point, schemaOut, json, quiet,
        };
        command.SetAction((parsed, ct) =>
        {
            var options = new SchemaInferenceOptions
            {
                Label = parsed.GetValue(label),
                Positive = parsed.GetValue(positive),
                Id = parsed.GetValue(id),
                Time = parsed.GetValue(time),
                Group = parsed.GetValue(group),
                Exclude = ColumnFlags.Names(parsed.GetValue(exclude)),
                Allow = ColumnFlags.Names(parsed.GetValue(allow)),
                PredictionPoint = Enum.Parse<KnownAt>(parsed.GetValue(point) ?? nameof(KnownAt.Mql), ignoreCase: true),
            };
            return Task.Run(
                () => Run(parsed.GetValue(file)!, options, parsed.GetValue(schemaOut), parsed.GetValue(json), new Talk(parsed.GetValue(quiet)), ct), CancellationToken.None);
        });
        return command;
    }

    static int Run(string path, SchemaInferenceOptions options, string? schemaOut, bool json, Talk talk, CancellationToken ct)
    {
        DoctorReport report;
        using (var file = LeadFile.Open(path)) report = DataDoctor.Examine(file, options, null, ct);
        if (schemaOut is not null)
        {
            using var pending = PendingFile.At(schemaOut);
            pending.Stream.Write(LeadSchemaFile.ToJson(report.Schema));
            pending.Commit();
        }
        if (json) WriteJson(report, schemaOut);
        else WriteText(report, Talk.Output());
        if (schemaOut is not null) talk.Say($"wrote {schemaOut}: edit what is wrong in it");
        talk.Say(report.Sufficiency is null ? $"next: leadpredict doctor {path} --label COL"
            : schemaOut is null ? $"next: leadpredict doctor {path} --label {Quoted(report.Schema.Single(ColumnRole.Label)!.Name)} --schema-out leads.schema.json"
            : $"next: leadpredict train {path} --schema {schemaOut}");
        return report.IsClean ? ExitCode.Done : ExitCode.Findings;
    }

    static void WriteJson(DoctorReport report, string? schemaOut)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented)) DoctorReportJson.Write(json, report, schemaOut);
        output.WriteByte((byte)'\n');
    }

    static void WriteText(DoctorReport report, IAnsiConsole console)
    {
        Line(console, $"{report.RowsRead:N0} rows, {report.RowsRejected:N0} of them unreadable; {report.Columns.Count} columns{(report.Crm is null ? "" : $"; it looks like an export of {report.Crm}")}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("column", "kind", "role", "known at", "missing", "different", "what is in it");
        foreach (var d in report.Columns)
        {
            var role = d.Column.Role == ColumnRole.Excluded ? "not used" : Word(d.Column.Role);
            table.AddRow(
                Markup.Escape(d.Column.Name), Word(d.Column.Kind), role, Word(d.Column.KnownAt), d.Missing.ToString("P0", CultureInfo.InvariantCulture),
                d.Distinct.ToString("N0", CultureInfo.InvariantCulture), Markup.Escape(Contents(d)));
        }
        console.Write(table);
        if (report.Problems.Count > 0)
        {
            Line(console, $"What is wrong:");
            foreach (var problem in report.Problems) Line(console, $"  {(problem.Column is null ? "" : problem.Column + ": ")}{problem.Text}");
            console.WriteLine();
        }
        TrainingSummary.WriteFindings(report.Leaks, console);
        if (report.Sufficiency is { } s)
            Line(console, $"{s.Rows:N0} leads with an outcome, {s.Positives:N0} positive, {s.Features} columns to learn from: an AUC of 0.75 would be known to ±{s.AucHalfWidth:F3} (five folds) or ±{s.AucHalfWidthOnTest:F3} (newest fifth); {s.EventsPerColumn:F0} leads of the rarer outcome a column.");
        foreach (var note in report.Notes) Line(console, $"note: {note}");
    }

    static string Contents(ColumnDescription d)
    {
        var parts = new List<string>();
        if (d.Canonical is { } canonical && !canonical.Equals(d.Column.Name, StringComparison.OrdinalIgnoreCase)) parts.Add($"is {canonical}");
        if (!double.IsNaN(d.Min)) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{d.Min} to {d.Max}"));
        if (d.Unit is not null) parts.Add(d.Unit);
        parts.AddRange(d.Examples);
        return string.Join(", ", parts);
    }

    static string Quoted(string name) => name.Any(c => !char.IsLetterOrDigit(c) && c is not ('_' or '-' or '.')) ? $"\"{name}\"" : name;

    static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    static Option<string?> Text(string name, string help, string description) => new(name) { Description = description, HelpName = help };

    static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
