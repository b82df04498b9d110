namespace LeadPredict.Qualification.Planning;

/// <summary>What a plan may use and what calls cost. Immutable.</summary>
public sealed record PlanRequest
{
    /// <summary>Leads that the team can call in a week, 0 or more; with <see cref="Reps"/> at most what they can do together.</summary>
    public required int CallsPerWeek { get; init; }
    /// <summary>Weeks to plan, 1 or more.</summary>
    public int Weeks { get; init; } = 1;
    /// <summary>What it costs to work one lead, 0 or more.</summary>
    public decimal ContactCost { get; init; }
    /// <summary>Share of SQLs that end in a deal, 0 to 1; 1 where a deal value is what an SQL is worth.</summary>
    public double WinRate { get; init; } = 1;
    /// <summary>Most leads of one account that are called; 0 for no limit.</summary>
    public int PerAccount { get; init; }
    /// <summary>Who calls; empty for a team without names.</summary>
    public IReadOnlyList<SalesRep> Reps { get; init; } = [];
    /// <summary>What one more rep costs a week.</summary>
    public decimal RepCostPerWeek { get; init; }
    /// <summary>
    /// Standard deviation, in log-odds, by which the level of all chances may be other than when the model was made: seasons and markets, which no column shows. The
    /// default is about what the level of the shipped history moves by from month to month; cpsql measures it on a history.
    /// </summary>
    public double LevelDrift { get; init; } = 0.2;
    /// <summary>Seed of the drawn outcomes; the same seed gives the same intervals.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Calls in all weeks, whoever makes them.</summary>
    public int Capacity => checked(Weekly * Weeks);

    /// <summary>Calls that one more rep would add in all weeks: the mean of the reps, else the whole capacity, which counts as one rep's.</summary>
    public int OneMoreRep => Weeks * (Reps.Count > 0 ? (int)Math.Round(Reps.Average(r => r.CallsPerWeek), MidpointRounding.AwayFromZero) : Weekly);

    int Weekly => Reps.Count > 0 ? Math.Min(CallsPerWeek, Reps.Sum(r => r.CallsPerWeek)) : CallsPerWeek;

    /// <summary>Everything that is wrong with the request; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (CallsPerWeek is < 0 or > 10_000_000) problems.Add("the capacity must be 0 to 10,000,000 leads a week.");
        if (Weeks is < 1 or > 104) problems.Add("the weeks must be 1 to 104.");
        if (ContactCost < 0) problems.Add("the cost of a contact must not be negative.");
        if (WinRate is not (>= 0 and <= 1)) problems.Add("the win rate must be 0 to 1.");
        if (PerAccount < 0) problems.Add("the most leads of an account must be 0 (no limit) or more.");
        if (RepCostPerWeek < 0) problems.Add("the cost of a rep must not be negative.");
        if (LevelDrift is not (>= 0 and <= 3)) problems.Add("the drift of the level must be 0 to 3 log-odds.");
        if (Reps.Any(r => r.CallsPerWeek is < 0 or > 1_000_000)) problems.Add("a rep's calls a week must be 0 to 1,000,000.");
        if (Reps.Select(r => r.Name).Distinct(StringComparer.Ordinal).Count() < Reps.Count) problems.Add("two reps have the same name.");
        return problems;
    }
}
