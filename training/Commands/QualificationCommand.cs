using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict qualification</c>: check and show the rules that decide leads, and say which leads change side when they change.</summary>
static class QualificationCommand
{
    public static Command Create() => new("qualification", "Check, show and compare the rules that decide what becomes of a lead.")
    {
        CreateCheck(), CreateShow(), QualificationDiff.Create(), QualificationPoints.Create(),
    };

    internal static Argument<string> FileArgument(string name) => new(name) { Description = "File of rules, or 'default' for the built-in ones." };

    static Command CreateCheck()
    {
        var file = FileArgument("FILE");
        var model = new Option<string?>("--model") { Description = "Also check that the rules' columns are those of this model's leads.", HelpName = "NAME|PATH" };
        var data = new Option<string?>("--data") { Description = "Also name the texts of the rules that no lead of this file has, such as misspelt ones.", HelpName = "CSV" };
        var command = new Command("check", "Say what is wrong with a file of rules, with line and character; exit code 3 if anything is.") { file, model, data };
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            var rules = QualificationOption.Read(parsed.GetValue(file)!);
            if (parsed.GetValue(model) is { } name) _ = ModelDecider.For(ModelOption.Open(name).Model, rules);
            if (parsed.GetValue(data) is { } csv)
            {
                using var leads = LeadFile.Open(csv);
                foreach (var note in UnseenValues.Find(rules, leads, ct)) Console.Error.WriteLine($"note: {note}");
            }
            Console.WriteLine(FormattableString.Invariant(
                $"{parsed.GetValue(file)} is in order: {rules.Stages.Count} stages, {rules.Gates.Count} gates, {rules.Points?.Items.Count ?? 0} points items, {rules.Routes.Count} routes; hash {rules.Hash}"));
            Console.Error.WriteLine($"next: leadpredict score LEADS.csv --qualification {parsed.GetValue(file)}");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    static Command CreateShow()
    {
        var file = FileArgument("FILE");
        file.DefaultValueFactory = _ => "default";
        var model = new Option<string?>("--model") { Description = "With 'default': the rules as they are fitted to this model's leads.", HelpName = "NAME|PATH" };
        var command = new Command("show", "Print the rules as JSON, in their usual form; a start for rules of your own.") { file, model };
        command.SetAction(parsed =>
        {
            var rules = QualificationOption.Read(parsed.GetValue(file)!);
            if (parsed.GetValue(model) is { } name) rules = ModelDecider.For(ModelOption.Open(name).Model, rules).Rules.Rules;
            using var output = Console.OpenStandardOutput();
            output.Write(QualificationFile.ToJson(rules));
            Console.Error.WriteLine($"hash {rules.Hash}; next: leadpredict qualification check FILE --model leads");
            return ExitCode.Done;
        });
        return command;
    }
}
