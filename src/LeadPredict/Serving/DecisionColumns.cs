using System.Globalization;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>A decision as cells of a table.</summary>
public static class DecisionColumns
{
    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "stage", "days_in_stage", "overdue", "qualified", "warm", "decision_grade", "points", "gates_failed", "gates_unknown", "ready",
        "route", "next_step", "again_on", "next_question", "completeness", "missing_fields", "may_contact_by",
    ];

    /// <summary>Their texts, as many as <see cref="Names"/>; empty where there is nothing to say.</summary>
    public static string[] Of(LeadDecision decision) =>
    [
        decision.Closed?.Name ?? decision.Stage.Name,
        decision.Stage.Days?.ToString(CultureInfo.InvariantCulture) ?? "",
        Word(decision.Stage.Overdue),
        Word(decision.Qualified),
        Word(decision.Warm),
        decision.Grade.ToString(),
        decision.Points?.ToString(CultureInfo.InvariantCulture) ?? "",
        Those(decision.Gates, RuleOutcome.Fail),
        Those(decision.Gates, RuleOutcome.Unknown),
        Word(decision.Ready),
        decision.Route.Name,
        decision.Route.NextStep,
        decision.AgainOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        decision.Ask?.Column ?? "",
        Math.Round(decision.Completeness, 3).ToString(CultureInfo.InvariantCulture),
        string.Join("; ", decision.Missing),
        Those(decision.Consent, RuleOutcome.Pass),
    ];

    static string Word(bool value) => value ? "true" : "false";

    static string Those(IReadOnlyList<GateFinding> findings, RuleOutcome outcome) => string.Join("; ", findings.Where(f => f.Outcome == outcome).Select(f => f.Name));
}
