using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>
/// What marketing and sales agreed on: the stages of their funnel, what an SQL is, who may be contacted, which leads are ready and where each goes.
/// Read by <see cref="QualificationFile"/>; <see cref="DefaultQualification"/> without a file. Immutable, thread safe.
/// </summary>
public sealed record QualificationRules
{
    /// <summary>What people call it.</summary>
    public string Name { get; init; } = "";
    /// <summary>Which edition it is, as its owners count: "3", "2026-04".</summary>
    public string Revision { get; init; } = "";
    /// <summary>Roles that keep it up, such as "head of marketing"; never persons.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];
    /// <summary>Roles that approved this edition.</summary>
    public IReadOnlyList<string> ApprovedBy { get; init; } = [];
    /// <summary>The funnel from its top to its end, at least one stage.</summary>
    public required IReadOnlyList<FunnelStage> Stages { get; init; }
    /// <summary>How a lead leaves the funnel without reaching its end; null where that is not recorded.</summary>
    public FunnelExit? Exit { get; init; }
    /// <summary>What a model learns to predict; null where it is not said.</summary>
    public FunnelLabel? Label { get; init; }
    /// <summary>What makes a lead warm; a qualified lead is warm whatever this says. Null: only those are.</summary>
    public LeadRule? Warm { get; init; }
    /// <summary>Hard criteria, each judged by itself and never mixed into the probability.</summary>
    public IReadOnlyList<QualificationGate> Gates { get; init; } = [];
    /// <summary>Whether a channel may be used for a lead.</summary>
    public IReadOnlyList<ChannelConsent> Consent { get; init; } = [];
    /// <summary>Columns that a completely known lead has; missing ones are named.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];
    /// <summary>A scorecard that a person wrote; null without one.</summary>
    public PointsCard? Points { get; init; }
    /// <summary>Least probabilities of the grades, whatever the model; null: the model's own thresholds.</summary>
    public GradeScale? Grades { get; init; }
    /// <summary>The lowest grade that is ready for sales, A to D.</summary>
    public char ReadyFrom { get; init; } = 'B';
    /// <summary>Other grades and gates for some leads; null when all are judged alike.</summary>
    public SegmentRules? Segments { get; init; }
    /// <summary>Where a lead goes: the first that fits. The last fits every lead.</summary>
    public IReadOnlyList<LeadRoute> Routes { get; init; } = [];
    /// <summary>What leads cost and bring; null where it is not said.</summary>
    public MoneyTerms? Money { get; init; }
    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the canonical form (<see cref="QualificationFile.ToCanonicalJson"/>): the same rules, however they are laid out.</summary>
    public string Hash { get; init; } = "";

    /// <summary>The file that it was read from; empty without one.</summary>
    internal string Source { get; init; } = "";
    /// <summary>Where each column is named.</summary>
    internal IReadOnlyList<ColumnMention> Mentions { get; init; } = [];
}

/// <summary>A column that the rules name.</summary>
/// <param name="Column">As written.</param>
/// <param name="Line">1-based; 0 where there is no file.</param>
/// <param name="Position">1-based character in the line.</param>
/// <param name="IsDate">Whether it must hold dates.</param>
/// <param name="Rule">The comparison that names it; null for another use.</param>
sealed record ColumnMention(string Column, long Line, int Position, bool IsDate, ColumnRule? Rule);

/// <summary>A rung of the funnel.</summary>
/// <param name="Name">Its word in answers and routes: <c>mql</c>.</param>
/// <param name="Title">What people call it: "Marketing Qualified Lead".</param>
/// <param name="Column">The date column that says when a lead entered it: a filled cell is the evidence. Null where only <paramref name="When"/> tells.</param>
/// <param name="When">What else makes a lead enter it; null for the date alone. With neither, every lead is in it.</param>
/// <param name="Qualified">Whether leads from here on count as qualified.</param>
/// <param name="ServiceLevelDays">Days that a lead may stay before it is overdue; null for no limit.</param>
public sealed record FunnelStage(string Name, string Title, string? Column, LeadRule? When = null, bool Qualified = false, double? ServiceLevelDays = null);

/// <summary>The way out of the funnel.</summary>
/// <param name="Name">Its word: <c>disqualified</c>.</param>
/// <param name="Column">The date column that says when a lead left.</param>
/// <param name="ReasonColumn">The column that says why; null without one.</param>
public sealed record FunnelExit(string Name, string Column, string? ReasonColumn);

/// <summary>The event that a model learns.</summary>
/// <param name="Stage">The stage that a lead enters.</param>
/// <param name="WithinDays">So many days after <paramref name="From"/>.</param>
/// <param name="From">The date column that the days count from.</param>
public sealed record FunnelLabel(string Stage, double WithinDays, string From);

/// <summary>A hard criterion.</summary>
/// <param name="Name">Its word in answers: <c>budget</c>.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Rule">What must hold.</param>
public sealed record QualificationGate(string Name, string Title, LeadRule Rule);

/// <summary>Whether a channel may be used.</summary>
/// <param name="Channel">Its word: <c>email</c>, <c>phone</c>.</param>
/// <param name="Rule">What must hold.</param>
public sealed record ChannelConsent(string Channel, LeadRule Rule);

/// <summary>Rules that differ by the value of one column.</summary>
/// <param name="Column">The column.</param>
/// <param name="Overrides">At most one holds a value.</param>
public sealed record SegmentRules(string Column, IReadOnlyList<SegmentOverride> Overrides);

/// <summary>What is other for some values of the segment's column.</summary>
/// <param name="Values">The values, without case.</param>
/// <param name="Grades">Instead of the usual ones; null for those.</param>
/// <param name="ReadyFrom">Instead of the usual one; null for that.</param>
/// <param name="Gates">Instead of the gates of the same names, and further ones.</param>
/// <param name="Without">Names of gates that do not count.</param>
public sealed record SegmentOverride(
    IReadOnlyList<string> Values, GradeScale? Grades, char? ReadyFrom, IReadOnlyList<QualificationGate> Gates, IReadOnlyList<string> Without);

/// <summary>Amounts in one currency.</summary>
/// <param name="Currency">ISO 4217 code; empty where it is not said.</param>
/// <param name="DealValueColumn">The column with a lead's expected deal; null without one.</param>
/// <param name="DealValue">For leads without it; null for none.</param>
/// <param name="ContactCost">What working on one lead costs; null where it is not said.</param>
/// <param name="LeadCostColumn">The column with what marketing paid for a lead; null without one.</param>
public sealed record MoneyTerms(string Currency, string? DealValueColumn, double? DealValue, double? ContactCost, string? LeadCostColumn);
