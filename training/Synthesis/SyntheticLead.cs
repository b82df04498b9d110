namespace LeadPredict.Training.Synthesis;

/// <summary>
/// One row before it is printed. Levels are indexes into <see cref="Levels"/>, -1 when missing; days are <see cref="DateOnly.DayNumber"/>s;
/// amounts are whole counts of their last printed decimal, so that the causal model sees exactly what a reader of the file sees.
/// </summary>
sealed record SyntheticLead
{
    public required long Id { get; init; }
    public required SyntheticAccount Account { get; init; }
    public required int CreatedDay { get; init; }
    public required int SnapshotDay { get; init; }
    public required LeadProfile Profile { get; init; }
    public required LeadEngagement Engagement { get; init; }
    /// <summary>Null when the provider knows nothing of the account.</summary>
    public required LeadIntent? Intent { get; init; }
    public required DeclaredNeeds Declared { get; init; }
    public FunnelHistory History { get; init; } = new();
    /// <summary>A second entry of the same person, typed by somebody else: another id, other capitals, no legal form.</summary>
    public bool EnteredTwice { get; init; }
    /// <summary>P(became an SQL) in millionths.</summary>
    public int TrueMillionths { get; init; }
}

/// <summary>The person and the way in.</summary>
sealed record LeadProfile
{
    public required string Person { get; init; }
    public required int Consent { get; init; }
    public required int Provenance { get; init; }
    public required int EmailDomain { get; init; }
    public required int JobFunction { get; init; }
    public required int JobLevel { get; init; }
    public required int Source { get; init; }
    /// <summary>Index into the source's <see cref="Levels.SourcePlaces"/>.</summary>
    public required int Place { get; init; }
    public required int Campaign { get; init; }
    /// <summary>0 as it should be, 1 lower case, 2 upper case.</summary>
    public required int Spelling { get; init; }
    public required long? CostCents { get; init; }
    public required bool ReferredByCustomer { get; init; }
    /// <summary>EUR.</summary>
    public required long? ExpectedValue { get; init; }
}

/// <summary>First-party behaviour in the window before the snapshot.</summary>
sealed record LeadEngagement
{
    public required int Visits { get; init; }
    public required int PricingViews { get; init; }
    public required int SessionTenths { get; init; }
    /// <summary>Null without consent: nothing is tracked. So are the clicks.</summary>
    public required int? Opens { get; init; }
    public required int? Clicks { get; init; }
    public required int Forms { get; init; }
    public required bool DemoRequested { get; init; }
    public required int Downloads { get; init; }
    public required int Webinars { get; init; }
    public required int DaysSinceTouch { get; init; }
}

/// <summary>What a third party saw of the account. Score 0 to 100.</summary>
sealed record LeadIntent(int Provider, int Score, bool Surge, int Topics, int Competitors);

/// <summary>Budget, timeline, role and need as typed into a form, before any contact with sales.</summary>
sealed record DeclaredNeeds(int Budget, int Timeline, int Role, int Need);

/// <summary>What happened after the snapshot, as the export shows it; null when it has not happened.</summary>
sealed record FunnelHistory
{
    public int? MqlDay { get; init; }
    public int? SalDay { get; init; }
    public int? SqlDay { get; init; }
    public int? SqoDay { get; init; }
    public int? CustomerDay { get; init; }
    public int? DisqualifiedDay { get; init; }
    public string Stage { get; init; } = "prospect";
    public int Reason { get; init; } = -1;
    public int LastActivityDay { get; init; }
    public int? Owner { get; init; }
    public int? Rating { get; init; }
    public int? BudgetStatus { get; init; }
    public bool? DecisionMaker { get; init; }
    public int? NeedLevel { get; init; }
    public int? Timeframe { get; init; }
    /// <summary>Null while the outcome is open.</summary>
    public bool? BecameSql { get; init; }
}
