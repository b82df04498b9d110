namespace LeadPredict.Modeling;

/// <summary>
/// What is kept of the training leads' held-out predictions: quantiles, for percentiles and grades, and the observed rate of neighbouring
/// leads, for a lead's interval. Every prediction behind it came from a model that had not seen the lead. Immutable, thread safe.
/// </summary>
public sealed class ReferenceLeads
{
    const int QuantileCount = 1001;
    const int LeastRowsPerBand = 100;
    const int MostBands = 40;
    const double Z95 = 1.959963984540054;

    /// <summary>The parts as a model file holds them; all ascending.</summary>
    public ReferenceLeads(double[] quantiles, double[] bandEdges, double[] low, double[] high)
    {
        Quantiles = quantiles;
        BandEdges = bandEdges;
        Low = low;
        High = high;
    }

    /// <summary>Probabilities at equal steps of rank, ascending; 1,001 of them, fewer for fewer leads.</summary>
    public double[] Quantiles { get; }
    /// <summary>Least probability of each band of neighbouring leads, ascending; the first is 0.</summary>
    public double[] BandEdges { get; }
    /// <summary>Lower end of the 95% Wilson interval of each band's SQL rate.</summary>
    public double[] Low { get; }
    /// <summary>Upper end of the interval.</summary>
    public double[] High { get; }

    /// <param name="probabilities">Held-out calibrated probabilities, length n, at least 1.</param>
    /// <param name="labels">Outcomes 0 and 1, length n.</param>
    public static ReferenceLeads Fit(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        var sorted = probabilities.ToArray();
        var outcomes = labels.ToArray();
        Array.Sort(sorted, outcomes);
        var n = sorted.Length;
        var quantiles = new double[Math.Min(QuantileCount, Math.Max(2, n))];
        for (var i = 0; i < quantiles.Length; i++) quantiles[i] = sorted[(int)Math.Round((double)i * (n - 1) / (quantiles.Length - 1))];

        var bands = Math.Clamp(n / LeastRowsPerBand, 1, MostBands);
        var edges = new double[bands];
        var low = new double[bands];
        var high = new double[bands];
        for (var band = 0; band < bands; band++)
        {
            int from = (int)((long)band * n / bands), to = (int)((long)(band + 1) * n / bands);
            edges[band] = band == 0 ? 0 : sorted[from];
            (low[band], high[band]) = Wilson(outcomes[from..to].Sum(o => (double)o), to - from);
        }
        // Neighbouring bands of a monotone truth: an interval's ends may not fall.
        for (var band = 1; band < bands; band++) high[band] = Math.Max(high[band], high[band - 1]);
        for (var band = bands - 2; band >= 0; band--) low[band] = Math.Min(low[band], low[band + 1]);
        return new ReferenceLeads(quantiles, edges, low, high);
    }

    /// <summary>Share of the reference leads with a lower probability, 0 to 100.</summary>
    public double Percentile(double probability)
    {
        int low = 0, high = Quantiles.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (Quantiles[middle] < probability) low = middle + 1;
            else high = middle;
        }
        return Math.Round(100.0 * low / Quantiles.Length, 1);
    }

    /// <summary>95% interval of the SQL rate among reference leads of about this probability, widened to hold the probability itself.</summary>
    public (double Low, double High) Interval(double probability)
    {
        var band = Array.BinarySearch(BandEdges, probability);
        if (band < 0) band = Math.Max(0, ~band - 1);
        return (Math.Min(Low[band], probability), Math.Max(High[band], probability));
    }

    // Wilson 1927.
    static (double Low, double High) Wilson(double positives, double n)
    {
        var p = positives / n;
        var denominator = 1 + Z95 * Z95 / n;
        var centre = (p + Z95 * Z95 / (2 * n)) / denominator;
        var half = Z95 * Math.Sqrt(p * (1 - p) / n + Z95 * Z95 / (4 * n * n)) / denominator;
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
