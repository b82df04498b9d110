using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict qualification diff</c>: which leads change side when one file of rules takes the place of another.</summary>
static class QualificationDiff
{
    static readonly ResultOutput s_output = new();

    public static Command Create()
    {
        var (before, after) = (QualificationCommand.FileArgument("BEFORE"), QualificationCommand.FileArgument("AFTER"));
        var data = new Option<string>("--data") { Description = "CSV of leads to decide by both.", HelpName = "CSV", Required = true };
        var model = ModelOption.Create();
        var asOf = QualificationOption.CreateAsOf();
        var command = new Command("diff", "Say which leads change grade, route or stage when one file of rules takes the place of another.") { before, after, data, model, asOf };
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            s_output.Check(parsed);
            var talk = s_output.TalkOf(parsed);
            var (first, second) = (QualificationOption.Read(parsed.GetValue(before)!), QualificationOption.Read(parsed.GetValue(after)!));
            var day = QualificationOption.Day(parsed.GetValue(asOf));
            var (opened, _) = ModelOption.Open(parsed.GetValue(model)!);
            using var file = LeadFile.Open(parsed.GetValue(data)!);
            using var reader = file.OpenReader();
            s_output.Write(parsed, QualificationSheet.Of(QualificationComparison.Of(opened, first, second, reader, day, ct), first, second, day), talk);
            talk.Say("next: leadpredict score LEADS.csv --qualification AFTER");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }
}
