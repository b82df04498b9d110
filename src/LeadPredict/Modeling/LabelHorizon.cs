using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>What a horizon made of the labels. Immutable.</summary>
/// <param name="Days">A lead is positive when its outcome came within this many days of its creation.</param>
/// <param name="AsOf">The day up to which outcomes are known, in days since 2000-01-01.</param>
/// <param name="Mature">Leads that are old enough to tell: those that train and judge.</param>
/// <param name="Positives">How many of them are positive.</param>
/// <param name="Censored">Leads younger than the horizon, left out.</param>
/// <param name="CensoredPositives">How many of those are positive already.</param>
/// <param name="Late">Positives whose outcome came after the horizon: negatives here.</param>
/// <param name="OpenNegatives">Leads without an outcome that are older than the horizon: negatives here.</param>
/// <param name="Undated">Leads left out since their creation, or the moment of their success, is not known.</param>
/// <param name="LaterOutcomes">Outcomes dated after <paramref name="AsOf"/>.</param>
/// <param name="MedianDays">Median days from creation to success, over all positives of known moment; NaN when none is known.</param>
public sealed record HorizonCounts(
    double Days, double AsOf, int Mature, int Positives, int Censored, int CensoredPositives, int Late, int OpenNegatives, int Undated, int LaterOutcomes, double MedianDays)
{
    /// <summary>Training leads of the judged model that were left out because their outcomes were not known yet when the first test lead came.</summary>
    public int Embargoed { get; init; }

    internal IEnumerable<string> Notes()
    {
        var culture = CultureInfo.InvariantCulture;
        yield return string.Create(culture, $"Positive means: within {Days:0.#} days. {Censored} leads younger than that on {LabelHorizon.Day(AsOf)} were left out, {CensoredPositives} of them positive already: without the failures of their age they would make new leads look better than they are.");
        if (Late > 0) yield return string.Create(culture, $"{Late} leads succeeded after {Days:0.#} days and count as negative.");
        if (OpenNegatives > 0) yield return string.Create(culture, $"{OpenNegatives} leads have no outcome after {Days:0.#} days and count as negative.");
        if (Undated > 0) yield return string.Create(culture, $"{Undated} leads were left out because their creation, or the moment of their success, is not known.");
        if (LaterOutcomes > 0) yield return string.Create(culture, $"{LaterOutcomes} outcomes are dated after {LabelHorizon.Day(AsOf)}, the newest creation: if the export is of a later day, say so with --as-of.");
    }
}

/// <summary>The leads that are old enough, and the younger ones, which tell how far they have come.</summary>
sealed record MaturedLeads(LeadTable Table, LeadTable Young, HorizonCounts Counts);

/// <summary>
/// Labels by a horizon: did the outcome come within so many days? Leads younger than the horizon are left out, the successful ones too: to keep
/// those alone would select on the outcome. A pure function.
/// </summary>
static class LabelHorizon
{
    static readonly DateTime s_start = new(2000, 1, 1);

    /// <param name="table">Read with its open rows, or without; those need the moments of outcomes.</param>
    /// <exception cref="LeadPredictException">There is no creation time (LP0410), or no lead is old enough (LP0411).</exception>
    public static MaturedLeads Apply(LeadTable table, double days, double? asOf, string source)
    {
        if (table.Times is not { } times || times.All(double.IsNaN)) throw TrainingErrors.HorizonNeedsTime(source);
        var end = asOf ?? (double.IsNaN(table.Newest) ? times.Where(t => !double.IsNaN(t)).Max() : table.Newest);
        var labels = (byte[])table.Labels.Clone();
        List<int> mature = [], young = [];
        List<double> waits = [];
        int censoredPositives = 0, late = 0, openNegatives = 0, undated = 0, laterOutcomes = 0, stillOpen = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var isOpen = table.Open?[row] == true;
            var wait = table.DecidedAt is { } decided ? Math.Max(0, decided[row] - times[row]) : double.NaN;
            if (table.DecidedAt?[row] >= end + 1) laterOutcomes++;
            if (labels[row] == 1 && !double.IsNaN(wait)) waits.Add(wait);
            if (double.IsNaN(times[row])) undated++;
            else if (end - times[row] < days)
            {
                young.Add(row);
                censoredPositives += labels[row];
                if (isOpen) stillOpen++;
            }
            // An open lead that is old enough has not succeeded in time, if success would be dated; else nothing is known of it.
            else if (isOpen && table.DecidedAt is null) stillOpen++;
            else if (labels[row] == 1 && table.DecidedAt is not null && double.IsNaN(wait)) undated++;
            else
            {
                mature.Add(row);
                if (isOpen) openNegatives++;
                if (labels[row] == 1 && wait > days)
                {
                    labels[row] = 0;
                    late++;
                }
            }
        }
        if (mature.Count == 0) throw TrainingErrors.NothingMature(source, days, Day(end));
        waits.Sort();
        var relabelled = (table with { Labels = labels }).Select([.. mature]) with { Open = null, RowsUnlabelled = table.Open is null ? table.RowsUnlabelled : stillOpen };
        var counts = new HorizonCounts(
            days, end, mature.Count, relabelled.Labels.Count(l => l == 1), young.Count, censoredPositives, late, openNegatives, undated, asOf is null ? laterOutcomes : 0,
            waits.Count == 0 ? double.NaN : waits[waits.Count / 2]);
        return new(relabelled, table.Select([.. young]), counts);
    }

    /// <summary>
    /// A split by time without the training leads that were younger than the horizon when the first test lead came: whoever trains at that moment does
    /// not know their outcomes. Where that would take more than half of the training side, nothing is taken.
    /// </summary>
    public static DataSplit Embargo(DataSplit split, double[] times, double days)
    {
        if (split.Method != SplitMethod.Time || split.Test.Length == 0) return split;
        var cut = split.Test.Min(r => times[r]);
        var kept = RowSelection.Where(split.Train, i => !(times[split.Train[i]] > cut - days));
        return 2 * kept.Length < split.Train.Length ? split : split with { Train = kept };
    }

    /// <summary>A moment as an ISO day.</summary>
    public static string Day(double days) => s_start.AddDays(Math.Floor(days)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The start of a day as <see cref="Day"/> writes it, in days since 2000-01-01.</summary>
    /// <exception cref="FormatException">It is no such day.</exception>
    public static double Moment(string day) => (DateTime.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture) - s_start).TotalDays;
}
