using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict recalibrate</c>: corrects the level of a model's probabilities by a few newer outcomes.</summary>
static class RecalibrateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("CSV") { Description = "Newer leads with outcomes, which the model was not trained on." };
        var model = ModelOption.Create();
        var label = new Option<string?>("--label") { Description = "The outcome's column, if it has another name than in training.", HelpName = "COL" };
        var positive = new Option<string?>("--positive") { Description = "The outcome's value that means: became an SQL, if it is another than in training.", HelpName = "VALUE" };
        var target = new Option<string?>("--out") { Description = "Name in the registry, or a folder or .leadmodel file to write (default: a new version of the model).", HelpName = "NAME|PATH" };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("recalibrate", "Correct a model's probabilities by a few newer outcomes.") { file, model, label, positive, target, json, quiet };
        command.SetAction((parsed, ct) => Task.Run(
            () => Run(parsed.GetValue(file)!, parsed.GetValue(model)!, parsed.GetValue(label), parsed.GetValue(positive), parsed.GetValue(target), parsed.GetValue(json),
                new Talk(parsed.GetValue(quiet)), parsed.InvocationConfiguration.Output, ct),
            CancellationToken.None));
        return command;
    }

    static int Run(string path, string reference, string? label, string? positive, string? targetText, bool json, Talk talk, TextWriter output, CancellationToken ct)
    {
        var named = ModelTarget.Parse(reference.Contains('/', StringComparison.Ordinal) && ModelRegistry.IsName(reference.Split('/')[0]) && !Path.Exists(reference) ? reference.Split('/')[0] : reference);
        var target = targetText is not null ? ModelTarget.Parse(targetText)
            : named.Path is null ? named : throw new UsageException("--model is a path, so --out must say where the corrected model goes.");
        var (model, modelPath) = ModelOption.Open(reference);
        using var file = LeadFile.Open(path);
        var schema = Schema(model.Schema, label, positive);
        if (schema.Single(ColumnRole.Label) is { } column && !file.Header.Contains(column.Name, StringComparer.OrdinalIgnoreCase))
            throw new LeadPredictException(new Diagnostic(path, file.HeaderLine, 0, "LP0501", $"the label column '{column.Name}' is not in this file. Name the outcome's column with --label."));
        var table = TableScoring.Labelled(model, [file], schema, out var young, ct);
        if (table.RowsRejected > 0) talk.Say($"{table.RowsRejected} rows rejected, the first: {table.Rejected[0]}");
        if (young > 0) talk.Say($"{young} leads are younger than the model's horizon and are left out.");
        if (table.RowCount == 0) throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0502", "no row has a readable outcome, so there is nothing to learn from."));
        if (model.Origin.DataSha256.Contains(file.Sha256)) talk.Say("The model was trained on this very file: its outcomes are not new, and cannot correct it.");

        var result = ModelRecalibration.Run(model, table, file.Sha256, ct: ct);
        var kept = result.Model is null ? null : target.Keep(result.Model, Card(modelPath, result), DateTimeOffset.UtcNow);
        if (json) WriteJson(result, kept?.Path, output);
        else WriteText(result, Talk.Output());
        if (kept is null)
        {
            talk.Say(result.Fit.HasEnough ? "These outcomes do not surely call for a correction; nothing was written." : "These outcomes are too few to tell: at least five of each kind are needed, and more tell more. Nothing was written.");
            return ExitCode.GateNotMet;
        }
        talk.Say(kept.Said);
        talk.Say(kept.Next);
        return ExitCode.Done;
    }

    static LeadSchema Schema(LeadSchema schema, string? label, string? positive) => schema with
    {
        Columns = label is null ? schema.Columns : [.. schema.Columns.Where(c => c.Role == ColumnRole.Label || !c.Name.Equals(label, StringComparison.OrdinalIgnoreCase)).Select(c => c.Role == ColumnRole.Label ? c with { Name = label } : c)],
        PositiveLabel = positive ?? schema.PositiveLabel,
        NegativeLabel = positive is null ? schema.NegativeLabel : null,
    };

    static void WriteText(RecalibrationResult result, IAnsiConsole console)
    {
        var fit = result.Fit;
        Line(console, $"{fit.Rows:N0} newer outcomes, {fit.Positives:N0} of them positive ({result.Before.BaseRate:P1}).");
        if (result.After is not { } after || result.Gain is not { } gain) return;
        Line(console, $"Shift of the log-odds that fits best {fit.Estimate:+0.000;-0.000} (95%: {fit.Low:+0.000;-0.000} to {fit.High:+0.000;-0.000}); applied, drawn to 0 by its uncertainty: {fit.Shift:+0.000;-0.000;0}, slope {fit.Slope:F3}.");
        var table = new Table().Border(TableBorder.Simple).AddColumns("metric", "before", "95% interval", "after, on leads held out", "95% interval");
        foreach (var (name, of) in new (string, Func<EvaluationReport, MetricValue>)[] { ("log-loss", r => r.LogLoss), ("Brier", r => r.Brier), ("calibration error", r => r.Ece) })
            table.AddRow(name, Number(of(result.Before).Value), Interval(of(result.Before)), Number(of(after).Value), Interval(of(after)));
        console.Write(table);
        Line(console, $"Change of the log-loss {gain.LogLossDifference.Value:+0.0000;-0.0000} (95%: {gain.LogLossDifference.Low:+0.0000;-0.0000} to {gain.LogLossDifference.High:+0.0000;-0.0000}). Ranking, reasons and grade limits stay.");
    }

    static byte[] Card(string modelPath, RecalibrationResult result)
    {
        var path = modelPath.EndsWith(".leadmodel", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(modelPath) && Path.GetFileName(modelPath) != LeadModelFile.FileName
            ? Path.ChangeExtension(modelPath, ".card.json")
            : Path.Combine(Directory.Exists(modelPath) ? modelPath : Path.GetDirectoryName(modelPath) ?? ".", ModelRegistry.CardName);
        var card = File.Exists(path) && JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject old ? old : [];
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory)) WriteBody(json, result);
        card["id"] = result.Model!.Id;
        card["sha256"] = result.Model.Sha256;
        card["created_at"] = DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture);
        card["recalibration"] = JsonNode.Parse(memory.ToArray());
        memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, ModelCardJson.Indented)) card.WriteTo(json);
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    static void WriteJson(RecalibrationResult result, string? path, TextWriter output)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, ModelCardJson.Indented)) WriteBody(json, result, path, withModel: true);
        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
    }

    static void WriteBody(Utf8JsonWriter json, RecalibrationResult result, string? path = null, bool withModel = false)
    {
        json.WriteStartObject();
        if (withModel)
        {
            json.WriteBoolean("corrected", result.Model is not null);
            if (result.Model is not null)
            {
                json.WriteStartObject("model");
                json.WriteString("id", result.Model.Id);
                json.WriteString("path", path);
                json.WriteString("sha256", result.Model.Sha256);
                json.WriteEndObject();
            }
        }
        var fit = result.Fit;
        json.WriteNumber("rows", fit.Rows);
        json.WriteNumber("positives", fit.Positives);
        Number("estimate", fit.Estimate);
        Number("low", fit.Low);
        Number("high", fit.High);
        json.WriteNumber("shift", fit.Shift);
        json.WriteNumber("slope", fit.Slope);
        json.WritePropertyName("before");
        result.Before.WriteMetrics(json);
        if (result.After is not null)
        {
            json.WritePropertyName("after");
            result.After.WriteMetrics(json);
        }
        json.WriteEndObject();

        void Number(string name, double value)
        {
            if (double.IsFinite(value)) json.WriteNumber(name, value);
            else json.WriteNull(name);
        }
    }

    static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    static string Interval(MetricValue value) => double.IsNaN(value.Low) ? "too few to say" : $"{Number(value.Low)} to {Number(value.High)}";

    static void Line(IAnsiConsole console, FormattableString text) => console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
