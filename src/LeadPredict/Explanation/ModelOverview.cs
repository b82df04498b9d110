using LeadPredict.Evaluation;

namespace LeadPredict.Explanation;

/// <summary>How much a column moves a model. Intervals are 95% over resamples of the leads, accounts whole; NaN where they are too few.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Contribution">Mean absolute contribution, in log-odds.</param>
/// <param name="Permutation">Rise of the log-loss, in nats, when the column's values are shuffled among held-out leads; NaN without outcomes.</param>
/// <param name="Direction">Rank correlation of value and contribution, -1 to 1; NaN for categories and where it has no meaning.</param>
/// <param name="Expected">The direction that a person declared or that the canonical lead schema knows: 1, -1, or 0 for none.</param>
public sealed record ColumnInfluence(string Column, MetricValue Contribution, MetricValue Permutation, double Direction, int Expected)
{
    /// <summary>Least rank correlation that counts as a direction.</summary>
    const double SureDirection = 0.5;

    /// <summary>Whether the model clearly goes against the expected direction.</summary>
    public bool GoesAgainstExpectation => Expected != 0 && Expected * Direction < -SureDirection;
}

/// <summary>Columns that say much the same: what one of them gets, another could have got. They are weighed together.</summary>
/// <param name="Columns">Names, the strongest first; at least two.</param>
/// <param name="Association">Least association of any two of them, 0 to 1: rank correlation of numbers, else Cramér's V without its bias.</param>
/// <param name="Contribution">Mean absolute sum of their contributions, in log-odds.</param>
/// <param name="Permutation">Rise of the log-loss when they are shuffled together; NaN without outcomes.</param>
public sealed record CorrelatedColumns(IReadOnlyList<string> Columns, double Association, MetricValue Contribution, MetricValue Permutation);

/// <summary>Leads of neighbouring values of one column (or of one level, or without a value).</summary>
/// <param name="Label">The values, as text.</param>
/// <param name="Value">Their mean; NaN for a level and for missing.</param>
/// <param name="Leads">How many leads.</param>
/// <param name="Mean">Mean contribution in log-odds.</param>
/// <param name="Low">Tenth percentile of the contributions: leads with these values differ in what else they have.</param>
/// <param name="High">Ninetieth percentile.</param>
public sealed record EffectPoint(string Label, double Value, int Leads, double Mean, double Low, double High);

/// <summary>The share of leads with a value in a range.</summary>
public readonly record struct ValueShare(double From, double To, double Share);

/// <summary>What a column does over its values.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Unit">Its unit, or null.</param>
/// <param name="IsNumeric">Whether the points lie on a number scale; else they are levels.</param>
/// <param name="IsLogarithmic">Whether the values have a long tail, so that a logarithmic scale shows them better.</param>
/// <param name="Points">By rising value; levels by rising mean contribution.</param>
/// <param name="Missing">Leads without a value; null when there are none.</param>
/// <param name="Density">Where the leads are, for numbers.</param>
public sealed record ColumnEffect(
    string Column, string? Unit, bool IsNumeric, bool IsLogarithmic, IReadOnlyList<EffectPoint> Points, EffectPoint? Missing, IReadOnlyList<ValueShare> Density);

/// <summary>Two columns that together do something else than the sum of what each does (Friedman and Popescu 2008).</summary>
/// <param name="First">The stronger column.</param>
/// <param name="Second">The other.</param>
/// <param name="Strength">Root mean square of what is beyond the sum, in log-odds.</param>
/// <param name="Share">The same squared, as a share of the pair's whole effect: the H statistic squared, 0 to 1.</param>
/// <param name="Where">Values of the two at which it is largest, as text.</param>
/// <param name="There">Mean of what is beyond the sum there, in log-odds.</param>
public sealed record ColumnInteraction(string First, string Second, double Strength, double Share, string Where, double There);

/// <summary>One column's part in a typical lead.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Value">Its value, numbers rounded to two digits; null when missing.</param>
/// <param name="LogOdds">Its contribution.</param>
public sealed record TypicalReason(string Column, string? Value, double LogOdds);

/// <summary>The lead whose reasons are closest to those of all others of its grade. Without id, and with rounded numbers.</summary>
/// <param name="Grade">A to D.</param>
/// <param name="Share">Share of the leads with this grade.</param>
/// <param name="Probability">Its probability.</param>
/// <param name="Reasons">What moved it most, strongest first.</param>
public sealed record TypicalLead(char Grade, double Share, double Probability, IReadOnlyList<TypicalReason> Reasons);

/// <summary>What a model does as a whole, over a sample of leads. Immutable.</summary>
public sealed partial record ModelOverview
{
    /// <summary>Leads that it was computed from.</summary>
    public required int Leads { get; init; }
    /// <summary>Held-out leads that the shuffling was judged on; 0 without outcomes.</summary>
    public required int JudgedLeads { get; init; }
    /// <summary>Columns, the strongest first; those that add nothing are left out, and at most 60 are kept.</summary>
    public required IReadOnlyList<ColumnInfluence> Columns { get; init; }
    /// <summary>Groups of columns that say much the same, the strongest first.</summary>
    public required IReadOnlyList<CorrelatedColumns> Correlated { get; init; }
    /// <summary>Effects of the strongest columns.</summary>
    public required IReadOnlyList<ColumnEffect> Effects { get; init; }
    /// <summary>The strongest interactions, strongest first.</summary>
    public required IReadOnlyList<ColumnInteraction> Interactions { get; init; }
    /// <summary>One lead for each grade that occurs, A first.</summary>
    public required IReadOnlyList<TypicalLead> Typical { get; init; }
}
