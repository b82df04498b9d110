namespace LeadPredict.Diagnosis;

/// <summary>
/// How far a column's values have moved between two groups of leads: the population stability index (the sum of (p - q) ln(p / q) over cells), less what
/// chance alone adds to it. Immutable.
/// </summary>
/// <param name="Column">Its name.</param>
/// <param name="Size">Bias-corrected index, 0 or more: below 0.1 small, above 0.25 large.</param>
/// <param name="Low">Lower end of its interval, as wide as is fair when some forty columns are looked at.</param>
/// <param name="High">Upper end.</param>
/// <param name="Cells">Cells compared; fewer than 2 say nothing.</param>
public sealed record ColumnShift(string Column, double Size, double Low, double High, int Cells)
{
    /// <summary>Large enough to matter, and surely not chance.</summary>
    public bool Moved => Size >= LeastSize && Low > 0;

    internal const double LeastSize = 0.2;
    // 1 in 2,000 on each side, so that forty columns seldom cry wolf.
    const double Z = 3.3;
    const double LeastExpected = 5;
    const int MostCells = 16;

    /// <summary>
    /// Measures one column. Under no shift the index is (1/n + 1/m) times a chi-square of cells - 1 degrees (Yurdakul 2018, "Statistical properties of
    /// population stability index"), with a shift a non-central one: its mean is taken off, its deviation is the interval.
    /// </summary>
    /// <param name="before">Leads in each cell, of the first group.</param>
    /// <param name="after">Leads in each cell, of the second group; as many cells.</param>
    /// <param name="beforeWorth">How many independent leads the first group is worth, at most its leads: those of one account resemble one another.</param>
    /// <param name="afterWorth">The same of the second.</param>
    public static ColumnShift Measure(string column, ReadOnlySpan<int> before, ReadOnlySpan<int> after, double beforeWorth, double afterWorth)
    {
        if (before.Length != after.Length) throw new ArgumentException("Both groups must have the same cells.", nameof(after));
        double n = Sum(before), m = Sum(after);
        if (n == 0 || m == 0) return new(column, 0, 0, double.PositiveInfinity, 0);
        // Rare cells are one: in them a share of nothing would be an infinite index.
        var least = LeastExpected / Math.Min(Math.Min(n, beforeWorth), Math.Min(m, afterWorth));
        var pooled = new (double Share, int Cell)[before.Length];
        for (var c = 0; c < before.Length; c++) pooled[c] = ((before[c] / n + after[c] / m) / 2, c);
        Array.Sort(pooled, (a, b) => a.Share != b.Share ? b.Share.CompareTo(a.Share) : a.Cell.CompareTo(b.Cell));
        var own = 0;
        while (own < pooled.Length && own < MostCells && pooled[own].Share >= least) own++;
        double index = 0, restBefore = 0, restAfter = 0;
        for (var i = 0; i < pooled.Length; i++)
        {
            if (i < own) index += Part(before[pooled[i].Cell], after[pooled[i].Cell]);
            else (restBefore, restAfter) = (restBefore + before[pooled[i].Cell], restAfter + after[pooled[i].Cell]);
        }
        var cells = own;
        if (restBefore + restAfter > 0 && (restBefore / n + restAfter / m) / 2 >= least)
        {
            index += Part(restBefore, restAfter);
            cells++;
        }
        if (cells < 2) return new(column, 0, 0, double.PositiveInfinity, cells);
        var scale = 1 / Math.Max(1, Math.Min(n, beforeWorth)) + 1 / Math.Max(1, Math.Min(m, afterWorth));
        var size = Math.Max(0, index - (cells - 1) * scale);
        var reach = Z * scale * Math.Sqrt(2 * (cells - 1) + 4 * size / scale);
        return new(column, size, Math.Max(0, size - reach), size + reach, cells);

        double Part(double a, double b)
        {
            double p = (a + 0.5) / (n + 1), q = (b + 0.5) / (m + 1);
            return (p - q) * Numerics.PortableMath.Log(p / q);
        }
    }

    static double Sum(ReadOnlySpan<int> counts)
    {
        double sum = 0;
        foreach (var count in counts) sum += count;
        return sum;
    }
}
