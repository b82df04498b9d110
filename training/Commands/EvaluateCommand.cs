using System.CommandLine;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Reports;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict evaluate</c>: a model's metrics on labelled leads.</summary>
static class EvaluateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CSV") { Description = "Labelled leads that the model was not trained on." };
        var model = ModelOption.Create();
        var capacity = JudgingFlags.CapacityOption();
        var segments = JudgingFlags.SegmentOption();
        var report = ReportFile.Option();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("evaluate", "Judge a model on labelled leads.") { file, model, capacity, segments, report, json, quiet };
        command.SetAction((parsed, ct) => Task.Run(
            () => Run(parsed.GetValue(file)!, parsed.GetValue(model)!, JudgingFlags.CheckCapacity(parsed.GetValue(capacity)), ColumnFlags.Names(parsed.GetValue(segments)), ReportFile.Check(parsed.GetValue(report)), parsed.GetValue(json), new Talk(parsed.GetValue(quiet)), ct), CancellationToken.None));
        return command;
    }

    static int Run(string path, string reference, int capacity, IReadOnlyList<string> asked, string? page, bool json, Talk talk, CancellationToken ct)
    {
        var (model, modelPath) = ModelOption.Open(reference);
        using var file = LeadFile.Open(path);
        var label = model.Schema.Single(ColumnRole.Label);
        if (label is not null && !file.Header.Contains(label.Name, StringComparer.OrdinalIgnoreCase))
            throw new LeadPredictException(new Diagnostic(path, file.HeaderLine, 0, "LP0501", $"the label column '{label.Name}' is not in this file. Without outcomes there is nothing to judge; to score it: leadpredict score."));
        var table = TableScoring.Labelled(model, [file], model.Schema, out var young, ct);
        if (young > 0) talk.Say($"{young} leads are younger than the model's horizon of {model.Origin.Setup!.Horizon:0} days and are left out.");
        if (table.RowCount == 0)
            throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0502", "no row has a readable outcome, so there is nothing to judge."));
        if (table.RowsRejected > 0) talk.Say($"{table.RowsRejected} rows rejected, the first: {table.Rejected[0]}");
        var seen = model.Origin.DataSha256.Contains(file.Sha256);
        if (seen) talk.Say("The model was fitted on this very file: these metrics flatter it. Judge it on leads it has not seen.");

        foreach (var name in SegmentChoice.Missing(table, asked)) talk.Say($"--segment {name}: there is no such column among the categories and booleans that the model uses.");
        var probabilities = Probabilities(model, table, ct);
        var report = EvaluationReport.Compute(probabilities, table.Labels, table.Groups ?? [], 42, new DecisionCut("grade_a", model.Grades.A), capacity);
        var columns = SegmentChoice.Columns(table, [.. Enumerable.Range(0, table.RowCount)], asked);
        var segments = SegmentJudge.Judge(columns, probabilities, table.Labels, table.Groups ?? []);
        if (json) WriteJson(model, modelPath, table, report, segments, seen);
        else WriteText(table, report, segments);
        if (page is not null)
            ReportFile.Write(page, ModelReport.Of(ReportContent.Of(model, Path.GetFileName(path), report, ModelDescription.Of(model, table), seen) with { Segments = segments }), talk);
        talk.Say($"model {model.Id} from {Places.Shown(modelPath)}");
        talk.Say($"next: leadpredict score {path} --model {reference}");
        return ExitCode.Done;
    }

    static double[] Probabilities(LeadModel model, LeadTable table, CancellationToken ct)
    {
        var probabilities = TableScoring.LogOdds(model, table, ct);
        model.Calibrator.Calibrate(probabilities, probabilities);
        return probabilities;
    }

    static void WriteJson(LeadModel model, string path, LeadTable table, EvaluationReport report, IReadOnlyList<SegmentTable> segments, bool seen)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteString("path", path);
            json.WriteString("sha256", model.Sha256);
            json.WriteEndObject();
            json.WriteStartObject("rows");
            json.WriteNumber("read", table.RowsRead);
            json.WriteNumber("rejected", table.RowsRejected);
            json.WriteNumber("unlabelled", table.RowsUnlabelled);
            json.WriteNumber("judged", table.RowCount);
            json.WriteEndObject();
            json.WriteBoolean("seen_in_training", seen);
            json.WriteStartObject("metrics");
            json.WritePropertyName("data");
            report.WriteMetrics(json);
            json.WriteEndObject();
            JudgementJson.WriteSegments(json, segments);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    static void WriteText(LeadTable table, EvaluationReport report, IReadOnlyList<SegmentTable> segments)
    {
        var console = Talk.Output();
        console.WriteLine(FormattableString.Invariant($"{table.RowsRead:N0} rows read, {table.RowsRejected:N0} rejected, {table.RowsUnlabelled:N0} without an outcome; judged on {report.Rows:N0}, {report.Positives:N0} of them positive."));
        console.Write(MetricsTable.Of(report, []));
        foreach (var line in JudgementText.Of(report)) console.WriteLine(line);
        foreach (var line in JudgementText.Off(segments)) console.WriteLine(line);
    }
}
