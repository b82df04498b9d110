namespace LeadPredict.Evaluation;

/// <summary>
/// A 95% interval of the AUC that stays honest with a handful of positives, where resampling cannot imagine a positive worse than those
/// it saw (an AUC of 1 would get the interval 1 to 1): all true AUCs from which the one seen is within 1.96 standard errors, with the
/// error of Hanley and McNeil (1982) at the true AUC, as Newcombe (2006, "Confidence intervals for an effect size measure based on the
/// Mann-Whitney statistic") does.
/// </summary>
static class AucScoreInterval
{
    /// <summary>Below this many units of either class the interval of the AUC is this one where it is wider.</summary>
    public const int SmallClass = 50;
    const double Normal95 = 1.959963984540054;

    public static MetricValue Widen(MetricValue auc, int positives, int negatives)
    {
        if (Math.Min(positives, negatives) >= SmallClass) return auc;
        return auc with
        {
            Low = Math.Min(auc.Low, Edge(auc.Value, 0, positives, negatives)),
            High = Math.Max(auc.High, Edge(auc.Value, 1, positives, negatives)),
        };
    }

    /// <summary>The interval alone; NaN without both classes.</summary>
    public static MetricValue Of(double auc, double positives, double negatives) => double.IsNaN(auc) || Math.Min(positives, negatives) < 1
        ? new(auc, double.NaN, double.NaN)
        : new(auc, Edge(auc, 0, positives, negatives), Edge(auc, 1, positives, negatives));

    /// <summary>
    /// The true AUC farthest from the one <paramref name="seen"/>, towards <paramref name="end"/>, that could still have given it; by
    /// halving.
    /// </summary>
    static double Edge(double seen, double end, double positives, double negatives)
    {
        var (possible, impossible) = (seen, end);
        for (var i = 0; i < 60; i++)
        {
            var middle = (possible + impossible) / 2;
            var distance = seen - middle;
            if (distance * distance <= Normal95 * Normal95 * Variance(middle, positives, negatives)) possible = middle;
            else impossible = middle;
        }
        return possible;
    }

    static double Variance(double auc, double positives, double negatives)
    {
        var twoPositives = auc / (2 - auc) - auc * auc;
        var twoNegatives = 2 * auc * auc / (1 + auc) - auc * auc;
        return (auc * (1 - auc) + (positives - 1) * twoPositives + (negatives - 1) * twoNegatives) / (positives * negatives);
    }
}
