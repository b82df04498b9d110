namespace LeadPredict.Qualification.Stages;

/// <summary>How a lead's wait on a rung ended.</summary>
public enum WaitEnd
{
    /// <summary>It has not, by the day up to which is known (censored).</summary>
    Open,
    /// <summary>It went on to a later rung.</summary>
    WentOn,
    /// <summary>It was turned down.</summary>
    Dropped,
}

/// <summary>
/// Times on a rung when not all have ended yet. How long leads stay at all is estimated by Kaplan and Meier (1958), how many go on within a time by Aalen and
/// Johansen (1978): being turned down ends the chance of going on and is no censoring. Both use the leads that are still open for as long as they are known. Immutable.
/// </summary>
public sealed class WaitingTimes
{
    readonly double[] _days;
    readonly double[] _staying, _wentOn;

    WaitingTimes(double[] days, double[] staying, double[] wentOn)
    {
        _days = days;
        _staying = staying;
        _wentOn = wentOn;
    }

    /// <param name="waits">Days of 0 or more, known up to there, and how each ended.</param>
    public static WaitingTimes Of(IEnumerable<(double Days, WaitEnd End)> waits)
    {
        var steps = waits.GroupBy(w => w.Days).OrderBy(g => g.Key).ToArray();
        var atRisk = steps.Sum(s => s.Count());
        var (days, staying, wentOn) = (new List<double>(), new List<double>(), new List<double>());
        double still = 1, gone = 0;
        foreach (var step in steps)
        {
            int on = step.Count(w => w.End == WaitEnd.WentOn), dropped = step.Count(w => w.End == WaitEnd.Dropped);
            if (on + dropped > 0)
            {
                gone += still * on / atRisk;
                still *= 1 - (double)(on + dropped) / atRisk;
                days.Add(step.Key);
                staying.Add(still);
                wentOn.Add(gone);
            }
            // Leads that end on a day are at risk on it; those that are censored on it too.
            atRisk -= step.Count();
        }
        return new WaitingTimes([.. days], [.. staying], [.. wentOn]);
    }

    /// <summary>Share that goes on at last, of all, as far as is known; NaN when nothing has ended.</summary>
    public double WentOnAtLast => _wentOn.Length == 0 ? double.NaN : _wentOn[^1];

    /// <summary>Share that is still on the rung after so many days.</summary>
    public double StayingAfter(double days) => At(_staying, days, 1);

    /// <summary>Share that has gone on after so many days.</summary>
    public double WentOnAfter(double days) => At(_wentOn, days, 0);

    /// <summary>Days after which half have left, either way; NaN while fewer than half have.</summary>
    public double MedianDays => FirstWhere(_staying, s => s <= 0.5);

    /// <summary>Days after which a share of those who go on at last have gone on; NaN when nobody has.</summary>
    public double DaysUntilWentOn(double share) => WentOnAtLast > 0 ? FirstWhere(_wentOn, w => w >= share * WentOnAtLast - 1e-12) : double.NaN;

    double FirstWhere(double[] values, Func<double, bool> holds)
    {
        for (var i = 0; i < values.Length; i++)
            if (holds(values[i])) return _days[i];
        return double.NaN;
    }

    double At(double[] values, double days, double before)
    {
        var at = Array.BinarySearch(_days, days);
        if (at < 0) at = ~at - 1;
        return at < 0 ? before : values[at];
    }
}
