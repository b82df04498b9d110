using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Qualification.Stages;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict funnel</c>: how leads go from stage to stage, and where they are lost.</summary>
static class FunnelCommand
{
    static readonly ResultOutput s_output = new();

    public static Command Create()
    {
        var file = new Argument<string?>("CSV") { Description = "Leads with the day of each stage (default: data/leads.csv).", Arity = ArgumentArity.ZeroOrOne };
        var by = new Option<string[]>("--by") { Description = "Part the leads by source, segment, month or any column.", HelpName = "A,B" };
        var asOf = new Option<string?>("--as-of") { Description = "The day up to which the file is believed (default: the latest day in it).", HelpName = "YYYY-MM-DD" };
        var qualification = new Option<string?>("--qualification") { Description = "Rules whose stages count; the usual ones without.", HelpName = "FILE" };
        var command = new Command("funnel", "Show conversion, time and losses from stage to stage.") { file, by, asOf, qualification };
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            s_output.Check(parsed);
            var talk = s_output.TalkOf(parsed);
            var rules = LeadGroups.Rules(parsed.GetValue(qualification));
            using var leads = LeadFile.Open(parsed.GetValue(file) ?? Places.Data("leads.csv"));
            var groups = LeadGroups.Of(leads, ColumnFlags.Names(parsed.GetValue(by)));
            var histories = groups.ByMonth(LeadHistoryReader.Read(leads, StageLadder.Of(rules), groups.Columns, AsOfFlag.DaysSince2000(parsed.GetValue(asOf)), ct: ct));
            var target = histories.Ladder.Find(rules.Label?.Stage ?? "sql");
            var report = FunnelReport.Of(histories, groups.Names, target > 0 ? target : histories.Ladder.Rungs.Count - 1);
            s_output.Write(parsed, FunnelSheet.Of(report, histories), talk);
            if (histories.Rejected.Count > 0) talk.Say($"{histories.Rejected.Count} rows could not be read, the first: {histories.Rejected[0]}");
            talk.Say($"next: leadpredict cpsql {leads.Path} --spend spend.csv says what an SQL costs");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }
}
