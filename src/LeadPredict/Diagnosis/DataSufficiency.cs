namespace LeadPredict.Diagnosis;

/// <summary>
/// What so many leads support: the half width of a 95% interval of the AUC by Hanley and McNeil (1982), at an AUC of 0.75, and the positives a
/// column (ten or more by Peduzzi et al. 1996). Immutable.
/// </summary>
/// <param name="Rows">Leads with an outcome.</param>
/// <param name="Positives">Those that became an SQL.</param>
/// <param name="Features">Columns to learn from.</param>
public sealed record DataSufficiency(int Rows, int Positives, int Features)
{
    const double Auc = 0.75;
    const double Normal95 = 1.959963984540054;
    const double TestShare = 0.2;
    const double Wanted = 0.03;
    const double Wide = 0.05;
    const int EventsWanted = 10;

    /// <summary>Of the rarer outcome, by column.</summary>
    public double EventsPerColumn => Features == 0 ? 0 : Math.Min(Positives, Rows - Positives) / (double)Features;
    /// <summary>The AUC is known to plus or minus this when all leads judge (five folds); NaN without both outcomes.</summary>
    public double AucHalfWidth => HalfWidth(Positives, Rows - Positives);
    /// <summary>The same when the newest fifth judges.</summary>
    public double AucHalfWidthOnTest => HalfWidth(TestShare * Positives, TestShare * (Rows - Positives));
    /// <summary>Positives, at this base rate, whose newest fifth would give plus or minus 0.03.</summary>
    public int PositivesWanted
    {
        get
        {
            if (Positives == 0 || Positives == Rows) return 0;
            double low = 1, high = 1e8;
            for (var i = 0; i < 100; i++)
            {
                var middle = Math.Sqrt(low * high);
                if (HalfWidth(TestShare * middle, TestShare * middle * (Rows - Positives) / Positives) > Wanted) low = middle;
                else high = middle;
            }
            return (int)Math.Ceiling(high);
        }
    }
    /// <summary>Enough for a model and for its judge.</summary>
    public bool IsEnough => EventsPerColumn >= EventsWanted && AucHalfWidthOnTest <= Wide;

    static double HalfWidth(double positives, double negatives)
    {
        if (positives < 1 || negatives < 1) return double.NaN;
        var twoPositives = Auc / (2 - Auc) - Auc * Auc;
        var twoNegatives = 2 * Auc * Auc / (1 + Auc) - Auc * Auc;
        return Normal95 * Math.Sqrt((Auc * (1 - Auc) + (positives - 1) * twoPositives + (negatives - 1) * twoNegatives) / (positives * negatives));
    }
}
