namespace LeadPredict.Qualification;

/// <summary>What a model says of a lead, as decisions need it.</summary>
/// <param name="Probability">0 to 1; NaN without a model.</param>
/// <param name="Low">Lower end of its 95% interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Dials">Null where contributions were not asked for.</param>
public readonly record struct LeadChance(double Probability, double Low, double High, QualificationDials? Dials = null);

/// <summary>Where a lead is in the funnel.</summary>
/// <param name="Name">The stage's word.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Evidence">What tells that the lead is there.</param>
/// <param name="Since">The day it entered; where that is not recorded, the last recorded day before it; null where there is none.</param>
/// <param name="Days">Whole days since then.</param>
/// <param name="Overdue">Whether they are more than the stage's service level; never once the lead left the funnel.</param>
public sealed record StagePosition(string Name, string Title, string Evidence, DateOnly? Since, int? Days, bool Overdue);

/// <summary>That a lead left the funnel.</summary>
/// <param name="Name">The exit's word.</param>
/// <param name="On">The day.</param>
/// <param name="Reason">Why; null where it is not recorded.</param>
public sealed record LeadClosing(string Name, DateOnly? On, string? Reason);

/// <summary>One criterion judged.</summary>
/// <param name="Name">The gate's or channel's word.</param>
/// <param name="Outcome">Pass, fail, or unknown where a value is missing.</param>
/// <param name="Evidence">The value that decided, and what was wanted.</param>
public sealed record GateFinding(string Name, RuleOutcome Outcome, string Evidence);

/// <summary>The answer worth asking for next.</summary>
/// <param name="Column">The missing column.</param>
/// <param name="Gate">The gate that it would settle; null where it is asked since it moves the probability.</param>
public sealed record AskNext(string Column, string? Gate);

/// <summary>
/// What to do with one lead, and why. Probability and gates stand side by side: no number mixes them. Immutable.
/// </summary>
public sealed record LeadDecision
{
    /// <summary><see cref="QualificationRules.Hash"/> of the rules that decided.</summary>
    public required string Qualification { get; init; }
    /// <summary>The day for which it holds.</summary>
    public required DateOnly AsOf { get; init; }
    public required StagePosition Stage { get; init; }
    /// <summary>Null while the lead is in the funnel.</summary>
    public required LeadClosing? Closed { get; init; }
    /// <summary>What the model says; probability NaN where points decided.</summary>
    public required LeadChance Chance { get; init; }
    /// <summary>A to D by the rules' thresholds for this lead's segment; by points where there is no model.</summary>
    public required char Grade { get; init; }
    /// <summary>Of the scorecard; null without one.</summary>
    public required double? Points { get; init; }
    public required IReadOnlyList<GateFinding> Gates { get; init; }
    /// <summary>The worst outcome of the gates; pass where there are none.</summary>
    public required RuleOutcome GatesTogether { get; init; }
    /// <summary>The lead shows interest. Every qualified lead is warm.</summary>
    public required bool Warm { get; init; }
    /// <summary>What tells that it is warm, or not.</summary>
    public required string WarmBecause { get; init; }
    /// <summary>It has reached a stage that counts as qualified.</summary>
    public required bool Qualified { get; init; }
    /// <summary>All gates pass and the grade is high enough.</summary>
    public required bool Ready { get; init; }
    public required LeadRoute Route { get; init; }
    /// <summary>The day to look at the lead again; null for none.</summary>
    public required DateOnly? AgainOn { get; init; }
    /// <summary>Null where nothing that can be asked is missing, or the lead left the funnel.</summary>
    public required AskNext? Ask { get; init; }
    /// <summary>Share of the rules' fields that are stated, 0 to 1; 1 where there are none.</summary>
    public required double Completeness { get; init; }
    /// <summary>Fields that are missing.</summary>
    public required IReadOnlyList<string> Missing { get; init; }
    /// <summary>By channel, whether it may be used: only where it says pass.</summary>
    public required IReadOnlyList<GateFinding> Consent { get; init; }
}
