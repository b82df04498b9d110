namespace LeadPredict.Qualification;

/// <summary>What routes ask about a lead.</summary>
sealed record RouteFacts
{
    public required LeadCells Cells { get; init; }
    public required char Grade { get; init; }
    public required GateFinding[] Gates { get; init; }
    public required RuleOutcome Together { get; init; }
    public required string Stage { get; init; }
    public required bool Warm { get; init; }
    public required bool Qualified { get; init; }
    public required bool Ready { get; init; }
    public required bool Overdue { get; init; }
    public required bool Closed { get; init; }
    /// <summary>NaN where the lead is in the funnel, or the day it left is not known.</summary>
    public required double ClosedForDays { get; init; }
}

/// <summary>A route and its conditions on positions of columns. Immutable, thread safe.</summary>
sealed class CompiledRoute(LeadRoute route, int[]? missing, CompiledRule? rule)
{
    public LeadRoute Route => route;

    public bool Takes(RouteFacts lead)
    {
        if (route.When is not { } when) return true;
        return (when.Grades is null || when.Grades.Contains(lead.Grade))
            && Is(when.Warm, lead.Warm) && Is(when.Qualified, lead.Qualified) && Is(when.Ready, lead.Ready) && Is(when.Overdue, lead.Overdue) && Is(when.Closed, lead.Closed)
            && (when.Gates is null || when.Gates == lead.Together)
            && (when.Stages is null || when.Stages.Contains(lead.Stage))
            && (when.ClosedForDays is null || lead.ClosedForDays >= when.ClosedForDays)
            && AnyGate(when.GateFailed, lead.Gates, RuleOutcome.Fail) && AnyGate(when.GateUnknown, lead.Gates, RuleOutcome.Unknown)
            && (missing is null || Array.Exists(missing, column => !lead.Cells.IsStated(column)))
            && (rule is null || rule.Of(lead.Cells).Outcome == RuleOutcome.Pass);
    }

    static bool Is(bool? wanted, bool found) => wanted is null || wanted == found;

    static bool AnyGate(IReadOnlyList<string>? names, GateFinding[] gates, RuleOutcome outcome) =>
        names is null || Array.Exists(gates, g => g.Outcome == outcome && names.Contains(g.Name));
}
