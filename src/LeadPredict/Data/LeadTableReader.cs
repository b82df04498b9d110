using System.Text;

namespace LeadPredict.Data;

/// <summary>Reads the labelled rows of one or more files into a <see cref="LeadTable"/>. Used for one read; not thread safe.</summary>
public sealed class LeadTableReader
{
    const int MostDiagnostics = 100;
    const double LargestWeight = 1e15;

    readonly LeadSchema _schema;
    readonly ColumnBuffer?[] _features;
    readonly RowValues<byte> _labels;
    readonly RowValues<double>? _times;
    readonly RowValues<int>? _groups;
    readonly RowValues<double>? _weights;
    readonly RowValues<double>? _decided;
    readonly RowValues<bool>? _open;
    readonly List<double> _openTimes = [];
    readonly LeadColumn[] _outcomeTimes;
    readonly MissingCodes[] _outcomeMissing;
    readonly LevelIndex _accounts = new();
    readonly List<Diagnostic> _rejected = [];
    readonly LeadColumn? _label, _time, _weight;
    readonly MissingCodes? _labelMissing, _timeMissing, _groupMissing;
    readonly byte[] _positive;
    readonly byte[]? _negative;
    int _nextLoneAccount = -1;
    bool _knowsMoments;
    double _newest = double.NaN;
    long _read, _refused, _unlabelled;

    LeadTableReader(LeadSchema schema, bool withWeights, bool withOpen, long rowsExpected)
    {
        _schema = schema;
        // A file may have grown, or most of its rows lack an outcome: the hint saves copies, nothing relies on it.
        var capacity = rowsExpected > 0 ? (int)Math.Min(rowsExpected, 64 << 20) : 1024;
        _labels = new(capacity);
        _label = schema.Single(ColumnRole.Label);
        _time = schema.Single(ColumnRole.Time);
        var group = schema.Single(ColumnRole.Group);
        _labelMissing = _label is null ? null : MissingCodes.For(schema, _label);
        _timeMissing = _time is null ? null : MissingCodes.For(schema, _time);
        _groupMissing = group is null ? null : MissingCodes.For(schema, group);
        if (_time is not null) _times = new(capacity);
        if (group is not null) _groups = new(capacity);
        _weight = withWeights ? schema.Single(ColumnRole.Weight) : null;
        if (_weight is not null) _weights = new(capacity);
        _outcomeTimes = [.. schema.Columns.Where(c => c.Role == ColumnRole.OutcomeTime)];
        _outcomeMissing = [.. _outcomeTimes.Select(c => MissingCodes.For(schema, c))];
        if (_outcomeTimes.Length > 0) _decided = new(capacity);
        if (withOpen) _open = new(capacity);
        _positive = Encoding.UTF8.GetBytes(schema.PositiveLabel ?? "");
        _negative = schema.NegativeLabel is { } negative ? Encoding.UTF8.GetBytes(negative) : null;
        _features = [.. schema.Columns.Select(c => c.Role == ColumnRole.Feature ? new ColumnBuffer(schema, c, capacity) : null)];
    }

    /// <summary>Reads the labelled rows; rows of unknown outcome are counted, bad ones rejected with a diagnostic.</summary>
    /// <param name="files">Files with the columns of <paramref name="schema"/>, in any order of columns; a column that a file lacks is missing there.</param>
    /// <param name="schema">Must have a label.</param>
    /// <param name="progress">Told every 10,000 rows.</param>
    /// <param name="rowsExpected">About how many rows there are, where it is known: then memory for them is taken once.</param>
    public static LeadTable Read(
        IReadOnlyList<LeadFile> files, LeadSchema schema, IProgress<ReadingProgress>? progress = null, long rowsExpected = 0, CancellationToken ct = default) =>
        Read(files, new LeadTableReader(schema, withWeights: false, withOpen: false, rowsExpected), progress, ct);

    /// <summary>As <see cref="Read(IReadOnlyList{LeadFile}, LeadSchema, IProgress{ReadingProgress}?, long, CancellationToken)"/>, and the weight column too, where the schema has one: to train on.</summary>
    public static LeadTable ReadWithWeights(
        IReadOnlyList<LeadFile> files, LeadSchema schema, IProgress<ReadingProgress>? progress = null, long rowsExpected = 0, CancellationToken ct = default) =>
        Read(files, new LeadTableReader(schema, withWeights: true, withOpen: false, rowsExpected), progress, ct);

    /// <summary>As <see cref="ReadWithWeights"/>, and the rows without an outcome too, as <see cref="LeadTable.Open"/> says: for who decides by their age what they mean.</summary>
    public static LeadTable ReadWithOpen(
        IReadOnlyList<LeadFile> files, LeadSchema schema, IProgress<ReadingProgress>? progress = null, long rowsExpected = 0, CancellationToken ct = default) =>
        Read(files, new LeadTableReader(schema, withWeights: true, withOpen: true, rowsExpected), progress, ct);

    static LeadTable Read(IReadOnlyList<LeadFile> files, LeadTableReader reader, IProgress<ReadingProgress>? progress, CancellationToken ct)
    {
        foreach (var file in files) reader.ReadFile(file, progress, ct);
        return reader.Finish();
    }

    void ReadFile(LeadFile file, IProgress<ReadingProgress>? progress, CancellationToken ct)
    {
        using var reader = file.OpenReader();
        reader.Rejected = r => Refuse(r.Diagnostic);
        var positions = _schema.Columns.Select(c => Position(reader.Header, c.Name)).ToArray();
        int At(ColumnRole role) => _schema.Single(role) is { } c ? Position(reader.Header, c.Name) : -1;
        var at = new RolePositions(At(ColumnRole.Label), At(ColumnRole.Time), At(ColumnRole.Group), At(ColumnRole.Weight), [.. _outcomeTimes.Select(c => Position(reader.Header, c.Name))]);
        _knowsMoments |= at.OutcomeTimes.Any(p => p >= 0);
        long rows = 0;
        while (reader.Read())
        {
            _read++;
            if (++rows % 1000 == 0) ct.ThrowIfCancellationRequested();
            if (_read % 10_000 == 0) progress?.Report(new ReadingProgress(_read));
            AddRow(reader, positions, at);
        }
    }

    /// <summary>Where a file has the columns that are no features; -1 for nowhere.</summary>
    readonly record struct RolePositions(int Label, int Time, int Group, int Weight, int[] OutcomeTimes);

    void AddRow(LeadReader reader, int[] positions, RolePositions at)
    {
        var label = at.Label < 0 ? default : reader.Field(at.Label);
        var isOpen = _labelMissing!.IsMissing(label);
        if (isOpen) _unlabelled++;
        var isPositive = !isOpen && EqualsLabel(label, _positive);
        if (!isOpen && !isPositive && _negative is not null && !EqualsLabel(label, _negative))
        {
            Refuse(EncodingErrors.NotALabel(reader.Name, reader.Line, at.Label + 1, _label!.Name, _schema));
            return;
        }
        if (!TryDays(reader, at.Time, _time, _timeMissing, out var days))
        {
            // Nothing is wanted of an open row but its time.
            if (!isOpen || _open is not null) Refuse(EncodingErrors.WrongKind(reader.Name, reader.Line, at.Time + 1, _time!, reader.Field(at.Time)), isOpen);
            return;
        }
        if (!(days <= _newest)) _newest = double.IsNaN(days) ? _newest : days;
        if (isOpen && _open is null)
        {
            if (!double.IsNaN(days)) _openTimes.Add(days);
            return;
        }
        var decided = double.NaN;
        for (var i = 0; i < _outcomeTimes.Length; i++)
        {
            if (!TryDays(reader, at.OutcomeTimes[i], _outcomeTimes[i], _outcomeMissing[i], out var moment))
            {
                Refuse(EncodingErrors.WrongKind(reader.Name, reader.Line, at.OutcomeTimes[i] + 1, _outcomeTimes[i], reader.Field(at.OutcomeTimes[i])), isOpen);
                return;
            }
            if (double.IsNaN(decided)) decided = moment;
        }
        var weight = 1.0;
        if (_weight is not null && at.Weight >= 0
            && !(FieldParser.TryParseNumber(reader.Field(at.Weight), _weight.NumberFormat, out weight) && weight is >= 0 and <= LargestWeight))
        {
            Refuse(EncodingErrors.NotAWeight(reader.Name, reader.Line, at.Weight + 1, _weight.Name), isOpen);
            return;
        }
        for (var i = 0; i < _features.Length; i++)
        {
            if (_features[i] is not { } buffer) continue;
            var field = positions[i] < 0 ? default : reader.Field(positions[i]);
            if (buffer.TryStage(field)) continue;
            Refuse(EncodingErrors.WrongKind(reader.Name, reader.Line, positions[i] + 1, _schema.Columns[i], field), isOpen);
            return;
        }
        // Only a row that is good in every field is added, so that all columns keep one length.
        foreach (var buffer in _features) buffer?.Commit();
        _labels.Add(isPositive ? (byte)1 : (byte)0);
        _times?.Add(days);
        _weights?.Add(weight);
        _decided?.Add(decided);
        _open?.Add(isOpen);
        if (_groups is null) return;
        var account = at.Group < 0 ? default : reader.Field(at.Group);
        _groups.Add(_groupMissing!.IsMissing(account) ? _nextLoneAccount-- : _accounts.FindOrAdd(account));
    }

    // Missing is NaN; false when there is text that is no date.
    static bool TryDays(LeadReader reader, int position, LeadColumn? column, MissingCodes? missing, out double days)
    {
        days = double.NaN;
        if (position < 0) return true;
        var field = reader.Field(position);
        return missing!.IsMissing(field) || FieldParser.TryParseDate(field, column!.DateFormat, out days);
    }

    // Case does not make another outcome, nor does "1" differ from "1.0".
    static bool EqualsLabel(ReadOnlySpan<byte> field, byte[] label) =>
        field.SequenceEqual(label) || Ascii.EqualsIgnoreCase(field, label)
        || (FieldParser.TryParseNumber(field, NumberFormat.PointDecimal, out var a) && FieldParser.TryParseNumber(label, NumberFormat.PointDecimal, out var b) && a == b);

    void Refuse(Diagnostic diagnostic, bool wasOpen = false)
    {
        _refused++;
        if (wasOpen) _unlabelled--;
        if (_rejected.Count < MostDiagnostics) _rejected.Add(diagnostic);
    }

    LeadTable Finish()
    {
        var groups = _groups?.ToArray();
        for (var i = 0; i < groups?.Length; i++)
            if (groups[i] < 0) groups[i] = _accounts.Count - 1 - groups[i];
        // A syntax error is a row too, but the reader's loop above saw only good ones.
        return new LeadTable
        {
            Schema = _schema,
            Labels = _labels.ToArray(),
            Numbers = [.. _features.Select(f => f?.Numbers)],
            Codes = [.. _features.Select(f => f?.Codes)],
            Levels = [.. _features.Select(f => f?.Levels)],
            Times = _times?.ToArray(),
            Groups = groups,
            Weights = _weights?.ToArray(),
            DecidedAt = _knowsMoments ? _decided?.ToArray() : null,
            Open = _open?.ToArray(),
            OpenTimes = _openTimes,
            Newest = _newest,
            RowsRead = _labels.Count + (_open is null ? _unlabelled : 0) + _refused,
            RowsRejected = _refused,
            RowsUnlabelled = _unlabelled,
            Rejected = _rejected,
        };
    }

    internal static int Position(IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i] == name) return i;
        for (var i = 0; i < header.Count; i++)
            if (header[i].Equals(name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }

    /// <summary>The values of one feature column; one is staged until its row is known to be good.</summary>
    sealed class ColumnBuffer
    {
        readonly ColumnParser _parser;
        readonly RowValues<float>? _numbers;
        readonly RowValues<int>? _codes;
        float _number;
        int _code;

        public ColumnBuffer(LeadSchema schema, LeadColumn column, int capacity)
        {
            _parser = new ColumnParser(schema, column);
            if (column.Kind != ColumnKind.Category)
            {
                _numbers = new(capacity);
                return;
            }
            _codes = new(capacity);
            Levels = new LevelIndex();
        }

        public LevelIndex? Levels { get; }
        public float[]? Numbers => _numbers?.ToArray();
        public int[]? Codes => _codes?.ToArray();

        public bool TryStage(ReadOnlySpan<byte> field)
        {
            if (Levels is null) return _parser.TryParse(field, out _number);
            _code = _parser.IsMissing(field) ? -1 : Levels.FindOrAdd(field);
            return true;
        }

        public void Commit()
        {
            _numbers?.Add(_number);
            _codes?.Add(_code);
        }
    }

    /// <summary>Values of one kind, one a row, in memory that is taken at once where the number of rows is known.</summary>
    sealed class RowValues<T>(int capacity) where T : struct
    {
        T[] _values = new T[capacity];

        public int Count { get; private set; }

        public void Add(T value)
        {
            if (Count == _values.Length) Array.Resize(ref _values, 2 * Count);
            _values[Count++] = value;
        }

        /// <summary>The values, without a copy where all places are taken; nothing may be added after.</summary>
        public T[] ToArray()
        {
            Array.Resize(ref _values, Count);
            return _values;
        }
    }
}
