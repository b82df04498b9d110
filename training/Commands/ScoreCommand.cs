using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Scoring;
using LeadPredict.Training.Terminal;
using LeadPredict.Wording;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict score</c>: lists of leads in, the same list with probability, grade, percentile and reasons out.</summary>
static class ScoreCommand
{
    static readonly Argument<string[]> s_files = new("CSV") { Description = "Leads to score: files with the same columns, patterns such as 'leads-*.csv', or - for standard input.", Arity = ArgumentArity.OneOrMore };
    static readonly Option<string> s_model = ModelOption.Create();
    static readonly Option<string?> s_output = new("--out") { Description = "CSV file to write, compressed when it ends in .gz; - or none for standard output.", HelpName = "FILE" };
    static readonly Option<int> s_reasons = new("--reasons") { Description = "Most reasons a lead; 0 for none, which is much faster (default: 3).", HelpName = "N", DefaultValueFactory = _ => 3 };
    static readonly Option<Language> s_lang = LanguageOption.Create();
    static readonly Option<bool> s_dials = new("--dials") { Description = "Add four columns from 0 to 100: fit, engagement, intent and bant." };
    static readonly Option<string?> s_qualification = QualificationOption.Create("Decide each lead by these rules: adds stage, route, next_step and more; 'default' for the built-in ones.");
    static readonly Option<string?> s_asOf = QualificationOption.CreateAsOf();
    static readonly Option<bool> s_rank = new("--rank") { Description = "Add the rank within the file; holds some 40 bytes a lead in memory." };
    static readonly Option<bool> s_sort = new("--sort") { Description = "Put the best leads first; holds the scored file in memory." };
    static readonly Option<int?> s_top = new("--top") { Description = "Write only the best N leads, best first; holds N leads in memory.", HelpName = "N" };
    static readonly Option<string?> s_rejects = new("--rejects") { Description = "CSV file for rows that cannot be scored (default: beside the output, only when there are any).", HelpName = "FILE" };
    static readonly Option<double> s_maxRejected = new("--max-rejected") { Description = "End with exit code 3 when more than this share of the rows is rejected (default: 0.01).", HelpName = "X", DefaultValueFactory = _ => 0.01 };
    static readonly Option<int?> s_threads = new("--threads") { Description = "Threads that score; the bytes are the same for any number (default: all processors).", HelpName = "N" };
    static readonly Option<string?> s_shard = new("--shard") { Description = "Score only part I of N of one file. The parts, joined in order by cat, are the whole; the header is in part 1.", HelpName = "I/N" };
    static readonly Option<bool> s_resume = new("--resume") { Description = "Go on with the same command that was killed or interrupted, from its last checkpoint." };
    static readonly Option<double> s_checkpoint = new("--checkpoint-seconds") { Description = "Least time between checkpoints (default: 5).", HelpName = "S", DefaultValueFactory = _ => 5 };
    static readonly Option<bool> s_keepFormulas = new("--keep-formulas") { Description = "Write cells that a spreadsheet would run as formulas as they are, without an apostrophe before." };
    static readonly Option<bool> s_noManifest = new("--no-manifest") { Description = "Do not write FILE.manifest.json beside the output." };
    static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object about the run; needs --out." };
    static readonly Option<bool> s_quiet = new("--quiet") { Description = "Say nothing on standard error." };

    public static Command Create()
    {
        var command = new Command("score", "Score lists of leads, in a stream, whatever their size.")
        {
            s_files, s_model, s_output, s_reasons, s_lang, s_dials, s_qualification, s_asOf, s_rank, s_sort, s_top, s_rejects, s_maxRejected, s_threads, s_shard, s_resume, s_checkpoint, s_keepFormulas, s_noManifest, s_json, s_quiet,
        };
        command.Validators.Add(Validate);
        command.SetAction((parsed, ct) => Task.Run(() => Run(RequestOf(parsed), new Talk(parsed.GetValue(s_quiet)), ct), CancellationToken.None));
        return command;
    }

    static void Validate(CommandResult result)
    {
        var hasOutput = result.GetValue(s_output) is not (null or ScoringInputs.StandardInput);
        var ranked = result.GetValue(s_rank) || result.GetValue(s_sort) || result.GetValue(s_top) is not null;
        var files = result.GetValue(s_files) ?? [];
        if (result.GetValue(s_json) && !hasOutput) result.AddError("--json needs --out FILE: standard output holds the scored leads otherwise.");
        if (result.GetValue(s_reasons) is < 0 or > 1000) result.AddError("--reasons must be 0 to 1000.");
        if (result.GetValue(s_top) is < 1) result.AddError("--top must be 1 or more.");
        if (result.GetValue(s_maxRejected) is not (>= 0 and <= 1)) result.AddError("--max-rejected must be 0 to 1.");
        if (result.GetValue(s_threads) is < 1 or > 1024) result.AddError("--threads must be 1 to 1024.");
        if (result.GetValue(s_checkpoint) is not (>= 0 and <= 1e6)) result.AddError("--checkpoint-seconds must be 0 or more.");
        if (result.GetValue(s_shard) is not null)
        {
            if (ranked) result.AddError("--shard knows only its own part: --rank, --sort and --top need the whole file. Join the parts first, and rank the joined file's leads.");
            if (files.Length != 1 || files[0] == ScoringInputs.StandardInput) result.AddError("--shard parts one file: standard input cannot be read by several, and several files are parts already.");
        }
        if (!result.GetValue(s_resume)) return;
        if (!hasOutput) result.AddError("--resume needs --out FILE: what went to standard output is gone.");
        if (ranked) result.AddError("--resume cannot go on with --rank, --sort or --top: they write when all leads are scored.");
        if (files is [ScoringInputs.StandardInput]) result.AddError("--resume cannot read standard input again from its start.");
    }

    static ScoreRequest RequestOf(ParseResult parsed)
    {
        var inputs = ScoringInputs.Of(parsed.GetValue(s_files)!);
        var output = parsed.GetValue(s_output) is { } given and not ScoringInputs.StandardInput ? given : null;
        var shard = Shard.Parse(parsed.GetValue(s_shard));
        if (shard is not null && inputs.Paths.Count != 1) throw new UsageException("--shard parts one file.");
        return new ScoreRequest
        {
            Inputs = inputs,
            Model = parsed.GetValue(s_model)!,
            Output = output,
            Rejects = parsed.GetValue(s_rejects) ?? $"{output ?? (inputs.IsStandardInput ? "leads" : Path.GetFileName(inputs.Paths[0]))}.rejects.csv",
            Reasons = parsed.GetValue(s_reasons),
            Dials = parsed.GetValue(s_dials),
            Qualification = parsed.GetValue(s_qualification) is { } rules ? QualificationOption.Read(rules) : null,
            AsOf = QualificationOption.Day(parsed.GetValue(s_asOf)),
            Language = parsed.GetValue(s_lang),
            Order = new RankedOrder(parsed.GetValue(s_rank), parsed.GetValue(s_sort), parsed.GetValue(s_top)),
            Threads = parsed.GetValue(s_threads) ?? Environment.ProcessorCount,
            KeepFormulas = parsed.GetValue(s_keepFormulas),
            Shard = shard,
            Resume = parsed.GetValue(s_resume),
            CheckpointEvery = TimeSpan.FromSeconds(parsed.GetValue(s_checkpoint)),
            Manifest = !parsed.GetValue(s_noManifest),
            MaxRejected = parsed.GetValue(s_maxRejected),
            Json = parsed.GetValue(s_json),
        };
    }

    static int Run(ScoreRequest request, Talk talk, CancellationToken ct)
    {
        if (ModelOption.IsZip(request.Model)) return RunZip(request, talk, ct);
        var (model, modelPath) = ModelOption.Open(request.Model);
        using var run = new ScoreRun(request, model, talk);
        var summary = run.Run(ct);
        return End(request, model.Id, model.Sha256, modelPath, run.Manifest, summary, talk);
    }

    static int RunZip(ScoreRequest request, Talk talk, CancellationToken ct)
    {
#if MLNET
        var model = MLNet.ZipModel.Read(request.Model);
        var run = new Zips.ZipScoring(request, model, talk);
        var summary = run.Run(ct);
        talk.Say("note: an ML.NET model gives no reasons, and no percentile since it has no reference leads; " + (model.HasProbability
            ? string.Create(CultureInfo.InvariantCulture, $"grades are by fixed thresholds: A from {MLNet.ZipModel.Grades.A:P0}, B from {MLNet.ZipModel.Grades.B:P0}, C from {MLNet.ZipModel.Grades.C:P0}.")
            : "it has no calibrator either, so leads have a score and no probability."));
        return End(request, model.Id, model.Sha256, request.Model, run.Manifest, summary, talk);
#else
        throw ModelOption.WithoutMLNet(request.Model);
#endif
    }

    static int End(ScoreRequest request, string modelId, string sha256, string modelPath, string? manifest, ScoringSummary summary, Talk talk)
    {
        if (request.Json) WriteJson(request, manifest, modelId, sha256, modelPath, summary);
        Say(request, modelId, summary, talk);
        if (summary.RowsRejected <= request.MaxRejected * summary.RowsRead) return ExitCode.Done;
        talk.Say(string.Create(CultureInfo.InvariantCulture, $"More than {request.MaxRejected:P1} of the rows were rejected. Correct them, or raise --max-rejected."));
        return ExitCode.BadData;
    }

    static void Say(ScoreRequest request, string modelId, ScoringSummary summary, Talk talk)
    {
        foreach (var note in summary.Notes) talk.Say($"note: {note}");
        talk.Say(string.Create(CultureInfo.InvariantCulture,
            $"{summary.RowsRead:N0} rows read, {summary.RowsScored:N0} scored, {summary.RowsRejected:N0} rejected;{(!double.IsNaN(summary.Probability.Mean) ? FormattableString.Invariant($" mean probability {summary.Probability.Mean:P1};") : "")} A {summary.RowsByGrade[0]:N0}, B {summary.RowsByGrade[1]:N0}, C {summary.RowsByGrade[2]:N0}, D {summary.RowsByGrade[3]:N0}; model {modelId}"));
        foreach (var diagnostic in summary.Rejected.Take(3)) talk.Say($"rejected: {diagnostic}");
        if (request.Output is not null) talk.Say($"wrote {request.Output}");
        if (summary.RowsRejected > 0) talk.Say($"wrote {request.Rejects}: the rejected rows, with line, column and why");
        if (!request.Inputs.IsStandardInput && !ModelOption.IsZip(request.Model)) talk.Say($"next: leadpredict explain {request.Inputs.Paths[0]} --id ID --model {request.Model}");
    }

    static void WriteJson(ScoreRequest request, string? manifest, string modelId, string sha256, string modelPath, ScoringSummary summary)
    {
        using var standardOutput = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(standardOutput, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("id", modelId);
            json.WriteString("path", modelPath);
            json.WriteString("sha256", sha256);
            json.WriteEndObject();
            json.WriteString("out", request.Output);
            json.WriteString("rejects", summary.RowsRejected > 0 || request.Shard is not null ? request.Rejects : null);
            json.WriteString("manifest", manifest);
            ScoringManifest.WriteCounts(json, summary);
            json.WriteStartArray("notes");
            foreach (var note in summary.Notes) json.WriteStringValue(note.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }
        standardOutput.WriteByte((byte)'\n');
    }
}
