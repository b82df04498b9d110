namespace LeadPredict.Data;

/// <summary>A value and how often it occurs.</summary>
public readonly record struct LevelCount(string Text, long Count);

/// <summary>What all values of one column look like. Counts are of rows; "values" are the fields that are not missing. Immutable.</summary>
public sealed record ColumnProfile
{
    public required string Name { get; init; }
    /// <summary>0-based position in the file.</summary>
    public required int Index { get; init; }
    public long Rows { get; init; }
    public long Missing { get; init; }
    /// <summary>Fields that are not missing.</summary>
    public long Values => Rows - Missing;
    /// <summary>Different values: exact, or estimated to some 2% when <see cref="DistinctCapped"/>.</summary>
    public long Distinct { get; init; }
    /// <summary>There were too many values to keep; <see cref="Levels"/> lists only values met early.</summary>
    public bool DistinctCapped { get; init; }
    /// <summary>The most frequent values, at most 1000, by count, then in the order they came.</summary>
    public IReadOnlyList<LevelCount> Levels { get; init; } = [];
    /// <summary>Values that read as numbers with a decimal point, and as numbers with a decimal comma; many read as both.</summary>
    public long PointNumbers { get; init; }
    /// <inheritdoc cref="PointNumbers"/>
    public long CommaNumbers { get; init; }
    /// <summary>Values of digits only, with or without a sign.</summary>
    public long Integers { get; init; }
    /// <summary>Integers such as "007".</summary>
    public long LeadingZeros { get; init; }
    /// <summary>Values that are a known spelling of true, and of false.</summary>
    public long TrueTexts { get; init; }
    /// <inheritdoc cref="TrueTexts"/>
    public long FalseTexts { get; init; }
    /// <summary>Values that read as ISO 8601 dates, then as each of <see cref="FieldParser.DateFormats"/>.</summary>
    public IReadOnlyList<long> Dates { get; init; } = [];
    public long Emails { get; init; }
    public long Phones { get; init; }
    public long Urls { get; init; }
    public long Uuids { get; init; }
    /// <summary>Mean length in bytes of UTF-8; 0 without values.</summary>
    public double AverageLength { get; init; }
    public int MaxLength { get; init; }
    /// <summary>Mean number of words; 0 without values.</summary>
    public double AverageWords { get; init; }
    /// <summary>Over the values that read as numbers in the form that more of them have; NaN without any.</summary>
    public double Min { get; init; } = double.NaN;
    /// <inheritdoc cref="Min"/>
    public double Max { get; init; } = double.NaN;
    /// <summary>Values that are no number in either form, while they are few (at most 32 different ones); null when they are more.</summary>
    public IReadOnlyList<LevelCount>? NotNumbers { get; init; }
}

/// <summary>What the whole of a file looks like. Immutable.</summary>
public sealed partial record TableProfile
{
    /// <summary>The file, as its reader names it.</summary>
    public required string Source { get; init; }
    public required CsvDialect Dialect { get; init; }
    /// <summary>Good and rejected rows.</summary>
    public required long RowsRead { get; init; }
    public required long RowsRejected { get; init; }
    public required long BlankLines { get; init; }
    /// <summary>In file order.</summary>
    public required IReadOnlyList<ColumnProfile> Columns { get; init; }
    /// <summary>The first rejected rows, at most 100.</summary>
    public required IReadOnlyList<Diagnostic> Rejected { get; init; }
    /// <summary>What was done to read the file.</summary>
    public required IReadOnlyList<Diagnostic> Notes { get; init; }
    /// <summary>The spellings of "missing" that were used, beside the empty field.</summary>
    public required IReadOnlyList<string> MissingCodes { get; init; }
    /// <summary>Rows that were read well.</summary>
    public long Rows => RowsRead - RowsRejected;
}
