using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>What is wrong with a file.</summary>
public enum ProblemKind
{
    /// <summary>Rows that cannot be read.</summary>
    RejectedRows,
    /// <summary>Rows that are the same in every field.</summary>
    DuplicateRows,
    /// <summary>Rows with the same id, or the same e-mail address.</summary>
    DuplicateKeys,
    /// <summary>Rows that are the same but for their outcome.</summary>
    ConflictingLabels,
    /// <summary>Levels that differ only in case, spaces or punctuation.</summary>
    Spellings,
    /// <summary>A number, or a word, that seems to stand for "missing".</summary>
    Sentinel,
    /// <summary>One value, or none, in every row.</summary>
    Constant,
    /// <summary>Dates or numbers that are not all written in one way, or can be read in two.</summary>
    MixedFormats,
    /// <summary>E-mail addresses, phone numbers, names.</summary>
    PersonalData,
    /// <summary>Free text, which may hold anything.</summary>
    FreeText,
    /// <summary>Yes and no the other way round, and a default that nobody chose.</summary>
    InvertedBoolean,
    /// <summary>Too little to learn from, or to judge by.</summary>
    LittleData,
}

/// <summary>One thing that is wrong. Immutable.</summary>
/// <param name="Column">The column, or null when it is about rows.</param>
/// <param name="Count">Rows it is about.</param>
/// <param name="Text">What is wrong and what to do, in one line, without a person's data.</param>
public sealed record DataProblem(ProblemKind Kind, string? Column, long Count, string Text);

/// <summary>One column of the file. Immutable.</summary>
/// <param name="Column">As the schema has it now: kind, role, why it is no feature.</param>
/// <param name="Canonical">The canonical column that its CRM calls by this name, or null.</param>
/// <param name="Missing">Share of the rows without a value, 0 to 1.</param>
/// <param name="Distinct">Different values; an estimate when there are very many.</param>
/// <param name="Min">Smallest number, NaN for other columns.</param>
/// <param name="Max">Largest number, NaN for other columns.</param>
/// <param name="Unit">Guessed from the name and the range, or null.</param>
/// <param name="Examples">Frequent levels; masked (letters are a, digits 9) where they could be somebody's.</param>
public sealed record ColumnDescription(LeadColumn Column, string? Canonical, double Missing, long Distinct, double Min, double Max, string? Unit, IReadOnlyList<string> Examples);

/// <summary>What a look at a file found. Immutable.</summary>
public sealed record DoctorReport
{
    public required string Source { get; init; }
    /// <summary>The CRM whose export it looks like, or null.</summary>
    public string? Crm { get; init; }
    public required long RowsRead { get; init; }
    public required long RowsRejected { get; init; }
    public required IReadOnlyList<ColumnDescription> Columns { get; init; }
    public required IReadOnlyList<DataProblem> Problems { get; init; }
    /// <summary>Columns that seem to know the outcome; empty without an outcome.</summary>
    public required IReadOnlyList<LeakFinding> Leaks { get; init; }
    /// <summary>What the amount supports; null without an outcome.</summary>
    public DataSufficiency? Sufficiency { get; init; }
    /// <summary>The schema that <c>train --schema</c> takes, suspicious columns excluded with their evidence.</summary>
    public required LeadSchema Schema { get; init; }
    /// <summary>What was done to read the file, and what could not be looked at.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
    /// <summary>Nothing is wrong and nothing leaks.</summary>
    public bool IsClean => Problems.Count == 0 && Leaks.Count == 0;
}
