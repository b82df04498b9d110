namespace LeadPredict.Qualification.Planning;

/// <summary>A value that is expected and the 95% interval of what will happen.</summary>
/// <param name="Value">The expectation.</param>
/// <param name="Low">Lower end; NaN when it is not known.</param>
/// <param name="High">Upper end; NaN when it is not known, infinite where nothing may come of it.</param>
public readonly record struct Expected(double Value, double Low, double High);

/// <summary>Why a lead is not called.</summary>
public enum NotCalled
{
    /// <summary>It is called.</summary>
    None,
    /// <summary>It is barred: <see cref="CallCandidate.Barred"/> says by what.</summary>
    Barred,
    /// <summary>The call is expected to bring no more than it costs.</summary>
    DoesNotPay,
    /// <summary>Others of its account are called.</summary>
    AccountFull,
    /// <summary>The capacity has ended.</summary>
    NoCapacity,
}

/// <summary>A call to make.</summary>
/// <param name="Lead">Whom.</param>
/// <param name="Rank">1 for the first of the plan.</param>
/// <param name="Revenue">Expected, to the cent.</param>
/// <param name="Net">Expected revenue less the cost of the contact.</param>
public sealed record PlannedCall(CallCandidate Lead, int Rank, decimal Revenue, decimal Net)
{
    /// <summary>Who calls; null for a team without names.</summary>
    public string? Rep { get; init; }
    /// <summary>In which week, from 1.</summary>
    public int Week { get; init; } = 1;
}

/// <summary>What a number of calls is expected to bring. The amounts are sums of the calls', to the cent: <see cref="Net"/> = <see cref="Revenue"/> - <see cref="Cost"/>.</summary>
/// <param name="Calls">Leads called.</param>
/// <param name="Sqls">Expected SQLs, with the interval of how many there will be.</param>
/// <param name="Revenue">Expected revenue.</param>
/// <param name="Cost">Of the calls.</param>
/// <param name="Net">Revenue less cost.</param>
/// <param name="NetInterval">What the net may turn out to be.</param>
/// <param name="CostPerSql">Cost over SQLs; infinite where there may be none.</param>
public sealed record PlanTotals(int Calls, Expected Sqls, decimal Revenue, decimal Cost, decimal Net, Expected NetInterval, Expected CostPerSql)
{
    /// <summary>What the revenue may turn out to be.</summary>
    public Expected RevenueInterval => new((double)Revenue, NetInterval.Low + (double)Cost, NetInterval.High + (double)Cost);
}

/// <summary>One rep's part of the plan.</summary>
public sealed record RepShare(SalesRep Rep, int Capacity, int Calls, double Sqls, decimal Revenue, decimal Cost, decimal Net);

/// <summary>What the plan would bring if it ended after so many calls.</summary>
/// <param name="Calls">The best so many leads that may be called.</param>
/// <param name="Probability">Of the last of them; 1 for none.</param>
/// <param name="Net">Expected, to the cent.</param>
/// <param name="Low">Lower end of the 95% interval of what will happen.</param>
/// <param name="High">Upper end.</param>
public sealed record CutPoint(int Calls, double Probability, decimal Net, double Low, double High);

/// <summary>Whom to call, in which order, by whom, and what that is expected to bring. Made by <see cref="CallPlanner"/>; immutable.</summary>
public sealed record CallPlan
{
    /// <summary>Best first.</summary>
    public required IReadOnlyList<PlannedCall> Calls { get; init; }
    public required PlanTotals Totals { get; init; }
    /// <summary>One for each rep, in the order given; empty for a team without names.</summary>
    public required IReadOnlyList<RepShare> Reps { get; init; }
    /// <summary>From no call to all leads that may be called, in at most 61 steps.</summary>
    public required IReadOnlyList<CutPoint> Curve { get; init; }
    /// <summary>What the calls of one more rep would bring beyond the plan; the cost holds that rep's.</summary>
    public required PlanTotals OneMoreRep { get; init; }
    /// <summary>Why the others are not called, by reason; a barred lead by its <see cref="CallCandidate.Barred"/>.</summary>
    public required IReadOnlyList<(NotCalled Why, string? Barred, int Leads)> Others { get; init; }
    /// <summary>Whether the plan ends because the next call no longer pays or because the capacity ends; <see cref="NotCalled.None"/> when all leads that may be called are.</summary>
    public required NotCalled EndedBy { get; init; }
    /// <summary>Calls that the plan may hold.</summary>
    public required int Capacity { get; init; }
}
