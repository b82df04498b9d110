using System.Globalization;
using System.Text.Json;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>Writes a decision as one JSON object, the same on every door.</summary>
public static class DecisionJson
{
    /// <summary>The object, at the writer's place.</summary>
    public static void Write(Utf8JsonWriter json, LeadDecision decision)
    {
        json.WriteStartObject();
        json.WriteString("qualification", decision.Qualification);
        WriteDay(json, "as_of", decision.AsOf);
        WriteStage(json, decision);
        WriteChance(json, decision);
        WriteFindings(json, "gates", "name", decision.Gates);
        json.WriteString("gates_together", Word(decision.GatesTogether));
        json.WriteBoolean("ready", decision.Ready);
        json.WriteBoolean("warm", decision.Warm);
        json.WriteString("warm_because", decision.WarmBecause);
        json.WriteBoolean("qualified", decision.Qualified);
        json.WriteStartObject("route");
        json.WriteString("name", decision.Route.Name);
        json.WriteString("action", Word(decision.Route.Action));
        json.WriteString("next_step", decision.Route.NextStep);
        json.WriteString("track", decision.Route.Track);
        WriteDay(json, "again_on", decision.AgainOn);
        json.WriteEndObject();
        if (decision.Ask is { } ask)
        {
            json.WriteStartObject("next_question");
            json.WriteString("column", ask.Column);
            json.WriteString("gate", ask.Gate);
            json.WriteEndObject();
        }
        else json.WriteNull("next_question");
        json.WriteNumber("completeness", Math.Round(decision.Completeness, 3));
        json.WriteStartArray("missing");
        foreach (var column in decision.Missing) json.WriteStringValue(column);
        json.WriteEndArray();
        WriteFindings(json, "consent", "channel", decision.Consent);
        json.WriteEndObject();
    }

    static void WriteStage(Utf8JsonWriter json, LeadDecision decision)
    {
        var stage = decision.Stage;
        json.WriteStartObject("stage");
        json.WriteString("name", stage.Name);
        json.WriteString("title", stage.Title);
        json.WriteString("evidence", stage.Evidence);
        WriteDay(json, "since", stage.Since);
        if (stage.Days is { } days) json.WriteNumber("days", days);
        else json.WriteNull("days");
        json.WriteBoolean("overdue", stage.Overdue);
        json.WriteEndObject();
        if (decision.Closed is { } closed)
        {
            json.WriteStartObject("closed");
            json.WriteString("name", closed.Name);
            WriteDay(json, "on", closed.On);
            json.WriteString("reason", closed.Reason);
            json.WriteEndObject();
        }
        else json.WriteNull("closed");
    }

    static void WriteChance(Utf8JsonWriter json, LeadDecision decision)
    {
        var chance = decision.Chance;
        WriteNumber(json, "probability", chance.Probability);
        json.WriteStartObject("interval");
        WriteNumber(json, "low", chance.Low);
        WriteNumber(json, "high", chance.High);
        json.WriteEndObject();
        json.WriteString("grade", decision.Grade.ToString());
        WriteNumber(json, "points", decision.Points ?? double.NaN);
        if (chance.Dials is not { } dials) return;
        json.WriteStartObject("dials");
        WriteNumber(json, "fit", Math.Round(dials.Fit, 1));
        WriteNumber(json, "engagement", Math.Round(dials.Engagement, 1));
        WriteNumber(json, "intent", Math.Round(dials.Intent, 1));
        WriteNumber(json, "bant", Math.Round(dials.Bant, 1));
        json.WriteEndObject();
    }

    static void WriteFindings(Utf8JsonWriter json, string key, string name, IReadOnlyList<GateFinding> findings)
    {
        json.WriteStartArray(key);
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString(name, finding.Name);
            json.WriteString("outcome", Word(finding.Outcome));
            json.WriteString("evidence", finding.Evidence);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WriteNumber(Utf8JsonWriter json, string key, double value)
    {
        if (double.IsNaN(value)) json.WriteNull(key);
        else json.WriteNumber(key, value);
    }

    static void WriteDay(Utf8JsonWriter json, string key, DateOnly? day) => json.WriteString(key, day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    static string Word(RuleOutcome outcome) => QualificationWriter.WordOf(outcome);

    static string Word(RouteAction action) => QualificationWriter.WordOf(action);
}
