namespace LeadPredict.Qualification.Stages;

/// <summary>What became of one lead up to a day. Days count from 2000-01-01. Immutable.</summary>
/// <param name="Stated">The day of each rung as the file has it, NaN where it has none.</param>
/// <param name="Dropped">The day on which it was turned down; NaN when it was not.</param>
/// <param name="Reason">Why; empty when it was not or nobody said.</param>
/// <param name="Groups">The cells that leads are parted by.</param>
public sealed record LeadHistory(double[] Stated, double Dropped, string Reason, string[] Groups)
{
    /// <summary>Calibrated chance of becoming an SQL when it was new; NaN where it was not asked for.</summary>
    public double Probability { get; init; } = double.NaN;
    /// <summary>Ends of the 95% interval of the rate at which such leads become SQLs.</summary>
    public double RateLow { get; init; } = double.NaN;
    public double RateHigh { get; init; } = double.NaN;
    /// <summary>Its id, for lists; empty where there is none.</summary>
    public string Id { get; init; } = "";

    /// <summary>
    /// The day on which the lead had reached a rung: that of the rung, else the earliest of a later one, since a lead that is further has passed it. NaN when it has not.
    /// </summary>
    public double Reached(int rung)
    {
        if (!double.IsNaN(Stated[rung])) return Stated[rung];
        var earliest = double.NaN;
        for (var later = rung + 1; later < Stated.Length; later++)
            if (!(Stated[later] >= earliest)) earliest = double.IsNaN(Stated[later]) ? earliest : Stated[later];
        return earliest;
    }

    /// <summary>The last rung reached by <paramref name="day"/>; -1 for none.</summary>
    public int StageAt(double day)
    {
        for (var rung = Stated.Length - 1; rung >= 0; rung--)
            if (Stated[rung] <= day) return rung;
        return -1;
    }

    /// <summary>The first day; NaN when no rung is dated.</summary>
    public double Start => Reached(0);
}
