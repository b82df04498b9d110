using LeadPredict.Evaluation;

namespace LeadPredict.Explanation;

/// <summary>
/// How often each of n leads is drawn in each resample, accounts whole: drawn once and used for every mean that wants an interval. Immutable, thread safe.
/// </summary>
sealed class LeadResamples
{
    const int LeastLeads = 30;
    const double Normal95 = 1.959963984540054;

    readonly int[][] _draws;

    /// <param name="groups">Account of each lead; negative numbers stand alone. Empty = each lead alone.</param>
    public LeadResamples(int leads, ReadOnlySpan<int> groups, ulong seed)
    {
        if (leads < LeastLeads)
        {
            _draws = [];
            return;
        }
        var bootstrap = new Bootstrap(new byte[leads], groups, seed);
        int[] own = [.. Enumerable.Range(0, leads)];
        _draws = new int[bootstrap.Resamples][];
        for (var r = 0; r < _draws.Length; r++) bootstrap.Draw(r, own, _draws[r] = new int[leads]);
    }

    /// <summary>The mean of one value a lead, with its 95% interval.</summary>
    public MetricValue Mean(ReadOnlySpan<double> values)
    {
        var mean = 0.0;
        foreach (var value in values) mean += value;
        mean /= values.Length;
        if (_draws.Length == 0) return new MetricValue(mean, double.NaN, double.NaN);
        double sum = 0, squares = 0;
        foreach (var draw in _draws)
        {
            double drawn = 0;
            long count = 0;
            for (var i = 0; i < values.Length; i++)
            {
                drawn += draw[i] * values[i];
                count += draw[i];
            }
            drawn /= count;
            sum += drawn;
            squares += (drawn - mean) * (drawn - mean);
        }
        // Around the value itself: the mean of resamples differs from it only by chance.
        var shift = sum / _draws.Length - mean;
        var half = Normal95 * Math.Sqrt(Math.Max(0, squares / _draws.Length - shift * shift));
        return new MetricValue(mean, mean - half, mean + half);
    }
}
