using System.CommandLine;
using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict qualification points</c>: leads decided by the scorecard alone, before there is a model to learn.</summary>
static class QualificationPoints
{
    public static Command Create()
    {
        var file = QualificationCommand.FileArgument("FILE");
        var data = new Option<string>("--data") { Description = "CSV of leads.", HelpName = "CSV", Required = true };
        var schema = new Option<string?>("--schema") { Description = "Columns as declared there, instead of having them inferred.", HelpName = "FILE" };
        var label = new Option<string?>("--label") { Description = "Column with the outcome, to say how well the points rank.", HelpName = "COL" };
        var positive = new Option<string?>("--positive") { Description = "Its text that means success.", HelpName = "VALUE" };
        var output = new Option<string?>("--out") { Description = "CSV file to write, or - for standard output; only counts without it.", HelpName = "FILE" };
        var asOf = QualificationOption.CreateAsOf();
        var command = new Command("points", "Decide leads by the points of the rules, without a model; with outcomes, say how well the points rank.") { file, data, schema, label, positive, output, asOf };
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            var rules = QualificationOption.Read(parsed.GetValue(file)!);
            using var leads = LeadFile.Open(parsed.GetValue(data)!);
            var options = new SchemaInferenceOptions { Label = parsed.GetValue(label), Positive = parsed.GetValue(positive), LabelRequired = false };
            var profile = TableProfile.Scan(leads, ct: ct);
            var columns = parsed.GetValue(schema) is { } declared ? SchemaInference.Merge(LeadSchemaFile.Read(declared), profile, options) : SchemaInference.Infer(profile, options);
            using var reader = leads.OpenReader();
            var day = QualificationOption.Day(parsed.GetValue(asOf));
            var path = parsed.GetValue(output);
            using var pending = path switch { null => null, "-" => PendingFile.StandardOutput(), _ => PendingFile.At(path) };
            var summary = ColdStart.Write(reader, columns, rules, day, pending?.Stream ?? Stream.Null, ct);
            pending?.Commit();
            if (path is null) WriteText(summary);
            else if (path != "-") Console.Error.WriteLine($"wrote {path}");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Leads:N0} leads decided by points, {summary.Rejected:N0} rows rejected"));
            if (!double.IsNaN(summary.RocAuc)) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ROC AUC of the points on {summary.Labelled:N0} leads with an outcome: {summary.RocAuc:F4}; a model has to beat that"));
            if (path is null) Console.Error.WriteLine("next: the same with --out decided.csv for each lead's decision");
            Console.Error.WriteLine($"next: leadpredict train {parsed.GetValue(data)}");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    static void WriteText(ColdStartSummary summary)
    {
        var grades = new Table().Border(TableBorder.Simple).AddColumns("grade by points", "leads", "with an outcome", "of these succeeded");
        foreach (var g in summary.Grades)
            grades.AddRow($"{g.Grade}", Count(g.Leads), Count((long)g.Succeeded.Of), g.Succeeded.Of == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{g.Succeeded.Rate:P1} ({100 * g.Succeeded.Low:N1} to {100 * g.Succeeded.High:N1})"));
        Talk.Output().Write(grades);
        var routes = new Table().Border(TableBorder.Simple).AddColumns("route", "leads");
        foreach (var (route, leads) in summary.Routes) routes.AddRow(Markup.Escape(route), Count(leads));
        Talk.Output().Write(routes);
    }

    static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
