namespace LeadPredict.Qualification;

/// <summary>What becomes of a lead next.</summary>
public enum RouteAction
{
    /// <summary>Somebody calls or writes now.</summary>
    Call,
    /// <summary>It goes to a sales person's list.</summary>
    Assign,
    /// <summary>Marketing goes on with it.</summary>
    Nurture,
    /// <summary>A missing answer is asked for first.</summary>
    Ask,
    /// <summary>It comes back into the funnel.</summary>
    Recycle,
    /// <summary>It leaves the funnel.</summary>
    Disqualify,
    /// <summary>Nothing: whoever has it goes on.</summary>
    Keep,
}

/// <summary>Where a lead goes when all its conditions hold.</summary>
/// <param name="Name">Its word in answers.</param>
/// <param name="Action">What kind of step it is.</param>
/// <param name="NextStep">The step in words, for people.</param>
/// <param name="When">What must hold; null for every lead.</param>
/// <param name="Track">The nurture track; null for none.</param>
/// <param name="AfterDays">Look at the lead again after so many days: from the day it left the funnel, if it did, else from the day of the decision. Null for no date.</param>
public sealed record LeadRoute(string Name, RouteAction Action, string NextStep, RouteConditions? When = null, string? Track = null, double? AfterDays = null);

/// <summary>Conditions of a route. Each that is not null must hold; of a list, one of its words.</summary>
public sealed record RouteConditions
{
    /// <summary>Letters A to D.</summary>
    public IReadOnlyList<char>? Grades { get; init; }
    /// <summary>Of all gates together: the worst outcome.</summary>
    public RuleOutcome? Gates { get; init; }
    /// <summary>One of these gates failed.</summary>
    public IReadOnlyList<string>? GateFailed { get; init; }
    /// <summary>One of these gates cannot be told.</summary>
    public IReadOnlyList<string>? GateUnknown { get; init; }
    /// <summary>The stage that the lead is in.</summary>
    public IReadOnlyList<string>? Stages { get; init; }
    /// <summary>One of these columns is missing.</summary>
    public IReadOnlyList<string>? Missing { get; init; }
    public bool? Warm { get; init; }
    public bool? Qualified { get; init; }
    public bool? Ready { get; init; }
    /// <summary>The lead has been longer in its stage than it may.</summary>
    public bool? Overdue { get; init; }
    /// <summary>The lead has left the funnel.</summary>
    public bool? Closed { get; init; }
    /// <summary>It left at least so many days ago.</summary>
    public double? ClosedForDays { get; init; }
    /// <summary>A condition on columns.</summary>
    public LeadRule? Rule { get; init; }
}
