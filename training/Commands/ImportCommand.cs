using System.CommandLine;
using LeadPredict.Training.Terminal;
#if MLNET
using System.Globalization;
using System.Text.Json;
using LeadPredict.Modeling;
#endif

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict import</c>: makes a LeadPredict model of an ML.NET zip, and proves that both say the same.</summary>
static class ImportCommand
{
    public static Command Create()
    {
        var zip = new Argument<string>("ZIP") { Description = "A model that ML.NET saved; its last step must be FastTree or FastForest." };
        var data = new Option<string?>("--data") { Description = "Leads with outcomes that both models are asked; best such that the model was not trained on.", HelpName = "CSV", Required = true };
        var label = new Option<string?>("--label") { Description = "The outcome's column.", HelpName = "COL" };
        var positive = new Option<string?>("--positive") { Description = "The outcome's value that means: became an SQL.", HelpName = "VALUE" };
        var model = new Option<string?>("--model") { Description = "Name in the registry, or a folder or .leadmodel file to write (default: leads).", HelpName = "NAME|PATH" };
        var zero = new Option<bool>("--missing-as-zero") { Description = "The model took a missing number for 0, as ML.NET's text loader reads it unless MissingRealsAsNaNs is set." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var quiet = new Option<bool>("--quiet") { Description = "Say nothing on standard error." };
        var command = new Command("import", "Make a LeadPredict model of an ML.NET zip (for programs built with ML.NET).") { zip, data, label, positive, model, zero, json, quiet };
        command.SetAction((parsed, ct) =>
        {
            var target = ModelTarget.Parse(parsed.GetValue(model) ?? "leads");
            return Task.Run(
                () => Run(parsed.GetValue(zip)!, parsed.GetValue(data)!, parsed.GetValue(label), parsed.GetValue(positive), target, parsed.GetValue(zero), parsed.GetValue(json), new Talk(parsed.GetValue(quiet)), parsed.InvocationConfiguration.Output, ct),
                CancellationToken.None);
        });
        return command;
    }

#if MLNET
    static int Run(string zip, string data, string? label, string? positive, ModelTarget target, bool missingAsZero, bool json, Talk talk, TextWriter output, CancellationToken ct)
    {
        var imported = MLNet.ModelImport.Import(zip, data, target.Name, label, positive, TimeProvider.System, missingAsZero, ct);
        var kept = target.Keep(new TrainingResult(imported.Model, imported.Card));
        if (json) WriteJson(imported, kept.Path, output);
        else
        {
            var parity = imported.Parity;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{imported.Card.Trees} trees on {imported.Card.Used.Count} columns: {string.Join(", ", imported.Card.Used)}"));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{parity.Rows} leads and {parity.MadeRows} made rows: the largest difference of the {(parity.OfScores ? "scores" : "probabilities")} is {parity.Largest:G3}"));
            foreach (var note in imported.Card.Notes) output.WriteLine($"note: {note}");
        }
        talk.Say(kept.Said);
        talk.Say(kept.Next);
        return ExitCode.Done;
    }

    static void WriteJson(MLNet.ImportedModel imported, string path, TextWriter output)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("name", imported.Card.Name);
            json.WriteString("id", imported.Card.Id);
            json.WriteString("path", path);
            json.WriteString("sha256", imported.Card.Sha256);
            json.WriteEndObject();
            json.WriteNumber("trees", imported.Card.Trees);
            json.WriteStartArray("columns");
            foreach (var column in imported.Card.Used) json.WriteStringValue(column);
            json.WriteEndArray();
            json.WriteStartObject("parity");
            json.WriteNumber("rows", imported.Parity.Rows);
            json.WriteNumber("made_rows", imported.Parity.MadeRows);
            json.WriteNumber("largest_difference", imported.Parity.Largest);
            json.WriteString("of", imported.Parity.OfScores ? "score" : "probability");
            json.WriteEndObject();
            json.WriteStartArray("notes");
            foreach (var note in imported.Card.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(System.Text.Encoding.UTF8.GetString(memory.ToArray()));
    }
#else
    static int Run(string zip, string data, string? label, string? positive, ModelTarget target, bool missingAsZero, bool json, Talk talk, TextWriter output, CancellationToken ct) =>
        throw new UsageException($"import: {FastTree.BuiltWithout}.");
#endif
}
