using System.CommandLine;
using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Qualification.Feedback;
using LeadPredict.Serving;
using LeadPredict.Training.Planning;
using LeadPredict.Training.Results;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict feedback</c>: what sales said of leads beside what the model said of them, and the outcomes put into the leads' file.</summary>
static class FeedbackCommand
{
    static readonly ResultOutput s_output = new();

    public static Command Create()
    {
        var file = new Argument<string>("FEEDBACK") { Description = "File of feedback, as POST /feedback keeps it: one JSON object a line." };
        var data = new Option<string>("--data") { Description = "CSV of the leads that it is about.", HelpName = "CSV", Required = true };
        var model = ModelOption.Create();
        var merged = new Option<string?>("--out") { Description = "Also write the leads with these outcomes filled in, to train or recalibrate with.", HelpName = "FILE" };
        var command = new Command("feedback", "Set what sales said of leads beside what the model said, and fill in the outcomes.") { file, data, model, merged };
        s_output.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            s_output.Check(parsed);
            var talk = s_output.TalkOf(parsed);
            var (opened, _) = ModelOption.Open(parsed.GetValue(model)!);
            var feedback = new FeedbackFile(parsed.GetValue(file)!).Read(out var rejected);
            using var leads = LeadFile.Open(parsed.GetValue(data)!);
            var id = FileColumns.Require(leads, "the lead's id", opened.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id", "lead_id", "id");
            var list = ScoredList.Read(opened, leads, [id], ct);
            var report = FeedbackReport.Of(feedback, list.Rows.Select(r => new JudgedLead(r.Cells[0], r.Prediction.Probability, r.Prediction.Grade)));
            s_output.Write(parsed, FeedbackSheet.Of(report, feedback.Count), talk);
            foreach (var line in rejected.Take(3)) talk.Say(line.ToString());
            if (rejected.Count > 0) talk.Say(string.Create(CultureInfo.InvariantCulture, $"left out, since they are no feedback: {rejected.Count:N0} lines"));
            if (parsed.GetValue(merged) is { } path)
            {
                using var reader = leads.OpenReader();
                using var pending = PendingFile.At(path);
                var summary = FeedbackMerge.Write(reader, opened.Schema, feedback, pending.Stream, ct);
                pending.Commit();
                talk.Say(string.Create(CultureInfo.InvariantCulture, $"wrote {path}: {summary.Rows:N0} rows, {summary.Filled:N0} outcomes filled in, {summary.Changed:N0} changed, {summary.Rejected:N0} rows rejected"));
                talk.Say($"next: leadpredict recalibrate {path}, or train with it");
            }
            else talk.Say("next: the same with --out labelled.csv, to train or recalibrate with these outcomes");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }
}
