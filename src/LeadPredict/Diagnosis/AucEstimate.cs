namespace LeadPredict.Diagnosis;

/// <summary>
/// A ROC AUC with its standard error, by the placements of DeLong, DeLong and Clarke-Pearson (1988), never below the error of Hanley and McNeil
/// (1982) at an AUC drawn a little to the middle: an AUC of 1 on a few rows is not certain. Two estimates on the same rows can be compared in pairs.
/// </summary>
sealed class AucEstimate
{
    /// <summary>Half width of a 99% interval, in standard errors.</summary>
    public const double Z = 2.5758293035489004;

    readonly double[] _positives, _negatives;

    public double Value { get; }
    public double StandardError { get; }
    public double Low => Math.Max(0, Value - Z * StandardError);
    public double High => Math.Min(1, Value + Z * StandardError);

    AucEstimate(double value, double standardError, double[] positives, double[] negatives)
    {
        Value = value;
        StandardError = standardError;
        _positives = positives;
        _negatives = negatives;
    }

    /// <param name="scores">Length m, no NaN; ties count half.</param>
    /// <param name="labels">Length m, both outcomes.</param>
    public static AucEstimate Of(double[] scores, byte[] labels)
    {
        var order = new int[scores.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort((double[])scores.Clone(), order);
        var negatives = labels.Count(l => l == 0);
        var positives = labels.Length - negatives;
        // Share of the other outcome that each row ranks right, ties half; equal scores share it, so the order of ties does not matter.
        var placement = new double[scores.Length];
        int below = 0, belowPositive = 0;
        for (var start = 0; start < order.Length;)
        {
            int end = start, tiedPositive = 0;
            for (; end < order.Length && scores[order[end]] == scores[order[start]]; end++) tiedPositive += labels[order[end]];
            var tiedNegative = end - start - tiedPositive;
            for (var i = start; i < end; i++)
                placement[order[i]] = labels[order[i]] == 1
                    ? (below + tiedNegative / 2.0) / negatives
                    : 1 - (belowPositive + tiedPositive / 2.0) / positives;
            below += tiedNegative;
            belowPositive += tiedPositive;
            start = end;
        }
        var ofPositives = Pick(placement, labels, 1);
        var ofNegatives = Pick(placement, labels, 0);
        var value = ofPositives.Average();
        var variance = Covariance(ofPositives, ofPositives) / positives + Covariance(ofNegatives, ofNegatives) / negatives;
        return new AucEstimate(value, Math.Sqrt(Math.Max(variance, LeastVariance(value, positives, negatives))), ofPositives, ofNegatives);
    }

    /// <summary>Standard error of the difference to <paramref name="other"/>, made on the same rows in the same order.</summary>
    public double ErrorOfDifference(AucEstimate other)
    {
        var covariance = Covariance(_positives, other._positives) / _positives.Length + Covariance(_negatives, other._negatives) / _negatives.Length;
        return Math.Sqrt(Math.Max(0, StandardError * StandardError + other.StandardError * other.StandardError - 2 * covariance));
    }

    /// <summary>The same without what a comparison needs: a few bytes.</summary>
    public AucEstimate WithoutPlacements() => new(Value, StandardError, [], []);

    static double[] Pick(double[] values, byte[] labels, byte label)
    {
        var result = new List<double>();
        for (var i = 0; i < values.Length; i++)
            if (labels[i] == label) result.Add(values[i]);
        return [.. result];
    }

    static double Covariance(double[] a, double[] b)
    {
        if (a.Length < 2) return 0;
        double meanA = a.Average(), meanB = b.Average(), sum = 0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - meanA) * (b[i] - meanB);
        return sum / (a.Length - 1);
    }

    static double LeastVariance(double auc, int positives, int negatives)
    {
        var least = Math.Min(positives, negatives);
        var a = (Math.Max(auc, 1 - auc) * least + Z * Z / 2) / (least + Z * Z);
        var two = a / (2 - a) - a * a + (2 * a * a / (1 + a) - a * a);
        return (a * (1 - a) + (least - 1) * two) / ((double)positives * negatives);
    }
}
