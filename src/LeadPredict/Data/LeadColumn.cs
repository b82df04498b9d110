using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadPredict.Data;

/// <summary>How a column's text becomes a value; frozen in the model at training.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ColumnKind>))]
public enum ColumnKind
{
    /// <summary>A quantity; encoded as itself.</summary>
    Number,
    /// <summary>Two-valued in any spelling (yes/no, TRUE/FALSE, 1/0, Won/Lost); encoded as 1 and 0.</summary>
    Boolean,
    /// <summary>A date or date-time; encoded as days.</summary>
    Date,
    /// <summary>One of a set of levels, compared ordinally.</summary>
    Category,
    /// <summary>Free text; not used by the model, and said so.</summary>
    Text,
    /// <summary>An identifier ("001" stays text); not used by the model.</summary>
    Id,
}

/// <summary>What a column is for.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ColumnRole>))]
public enum ColumnRole
{
    /// <summary>A candidate feature.</summary>
    Feature,
    /// <summary>The outcome to learn.</summary>
    Label,
    /// <summary>Names the lead in answers.</summary>
    Id,
    /// <summary>When the lead was created (or its snapshot was taken): orders the time split.</summary>
    Time,
    /// <summary>The account: all of its leads fall on one side of a split.</summary>
    Group,
    /// <summary>How much each row counts in training; never a feature.</summary>
    Weight,
    /// <summary>The true probability of generated data; never a feature.</summary>
    Truth,
    /// <summary>Kept in batch output, never a feature.</summary>
    Excluded,
    /// <summary>When the outcome came: of more such columns the first that is filled in counts. Never a feature.</summary>
    OutcomeTime,
}

/// <summary>The aspect of qualification that a feature speaks of.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ColumnGroup>))]
public enum ColumnGroup
{
    None,
    Fit,
    Engagement,
    Intent,
    Bant,
    Source,
}

/// <summary>The earliest moment at which a column's value exists; later than the prediction point is leakage.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<KnownAt>))]
public enum KnownAt
{
    /// <summary>At creation of the lead.</summary>
    Created,
    /// <summary>When marketing qualifies the lead; engagement counters as of the snapshot.</summary>
    Mql,
    /// <summary>While sales works on the lead.</summary>
    Sal,
    /// <summary>Only after the outcome: always a leak.</summary>
    Outcome,
}

/// <summary>In which direction a feature may move the probability.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Monotonicity>))]
public enum Monotonicity
{
    /// <summary>In any.</summary>
    Free,
    /// <summary>A higher value never makes it lower.</summary>
    Increasing,
    /// <summary>A higher value never makes it higher.</summary>
    Decreasing,
}

/// <summary>One column of a lead table: its name in the header and all that is declared or inferred about it. Immutable.</summary>
public sealed record LeadColumn
{
    /// <summary>The header text, trimmed; matched exactly, then without case.</summary>
    public required string Name { get; init; }
    public ColumnKind Kind { get; init; }
    public ColumnRole Role { get; init; }
    public ColumnGroup Group { get; init; }
    public KnownAt KnownAt { get; init; }
    /// <summary>Numbers and booleans only: the direction that the model must keep whatever the data say; missing values are outside of it.</summary>
    public Monotonicity Monotone { get; init; }
    /// <summary>Unit for people, such as "employees", "EUR", "days"; null when it has none.</summary>
    public string? Unit { get; init; }
    /// <summary>What people call the column, by language (en, it, da, es, de); null where the product's own words do.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    /// <summary>Whether somebody can bring about another value, as by asking for it: what a search for changes may change. Others are never changed.</summary>
    public bool Actionable { get; init; }
    /// <summary>One sentence for people; null when there is none.</summary>
    public string? Description { get; init; }
    /// <summary>Personal data (e-mail, phone, names): never a feature, never in messages, reasons or logs.</summary>
    public bool Personal { get; init; }
    /// <summary>Why the column is not a feature, when inference or the schema says so; null for features.</summary>
    public string? ExcludedBecause { get; init; }
    /// <summary>Numbers only: how they are written.</summary>
    public NumberFormat NumberFormat { get; init; }
    /// <summary>Booleans only: the two spellings, compared without case; null for any known spelling.</summary>
    public string? TrueText { get; init; }
    /// <inheritdoc cref="TrueText"/>
    public string? FalseText { get; init; }
    /// <summary>Dates only: .NET custom format that every value follows; null for ISO 8601.</summary>
    public string? DateFormat { get; init; }
    /// <summary>Field texts that mean "missing" in this column, beside those of the table; null when there are none.</summary>
    public IReadOnlyList<string>? MissingCodes { get; init; }
}

/// <summary>Which characters group and split the digits of a number.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NumberFormat>))]
public enum NumberFormat
{
    /// <summary><c>1250000.5</c>, also with comma thousands: <c>1,250,000.5</c>.</summary>
    PointDecimal,
    /// <summary><c>1250000,5</c>, also with point, space or apostrophe thousands: <c>1.250.000,5</c>.</summary>
    CommaDecimal,
}

/// <summary>Enum members as snake_case words in JSON: <c>PointDecimal</c> is <c>point_decimal</c>.</summary>
sealed class SnakeCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
