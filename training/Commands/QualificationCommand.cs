using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict qualification</c>: check and show the rules that decide leads, and say which leads change side when they change.</summary>
static class QualificationCommand
{
    const int LeadsShown = 20;

    public static Command Create() => new("qualification", "Check, show and compare the rules that decide what becomes of a lead.")
    {
        CreateCheck(), CreateShow(), CreateDiff(), QualificationPoints.Create(),
    };

    internal static Argument<string> FileArgument(string name) => new(name) { Description = "File of rules, or 'default' for the built-in ones." };

    static Command CreateCheck()
    {
        var file = FileArgument("FILE");
        var model = new Option<string?>("--model") { Description = "Also check that the rules' columns are those of this model's leads.", HelpName = "NAME|PATH" };
        var data = new Option<string?>("--data") { Description = "Also name the texts of the rules that no lead of this file has, such as misspelt ones.", HelpName = "CSV" };
        var command = new Command("check", "Say what is wrong with a file of rules, with line and character; exit code 3 if anything is.") { file, model, data };
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            var rules = QualificationOption.Read(parsed.GetValue(file)!);
            if (parsed.GetValue(model) is { } name) _ = ModelDecider.For(ModelOption.Open(name).Model, rules);
            if (parsed.GetValue(data) is { } csv)
            {
                using var leads = LeadFile.Open(csv);
                foreach (var note in UnseenValues.Find(rules, leads, ct)) Console.Error.WriteLine($"note: {note}");
            }
            Console.WriteLine(FormattableString.Invariant(
                $"{parsed.GetValue(file)} is in order: {rules.Stages.Count} stages, {rules.Gates.Count} gates, {rules.Points?.Items.Count ?? 0} points items, {rules.Routes.Count} routes; hash {rules.Hash}"));
            Console.Error.WriteLine($"next: leadpredict score LEADS.csv --qualification {parsed.GetValue(file)}");
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    static Command CreateShow()
    {
        var file = FileArgument("FILE");
        file.DefaultValueFactory = _ => "default";
        var model = new Option<string?>("--model") { Description = "With 'default': the rules as they are fitted to this model's leads.", HelpName = "NAME|PATH" };
        var command = new Command("show", "Print the rules as JSON, in their usual form; a start for rules of your own.") { file, model };
        command.SetAction(parsed =>
        {
            var rules = QualificationOption.Read(parsed.GetValue(file)!);
            if (parsed.GetValue(model) is { } name) rules = ModelDecider.For(ModelOption.Open(name).Model, rules).Rules.Rules;
            using var output = Console.OpenStandardOutput();
            output.Write(QualificationFile.ToJson(rules));
            Console.Error.WriteLine($"hash {rules.Hash}; next: leadpredict qualification check FILE --model leads");
            return ExitCode.Done;
        });
        return command;
    }

    static Command CreateDiff()
    {
        var (before, after) = (FileArgument("BEFORE"), FileArgument("AFTER"));
        var data = new Option<string>("--data") { Description = "CSV of leads to decide by both.", HelpName = "CSV", Required = true };
        var model = ModelOption.Create();
        var asOf = QualificationOption.CreateAsOf();
        var json = new Option<bool>("--json") { Description = "Print one JSON object, with every lead that changes side." };
        var command = new Command("diff", "Say which leads change grade, route or stage when one file of rules takes the place of another.") { before, after, data, model, asOf, json };
        command.SetAction((parsed, ct) => Task.Run(() =>
        {
            var (first, second) = (QualificationOption.Read(parsed.GetValue(before)!), QualificationOption.Read(parsed.GetValue(after)!));
            var day = QualificationOption.Day(parsed.GetValue(asOf));
            var (opened, _) = ModelOption.Open(parsed.GetValue(model)!);
            using var file = LeadFile.Open(parsed.GetValue(data)!);
            using var reader = file.OpenReader();
            var comparison = QualificationComparison.Of(opened, first, second, reader, day, ct);
            if (parsed.GetValue(json)) WriteJson(first, second, day, comparison);
            else WriteText(comparison);
            return ExitCode.Done;
        }, CancellationToken.None));
        return command;
    }

    static void WriteText(QualificationComparison comparison)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{comparison.Changed.Count:N0} of {comparison.Leads:N0} leads change side; {comparison.Rejected:N0} rows rejected"));
        if (comparison.Changed.Count > 0)
        {
            var counts = new Table().Border(TableBorder.Simple).AddColumns("side", "from", "to", "leads");
            foreach (var change in comparison.Changes) counts.AddRow(change.Side, Markup.Escape(change.From), Markup.Escape(change.To), change.Leads.ToString("N0", CultureInfo.InvariantCulture));
            Talk.Output().Write(counts);
            var leads = new Table().Border(TableBorder.Simple).AddColumns("lead", "grade", "route", "stage");
            foreach (var lead in comparison.Changed.Take(LeadsShown))
                leads.AddRow(Markup.Escape(lead.Id), Step(lead.Before.Grade, lead.After.Grade), Step(lead.Before.Route, lead.After.Route), Step(lead.Before.Stage, lead.After.Stage));
            Talk.Output().Write(leads);
            if (comparison.Changed.Count > LeadsShown) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {comparison.Changed.Count - LeadsShown:N0} more (see --json)"));
        }
        Console.Error.WriteLine("next: leadpredict score LEADS.csv --qualification AFTER");
    }

    static string Step(string from, string to) => Markup.Escape(from == to ? from : $"{from} -> {to}");

    static void WriteJson(QualificationRules before, QualificationRules after, DateOnly day, QualificationComparison comparison)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("before", before.Hash);
            json.WriteString("after", after.Hash);
            json.WriteString("as_of", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteNumber("leads", comparison.Leads);
            json.WriteNumber("rejected", comparison.Rejected);
            json.WriteStartArray("changes");
            foreach (var change in comparison.Changes)
            {
                json.WriteStartObject();
                json.WriteString("side", change.Side);
                json.WriteString("from", change.From);
                json.WriteString("to", change.To);
                json.WriteNumber("leads", change.Leads);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("changed");
            foreach (var lead in comparison.Changed)
            {
                json.WriteStartObject();
                json.WriteString("lead_id", lead.Id);
                WriteSides(json, "before", lead.Before);
                WriteSides(json, "after", lead.After);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    static void WriteSides(Utf8JsonWriter json, string key, DecisionSides sides)
    {
        json.WriteStartObject(key);
        for (var i = 0; i < DecisionSides.Names.Count; i++) json.WriteString(DecisionSides.Names[i], sides.All[i]);
        json.WriteEndObject();
    }
}
