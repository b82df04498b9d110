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
    public static TableProfile Scan(LeadFile file, IReadOnlyList<string>? missingCodes = null, IProgress<ReadingProgress>? progress = null, CancellationToken ct = default) =>
        Scan([file ?? throw new ArgumentNullException(nameof(file))], missingCodes, progress, ct);

    /// <summary>
    /// Looks at every value of several files as if they were one: the columns are those of the first file, found in the others by name.
    /// </summary>
    /// <inheritdoc cref="Scan(LeadFile, IReadOnlyList{string}?, IProgress{ReadingProgress}?, CancellationToken)"/>
    public static TableProfile Scan(IReadOnlyList<LeadFile> files, IReadOnlyList<string>? missingCodes = null, IProgress<ReadingProgress>? progress = null, CancellationToken ct = default)
    {
        var file = files[0];
        missingCodes ??= LeadSchema.DefaultMissingCodes;
        var missing = new MissingCodes(missingCodes);
        var count = file.Header.Count;
        var valuesKept = Math.Clamp(ValuesKept / count, 100, ValuesKeptInColumn);
        var columns = new ColumnProfiler[count];
        for (var i = 0; i < count; i++) columns[i] = new(valuesKept, BytesKept / count);

        var rejected = new List<Diagnostic>();
        var notes = new List<Diagnostic>();
        long rows = 0, read = 0, refused = 0, blank = 0;
        foreach (var next in files)
        {
            using var reader = next.OpenReader();
            reader.Rejected = r =>
            {
                if (rejected.Count < 100) rejected.Add(r.Diagnostic);
            };
            var positions = file.Header.Select(name => LeadTableReader.Position(next.Header, name)).ToArray();
            while (reader.Read())
            {
                for (var i = 0; i < columns.Length; i++)
                {
                    var field = positions[i] < 0 ? default : reader.Field(positions[i]);
                    if (!missing.IsMissing(field)) columns[i].Add(field);
                }
                if (++rows % 1000 == 0) ct.ThrowIfCancellationRequested();
                if (rows % 10_000 == 0) progress?.Report(new(rows));
            }
            read += reader.RowsRead;
            refused += reader.RowsRejected;
            blank += reader.BlankLines;
            notes.AddRange(reader.Notes);
        }
        return new TableProfile
        {
            Source = file.Path,
            Dialect = file.Dialect,
            RowsRead = read,
            RowsRejected = refused,
            BlankLines = blank,
            Columns = [.. columns.Select((c, i) => c.Finish(file.Header[i], i, rows))],
            Rejected = rejected,
            Notes = notes,
            MissingCodes = missingCodes,
        };
    }
}
