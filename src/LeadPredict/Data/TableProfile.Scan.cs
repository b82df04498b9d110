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
        Scan([file ?? throw new ArgumentNullException(nameof(file))], missingCodes, progress, threads: 1, ct);

    /// <summary>
    /// Looks at every value of several files as if they were one: the columns are those of the first file, found in the others by name.
    /// </summary>
    /// <param name="threads">Passes to make side by side, each over a part of the columns: reading a row costs far less than judging its values. Never changes the result.</param>
    /// <inheritdoc cref="Scan(LeadFile, IReadOnlyList{string}?, IProgress{ReadingProgress}?, CancellationToken)"/>
    public static TableProfile Scan(
        IReadOnlyList<LeadFile> files, IReadOnlyList<string>? missingCodes = null, IProgress<ReadingProgress>? progress = null, int threads = 1, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        missingCodes ??= LeadSchema.DefaultMissingCodes;
        var count = files[0].Header.Count;
        var parts = Math.Min(threads, count);
        var others = Enumerable.Range(1, parts - 1).Select(part => Task.Run(() => new Pass(files, part, parts, missingCodes).Run(null, ct), ct)).ToArray();
        Pass[] passes;
        try
        {
            passes = [new Pass(files, 0, parts, missingCodes).Run(progress, ct), .. others.Select(p => p.GetAwaiter().GetResult())];
        }
        finally
        {
            // What stops one pass stops them all; none may outlive the call.
            Task.WaitAny([Task.WhenAll(others)], CancellationToken.None);
        }
        var first = passes[0];
        return new TableProfile
        {
            Source = files[0].Path,
            Dialect = files[0].Dialect,
            RowsRead = first.RowsRead,
            RowsRejected = first.RowsRejected,
            BlankLines = first.BlankLines,
            Columns = [.. Enumerable.Range(0, count).Select(c => passes[c % parts].Finish(c))],
            Rejected = first.Rejected,
            Notes = first.Notes,
            MissingCodes = missingCodes,
        };
    }

    /// <summary>One pass over all rows that judges the columns <paramref name="part"/>, part + parts, …</summary>
    sealed class Pass
    {
        readonly IReadOnlyList<LeadFile> _files;
        readonly int[] _columns;
        readonly ColumnProfiler[] _profilers;
        readonly MissingCodes _missing;
        long _rows;

        public Pass(IReadOnlyList<LeadFile> files, int part, int parts, IReadOnlyList<string> missingCodes)
        {
            var count = files[0].Header.Count;
            _files = files;
            _missing = new MissingCodes(missingCodes);
            _columns = [.. Enumerable.Range(0, count).Where(c => c % parts == part)];
            _profilers = [.. _columns.Select(_ => new ColumnProfiler(Math.Clamp(ValuesKept / count, 100, ValuesKeptInColumn), BytesKept / count))];
        }

        public long RowsRead { get; private set; }
        public long RowsRejected { get; private set; }
        public long BlankLines { get; private set; }
        public List<Diagnostic> Rejected { get; } = [];
        public List<Diagnostic> Notes { get; } = [];

        public ColumnProfile Finish(int column) => _profilers[Array.IndexOf(_columns, column)].Finish(_files[0].Header[column], column, _rows);

        public Pass Run(IProgress<ReadingProgress>? progress, CancellationToken ct)
        {
            foreach (var file in _files)
            {
                using var reader = file.OpenReader();
                reader.Rejected = r =>
                {
                    if (Rejected.Count < 100) Rejected.Add(r.Diagnostic);
                };
                Look(reader, progress, ct);
                RowsRead += reader.RowsRead;
                RowsRejected += reader.RowsRejected;
                BlankLines += reader.BlankLines;
                Notes.AddRange(reader.Notes);
            }
            return this;
        }

        void Look(LeadReader reader, IProgress<ReadingProgress>? progress, CancellationToken ct)
        {
            var positions = _columns.Select(c => LeadTableReader.Position(reader.Header, _files[0].Header[c])).ToArray();
            while (reader.Read())
            {
                for (var i = 0; i < positions.Length; i++)
                {
                    var field = positions[i] < 0 ? default : reader.Field(positions[i]);
                    if (!_missing.IsMissing(field)) _profilers[i].Add(field);
                }
                if (++_rows % 1000 == 0) ct.ThrowIfCancellationRequested();
                if (_rows % 10_000 == 0) progress?.Report(new(_rows));
            }
        }
    }
}
