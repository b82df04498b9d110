using System.CommandLine;
using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;

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
        var output = new Option<string?>("--out") { Description = "CSV file to write (default: standard output).", HelpName = "FILE" };
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
            using var pending = parsed.GetValue(output) is { } path ? PendingFile.At(path) : PendingFile.StandardOutput();
            var summary = ColdStart.Write(reader, columns, rules, day, pending.Stream, ct);
            pending.Commit();
            if (parsed.GetValue(output) is { } wrote) Console.Error.WriteLine($"wrote {wrote}");
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{summary.Leads:N0} leads decided by points, {summary.Rejected:N0} rows rejected"));
            if (!double.IsNaN(summary.RocAuc)) Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ROC AUC of the points on {summary.Labelled:N0} leads with an outcome: {summary.RocAuc:F4}; a model has to beat that"));
            Console.Error.WriteLine($"next: leadpredict train {parsed.GetValue(data)}");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }
}
