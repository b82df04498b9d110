using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict explain</c>: every column's part in one lead's log-odds; the parts and the base sum to it.</summary>
static class ExplainCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("CSV") { Description = "File that holds the lead; without --id, leads to describe the model with (default: its card).", Arity = ArgumentArity.ZeroOrOne };
        var id = new Option<string?>("--id") { Description = "The lead's id; without it the model as a whole is described.", HelpName = "VALUE" };
        var report = ReportFile.Option();
        var model = ModelOption.Create();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("explain", "Say why one lead has its probability, or what the model as a whole goes by.") { file, id, model, report, json };
        command.SetAction((parsed, ct) => Task.Run(
            () => parsed.GetValue(id) is not { } wanted ? ModelExplanation.Run(parsed.GetValue(file), parsed.GetValue(model)!, parsed.GetValue(json), parsed.GetValue(report), ct)
                : parsed.GetValue(report) is not null ? throw new UsageException("--report describes the model as a whole: leave out --id.")
                : Run(parsed.GetValue(file) ?? throw new UsageException("Say in which file the lead is: leadpredict explain LEADS.csv --id VALUE"), wanted, parsed.GetValue(model)!, parsed.GetValue(json), ct), CancellationToken.None));
        return command;
    }

    /// <summary>A column's text in the file ("" for missing) and its contribution.</summary>
    sealed record Part(string Column, string? Value, double LogOdds);

    static int Run(string path, string id, string reference, bool json, CancellationToken ct)
    {
        var (model, _) = ModelOption.Open(reference);
        using var file = LeadFile.Open(path);
        using var reader = file.OpenReader();
        var idColumn = IdColumn(model, file);
        var wanted = Encoding.UTF8.GetBytes(id.Trim());
        while (reader.Read())
        {
            ct.ThrowIfCancellationRequested();
            if (!reader.Field(idColumn).SequenceEqual(wanted)) continue;
            Explain(model, reader, id, json);
            Console.Error.WriteLine($"next: leadpredict score {path} --model {reference} --reasons 5");
            return ExitCode.Done;
        }
        throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0511", $"no readable row has this id in column '{file.Header[idColumn]}'. Check the id, and the file's other rows with: leadpredict score."));
    }

    static int IdColumn(LeadModel model, LeadFile file)
    {
        string[] names = [model.Schema.Single(ColumnRole.Id)?.Name ?? "lead_id", "lead_id", "id"];
        foreach (var name in names)
            for (var i = 0; i < file.Header.Count; i++)
                if (file.Header[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        throw new LeadPredictException(new Diagnostic(file.Path, file.HeaderLine, 0, "LP0512", $"the file has no id column '{names[0]}', which the model knows leads by. Train with --id COL to name another."));
    }

    static void Explain(LeadModel model, LeadReader reader, string id, bool json)
    {
        var engine = new PredictionEngine(model);
        var texts = new string?[model.Encoder.FeatureCount];
        for (var i = 0; i < reader.Header.Count; i++)
        {
            var field = engine.FindField(Encoding.UTF8.GetBytes(reader.Header[i]));
            if (engine.SetField(field, reader.Field(i)) == FieldStatus.WrongKind)
                throw new LeadPredictException(new Diagnostic(reader.Name, reader.Line, i + 1, "LP0161", $"column '{reader.Header[i]}' has a value of the wrong kind, so the lead cannot be scored. Correct it, or leave it empty for missing."));
            if (field >= 0) texts[field] = Encoding.UTF8.GetString(reader.Field(i));
        }
        var prediction = engine.Predict();
        var contributions = engine.Contributions();
        var parts = new List<Part>();
        for (var f = 0; f < contributions.Length; f++)
            parts.Add(new Part(model.Encoder.Features[f].Column.Name, engine.Statuses[f] == FieldStatus.Missing ? null : texts[f], contributions[f]));
        parts = [.. parts.OrderByDescending(p => Math.Abs(p.LogOdds)).ThenBy(p => p.Column, StringComparer.Ordinal)];
        if (json) WriteJson(model, id, prediction, engine.BaseLogOdds, parts);
        else WriteText(model, id, prediction, engine.BaseLogOdds, parts);
    }

    static void WriteText(LeadModel model, string id, LeadPrediction prediction, double baseLogOdds, List<Part> parts)
    {
        var console = Talk.Output();
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{id}: probability {prediction.Probability:P1} (like leads: {prediction.Low:P1} to {prediction.High:P1}), grade {prediction.Grade}, above {prediction.Percentile:F0}% of the reference leads; model {model.Id}"));
        var table = new Table().Border(TableBorder.Simple).AddColumns("log-odds", "column", "value");
        table.AddRow(Signed(baseLogOdds), "(an average lead)", "");
        foreach (var part in parts) table.AddRow(Signed(part.LogOdds), Markup.Escape(part.Column), Markup.Escape(part.Value ?? "(missing)"));
        table.AddRow(Signed(prediction.LogOdds), "(sum: the lead's log-odds)", "");
        console.Write(table);
    }

    static void WriteJson(LeadModel model, string id, LeadPrediction prediction, double baseLogOdds, List<Part> parts)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("lead_id", id);
            json.WriteNumber("probability", prediction.Probability);
            json.WriteNumber("log_odds", prediction.LogOdds);
            json.WriteString("grade", prediction.Grade.ToString());
            json.WriteNumber("percentile", prediction.Percentile);
            json.WriteStartObject("interval");
            json.WriteNumber("low", prediction.Low);
            json.WriteNumber("high", prediction.High);
            json.WriteEndObject();
            json.WriteNumber("base_log_odds", baseLogOdds);
            json.WriteStartArray("contributions");
            foreach (var part in parts)
            {
                json.WriteStartObject();
                json.WriteString("column", part.Column);
                json.WriteString("value", part.Value);
                json.WriteNumber("log_odds", part.LogOdds);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    static string Signed(double value) => value.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
}
