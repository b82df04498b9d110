namespace LeadPredict.Evaluation;

/// <summary>Precision and recall where only the best leads are called, and on both sides of a cut, with intervals by accounts.</summary>
static class CapacityTable
{
    static readonly double[] s_shares = [0.01, 0.02, 0.05, 0.10, 0.20, 0.30, 0.50];

    /// <summary>The shares of the ranking to look at, rising; with a capacity its own share among them.</summary>
    public static double[] Shares(int rows, int capacity)
    {
        if (rows == 0) return [];
        if (capacity <= 0) return s_shares;
        var asked = Math.Min(1, (double)capacity / rows);
        return s_shares.Contains(asked) ? s_shares : [.. s_shares.Append(asked).Order()];
    }

    /// <summary>The probability of the last lead that fits in, so that equal leads are called together.</summary>
    public static DecisionCut CutFor(int capacity, ReadOnlySpan<double> probabilities)
    {
        var sorted = probabilities.ToArray();
        Array.Sort(sorted);
        return new DecisionCut("capacity", sorted.Length == 0 ? double.PositiveInfinity : sorted[^Math.Min(capacity, sorted.Length)]);
    }

    public static IReadOnlyList<CapacityRow> Of(double[] shares, RankedMetrics whole, RankedMetrics[] draws, Bootstrap bootstrap)
    {
        var table = new CapacityRow[shares.Length];
        for (var s = 0; s < table.Length; s++)
        {
            var at = s;
            var precision = Share(m => m.Hits[at] / (shares[at] * m.Rows), whole, draws, bootstrap);
            var recall = Share(m => m.Hits[at] / m.Positives, whole, draws, bootstrap);
            table[s] = new(shares[s], shares[s] * whole.Rows, precision, recall, precision.Value / ((double)whole.Positives / whole.Rows));
        }
        return table;
    }

    public static CutReport At(DecisionCut cut, RankedMetrics whole, RankedMetrics[] draws, Bootstrap bootstrap)
    {
        int tp = (int)whole.CalledPositives, fp = (int)whole.CalledNegatives, positives = (int)whole.Positives;
        var confusion = new Confusion(tp, fp, (int)whole.Rows - positives - fp, positives - tp);
        return new CutReport(
            cut, confusion, Share(m => m.Precision, whole, draws, bootstrap), Share(m => m.Recall, whole, draws, bootstrap),
            2.0 * tp / (2.0 * tp + fp + confusion.FalseNegatives));
    }

    // A share of 0 or 1 has no scatter: its interval would be a pretence where resamples cannot imagine the other.
    static MetricValue Share(Func<RankedMetrics, double> of, RankedMetrics whole, RankedMetrics[] draws, Bootstrap bootstrap)
    {
        var value = of(whole);
        if (draws.Length == 0) return new(value, double.NaN, double.NaN);
        var interval = bootstrap.Interval(value, Array.ConvertAll(draws, d => of(d)));
        return interval with { Low = Math.Clamp(interval.Low, 0, 1), High = Math.Clamp(interval.High, 0, 1) };
    }
}
