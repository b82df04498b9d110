namespace LeadPredict.Evaluation;

/// <summary>What a model knew of a lead at an age. A lead may have several.</summary>
/// <param name="Lead">Number of the lead.</param>
/// <param name="Age">Days from its creation to what was known, 0 or more.</param>
/// <param name="Probability">What the model said then, 0 to 1.</param>
/// <param name="Label">Whether it became an SQL.</param>
public readonly record struct LeadSnapshot(int Lead, double Age, double Probability, bool Label);

/// <summary>How well SQLs are told from others at one age.</summary>
/// <param name="Day">The age, in days.</param>
/// <param name="Leads">Leads of which something was known by then.</param>
/// <param name="Sqls">How many of them became SQLs.</param>
/// <param name="RocAuc">With its interval; NaN with too few of either.</param>
/// <param name="Recognised">SQLs at or above the threshold by then.</param>
/// <param name="Called">All leads at or above it.</param>
public sealed record DetectionPoint(double Day, int Leads, int Sqls, MetricValue RocAuc, int Recognised, int Called);

/// <summary>
/// How soon after creation a model recognises the leads that become SQLs. With several snapshots a lead, the same leads are judged at each age by the latest snapshot up to
/// it; with one, each age has the leads whose snapshot lies between the age before and it: other leads, which may be easier or harder. Immutable.
/// </summary>
/// <param name="SameLeads">Whether leads have several snapshots, so that ages can be compared.</param>
/// <param name="Points">By age.</param>
public sealed record EarlyDetection(bool SameLeads, IReadOnlyList<DetectionPoint> Points)
{
    /// <param name="snapshots">In any order.</param>
    /// <param name="days">Ages to look at, rising.</param>
    /// <param name="threshold">The probability from which a lead counts as recognised.</param>
    /// <param name="seed">Of the resamples.</param>
    public static EarlyDetection Of(IReadOnlyList<LeadSnapshot> snapshots, IReadOnlyList<double> days, double threshold, ulong seed)
    {
        var leads = snapshots.GroupBy(s => s.Lead).Select(g => g.OrderBy(s => s.Age).ThenBy(s => s.Probability).ToArray()).ToList();
        var same = leads.Count(l => l.Select(s => s.Age).Distinct().Count() > 1) * 2 > leads.Count;
        var points = new List<DetectionPoint>();
        for (var i = 0; i < days.Count; i++)
        {
            var after = same || i == 0 ? double.NegativeInfinity : days[i - 1];
            // Leads that are known from the first day on only: else later ages would have leads that earlier ones lack.
            var known = leads.Where(l => !same || l[0].Age <= days[0]).Select(l => l.LastOrDefault(s => s.Age <= days[i] && s.Age > after, new LeadSnapshot(-1, 0, 0, false))).Where(s => s.Lead >= 0).ToArray();
            var labels = Array.ConvertAll(known, s => (byte)(s.Label ? 1 : 0));
            var auc = labels.Contains((byte)1) && labels.Contains((byte)0)
                ? EvaluationReport.Compute(Array.ConvertAll(known, s => s.Probability), labels, [], seed).RocAuc : new MetricValue(double.NaN, double.NaN, double.NaN);
            points.Add(new DetectionPoint(days[i], known.Length, labels.Count(l => l == 1), auc, known.Count(s => s.Label && s.Probability >= threshold), known.Count(s => s.Probability >= threshold)));
        }
        return new EarlyDetection(same, points);
    }
}
