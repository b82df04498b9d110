using LeadPredict.Numerics;

namespace LeadPredict.Evaluation;

/// <summary>
/// Resamples of the rows for 95% intervals (Efron and Tibshirani 1993). Rows of one group (account) are drawn together, as they succeed
/// and fail together. <see cref="Draw"/> with the same number draws the same rows each time, which pairs the models of a comparison. Up
/// to 100,000 rows there are 200 resamples and intervals are their percentiles; above, resamples grow fewer (at least 40) as rows grow
/// more, and intervals are ± 1.96 of their standard deviation, which the many rows make as good.
/// </summary>
sealed class Bootstrap
{
    public const int MinUnitsOfClass = 5;
    const int FullResamples = 200;
    const int FewestResamples = 40;
    const int RowsForFull = 100_000;
    const double Normal95 = 1.959963984540054;

    readonly ulong _seed;
    readonly int _rows;
    readonly int[] _unitStarts;
    readonly int[] _unitRows;

    public Bootstrap(ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups, ulong seed)
    {
        EvaluationErrors.CheckGroups(groups, labels.Length);
        _seed = seed;
        _rows = labels.Length;
        (_unitStarts, _unitRows) = EachAlone(groups) ? ([], []) : Gather(groups);
        Resamples = _rows <= RowsForFull ? FullResamples : Math.Max(FewestResamples, (int)((long)FullResamples * RowsForFull / _rows));
        (PositiveUnits, NegativeUnits) = UnitsOfEachClass(labels);
        HasEnough = Math.Min(PositiveUnits, NegativeUnits) >= MinUnitsOfClass;
    }

    public int Resamples { get; }

    /// <summary>Groups, or rows, that hold a positive; and those that hold a negative.</summary>
    public int PositiveUnits { get; }
    public int NegativeUnits { get; }

    /// <summary>False when any interval would be a pretence.</summary>
    public bool HasEnough { get; }

    /// <summary>Counts resample number <paramref name="resample"/> into cells.</summary>
    public void Draw(int resample, ReadOnlySpan<int> cellOfRow, Span<int> countsOut)
    {
        countsOut.Clear();
        var random = new DeterministicRandom(_seed, (ulong)resample + 1);
        if (_unitStarts.Length == 0)
        {
            for (var i = 0; i < cellOfRow.Length; i++)
                countsOut[cellOfRow[random.NextInt(cellOfRow.Length)]]++;
            return;
        }
        var units = _unitStarts.Length - 1;
        for (var i = 0; i < units; i++)
        {
            var unit = random.NextInt(units);
            for (var at = _unitStarts[unit]; at < _unitStarts[unit + 1]; at++)
                countsOut[cellOfRow[_unitRows[at]]]++;
        }
    }

    /// <summary>
    /// The interval of a metric whose resamples scatter around its value. Resamples without the metric (NaN) are left out. Reorders
    /// <paramref name="draws"/>.
    /// </summary>
    public MetricValue Interval(double value, Span<double> draws)
    {
        var (low, high, _) = Spread(draws);
        return Resamples == FullResamples ? new(value, low, high) : new(value, value - (high - low) / 2, value + (high - low) / 2);
    }

    /// <summary>
    /// The interval of a metric that noise can only raise, as a sum or maximum of absolute gaps. Noise adds to a gap in squares, and
    /// the resamples' noise is as large as the sample's: what their mean square has over the value's, the value's has over the truth's.
    /// The percentiles are moved down by both, so that honest probabilities get an interval from 0, then stretched to hold the value.
    /// </summary>
    public MetricValue IntervalOfGap(double value, Span<double> draws)
    {
        var (low, high, mean) = Spread(draws);
        var noise = Math.Max(0, mean * mean - value * value);
        return new(value, Math.Min(value, Denoise(low)), Math.Max(value, Denoise(high)));

        double Denoise(double gap) => Math.Sqrt(Math.Max(0, gap * Math.Abs(gap) - 2 * noise));
    }

    /// <summary>
    /// The interval of an estimate without bias whose resamples are biased by one sample's noise: their percentiles, moved back by what
    /// their mean is away from the value.
    /// </summary>
    public MetricValue IntervalOfUnbiased(double value, Span<double> draws)
    {
        var (low, high, mean) = Spread(draws);
        return new(value, Math.Min(value, low + value - mean), Math.Max(value, high + value - mean));
    }

    /// <summary>Number of rows that are drawn together.</summary>
    public int Units => _unitStarts.Length == 0 ? _rows : _unitStarts.Length - 1;

    /// <summary>The rows of one unit, when units hold more than a row; else empty, and unit = row.</summary>
    public ReadOnlySpan<int> RowsOf(int unit) => _unitStarts.Length == 0 ? [] : _unitRows.AsSpan(_unitStarts[unit].._unitStarts[unit + 1]);

    (double Low, double High, double Mean) Spread(Span<double> draws)
    {
        draws.Sort();
        var missing = 0;
        while (missing < draws.Length && double.IsNaN(draws[missing])) missing++;
        draws = draws[missing..];
        if (draws.Length < 2) return (double.NaN, double.NaN, double.NaN);

        var sum = 0.0;
        foreach (var draw in draws) sum += draw;
        var mean = sum / draws.Length;
        if (Resamples == FullResamples) return (Quantile(draws, 0.025), Quantile(draws, 0.975), mean);

        var squares = 0.0;
        foreach (var draw in draws) squares += (draw - mean) * (draw - mean);
        var reach = Normal95 * Math.Sqrt(squares / (draws.Length - 1));
        return (mean - reach, mean + reach, mean);
    }

    static double Quantile(ReadOnlySpan<double> sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (sorted[below + 1] - sorted[below]) * (at - below) : sorted[below];
    }

    // Then the rows themselves are drawn, from the same random numbers, without the way round over units.
    static bool EachAlone(ReadOnlySpan<int> groups) => groups.IndexOfAnyExceptInRange(int.MinValue, -1) < 0;

    /// <summary>Rows gathered by group, groups in the order they first appear; a negative number is a group of its own.</summary>
    static (int[] Starts, int[] Rows) Gather(ReadOnlySpan<int> groups)
    {
        var unitOfGroup = new Dictionary<int, int>();
        var unitOfRow = new int[groups.Length];
        var units = 0;
        for (var row = 0; row < groups.Length; row++)
        {
            if (groups[row] < 0) unitOfRow[row] = units++;
            else if (unitOfGroup.TryGetValue(groups[row], out var unit)) unitOfRow[row] = unit;
            else unitOfGroup[groups[row]] = unitOfRow[row] = units++;
        }

        var starts = new int[units + 1];
        foreach (var unit in unitOfRow) starts[unit + 1]++;
        for (var unit = 0; unit < units; unit++) starts[unit + 1] += starts[unit];
        var next = starts.AsSpan(0, units).ToArray();
        var rows = new int[groups.Length];
        for (var row = 0; row < groups.Length; row++) rows[next[unitOfRow[row]]++] = row;
        return (starts, rows);
    }

    (int Positive, int Negative) UnitsOfEachClass(ReadOnlySpan<byte> labels)
    {
        int positive = 0, negative = 0;
        if (_unitStarts.Length == 0)
        {
            foreach (var label in labels) positive += label;
            return (positive, labels.Length - positive);
        }
        for (var unit = 0; unit + 1 < _unitStarts.Length; unit++)
        {
            int rows = _unitStarts[unit + 1] - _unitStarts[unit], ones = 0;
            for (var at = _unitStarts[unit]; at < _unitStarts[unit + 1]; at++) ones += labels[_unitRows[at]];
            if (ones > 0) positive++;
            if (ones < rows) negative++;
        }
        return (positive, negative);
    }
}
