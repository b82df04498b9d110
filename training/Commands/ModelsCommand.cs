using System.CommandLine;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict models</c>: what the registry holds, and which version of a name is the champion.</summary>
static class ModelsCommand
{
    public static Command Create() => new("models", "List, show, promote and roll back models of the registry.")
    {
        CreateList(), CreateShow(), CreatePromote(), CreateRollback(),
    };

    static Command CreateList()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("list", "All versions of all models.") { json };
        command.SetAction(parsed =>
        {
            var models = new ModelRegistry(Places.Models).List();
            if (parsed.GetValue(json)) WriteJson(models);
            else WriteTable(models);
            Console.Error.WriteLine(models.Count == 0 ? "next: leadpredict train" : "next: leadpredict models show NAME");
            return ExitCode.Done;
        });
        return command;
    }

    static Command CreateShow()
    {
        var name = new Argument<string>("MODEL") { Description = "leads (the champion) or leads/VERSION." };
        var command = new Command("show", "A model's card, as JSON.") { name };
        command.SetAction(parsed =>
        {
            var file = new ModelRegistry(Places.Models).Resolve(parsed.GetValue(name)!);
            var card = Path.Combine(Path.GetDirectoryName(file)!, ModelRegistry.CardName);
            if (!File.Exists(card)) throw new LeadPredictException(new Diagnostic(card, 0, 0, "LP0503", "the model has no card beside it."));
            using var output = Console.OpenStandardOutput();
            output.Write(File.ReadAllBytes(card));
            Console.Error.WriteLine($"next: leadpredict evaluate LABELLED.csv --model {parsed.GetValue(name)}");
            return ExitCode.Done;
        });
        return command;
    }

    static Command CreatePromote()
    {
        var target = new Argument<string>("NAME/VERSION") { Description = "The version that is to be the champion of its name." };
        var gate = new Option<bool>("--gate") { Description = "Exit with 4 and promote nothing when the version's card says that it did not pass the gate." };
        var command = new Command("promote", "Make a version the champion; servers take it without a restart.") { target, gate };
        command.SetAction(parsed =>
        {
            var parts = parsed.GetValue(target)!.Split('/', 2);
            if (parts.Length != 2) throw new UsageException("Say which version: leadpredict models promote NAME/VERSION. See: leadpredict models list");
            var registry = new ModelRegistry(Places.Models);
            if (parsed.GetValue(gate) && !MayAnswer(registry.Resolve(parsed.GetValue(target)!))) return ExitCode.GateNotMet;
            registry.Promote(parts[0], parts[1]);
            Console.Error.WriteLine($"{parts[1]} is the champion of '{parts[0]}'");
            Console.Error.WriteLine($"next: leadpredict score LEADS.csv --model {parts[0]}; to undo: leadpredict models rollback {parts[0]}");
            return ExitCode.Done;
        });
        return command;
    }

    static bool MayAnswer(string modelFile)
    {
        var card = Path.Combine(Path.GetDirectoryName(modelFile)!, ModelRegistry.CardName);
        var gate = File.Exists(card) ? JudgementJson.GateOf(File.ReadAllBytes(card)) : null;
        if (gate is { Passed: true }) return true;
        Console.Error.WriteLine(gate is null ? "The gate is not met: the card of this version holds no judgement. Train it again." : "The gate is not met; nothing was promoted:");
        foreach (var check in (gate?.Checks ?? []).Where(c => !c.Passed)) Console.Error.WriteLine($"  {check.Name}: {check.Says}");
        return false;
    }

    static Command CreateRollback()
    {
        var name = new Argument<string>("NAME") { Description = "The model whose champion is to be the one before again." };
        var command = new Command("rollback", "Make the champion before the champion again.") { name };
        command.SetAction(parsed =>
        {
            var version = new ModelRegistry(Places.Models).Rollback(parsed.GetValue(name)!);
            Console.Error.WriteLine($"{version} is the champion of '{parsed.GetValue(name)}' again");
            Console.Error.WriteLine("next: leadpredict models list");
            return ExitCode.Done;
        });
        return command;
    }

    static void WriteTable(IReadOnlyList<ModelEntry> models)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("model", "version", "status", "made", "id");
        foreach (var model in models)
            table.AddRow(model.Name, model.Version, Word(model.Status), model.Created is { } made ? FormattableString.Invariant($"{made:yyyy-MM-dd HH:mm}") : "", model.Sha256[..Math.Min(12, model.Sha256.Length)]);
        Talk.Output().Write(table);
    }

    static void WriteJson(IReadOnlyList<ModelEntry> models)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var model in models)
            {
                json.WriteStartObject();
                json.WriteString("name", model.Name);
                json.WriteString("version", model.Version);
                json.WriteString("status", Word(model.Status));
                json.WriteString("sha256", model.Sha256);
                if (model.Created is { } made) json.WriteString("created_at", made);
                json.WriteString("path", model.Path);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    static string Word(ModelStatus status) => status.ToString().ToLowerInvariant();
}
