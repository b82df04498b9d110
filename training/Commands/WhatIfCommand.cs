using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using LeadPredict.Wording;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict whatif</c>: a lead's probability under other values, the smallest change that reaches a grade, and what to ask next.</summary>
static class WhatIfCommand
{
    static readonly Argument<string> s_file = new("CSV") { Description = "File that holds the lead." };
    static readonly Option<string> s_id = new("--id") { Description = "The lead's id.", HelpName = "VALUE", Required = true };
    static readonly Option<string[]> s_set = new("--set") { Description = "Another value for a column, empty for missing; may be given several times.", HelpName = "COL=VALUE" };
    static readonly Option<string?> s_reach = new("--reach") { Description = "Find the smallest change that reaches this grade or probability.", HelpName = "A|B|C|P" };
    static readonly Option<string?> s_actionable = new("--actionable") { Description = "Columns that may be changed to reach it (default: those that the schema marks as actionable).", HelpName = "A,B" };
    static readonly Option<string> s_model = ModelOption.Create();
    static readonly Option<Language> s_lang = LanguageOption.Create();
    static readonly Option<bool> s_json = new("--json") { Description = "Print one JSON object." };

    public static Command Create()
    {
        var command = new Command("whatif", "Say what a lead's probability would be with other values, and what would reach a grade.") { s_file, s_id, s_set, s_reach, s_actionable, s_model, s_lang, s_json };
        command.SetAction((parsed, ct) => Task.Run(() => Run(parsed, ct), CancellationToken.None));
        return command;
    }

    static int Run(ParseResult parsed, CancellationToken ct)
    {
        var (model, _) = ModelOption.Open(parsed.GetValue(s_model)!);
        var edits = (parsed.GetValue(s_set) ?? []).Select(Edit).ToList();
        var wanted = parsed.GetValue(s_reach) is { } reach ? Wanted(model, reach) : (double?)null;
        var language = parsed.GetValue(s_lang);
        var id = parsed.GetValue(s_id)!;
        var lead = LeadLookup.Find(model, parsed.GetValue(s_file)!, id, ct).Lead;
        var edited = edits.Count > 0 ? lead.With(edits) : null;
        var start = edited ?? lead;
        var change = wanted is { } probability ? ChangeSearch.Find(start, probability, parsed.GetValue(s_actionable)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) : null;
        // A file from before observed values were kept still answers edits.
        var question = model.Observed is null ? null : NextQuestion.For(start, language);
        if (parsed.GetValue(s_json)) WriteJson(id, lead, edited, wanted, change, question, language);
        else WriteText(id, lead, edited, wanted, change, question, language);
        return ExitCode.Done;
    }

    static KeyValuePair<string, GivenField> Edit(string text)
    {
        var mark = text.IndexOf('=');
        return mark > 0 ? new(text[..mark].Trim(), new GivenField(text[(mark + 1)..].Trim())) : throw new UsageException($"--set wants COL=VALUE, not '{text}'.");
    }

    static double Wanted(LeadModel model, string reach) => reach.ToUpperInvariant() switch
    {
        "A" => model.Grades.A,
        "B" => model.Grades.B,
        "C" => model.Grades.C,
        _ when double.TryParse(reach, NumberStyles.Float, CultureInfo.InvariantCulture, out var p) && p is > 0 and < 1 => p,
        _ => throw new UsageException("--reach must be A, B, C or a probability between 0 and 1."),
    };

    static void WriteText(string id, EncodedLead lead, EncodedLead? edited, double? wanted, ReachingChange? change, NextQuestion? question, Language language)
    {
        var console = Talk.Output();
        Line($"{id}: probability {Say(lead.Prediction)}");
        if (edited is not null) Line($"with these values: {Say(edited.Prediction)}");
        if (wanted is { } probability)
        {
            if (change is null) Line($"no change of one or two columns that may be changed reaches {probability.ToString("P1", CultureInfo.InvariantCulture)}");
            else if (change.Changes.Count == 0) Line("it is there already");
            else
            {
                Line($"the smallest change that reaches {probability.ToString("P1", CultureInfo.InvariantCulture)}: {Say(change.Lead.Prediction)} with");
                foreach (var one in change.Changes)
                    Line($"  {(edited ?? lead).Say(lead.FeatureOf(one.Column), language)} → {change.Lead.Say(lead.FeatureOf(one.Column), language)}");
            }
        }
        if (question is not null)
        {
            Line(string.Create(CultureInfo.InvariantCulture, $"worth asking next: {question.Name}; the grade changes with {question.ChanceOfAnotherGrade:P0} of the answers, the probability by {question.ExpectedPoints:F1} points on average"));
            foreach (var answer in question.Answers) Line(string.Create(CultureInfo.InvariantCulture, $"  {answer.Text} ({answer.Share:P0} of leads): {answer.Probability:P1}, {answer.Grade}"));
        }
        Line(ExplanationJson.AssociationNote(language));

        void Line(string text) => console.WriteLine(text);
        static string Say(LeadPrediction prediction) => string.Create(CultureInfo.InvariantCulture, $"{prediction.Probability:P1}, grade {prediction.Grade}");
    }

    static void WriteJson(string id, EncodedLead lead, EncodedLead? edited, double? wanted, ReachingChange? change, NextQuestion? question, Language language)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("lead_id", id);
            ExplanationJson.Write(json, lead, edited, wanted, change, question, language);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }
}
