using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict qualification points</c>: leads decided by the scorecard alone, before there is a model to learn.</summary>
static class QualificationPoints
{
    static readonly ResultOutput s_output = new();

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
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            s_output.Check(parsed);
            var talk = s_output.TalkOf(parsed);
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
            // Standard output is for the leads or for the counts, not for both.
            if (path != "-") s_output.Write(parsed, QualificationSheet.Of(summary, rules), talk);
            else foreach (var finding in QualificationSheet.Of(summary, rules).Findings) talk.Say(finding);
            if (path is null) talk.Say("next: the same with --out decided.csv for each lead's decision");
            else if (path != "-") talk.Say($"wrote {path}");
            talk.Say($"next: leadpredict train {parsed.GetValue(data)}");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }
}
