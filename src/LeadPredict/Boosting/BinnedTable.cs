using LeadPredict.Data;

namespace LeadPredict.Boosting;

/// <summary>
/// The training rows as one-byte bins, twice: row-major, because a histogram adds all features of a row at once, and column-major, because a
/// split asks one feature of many rows. Memory is outside the garbage collector's heap; dispose it. Read by many threads.
/// <code>
/// row-major:    row r starts at Rows + r * Stride, one byte a feature, padded with bin 0 to a multiple of 4 features
/// column-major: feature f starts at Column(f), one byte a row
/// </code>
/// </summary>
sealed unsafe class BinnedTable : IDisposable
{
    const int ValuesAtATime = 2048;

    readonly NativeBuffer<byte> _rows;
    readonly NativeBuffer<byte> _columns;

    BinnedTable(FeatureBinner binner, int rowCount)
    {
        Binner = binner;
        RowCount = rowCount;
        Stride = (binner.FeatureCount + 3) & ~3;
        _rows = new NativeBuffer<byte>((long)rowCount * Stride);
        _columns = new NativeBuffer<byte>((long)rowCount * binner.FeatureCount);
    }

    public FeatureBinner Binner { get; }
    public int RowCount { get; }
    public int FeatureCount => Binner.FeatureCount;

    /// <summary>Bytes from one row to the next: the features, padded to a multiple of four.</summary>
    public int Stride { get; }

    public byte* Rows => _rows.Pointer;

    public byte* Column(int feature) => _columns.Pointer + (long)feature * RowCount;

    /// <summary>The bins of row <paramref name="row"/>, length F.</summary>
    public ReadOnlySpan<byte> Row(int row) => new(Rows + (long)row * Stride, FeatureCount);

    /// <summary>Bins the given <paramref name="rows"/> of <paramref name="columns"/>, in that order.</summary>
    public static BinnedTable Create(FeatureBinner binner, EncodedColumn[] columns, int[] rows, WorkerTeam team)
    {
        var table = new BinnedTable(binner, rows.Length);
        team.Run(binner.FeatureCount, feature => table.FillColumn(feature, columns[feature], rows));
        const int BlockRows = 8192;
        team.Run((rows.Length + BlockRows - 1) / BlockRows, block => table.FillRows(block * BlockRows, Math.Min(rows.Length, (block + 1) * BlockRows)));
        return table;
    }

    void FillColumn(int feature, EncodedColumn column, int[] rows)
    {
        var bins = Column(feature);
        Span<float> values = stackalloc float[ValuesAtATime];
        for (var from = 0; from < rows.Length; from += ValuesAtATime)
        {
            var some = rows.AsSpan(from, Math.Min(ValuesAtATime, rows.Length - from));
            column.Gather(some, values);
            FillBins(feature, values[..some.Length], bins + from);
        }
    }

    void FillBins(int feature, ReadOnlySpan<float> values, byte* bins)
    {
        if (Binner.Kinds[feature].IsCategory)
        {
            for (var i = 0; i < values.Length; i++) bins[i] = Binner.Bin(feature, values[i]);
            return;
        }

        // Branch-free lower bound over thresholds padded to 256 with +infinity.
        var padded = stackalloc float[256];
        var edges = Binner.Thresholds(feature);
        for (var i = 0; i < 256; i++) padded[i] = i < edges.Length ? edges[i] : float.PositiveInfinity;
        var missing = (byte)Binner.MissingBin(feature);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            var bin = 0;
            for (var step = 128; step > 0; step >>= 1)
                bin += padded[bin + step - 1] < value ? step : 0;
            bins[i] = float.IsNaN(value) ? missing : (byte)bin;
        }
    }

    void FillRows(int from, int to)
    {
        for (var feature = 0; feature < FeatureCount; feature++)
        {
            var source = Column(feature);
            var target = Rows + (long)from * Stride + feature;
            for (var i = from; i < to; i++)
            {
                *target = source[i];
                target += Stride;
            }
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _columns.Dispose();
    }
}
