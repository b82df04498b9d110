namespace LeadPredict.Evaluation;

/// <summary>
/// A point of the ROC curve: what is caught and what is falsely caught when every score of at least <see cref="Threshold"/> is called
/// positive.
/// </summary>
public readonly record struct RocPoint(double FalsePositiveRate, double TruePositiveRate, double Threshold);

/// <summary>One slice of the ranking, best first. Rows that tie across a slice's edge are shared out evenly.</summary>
/// <param name="Slice">1 for the best.</param>
/// <param name="Rows">Rows in the slice: the same fraction of all in each.</param>
/// <param name="Positives">Positives in the slice.</param>
/// <param name="Rate">Positives over rows of the slice.</param>
/// <param name="CumulativeShare">Share of all positives in this and better slices; NaN without positives.</param>
/// <param name="CumulativeLift">Rate of this and better slices over the base rate; NaN without positives.</param>
public readonly record struct GainsSlice(
    int Slice, double Rows, double Positives, double Rate, double CumulativeShare, double CumulativeLift);

/// <summary>
/// How well scores put positives before negatives. Only the order of <c>scores</c> counts; higher is more likely positive; ties are
/// exact, never broken by row order. <c>labels</c>: 0 or 1, one a score. NaN where a metric has no meaning, never an exception for few
/// rows or one class. O(n log n). Thread safe. A NaN score, another label or another length is an <see cref="ArgumentException"/>.
/// </summary>
public static class RankingMetrics
{
    /// <summary>
    /// Area under the ROC curve: the chance that a positive outranks a negative, a tie counting half (Hanley and McNeil 1982). NaN with
    /// one class.
    /// </summary>
    public static double RocAuc(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels) => new RankedCells(scores, labels).Measure().RocAuc;

    /// <summary>
    /// Average precision: precision at each distinct score, weighted by the recall it adds; no interpolation (as scikit-learn's
    /// average_precision_score). NaN without positives.
    /// </summary>
    public static double PrAuc(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels) => new RankedCells(scores, labels).Measure().PrAuc;

    /// <summary>Rate of positives in the best tenth of rows over the base rate, 0 to 10. NaN without positives.</summary>
    public static double LiftTopDecile(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels) =>
        new RankedCells(scores, labels).Measure().LiftTopDecile;

    /// <summary>The largest gap between the cumulated shares of positives and of negatives, 0 to 1. NaN with one class.</summary>
    public static double KolmogorovSmirnov(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels) =>
        new RankedCells(scores, labels).Measure().KolmogorovSmirnov;

    /// <summary>Share of positives among the best <paramref name="top"/> rows (all rows if there are fewer). NaN without rows.</summary>
    public static double PrecisionAt(int top, ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        var cells = new RankedCells(scores, labels);
        var rows = Math.Min(top, scores.Length);
        return PositivesAbove(cells, [rows])[0] / rows;
    }

    /// <summary>Share of all positives that are among the best <paramref name="top"/> rows. NaN without positives.</summary>
    public static double RecallAt(int top, ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        var cells = new RankedCells(scores, labels);
        var found = PositivesAbove(cells, [Math.Min(top, scores.Length), scores.Length]);
        return found[0] / found[1];
    }

    /// <summary>
    /// The ROC curve from (0, 0) to (1, 1), without the points inside straight horizontal and vertical runs. Empty with one class.
    /// </summary>
    public static IReadOnlyList<RocPoint> RocCurve(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels) => RocCurve(new RankedCells(scores, labels));

    internal static IReadOnlyList<RocPoint> RocCurve(RankedCells cells)
    {
        var (positives, negatives) = Totals(cells.Counts);
        if (positives == 0 || negatives == 0) return [];

        List<RocPoint> points = [new(0, 0, double.PositiveInfinity)];
        int tp = 0, fp = 0;
        var lastRun = 0;
        for (var b = 0; b < cells.Scores.Length; b++)
        {
            int neg = cells.Counts[2 * b], pos = cells.Counts[2 * b + 1];
            tp += pos;
            fp += neg;
            var run = neg == 0 ? 1 : pos == 0 ? 2 : 0;
            if (run != 0 && run == lastRun) points.RemoveAt(points.Count - 1);
            lastRun = run;
            points.Add(new((double)fp / negatives, (double)tp / positives, cells.Scores[b]));
        }
        return points;
    }

    /// <summary>The ranking in <paramref name="slices"/> equal parts, best first; deciles by default. Empty without rows.</summary>
    public static IReadOnlyList<GainsSlice> Gains(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, int slices = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slices);
        return Gains(new RankedCells(scores, labels), slices);
    }

    internal static IReadOnlyList<GainsSlice> Gains(RankedCells cells, int slices)
    {
        var rows = cells.CellOfRow.Length;
        if (rows == 0) return [];
        var edges = new double[slices];
        for (var s = 0; s < slices; s++) edges[s] = rows * (s + 1.0) / slices;
        var found = PositivesAbove(cells, edges);

        var gains = new GainsSlice[slices];
        for (var s = 0; s < slices; s++)
        {
            var own = found[s] - (s == 0 ? 0 : found[s - 1]);
            var size = (double)rows / slices;
            var share = found[s] / found[^1];
            gains[s] = new(s + 1, size, own, own / size, share, share * slices / (s + 1));
        }
        return gains;
    }

    /// <summary>
    /// Positives among the best rows, for each of <paramref name="rows"/>, which rise; ties across an edge are shared evenly.
    /// </summary>
    internal static double[] PositivesAbove(RankedCells cells, ReadOnlySpan<double> rows)
    {
        var found = new double[rows.Length];
        int above = 0, positives = 0, next = 0;
        for (var b = 0; b < cells.Scores.Length; b++)
        {
            int pos = cells.Counts[2 * b + 1], all = cells.Counts[2 * b] + pos;
            for (; next < rows.Length && rows[next] <= above + all; next++)
                found[next] = positives + (rows[next] - above) * pos / all;
            above += all;
            positives += pos;
        }
        for (; next < rows.Length; next++) found[next] = positives;
        return found;
    }

    static (int Positives, int Negatives) Totals(int[] counts)
    {
        int positives = 0, negatives = 0;
        for (var i = 0; i < counts.Length; i += 2)
        {
            negatives += counts[i];
            positives += counts[i + 1];
        }
        return (positives, negatives);
    }
}
