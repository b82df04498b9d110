using System.CommandLine;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict drift</c>: whether newer leads are still like those a model was trained on.</summary>
static class DriftCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CSV") { Description = "Newer leads, with or without outcomes." };
        var model = ModelOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("drift", "Compare newer leads with those a model was trained on.") { file, model, json, quiet };
        command.SetAction((parsed, ct) => Task.Run(
            () => Run(parsed.GetValue(file)!, parsed.GetValue(model)!, parsed.GetValue(json), new Talk(parsed.GetValue(quiet)), parsed.InvocationConfiguration.Output, ct), CancellationToken.None));
        return command;
    }

    static int Run(string path, string reference, bool json, Talk talk, TextWriter output, CancellationToken ct)
    {
        var (model, modelPath) = ModelOption.Open(reference);
        using var file = LeadFile.Open(path);
        var table = LeadTableReader.ReadWithOpen([file], model.Schema, ct: ct);
        if (table.RowsRejected > 0) talk.Say($"{table.RowsRejected} rows rejected, the first: {table.Rejected[0]}");
        if (table.RowCount == 0) throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0506", "no row can be read, so there is nothing to compare."));
        var report = ModelDrift.Compare(model, table, modelPath, ct);
        if (json) WriteJson(model, modelPath, report, output);
        else WriteText(report);
        talk.Say(report.HasFindings ? $"next: leadpredict train on newer leads, or leadpredict recalibrate CSV --model {reference} with some outcomes" : $"next: leadpredict score {path} --model {reference}");
        return report.HasFindings ? ExitCode.Findings : ExitCode.Done;
    }

    static void WriteText(DriftReport report)
    {
        var console = Talk.Output();
        console.WriteLine(FormattableString.Invariant($"{report.Rows:N0} leads compared. Mean probability {report.MeanNow:P1}, of the reference leads {report.MeanBefore:P1}; shift {report.Probability.Size:F2} ({report.Probability.Low:F2} to {report.Probability.High:F2}){(report.Probability.Moved ? ": it surely moved" : "")}."));
        var moved = report.Columns.Where(c => c.Moved).ToArray();
        if (moved.Length == 0) console.WriteLine("No column surely moved by enough to matter.");
        else TimeSummary.WriteColumns(moved, console);
    }

    static void WriteJson(LeadModel model, string path, DriftReport report, TextWriter output)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteString("path", path);
            json.WriteEndObject();
            json.WriteNumber("rows", report.Rows);
            json.WriteNumber("independent_rows", Math.Round(report.Worth, 1));
            json.WriteBoolean("findings", report.HasFindings);
            json.WriteStartObject("probability");
            json.WriteNumber("mean_before", report.MeanBefore);
            json.WriteNumber("mean_now", report.MeanNow);
            json.WriteNumber("size", report.Probability.Size);
            json.WriteBoolean("moved", report.Probability.Moved);
            json.WriteEndObject();
            ModelCardJson.WriteShift(json, report.Columns);
            json.WriteEndObject();
        }
        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
    }
}
