using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Scoring;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict score</c>: a list of leads in, the same list with probability, grade, percentile and reasons out.</summary>
static class ScoreCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CSV") { Description = "Leads to score; - reads standard input." };
        var model = ModelOption.Create();
        var output = new Option<string?>("--out") { Description = "CSV file to write (default: standard output).", HelpName = "FILE" };
        var reasons = new Option<int>("--reasons") { Description = "Most reasons a lead; 0 for none (default: 3).", HelpName = "N", DefaultValueFactory = _ => 3 };
        var rank = new Option<bool>("--rank") { Description = "Add the rank within the file; holds some 40 bytes a lead in memory." };
        var sort = new Option<bool>("--sort") { Description = "Put the best leads first; holds the scored file in memory." };
        var top = new Option<int?>("--top") { Description = "Write only the best N leads, best first; holds N leads in memory.", HelpName = "N" };
        var rejects = new Option<string?>("--rejects") { Description = "CSV file for rows that cannot be scored (default: beside the output, only when there are any).", HelpName = "FILE" };
        var maxRejected = new Option<double>("--max-rejected") { Description = "End with exit code 3 when more than this share of the rows is rejected (default: 0.01).", HelpName = "X", DefaultValueFactory = _ => 0.01 };
        var json = new Option<bool>("--json") { Description = "Print one JSON object about the run; needs --out." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("score", "Score a list of leads, in a stream, whatever its size.")
        {
            file, model, output, reasons, rank, sort, top, rejects, maxRejected, json, quiet,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(json) && result.GetValue(output) is null) result.AddError("--json needs --out FILE: standard output holds the scored leads otherwise.");
            if (result.GetValue(reasons) is < 0 or > 1000) result.AddError("--reasons must be 0 to 1000.");
            if (result.GetValue(top) is < 1) result.AddError("--top must be 1 or more.");
            if (result.GetValue(maxRejected) is not (>= 0 and <= 1)) result.AddError("--max-rejected must be 0 to 1.");
        });
        command.SetAction((parsed, ct) =>
        {
            var input = parsed.GetValue(file)!;
            var target = parsed.GetValue(output);
            var request = new ScoreRequest(
                input, parsed.GetValue(model)!, target, parsed.GetValue(rejects) ?? $"{target ?? (input == "-" ? "leads" : Path.GetFileName(input))}.rejects.csv",
                parsed.GetValue(reasons), new RankedOrder(parsed.GetValue(rank), parsed.GetValue(sort), parsed.GetValue(top)), parsed.GetValue(maxRejected), parsed.GetValue(json));
            return Task.Run(() => Run(request, new Talk(parsed.GetValue(quiet)), ct), CancellationToken.None);
        });
        return command;
    }

    sealed record ScoreRequest(string Input, string Model, string? Output, string Rejects, int Reasons, RankedOrder Order, double MaxRejected, bool Json);

    static int Run(ScoreRequest request, Talk talk, CancellationToken ct)
    {
        var (model, modelPath) = ModelOption.Open(request.Model);
        using var reader = request.Input == "-"
            ? LeadReader.FromStream(Console.OpenStandardInput(), "standard input")
            : LeadFile.Open(request.Input).OpenReader();
        using var output = request.Output is null ? PendingFile.StandardOutput() : PendingFile.At(request.Output);
        using var rejects = PendingFile.At(request.Rejects);
        var scorer = new LeadScorer(model, new ScoringOptions { Reasons = request.Reasons });
        var summary = request.Order.IsAsked
            ? new RankedScoring(scorer, request.Order).Score(reader, output.Stream, rejects.Stream, talk, ct)
            : scorer.Score(reader, output.Stream, rejects.Stream, new ScoringTalk(talk), ct);
        talk.Finish();
        ct.ThrowIfCancellationRequested();
        output.Commit();
        if (summary.RowsRejected > 0) rejects.Commit();

        if (request.Json) WriteJson(request, model, modelPath, summary);
        Say(request, model, summary, talk);
        if (summary.RowsRejected <= request.MaxRejected * summary.RowsRead) return ExitCode.Done;
        talk.Say(string.Create(CultureInfo.InvariantCulture, $"More than {request.MaxRejected:P1} of the rows were rejected. Correct them, or raise --max-rejected."));
        return ExitCode.BadData;
    }

    static void Say(ScoreRequest request, LeadModel model, ScoringSummary summary, Talk talk)
    {
        foreach (var note in summary.Notes) talk.Say($"note: {note}");
        talk.Say(string.Create(CultureInfo.InvariantCulture,
            $"{summary.RowsRead:N0} rows read, {summary.RowsScored:N0} scored, {summary.RowsRejected:N0} rejected;{(summary.RowsScored > 0 ? FormattableString.Invariant($" mean probability {summary.Probability.Mean:P1};") : "")} A {summary.RowsByGrade[0]:N0}, B {summary.RowsByGrade[1]:N0}, C {summary.RowsByGrade[2]:N0}, D {summary.RowsByGrade[3]:N0}; model {model.Id}"));
        foreach (var diagnostic in summary.Rejected.Take(3)) talk.Say($"rejected: {diagnostic}");
        if (request.Output is not null) talk.Say($"wrote {request.Output}");
        if (summary.RowsRejected > 0) talk.Say($"wrote {request.Rejects}: the rejected rows, with line, column and why");
        if (request.Input != "-") talk.Say($"next: leadpredict explain {request.Input} --id ID --model {request.Model}");
    }

    static void WriteJson(ScoreRequest request, LeadModel model, string modelPath, ScoringSummary summary)
    {
        using var standardOutput = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(standardOutput, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteString("path", modelPath);
            json.WriteString("sha256", model.Sha256);
            json.WriteEndObject();
            json.WriteStartObject("rows");
            json.WriteNumber("read", summary.RowsRead);
            json.WriteNumber("scored", summary.RowsScored);
            json.WriteNumber("rejected", summary.RowsRejected);
            json.WriteEndObject();
            json.WriteString("out", request.Output);
            json.WriteString("rejects", summary.RowsRejected > 0 ? request.Rejects : null);
            json.WriteStartObject("grades");
            for (var grade = 0; grade < 4; grade++) json.WriteNumber("ABCD"[grade].ToString(), summary.RowsByGrade[grade]);
            json.WriteEndObject();
            if (summary.RowsScored > 0) json.WriteNumber("mean_probability", summary.Probability.Mean);
            else json.WriteNull("mean_probability");
            json.WriteStartArray("missing_columns");
            foreach (var column in summary.MissingColumns) json.WriteStringValue(column);
            json.WriteEndArray();
            json.WriteStartObject("unknown_categories");
            foreach (var (column, rows) in summary.UnknownCategories) json.WriteNumber(column, rows);
            json.WriteEndObject();
            json.WriteStartArray("notes");
            foreach (var note in summary.Notes) json.WriteStringValue(note.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }
        standardOutput.WriteByte((byte)'\n');
    }
}
