using LeadPredict.Qualification;
using LeadPredict.Data;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>How a file is scored.</summary>
public sealed record ScoringOptions
{
    /// <summary>Most reasons in a row's cell; 0 leaves the cells empty and is much faster.</summary>
    public int Reasons { get; init; } = 3;
    /// <summary>What reasons are written in.</summary>
    public Language Language { get; init; }
    /// <summary>Add the four dials (<see cref="LeadScorer.DialColumns"/>) after the reasons; as slow as reasons are.</summary>
    public bool Dials { get; init; }
    /// <summary>Rules that decide what to do with each lead: adds <see cref="DecisionColumns.Names"/>; null for none.</summary>
    public QualificationRules? Qualification { get; init; }
    /// <summary>The day that decisions are for; needed with <see cref="Qualification"/>.</summary>
    public DateOnly? AsOf { get; init; }
    /// <summary>Threads that score blocks of rows, at least 1; the bytes are the same for any number.</summary>
    public int Threads { get; init; } = 1;
    /// <summary>Leave cells that a spreadsheet would run as formulas as they are.</summary>
    public bool KeepFormulas { get; init; }
    /// <summary>Write the line of column names first; the parts of one output but the first go without.</summary>
    public bool WritesHeader { get; init; } = true;
    /// <summary>Compress the output: each block of rows is a gzip member, so that threads compress too.</summary>
    public bool Gzip { get; init; }
    /// <summary>Name each rejected row's input in a first column <c>file</c>.</summary>
    public bool NamesInputs { get; init; }
    /// <summary>Bytes of input that a thread scores at a time. Changes nothing but the cuts between gzip members.</summary>
    internal int BlockBytes { get; init; } = 256 * 1024;
    internal bool KeepsRejects { get; init; }
}

/// <summary>How far the scoring of a file is.</summary>
/// <param name="RowsScored">Rows with a prediction so far.</param>
/// <param name="RowsRejected">Rows rejected so far.</param>
public readonly record struct ScoringProgress(long RowsScored, long RowsRejected);

/// <summary>What became of a file that was scored. Always <see cref="RowsRead"/> = <see cref="RowsScored"/> + <see cref="RowsRejected"/>.</summary>
public sealed record ScoringSummary
{
    /// <summary>Rows in the input.</summary>
    public required long RowsRead { get; init; }
    /// <summary>Rows that were written with a prediction.</summary>
    public required long RowsScored { get; init; }
    /// <summary>Rows that could not be read, or with a value of the wrong kind.</summary>
    public required long RowsRejected { get; init; }
    /// <summary>The first rejected rows, at most 100.</summary>
    public required IReadOnlyList<Diagnostic> Rejected { get; init; }
    /// <summary>Columns of the model that the file lacks: missing in every row.</summary>
    public required IReadOnlyList<string> MissingColumns { get; init; }
    /// <summary>For each column with categories that the model does not know, in how many rows.</summary>
    public required IReadOnlyList<(string Column, long Rows)> UnknownCategories { get; init; }
    /// <summary>Cells of the input's columns that got an apostrophe, since a spreadsheet would have run them.</summary>
    public required long FormulasNeutralised { get; init; }
    /// <summary>Names of the four appended columns in the output, which differ from the usual where the input has a column of that name.</summary>
    public required IReadOnlyList<string> AppendedColumns { get; init; }
    /// <summary>All that the owner of the file may want to know: how it was read, columns missing or renamed, unknown categories.</summary>
    public required IReadOnlyList<Diagnostic> Notes { get; init; }
    /// <summary>Least, mean and greatest probability; NaN when no row was scored.</summary>
    public required (double Least, double Mean, double Greatest) Probability { get; init; }
    /// <summary>Rows of grades A, B, C and D.</summary>
    public required IReadOnlyList<long> RowsByGrade { get; init; }
}
