namespace LeadPredict.Calibration;

/// <summary>
/// Labelled log-odds in the form every fit wants: sorted, equal values merged, with the weight of both classes at each value.
/// Above <see cref="MaxCells"/> rows neighbours are merged too, which moves a fit far less than the rows themselves would.
/// </summary>
sealed class CalibrationCells
{
    public const int MaxCells = 20_000;

    CalibrationCells(double[] logOdds, double[] positive, double[] negative)
    {
        LogOdds = logOdds;
        Positive = positive;
        Negative = negative;
        Ones = new double[logOdds.Length];
        Array.Fill(Ones, 1);
        foreach (var weight in positive) TotalPositive += weight;
        foreach (var weight in negative) TotalNegative += weight;
    }

    public int Count => LogOdds.Length;
    public double[] LogOdds { get; }
    public double[] Positive { get; }
    public double[] Negative { get; }
    public double[] Ones { get; }
    public double TotalPositive { get; }
    public double TotalNegative { get; }

    /// <summary>Row numbers in rising order of log-odds; equal ones in their own order.</summary>
    public static int[] Order(ReadOnlySpan<double> logOdds)
    {
        var keys = logOdds.ToArray();
        var rows = new int[keys.Length];
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        Array.Sort(keys, rows);
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start];) end++;
            if (end - start > 1) rows.AsSpan(start, end - start).Sort();
        }
        return rows;
    }

    /// <summary>
    /// The rows of <paramref name="order"/> without those of fold <paramref name="leftOut"/>; empty weights or folds mean 1 and none.
    /// </summary>
    public static CalibrationCells Build(ReadOnlySpan<double> logOdds, ReadOnlySpan<byte> labels, ReadOnlySpan<double> weights,
        ReadOnlySpan<int> order, ReadOnlySpan<byte> folds = default, int leftOut = -1)
    {
        var rowsPerCell = Math.Max(1, order.Length / MaxCells);
        var cellLogOdds = new List<double>();
        var positive = new List<double>();
        var negative = new List<double>();

        double first = 0, last = 0, sum = 0, pos = 0, neg = 0;
        var rows = 0;
        foreach (var row in order)
        {
            var weight = weights.IsEmpty ? 1 : weights[row];
            if (weight == 0 || (!folds.IsEmpty && folds[row] == leftOut)) continue;
            var x = logOdds[row];
            if (rows >= rowsPerCell && x != last) Close();
            if (rows++ == 0) first = x;
            last = x;
            sum += weight * (x - first);
            if (labels[row] == 1) pos += weight;
            else neg += weight;
        }
        if (rows > 0) Close();
        return new CalibrationCells([.. cellLogOdds], [.. positive], [.. negative]);

        void Close()
        {
            cellLogOdds.Add(first == last ? first : first + sum / (pos + neg));
            positive.Add(pos);
            negative.Add(neg);
            (rows, sum, pos, neg) = (0, 0, 0, 0);
        }
    }
}
