using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Reports;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;
using LeadPredict.Wording;
using Spectre.Console;

namespace LeadPredict.Training.Commands;

/// <summary><c>leadpredict explain</c>: every column's part in one lead's log-odds and probability; the parts and the base sum to them.</summary>
static class ExplainCommand
{
    public static Command Create()
    {
        var file = new Argument<string?>("CSV") { Description = "File that holds the lead; without --id, leads to describe the model with (default: its card).", Arity = ArgumentArity.ZeroOrOne };
        var id = new Option<string?>("--id") { Description = "The lead's id; without it the model as a whole is described.", HelpName = "VALUE" };
        var report = ReportFile.Option();
        var model = ModelOption.Create();
        var language = LanguageOption.Create();
        var background = new Option<string?>("--background") { Description = "Compare with the leads of this file (the first 200) instead of the training leads.", HelpName = "CSV" };
        var qualification = QualificationOption.Create("Also decide the lead by these rules; 'default' for the built-in ones.");
        var asOf = QualificationOption.CreateAsOf();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("explain", "Say why one lead has its probability, or what the model as a whole goes by.") { file, id, model, language, background, qualification, asOf, report, json };
        command.SetAction((parsed, ct) => Task.Run(
            () => parsed.GetValue(id) is not { } wanted
                ? parsed.GetValue(background) is not null || parsed.GetValue(qualification) is not null ? throw new UsageException("--background and --qualification are for one lead: say which with --id.")
                : ModelExplanation.Run(parsed.GetValue(file), parsed.GetValue(model)!, parsed.GetValue(json), parsed.GetValue(report), ct)
                : Run(parsed.GetValue(file) ?? throw new UsageException("Say in which file the lead is: leadpredict explain LEADS.csv --id VALUE"), wanted, parsed.GetValue(model)!, parsed.GetValue(language), parsed.GetValue(background),
                    parsed.GetValue(qualification), QualificationOption.Day(parsed.GetValue(asOf)), parsed.GetValue(json), parsed.GetValue(report), ct), CancellationToken.None));
        return command;
    }

    /// <summary>Rows of a background: the time of an explanation is theirs.</summary>
    const int MostBackground = 200;

    static int Run(string path, string id, string reference, Language language, string? background, string? qualification, DateOnly asOf, bool json, string? report, CancellationToken ct)
    {
        ReportFile.Check(report);
        var (model, modelPath) = ModelOption.Open(reference);
        var lead = LeadLookup.Find(model, path, id, ct);
        var compared = background is null ? null : LeadLookup.Sample(model, background, MostBackground, ct);
        var explanation = LeadExplanation.Of(lead.Lead, language, compared);
        var decider = qualification is null ? null : ModelDecider.For(model, QualificationOption.Read(qualification));
        var decided = decider is null ? null : new DecidedLead(decider.Decide(lead.Cells.Select(c => KeyValuePair.Create(c.Key, new GivenField(c.Value))), asOf), decider.Rules.Rules);
        if (json) WriteJson(model, id, explanation, decided);
        else WriteText(model, id, explanation, decided);
        if (report is not null) ReportFile.Write(report, LeadReportFile.Page(lead, language, path, reference, modelPath, background, compared, qualification, decided), new Talk(quiet: false));
        Console.Error.WriteLine($"next: leadpredict score {path} --model {reference} --reasons 5");
        return ExitCode.Done;
    }

    static void WriteText(LeadModel model, string id, LeadExplanation explanation, DecidedLead? decided)
    {
        var console = Talk.Output();
        var prediction = explanation.Prediction;
        console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{id}: probability {prediction.Probability:P1} (like leads: {prediction.Low:P1} to {prediction.High:P1}), grade {prediction.Grade}, above {prediction.Percentile:F0}% of the reference leads; model {model.Id}"));
        var dials = explanation.Dials;
        console.WriteLine($"0 to 100, 50 is an average lead: fit {Dial(dials.Fit)}, engagement {Dial(dials.Engagement)}, intent {Dial(dials.Intent)}, BANT {Dial(dials.Bant)}");
        var table = new Table().Border(TableBorder.Simple).AddColumns("log-odds", "points", "column", "why");
        table.AddRow(Signed(explanation.BaseLogOdds), string.Create(CultureInfo.InvariantCulture, $"{100 * explanation.BaseProbability:F2}"), "(an average lead)", "");
        foreach (var part in explanation.Parts)
            table.AddRow(Signed(part.LogOdds), part.Points.ToString("+0.00;-0.00", CultureInfo.InvariantCulture), Markup.Escape(part.Column), Markup.Escape(part.Text));
        table.AddRow(Signed(prediction.LogOdds), string.Create(CultureInfo.InvariantCulture, $"{100 * prediction.Probability:F2}"), "(sum: the lead)", "");
        console.Write(table);
        if (decided is { Decision: var decision }) WriteDecision(console, decision);
    }

    static void WriteDecision(IAnsiConsole console, LeadDecision decision)
    {
        console.WriteLine($"{decision.Stage.Title} ({decision.Stage.Evidence}){(decision.Stage.Overdue ? ", overdue" : "")}; {decision.Route.Name}: {decision.Route.NextStep}");
        var gates = new Table().Border(TableBorder.Simple).AddColumns("gate", "outcome", "evidence");
        foreach (var gate in decision.Gates) gates.AddRow(Markup.Escape(gate.Name), gate.Outcome.ToString().ToLowerInvariant(), Markup.Escape(gate.Evidence));
        if (decision.Gates.Count > 0) console.Write(gates);
    }

    static string Dial(double value) => double.IsNaN(value) ? "-" : value.ToString("F0", CultureInfo.InvariantCulture);

    static void WriteJson(LeadModel model, string id, LeadExplanation explanation, DecidedLead? decided)
    {
        var prediction = explanation.Prediction;
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
            json.WriteNumber("base_log_odds", explanation.BaseLogOdds);
            json.WriteNumber("base_probability", explanation.BaseProbability);
            ExplanationJson.Write(json, explanation.Dials);
            json.WriteStartArray("contributions");
            foreach (var part in explanation.Parts)
            {
                json.WriteStartObject();
                json.WriteString("column", part.Column);
                json.WriteString("value", part.Value);
                json.WriteNumber("log_odds", part.LogOdds);
                json.WriteNumber("points", part.Points);
                json.WriteString("text", part.Text);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (decided is not null)
            {
                json.WritePropertyName("decision");
                DecisionJson.Write(json, decided.Decision);
            }
            json.WriteStartObject("model");
            json.WriteString("id", model.Id);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    static string Signed(double value) => value.ToString("+0.000;-0.000", CultureInfo.InvariantCulture);
}
