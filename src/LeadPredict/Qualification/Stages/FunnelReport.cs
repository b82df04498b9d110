using LeadPredict.Numerics;

namespace LeadPredict.Qualification.Stages;

/// <summary>
/// A funnel with its conversions, times and reasons, in all and by level. Only leads old enough for a step are in its conversion; the age is taken from the times of
/// all leads, so that levels are comparable. What is called the weakest, or an outlier, holds with all intervals of its kind at once (Bonferroni). Immutable.
/// </summary>
public sealed record FunnelReport
{
    const double MatureShare = 0.95;
    const int FewestToKnowTimes = 5;
    const double UsualHorizon = 90;
    const int FewestInLevel = 30;

    public required StageLadder Ladder { get; init; }
    public required IReadOnlyList<FunnelStep> Steps { get; init; }
    /// <summary>From the first rung to the target.</summary>
    public required FunnelStep Whole { get; init; }
    /// <summary>Leads in each stage now: by the last rung reached, and turned down.</summary>
    public required IReadOnlyList<(string Stage, int Leads)> Now { get; init; }
    /// <summary>By dimension, in the order asked; levels by number of leads, months in their order.</summary>
    public required IReadOnlyList<(string Dimension, IReadOnlyList<FunnelLevel> Levels)> Levels { get; init; }
    /// <summary>The step with surely the lowest conversion; null where that is not sure.</summary>
    public required FunnelStep? Weakest { get; init; }
    /// <summary>Levels that are surely worse or better than the rest on a step, furthest from the rest first.</summary>
    public required IReadOnlyList<FunnelOutlier> Outliers { get; init; }

    /// <param name="histories">The leads.</param>
    /// <param name="dimensions">Names of the groups of <see cref="LeadHistory.Groups"/>, in their order.</param>
    /// <param name="target">Rung of the whole way, such as that of the SQL.</param>
    public static FunnelReport Of(LeadHistories histories, IReadOnlyList<string> dimensions, int target)
    {
        var ladder = histories.Ladder;
        (int From, int To)[] ways = [.. Enumerable.Range(0, ladder.Rungs.Count - 1).Select(i => (i, i + 1))];
        var mature = ways.Append((0, target)).ToDictionary(w => w, w => MatureDays(histories, w.Item1, w.Item2));
        FunnelStep Step(IReadOnlyList<LeadHistory> leads, int from, int to) => Measure(histories, leads, from, to, mature[(from, to)]);

        var steps = ways.Select(w => Step(histories.Leads, w.From, w.To)).ToList();
        var levels = dimensions.Select((name, d) => (name, (IReadOnlyList<FunnelLevel>)[.. Order(name, histories.Leads.GroupBy(l => l.Groups[d], StringComparer.Ordinal)
            .Select(g => (g.Key, Leads: g.ToList())))
            .Select(g => new FunnelLevel(g.Key.Length == 0 ? "(none)" : g.Key, g.Leads.Count, [.. ways.Select(w => Step(g.Leads, w.From, w.To))]) { Whole = Step(g.Leads, 0, target) })])).ToList();
        return new FunnelReport
        {
            Ladder = ladder,
            Steps = steps,
            Whole = Step(histories.Leads, 0, target),
            Now = Stages(histories),
            Levels = levels,
            Weakest = WeakestOf(steps),
            Outliers = OutliersOf(levels, steps),
        };
    }

    static IEnumerable<(string Key, List<LeadHistory> Leads)> Order(string dimension, IEnumerable<(string Key, List<LeadHistory> Leads)> groups) =>
        dimension == "month" ? groups.OrderBy(g => g.Key, StringComparer.Ordinal) : groups.OrderByDescending(g => g.Leads.Count).ThenBy(g => g.Key, StringComparer.Ordinal);

    static double MatureDays(LeadHistories histories, int from, int to)
    {
        var waits = Waits(histories.Leads, from, to, histories.AsOf).ToList();
        if (waits.Count(w => w.End == WaitEnd.WentOn) < FewestToKnowTimes) return UsualHorizon;
        return Math.Ceiling(WaitingTimes.Of(waits).DaysUntilWentOn(MatureShare));
    }

    /// <summary>The waits of leads that have entered a rung, up to the day that is known.</summary>
    internal static IEnumerable<(double Days, WaitEnd End)> Waits(IEnumerable<LeadHistory> leads, int from, int to, double asOf)
    {
        foreach (var lead in leads)
        {
            var entered = lead.Reached(from);
            // Who skipped the rung did not wait on it.
            if (double.IsNaN(entered) || double.IsNaN(lead.Stated[from])) continue;
            var on = lead.Reached(to);
            if (!double.IsNaN(on)) yield return (Math.Max(0, on - entered), WaitEnd.WentOn);
            else if (!double.IsNaN(lead.Dropped)) yield return (Math.Max(0, lead.Dropped - entered), WaitEnd.Dropped);
            else yield return (asOf - entered, WaitEnd.Open);
        }
    }

    static FunnelStep Measure(LeadHistories histories, IReadOnlyList<LeadHistory> leads, int from, int to, double matureDays)
    {
        int entered = 0, young = 0, on = 0, dropped = 0, open = 0;
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var lead in leads)
        {
            var since = lead.Reached(from);
            if (double.IsNaN(since)) continue;
            entered++;
            var isOn = !double.IsNaN(lead.Reached(to));
            var isDropped = !isOn && !double.IsNaN(lead.Dropped);
            // The fast ones among the young are decided first: none of the young counts, however it ended.
            if (histories.AsOf - since < matureDays)
            {
                if (!isOn && !isDropped) young++;
                continue;
            }
            if (isOn) on++;
            else if (!isDropped) open++;
            else
            {
                dropped++;
                var reason = lead.Reason.Length == 0 ? "(not said)" : lead.Reason;
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
        }
        var times = WaitingTimes.Of(Waits(leads, from, to, histories.AsOf));
        return new FunnelStep(histories.Ladder.Rungs[from].Name, histories.Ladder.Rungs[to].Name, entered, young, new WilsonInterval(on, on + dropped + open), dropped, open)
        {
            MatureDays = matureDays,
            MedianDays = times.MedianDays,
            MedianDaysToGoOn = times.DaysUntilWentOn(0.5),
            Reasons = [.. reasons.OrderByDescending(r => r.Value).ThenBy(r => r.Key, StringComparer.Ordinal).Select(r => (r.Key, r.Value))],
        };
    }

    static List<(string, int)> Stages(LeadHistories histories)
    {
        var now = histories.Ladder.Rungs.Select((r, i) => (r.Name, histories.Leads.Count(l => double.IsNaN(l.Dropped) && l.StageAt(histories.AsOf) == i))).ToList();
        now.Add(("turned down", histories.Leads.Count(l => !double.IsNaN(l.Dropped))));
        return now;
    }

    static FunnelStep? WeakestOf(List<FunnelStep> steps)
    {
        var z = NormalQuantile.Simultaneous(steps.Count);
        var judged = steps.Where(s => s.Conversion.Of > 0).OrderBy(s => s.Conversion.Rate).ToList();
        return judged.Count > 1 && judged.Skip(1).All(s => (judged[0].Conversion with { Z = z }).High < (s.Conversion with { Z = z }).Low) ? judged[0] : null;
    }

    static List<FunnelOutlier> OutliersOf(List<(string Dimension, IReadOnlyList<FunnelLevel> Levels)> levels, List<FunnelStep> steps)
    {
        var tried = levels.Sum(d => d.Levels.Sum(l => l.Steps.Count(s => s.Conversion.Of >= FewestInLevel)));
        var z = NormalQuantile.Simultaneous(tried);
        var found = new List<(double Distance, FunnelOutlier Outlier)>();
        foreach (var (dimension, all) in levels)
            foreach (var level in all)
                for (var s = 0; s < steps.Count; s++)
                {
                    var own = level.Steps[s].Conversion;
                    var others = new WilsonInterval(steps[s].Conversion.Count - own.Count, steps[s].Conversion.Of - own.Of);
                    if (own.Of < FewestInLevel || others.Of < FewestInLevel) continue;
                    var pooled = steps[s].Conversion.Rate;
                    var error = Math.Sqrt(pooled * (1 - pooled) * (1 / own.Of + 1 / others.Of));
                    if (error > 0 && Math.Abs(own.Rate - others.Rate) / error is var distance && distance > z)
                        found.Add((distance, new FunnelOutlier(dimension, level.Level, level.Steps[s], own, others)));
                }
        return [.. found.OrderByDescending(f => f.Distance).Select(f => f.Outlier)];
    }
}
