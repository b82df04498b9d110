namespace LeadPredict.Data;

/// <summary>Progress of a pass over a file.</summary>
/// <param name="Rows">Rows read so far.</param>
public readonly record struct ReadingProgress(long Rows);

public sealed partial record TableProfile
{
    /// <summary>Values kept exactly, over all columns, and at most in one.</summary>
    const int ValuesKept = 1_000_000;
    const int ValuesKeptInColumn = 20_000;
    const int BytesKept = 128 << 20;

    /// <summary>
    /// Looks at every value of a file in one pass. Memory is bounded: past some 20,000 different values a column (less with very many columns)
    /// only counts and an estimate of the distinct values are kept.
    /// </summary>
    /// <param name="missingCodes">Spellings of "missing", beside the empty field; null for <see cref="LeadSchema.DefaultMissingCodes"/>.</param>
    /// <param name="progress">Told every 10,000 rows.</param>
    /// <exception cref="LeadPredictException">The file cannot be read to its end.</exception>
    public static TableProfile Scan(LeadFile file, IReadOnlyList<string>? missingCodes = null, IProgress<ReadingProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        missingCodes ??= LeadSchema.DefaultMissingCodes;
        var missing = new MissingCodes(missingCodes);
        var count = file.Header.Count;
        var valuesKept = Math.Clamp(ValuesKept / count, 100, ValuesKeptInColumn);
        var columns = new ColumnProfiler[count];
        for (var i = 0; i < count; i++) columns[i] = new(valuesKept, BytesKept / count);

        var rejected = new List<Diagnostic>();
        using var reader = file.OpenReader();
        reader.Rejected = r =>
        {
            if (rejected.Count < 100) rejected.Add(r.Diagnostic);
        };
        long rows = 0;
        while (reader.Read())
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var field = reader.Field(i);
                if (!missing.IsMissing(field)) columns[i].Add(field);
            }
            if (++rows % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (rows % 10_000 == 0) progress?.Report(new(rows));
        }
        return new TableProfile
        {
            Source = file.Path,
            Dialect = file.Dialect,
            RowsRead = reader.RowsRead,
            RowsRejected = reader.RowsRejected,
            BlankLines = reader.BlankLines,
            Columns = [.. columns.Select((c, i) => c.Finish(file.Header[i], i, rows))],
            Rejected = rejected,
            Notes = reader.Notes,
            MissingCodes = missingCodes,
        };
    }
}
