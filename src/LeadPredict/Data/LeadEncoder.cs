namespace LeadPredict.Data;

/// <summary>What became of one field of a lead.</summary>
public enum FieldStatus
{
    /// <summary>A value of the column's kind.</summary>
    Value,
    /// <summary>Empty, null, or a code for missing.</summary>
    Missing,
    /// <summary>A category that training did not keep: encoded as "other".</summary>
    UnknownCategory,
    /// <summary>Text of another kind: the lead cannot be scored.</summary>
    WrongKind,
}

/// <summary>One feature: its column and, for a category, the levels that have a code of their own.</summary>
/// <param name="Column">The schema's column.</param>
/// <param name="Levels">Levels in ordinal order, code = position; the code after the last is "other". Empty for other kinds.</param>
public sealed record FeatureEncoding(LeadColumn Column, IReadOnlyList<string> Levels)
{
    /// <summary>Whether the encoded value is a level's code.</summary>
    public bool IsCategory => Column.Kind == ColumnKind.Category;
    /// <summary>Code of every level without one of its own.</summary>
    public int OtherCode => Levels.Count;
    /// <summary>Number of codes, "other" included; 0 for other kinds.</summary>
    public int CodeCount => IsCategory ? Levels.Count + 1 : 0;
}

/// <summary>
/// The only place where a lead's text becomes numbers, in training and in serving: F features in ordinal order of their column names (so the
/// order of columns in a file does not matter), NaN for missing. Numbers as they are; booleans 1 and 0; dates in days, counted from the lead's
/// own creation where the schema has a time column; categories as codes. Fitted on training rows only. Immutable, thread safe.
/// </summary>
public sealed class LeadEncoder
{
    readonly FeatureEncoding[] _features;
    readonly ColumnParser[] _parsers;
    readonly LevelIndex?[] _codes;
    readonly ColumnParser? _timeParser;

    /// <summary>An encoder with given features, as a model file holds it.</summary>
    public LeadEncoder(LeadSchema schema, IReadOnlyList<FeatureEncoding> features)
    {
        Schema = schema;
        _features = [.. features];
        _parsers = [.. _features.Select(f => new ColumnParser(schema, f.Column))];
        _codes = [.. _features.Select(f => f.IsCategory ? IndexOf(f.Levels) : null)];
        Time = schema.Single(ColumnRole.Time);
        NeedsTime = Time is not null && _features.Any(f => f.Column.Kind == ColumnKind.Date);
        if (NeedsTime) _timeParser = new ColumnParser(schema, Time! with { Kind = ColumnKind.Date });
    }

    /// <summary>The frozen schema.</summary>
    public LeadSchema Schema { get; }

    /// <summary>The features, in the order of the encoded row.</summary>
    public IReadOnlyList<FeatureEncoding> Features => _features;

    /// <summary>Number of features F.</summary>
    public int FeatureCount => _features.Length;

    /// <summary>The creation time's column, or null.</summary>
    public LeadColumn? Time { get; }

    /// <summary>Whether a lead's creation time is needed to encode it, because some feature is a date.</summary>
    public bool NeedsTime { get; }

    /// <summary>
    /// Chooses the levels that keep a code: seen in at least <paramref name="minRows"/> of the training rows, the most frequent first, at
    /// most <paramref name="maxLevels"/>.
    /// </summary>
    public static LeadEncoder Fit(LeadTable table, ReadOnlySpan<int> rows, int maxLevels, int minRows)
    {
        var features = new List<FeatureEncoding>();
        for (var i = 0; i < table.Schema.Columns.Count; i++)
        {
            var column = table.Schema.Columns[i];
            if (column.Role != ColumnRole.Feature) continue;
            features.Add(new FeatureEncoding(column, column.Kind == ColumnKind.Category ? ChooseLevels(table.Codes[i]!, table.Levels[i]!, rows, maxLevels, minRows) : []));
        }
        features.Sort((a, b) => string.CompareOrdinal(a.Column.Name, b.Column.Name));
        return new LeadEncoder(table.Schema, features);
    }

    static IReadOnlyList<string> ChooseLevels(int[] codes, LevelIndex levels, ReadOnlySpan<int> rows, int maxLevels, int minRows)
    {
        var counts = new int[levels.Count];
        foreach (var row in rows)
            if (codes[row] >= 0) counts[codes[row]]++;
        return [.. Enumerable.Range(0, counts.Length)
            .Where(l => counts[l] >= minRows)
            .Select(l => (Text: levels[l], Count: counts[l]))
            .OrderByDescending(l => l.Count).ThenBy(l => l.Text, StringComparer.Ordinal)
            .Take(maxLevels)
            .Select(l => l.Text)
            .Order(StringComparer.Ordinal)];
    }

    static LevelIndex IndexOf(IReadOnlyList<string> levels)
    {
        var index = new LevelIndex();
        foreach (var level in levels) index.FindOrAdd(System.Text.Encoding.UTF8.GetBytes(level));
        return index;
    }

    /// <summary>Encodes one field.</summary>
    /// <param name="feature">Position in <see cref="Features"/>.</param>
    /// <param name="text">UTF-8 without surrounding spaces; empty is missing.</param>
    /// <param name="value">The encoded value before <see cref="Complete"/>; NaN unless the status is Value or UnknownCategory.</param>
    /// <param name="pointDecimal">True for a JSON number.</param>
    public FieldStatus Encode(int feature, ReadOnlySpan<byte> text, out float value, bool pointDecimal = false)
    {
        if (_codes[feature] is { } codes)
        {
            value = float.NaN;
            if (_parsers[feature].IsMissing(text)) return FieldStatus.Missing;
            var code = codes.Find(text);
            value = code < 0 ? _features[feature].OtherCode : code;
            return code < 0 ? FieldStatus.UnknownCategory : FieldStatus.Value;
        }
        if (!_parsers[feature].TryParse(text, out value, pointDecimal)) return FieldStatus.WrongKind;
        return float.IsNaN(value) ? FieldStatus.Missing : FieldStatus.Value;
    }

    /// <summary>The creation time of a lead in days since 2000-01-01 (NaN for missing); false when the text is no date.</summary>
    public bool TryEncodeTime(ReadOnlySpan<byte> text, out float days)
    {
        days = float.NaN;
        return _timeParser is null || _timeParser.TryParse(text, out days);
    }

    /// <summary>Makes the dates of an encoded row relative to the lead's creation, where the schema has a time column.</summary>
    public void Complete(Span<float> row, float createdDays)
    {
        if (!NeedsTime) return;
        for (var f = 0; f < _features.Length; f++)
            if (_features[f].Column.Kind == ColumnKind.Date) row[f] -= createdDays;
    }

    /// <summary>All rows of a table, encoded: F columns of n values. Columns look into the table's own arrays, but for dates counted from the lead's creation.</summary>
    public EncodedColumn[] Encode(LeadTable table)
    {
        var columns = new EncodedColumn[_features.Length];
        for (var f = 0; f < columns.Length; f++)
        {
            var at = IndexInSchema(table.Schema, _features[f].Column.Name);
            if (_features[f].IsCategory) columns[f] = EncodeCategory(f, table.Codes[at]!, table.Levels[at]!);
            else if (_features[f].Column.Kind == ColumnKind.Date && NeedsTime)
                columns[f] = SinceCreation(table.Numbers[at]!, table.Times!);
            else columns[f] = table.Numbers[at]!;
        }
        return columns;
    }

    static float[] SinceCreation(float[] days, double[] created)
    {
        var result = new float[days.Length];
        for (var row = 0; row < result.Length; row++) result[row] = days[row] - (float)created[row];
        return result;
    }

    EncodedColumn EncodeCategory(int feature, int[] codes, LevelIndex levels)
    {
        var values = new float[levels.Count];
        for (var level = 0; level < values.Length; level++)
        {
            var code = _codes[feature]!.Find(levels.Text(level));
            values[level] = code < 0 ? _features[feature].OtherCode : code;
        }
        return new EncodedColumn(codes, values);
    }

    static int IndexInSchema(LeadSchema schema, string name)
    {
        for (var i = 0; i < schema.Columns.Count; i++)
            if (schema.Columns[i].Name == name) return i;
        throw new ArgumentException($"The table has no column '{name}'.", nameof(name));
    }
}
