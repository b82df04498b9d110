namespace LeadPredict.Qualification.Stages;

/// <summary>The way from one rung to a later one, for some leads. Immutable.</summary>
/// <param name="From">Name of the rung that leads left.</param>
/// <param name="To">Name of the rung that they went on to.</param>
/// <param name="Entered">Leads that reached <paramref name="From"/>.</param>
/// <param name="TooYoung">Leads still open that have not had the time to go on: no failures, and not in the conversion.</param>
/// <param name="Conversion">Of those that have had the time (<see cref="MatureDays"/> or more), how many went on.</param>
/// <param name="Dropped">How many of these were turned down.</param>
/// <param name="StillOpen">How many of these are neither: forgotten, it seems.</param>
public sealed record FunnelStep(string From, string To, int Entered, int TooYoung, WilsonInterval Conversion, int Dropped, int StillOpen)
{
    /// <summary>Days that leads are given: 95% of those who go on have done so by then.</summary>
    public double MatureDays { get; init; }
    /// <summary>Days after which half have left the rung, either way, with those still on it taken into account; NaN while it is not known.</summary>
    public double MedianDays { get; init; }
    /// <summary>Days after which half of those who go on have gone on; NaN while it is not known.</summary>
    public double MedianDaysToGoOn { get; init; }
    /// <summary>Why mature leads of the step were turned down, most frequent first.</summary>
    public IReadOnlyList<(string Reason, int Leads)> Reasons { get; init; } = [];
}

/// <summary>The steps of the leads of one level of a column.</summary>
public sealed record FunnelLevel(string Level, int Leads, IReadOnlyList<FunnelStep> Steps)
{
    /// <summary>From the first rung to the target.</summary>
    public required FunnelStep Whole { get; init; }
}

/// <summary>A level that does surely worse, or better, than all other leads on a step.</summary>
/// <param name="Dimension">What leads are parted by.</param>
/// <param name="Level">The level.</param>
/// <param name="Step">The step.</param>
/// <param name="Own">Its conversion.</param>
/// <param name="Others">That of all other leads.</param>
public sealed record FunnelOutlier(string Dimension, string Level, FunnelStep Step, WilsonInterval Own, WilsonInterval Others);
