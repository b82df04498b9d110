using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>Whether the newest leads look as if their outcomes were not all in yet. A pure function.</summary>
static class LabelMaturity
{
    const double NewestShare = 0.1;
    const int LeastRows = 200, LeastNewest = 50;
    // Sure at 3.3 standard errors, and large enough to matter.
    const double Sure = 3.3, LeastMore = 0.05, LeastFall = 0.3;

    /// <summary>A sentence that suggests a horizon, with the days it should have; null when nothing speaks for one.</summary>
    public static string? Note(LeadTable table)
    {
        if (table.Times is not { } times) return null;
        var leads = Enumerable.Range(0, times.Length).Where(r => !double.IsNaN(times[r])).Select(r => (Time: times[r], Open: false, Label: (int)table.Labels[r]))
            .Concat(table.OpenTimes.Select(t => (Time: t, Open: true, Label: 0))).OrderBy(l => l.Time).ToArray();
        if (leads.Length < LeastRows) return null;
        var from = leads[(int)((1 - NewestShare) * leads.Length)].Time;
        var newest = leads.Where(l => l.Time >= from).ToArray();
        var before = leads.Where(l => l.Time < from).ToArray();
        if (newest.Length < LeastNewest || before.Length < LeastRows / 2) return null;
        return Undecided(leads, newest, before, table) ?? Falling(newest, before, table);
    }

    static string? Undecided((double Time, bool Open, int Label)[] leads, (double Time, bool Open, int Label)[] newest, (double Time, bool Open, int Label)[] before, LeadTable table)
    {
        double now = newest.Count(l => l.Open) / (double)newest.Length, then = before.Count(l => l.Open) / (double)before.Length;
        if (now - then < LeastMore || now - then < Sure * Error(now, newest.Length, then, before.Length)) return null;
        var ages = leads.Where(l => l.Open).Select(l => leads[^1].Time - l.Time).Order().ToArray();
        var days = Math.Ceiling(ages[(int)(0.95 * (ages.Length - 1))]);
        return string.Create(CultureInfo.InvariantCulture,
            $"{now:P0} of the newest tenth of the leads are undecided, of the others {then:P0}: the new ones that are decided were decided early, and are not like the rest. 19 of 20 undecided leads are younger than {days:0} days{Median(table)}: consider --horizon {days:0}d.");
    }

    static string? Falling((double Time, bool Open, int Label)[] newest, (double Time, bool Open, int Label)[] before, LeadTable table)
    {
        // A drift goes on for long; labels that are not in yet make one step at the end. The tenth before the newest tells them apart.
        var last = before[^newest.Length..];
        double now = Rate(newest), lately = Rate(last), then = Rate(before);
        if (now > (1 - LeastFall) * lately || lately - now < Sure * Error(now, newest.Length, lately, last.Length) || lately < (1 - LeastFall / 2) * then) return null;
        return string.Create(CultureInfo.InvariantCulture,
            $"{now:P1} of the newest tenth of the leads are positive, of the tenth before {lately:P1}: some outcomes may not be in yet{Median(table)}. If so, say with --horizon (as in --horizon 90d) how long a lead needs, and younger leads are left out.");
    }

    static string Median(LeadTable table)
    {
        if (table.DecidedAt is not { } decided) return "";
        var waits = Enumerable.Range(0, decided.Length).Where(r => table.Labels[r] == 1).Select(r => decided[r] - table.Times![r]).Where(w => !double.IsNaN(w)).Order().ToArray();
        return waits.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" (half of the successes took up to {waits[waits.Length / 2]:0} days)");
    }

    static double Rate((double Time, bool Open, int Label)[] leads) => leads.Where(l => !l.Open).Select(l => (double)l.Label).DefaultIfEmpty(double.NaN).Average();

    static double Error(double p, int n, double q, int m)
    {
        var all = (p * n + q * m) / (n + m);
        return Math.Sqrt(all * (1 - all) * (1.0 / n + 1.0 / m));
    }
}
