using LeadPredict.Qualification.Stages;

namespace LeadPredict.Qualification.Spending;

/// <summary>
/// The chance that a lead which is still open will reach the target, from what the model said when it was new and from how far it has come at its age. By Bayes' rule:
/// the odds change by how much more frequent this stage at this age was among leads that reached the target than among those that did not, both old enough to know.
/// <code>
/// odds = p / (1 - p) x P(on this stage and open at this age | reached it) / P(the same | did not)
/// </code>
/// Immutable, thread safe.
/// </summary>
public sealed class OutcomeForecast
{
    const double MatureShare = 0.99;
    const double UsualHorizon = 90;
    // Half a lead more in each: no stage is impossible.
    const double Half = 0.5;
    const double LeastDrift = 0.1, DaysPerMonth = 30;

    readonly int _target;
    readonly double _asOf;
    readonly List<LeadHistory> _reached, _others;
    readonly Dictionary<(int Stage, int Age), double> _ratios = [];

    /// <param name="histories">Leads with their probabilities.</param>
    /// <param name="target">The rung to reach, above 0.</param>
    public OutcomeForecast(LeadHistories histories, int target)
    {
        _target = target;
        _asOf = histories.AsOf;
        var times = WaitingTimes.Of(FunnelReport.Waits(histories.Leads, 0, target, histories.AsOf));
        MatureDays = times.WentOnAtLast > 0 ? Math.Ceiling(times.DaysUntilWentOn(MatureShare)) : UsualHorizon;
        var mature = histories.Leads.Where(l => histories.AsOf - l.Start >= MatureDays).ToList();
        _reached = mature.FindAll(l => !double.IsNaN(l.Reached(target)));
        _others = mature.FindAll(l => double.IsNaN(l.Reached(target)));
        Drift = Math.Max(LeastDrift, DriftOf(mature.FindAll(l => !double.IsNaN(l.Probability)), target));
    }

    /// <summary>
    /// Standard deviation, in log-odds, by which the level of the outcomes of leads of one month differs from what the model expects of them, beyond luck: the variance of
    /// (observed - expected) / information over months, less that of its error. At least 0.1; seasons that no column shows are in it.
    /// </summary>
    public double Drift { get; }

    /// <summary>The age at which 99 of 100 that reach the target have; a lead as old that has not counts as one that will not.</summary>
    public double MatureDays { get; }

    /// <summary>Whether the lead's outcome is still open: it has neither reached the target nor been turned down, and is young enough.</summary>
    public bool IsOpen(LeadHistory lead) => double.IsNaN(lead.Reached(_target)) && double.IsNaN(lead.Dropped) && _asOf - lead.Start < MatureDays;

    /// <summary>The chance that an open lead with this chance at the start will reach the target. Not thread safe.</summary>
    public double Chance(LeadHistory lead, double atStart)
    {
        var key = (lead.StageAt(_asOf), (int)(_asOf - lead.Start));
        if (!_ratios.TryGetValue(key, out var ratio)) _ratios[key] = ratio = Share(_reached, key.Item1, key.Item2) / Share(_others, key.Item1, key.Item2);
        var odds = atStart / (1 - atStart) * ratio;
        return double.IsPositiveInfinity(odds) ? 1 : odds / (1 + odds);
    }

    static double DriftOf(List<LeadHistory> leads, int target)
    {
        double sum = 0, months = 0;
        foreach (var month in leads.GroupBy(l => (int)(l.Start / DaysPerMonth)))
        {
            var information = month.Sum(l => l.Probability * (1 - l.Probability));
            var gap = month.Sum(l => (double.IsNaN(l.Reached(target)) ? 0 : 1) - l.Probability);
            if (information < 1) continue;
            sum += gap * gap / (information * information) - 1 / information;
            months++;
        }
        return months < 3 ? 0 : Math.Sqrt(Math.Max(0, sum / months));
    }

    double Share(List<LeadHistory> leads, int stage, int age)
    {
        var there = leads.Count(l => !(l.Reached(_target) <= l.Start + age) && !(l.Dropped <= l.Start + age) && l.StageAt(l.Start + age) == stage);
        return (there + Half) / (leads.Count + 2 * Half);
    }
}
