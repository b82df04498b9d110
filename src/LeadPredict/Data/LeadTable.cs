namespace LeadPredict.Data;

/// <summary>
/// The labelled leads of a file as typed columns: checked once, in the schema's types, not yet encoded. Column-major, n rows in file order.
/// Immutable once read, thread safe.
/// </summary>
public sealed class LeadTable
{
    /// <summary>The schema that the columns follow; positions below are positions in its columns.</summary>
    public required LeadSchema Schema { get; init; }
    /// <summary>Labels 0 and 1, length n.</summary>
    public required byte[] Labels { get; init; }
    /// <summary>For each number, boolean and date among the features its n values (NaN is missing, dates in days since 2000-01-01); null for other columns.</summary>
    public required float[]?[] Numbers { get; init; }
    /// <summary>For each category among the features its n level numbers, -1 for missing; null for other columns.</summary>
    public required int[]?[] Codes { get; init; }
    /// <summary>For each category among the features its levels; null for other columns.</summary>
    public required LevelIndex?[] Levels { get; init; }
    /// <summary>Creation times in days since 2000-01-01, NaN for missing; null when there is no time column.</summary>
    public double[]? Times { get; init; }
    /// <summary>Account number of each row, 0 …; a row without an account has one of its own; null when there is no group column.</summary>
    public int[]? Groups { get; init; }
    /// <summary>Row weights of 0 to 1e15, length n; null when there is no weight column, or it was not asked for.</summary>
    public double[]? Weights { get; init; }
    /// <summary>Rows in the file, good and rejected and without a label.</summary>
    public required long RowsRead { get; init; }
    /// <summary>Rows that could not be read, by the file's syntax or by a value of the wrong kind.</summary>
    public required long RowsRejected { get; init; }
    /// <summary>Good rows whose outcome is not known yet.</summary>
    public required long RowsUnlabelled { get; init; }
    /// <summary>The first rejected rows, at most 100.</summary>
    public required IReadOnlyList<Diagnostic> Rejected { get; init; }

    /// <summary>Number of labelled rows n.</summary>
    public int RowCount => Labels.Length;
}
