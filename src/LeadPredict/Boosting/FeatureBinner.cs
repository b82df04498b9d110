using LeadPredict.Data;

namespace LeadPredict.Boosting;

/// <summary>What a column of encoded rows holds: a number, or the code of a category with <see cref="Levels"/> levels, "other" included.</summary>
/// <param name="IsCategory">True when the values are codes 0 … Levels - 1.</param>
/// <param name="Levels">Number of codes; 0 for a number.</param>
public readonly record struct FeatureKind(bool IsCategory, int Levels);

/// <summary>
/// Turns encoded values into one-byte bins. A number's bin is the count of thresholds below it, so that
/// <c>value &lt;= threshold[b]</c> and <c>bin &lt;= b</c> are the same question; a category's bin is its code. The last bin of every feature is
/// "missing". Fitted on training rows only; immutable, thread safe.
/// </summary>
public sealed class FeatureBinner
{
    // Bins past the smallest and the largest training value, so that the linear part can go on beyond what training saw: each side reaches one
    // range further, in steps that double. No tree splits there, since no training row is there.
    static readonly float[] s_stepsBeyond = [0f, 1 / 32f, 2 / 32f, 4 / 32f, 8 / 32f, 16 / 32f, 1f];
    /// <summary>Most bins that lie beyond the training values, both sides together.</summary>
    public const int BinsBeyond = 14;

    // Quantiles of this many evenly spaced rows are close enough, and bound the sorting.
    const int MostSampledRows = 200_000;

    readonly FeatureKind[] _kinds;
    readonly float[][] _thresholds;

    /// <summary>A binner with given kinds and thresholds (ascending, finite; empty for categories), as a model file holds it.</summary>
    public FeatureBinner(FeatureKind[] kinds, float[][] thresholds)
    {
        if (kinds.Length != thresholds.Length) throw new ArgumentException("One array of thresholds for each feature.", nameof(thresholds));
        _kinds = kinds;
        _thresholds = thresholds;
    }

    /// <summary>Number of features F.</summary>
    public int FeatureCount => _kinds.Length;

    /// <summary>Kind of each feature, length F.</summary>
    public ReadOnlySpan<FeatureKind> Kinds => _kinds;

    /// <summary>Upper edges of a number's bins but the last, ascending; empty for a category.</summary>
    public ReadOnlySpan<float> Thresholds(int feature) => _thresholds[feature];

    /// <summary>Bins of a feature, 1 to 256, the missing one included.</summary>
    public int BinCount(int feature) => (_kinds[feature].IsCategory ? _kinds[feature].Levels : _thresholds[feature].Length + 1) + 1;

    /// <summary>The bin that holds missing values: the last.</summary>
    public int MissingBin(int feature) => BinCount(feature) - 1;

    /// <summary>
    /// Chooses thresholds at equal counts of training rows, midway between neighbouring values, so that a value seen in training never lies on one.
    /// </summary>
    /// <param name="columns">F columns of encoded values; NaN is missing.</param>
    /// <param name="kinds">Kind of each column.</param>
    /// <param name="rows">Training rows, as indices into the columns.</param>
    /// <param name="maxBins">Most bins of a number, the missing one included.</param>
    public static FeatureBinner Fit(EncodedColumn[] columns, FeatureKind[] kinds, ReadOnlySpan<int> rows, int maxBins)
    {
        var thresholds = new float[columns.Length][];
        var sample = new float[Math.Min(rows.Length, MostSampledRows)];
        for (var f = 0; f < columns.Length; f++)
            thresholds[f] = kinds[f].IsCategory ? [] : ChooseThresholds(columns[f], rows, sample, maxBins);
        return new FeatureBinner(kinds, thresholds);
    }

    static float[] ChooseThresholds(EncodedColumn column, ReadOnlySpan<int> rows, float[] sample, int maxBins)
    {
        var count = 0;
        for (var i = 0; i < sample.Length; i++)
        {
            var value = column[rows[(int)((long)i * rows.Length / sample.Length)]];
            if (!float.IsNaN(value)) sample[count++] = value;
        }
        var sorted = sample.AsSpan(0, count);
        sorted.Sort();

        var distinct = count == 0 ? 0 : 1;
        for (var i = 1; i < count; i++)
            if (sorted[i] != sorted[i - 1]) distinct++;

        var edges = new List<float>(Math.Min(distinct, maxBins) + BinsBeyond);
        if (distinct < 2 || maxBins < 4 * BinsBeyond)
        {
            AddInnerEdges(sorted, maxBins - 1, distinct, AddEdge);
            return [.. edges];
        }

        double low = Math.Max(sorted[0], -1e30f), high = Math.Min(sorted[^1], 1e30f);
        for (var i = s_stepsBeyond.Length - 1; i > 0; i--) AddEdgeAt((float)(low - s_stepsBeyond[i] * (high - low)));
        AddEdgeAt(MathF.BitDecrement((float)low));
        AddInnerEdges(sorted, maxBins - 1 - BinsBeyond, distinct, AddEdge);
        foreach (var step in s_stepsBeyond) AddEdgeAt((float)(high + step * (high - low)));
        return [.. edges];

        void AddEdgeAt(float edge)
        {
            if (float.IsFinite(edge) && (edges.Count == 0 || edge > edges[^1])) edges.Add(edge);
        }

        void AddEdge(float below, float above)
        {
            var middle = (float)((double)below + ((double)above - below) / 2);
            // Two neighbouring floats have no float between them; infinities have no middle: the lower value is then the edge.
            if (!(middle < above) || !float.IsFinite(middle)) middle = below;
            if (float.IsNegativeInfinity(middle)) middle = float.MinValue;
            AddEdgeAt(middle);
        }
    }

    static void AddInnerEdges(ReadOnlySpan<float> sorted, int valueBins, int distinct, Action<float, float> addEdge)
    {
        if (distinct <= valueBins)
        {
            for (var i = 1; i < sorted.Length; i++)
                if (sorted[i] != sorted[i - 1]) addEdge(sorted[i - 1], sorted[i]);
            return;
        }

        // Greedy equal counts: a value with more rows than a bin's share gets a bin of its own, and what remains is shared out anew.
        var start = 0;
        for (var bin = 0; bin < valueBins - 1 && start < sorted.Length; bin++)
        {
            var target = start + Math.Max(1, (sorted.Length - start) / (valueBins - bin));
            if (target >= sorted.Length) break;
            var end = target;
            while (end < sorted.Length && sorted[end] == sorted[end - 1]) end++;
            var back = target;
            while (back > start && sorted[back] == sorted[back - 1]) back--;
            if (back > start && target - back <= end - target) end = back;
            if (end >= sorted.Length) break;
            addEdge(sorted[end - 1], sorted[end]);
            start = end;
        }
    }

    /// <summary>The bin of one encoded value of <paramref name="feature"/>.</summary>
    public byte Bin(int feature, float value)
    {
        var kind = _kinds[feature];
        if (float.IsNaN(value)) return (byte)MissingBin(feature);
        if (kind.IsCategory)
        {
            // A code outside the levels cannot come from the encoder; "other", the last level, is the safe reading.
            var code = (int)value;
            return (byte)((uint)code < (uint)kind.Levels ? code : kind.Levels - 1);
        }
        var edges = _thresholds[feature];
        int low = 0, high = edges.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (edges[middle] < value) low = middle + 1;
            else high = middle;
        }
        return (byte)low;
    }

    /// <summary>The bins of one encoded row, length F, in the caller's memory.</summary>
    public void Bin(ReadOnlySpan<float> row, Span<byte> binsOut)
    {
        for (var f = 0; f < _kinds.Length; f++) binsOut[f] = Bin(f, row[f]);
    }
}
