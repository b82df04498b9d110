namespace LeadPredict.Data;

/// <summary>
/// The labelled leads of a file as typed columns: checked once, in the schema's types, not yet encoded. Column-major, n rows in file order.
/// Immutable once read, thread safe.
/// </summary>
public sealed record LeadTable
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
    /// <summary>When each lead's outcome came, in days since 2000-01-01, NaN where that is not known; null when no file has a column for it.</summary>
    public double[]? DecidedAt { get; init; }
    /// <summary>Rows whose outcome is not known yet, among the others with label 0, length n; null when they were not asked for.</summary>
    public bool[]? Open { get; init; }
    /// <summary>Creation times of the rows without an outcome that are not among the rows; empty without a time column.</summary>
    public IReadOnlyList<double> OpenTimes { get; init; } = [];
    /// <summary>The newest creation time in the file, open rows included, in days since 2000-01-01; NaN without a time column.</summary>
    public double Newest { get; init; } = double.NaN;
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

    /// <summary>Some of the rows, in the order given; the counts of the file stay.</summary>
    public LeadTable Select(int[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return this with
        {
            Labels = Of(Labels)!,
            Numbers = [.. Numbers.Select(Of)],
            Codes = [.. Codes.Select(Of)],
            Times = Of(Times),
            Groups = Of(Groups),
            Weights = Of(Weights),
            DecidedAt = Of(DecidedAt),
            Open = Of(Open),
        };

        T[]? Of<T>(T[]? values) => values is null ? null : Array.ConvertAll(rows, r => values[r]);
    }
}
