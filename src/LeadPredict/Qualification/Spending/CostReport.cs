using LeadPredict.Numerics;
using LeadPredict.Qualification.Planning;
using LeadPredict.Qualification.Stages;

namespace LeadPredict.Qualification.Spending;

/// <summary>What a row of a <see cref="CostTable"/> stands for.</summary>
public enum CostRowKind
{
    /// <summary>A level that leads have.</summary>
    Level,
    /// <summary>Money for which nobody said what it was for, or for what no lead has.</summary>
    Unattributed,
    /// <summary>The sum.</summary>
    Total,
}

/// <summary>Money and what it brought. Immutable.</summary>
/// <param name="Kind">What the row stands for.</param>
/// <param name="Level">Its name.</param>
/// <param name="Leads">Leads that came in.</param>
/// <param name="Marketing">Spent on marketing.</param>
/// <param name="Sales">Spent on sales.</param>
/// <param name="Reached">Leads that have reached the target so far.</param>
/// <param name="Open">Young leads of which it is not known yet.</param>
public sealed record CostRow(CostRowKind Kind, string Level, int Leads, decimal Marketing, decimal Sales, int Reached, int Open)
{
    /// <summary>Marketing and sales.</summary>
    public decimal Spend => Marketing + Sales;
    /// <summary>Spend over leads that reached the target so far; NaN without money or without such leads.</summary>
    public double CostSoFar => Spend > 0 && Reached > 0 ? (double)Spend / Reached : double.NaN;
    /// <summary>
    /// Spend over such leads in the months whose leads are all decided, as it was, with the interval of what it is in the long run: Wilson's of the share of leads that get
    /// there, at the same money a lead. NaN without money or such leads there.
    /// </summary>
    public Expected CostSettled { get; init; } = new(double.NaN, double.NaN, double.NaN);
    /// <summary>Leads that will have reached it in the end: those that have and the expected part of the open ones; NaN where no model says.</summary>
    public Expected InTheEnd { get; init; } = new(double.NaN, double.NaN, double.NaN);
    /// <summary>Spend over these; NaN likewise.</summary>
    public Expected CostInTheEnd => Spend > 0 && InTheEnd.Value > 0
        ? new((double)Spend / InTheEnd.Value, InTheEnd.High > 0 ? (double)Spend / InTheEnd.High : double.NaN, InTheEnd.Low > 0 ? (double)Spend / InTheEnd.Low : double.PositiveInfinity)
        : new(double.NaN, double.NaN, double.NaN);
    /// <summary>Of the leads that are old enough, how many reached the target.</summary>
    public WilsonInterval Mature { get; init; }
}

/// <summary>Rows that add up to the total, to the cent and to the lead.</summary>
/// <param name="Dimension">"source", "campaign" or "month".</param>
/// <param name="Rows">Levels, then what is unattributed where there is any; by money, months in their order.</param>
/// <param name="Total">Their sum: all money and all leads.</param>
public sealed record CostTable(string Dimension, IReadOnlyList<CostRow> Rows, CostRow Total);

/// <summary>
/// What a lead that reaches the target costs: money of a month, source or campaign over the leads that came in there and reached it, whenever they did. Where leads are too
/// young, a model's chances say how many will. Money without a level is a row of its own, and each table adds up to all money. Thread safe.
/// </summary>
public static class CostReport
{
    /// <summary>The name of money for which nobody said what it was for.</summary>
    public const string Unattributed = "(not attributed)";

    /// <param name="histories">Leads whose groups are the source, the campaign and the month, in this order.</param>
    /// <param name="ledger">The money.</param>
    /// <param name="target">The rung to reach, such as that of the SQL.</param>
    /// <param name="dimension">0 source, 1 campaign, 2 month.</param>
    /// <param name="hasChances">Whether the leads carry a model's chances of this target.</param>
    /// <param name="seed">Of the drawn outcomes.</param>
    public static CostTable By(LeadHistories histories, SpendLedger ledger, int target, int dimension, bool hasChances, ulong seed = 42)
    {
        var forecast = new OutcomeForecast(histories, target);
        var campaigns = ledger.Entries.Where(e => e.Campaign.Length > 0).Select(e => (e.Source, e.Campaign)).Distinct().OrderByDescending(c => c.Campaign.Length).ToList();
        var leads = histories.Leads.GroupBy(l => LevelOf(l, dimension, campaigns), StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.ToList(), StringComparer.OrdinalIgnoreCase);
        var money = ledger.Entries.GroupBy(e => LevelOf(e, dimension) is var level && leads.ContainsKey(level) ? level : Unattributed, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(g => g.Key, g => g.ToList(), StringComparer.OrdinalIgnoreCase);

        var settledMonths = histories.Leads.GroupBy(l => l.Groups[2], StringComparer.Ordinal).Where(m => !m.Any(forecast.IsOpen)).Select(m => m.Key).ToHashSet(StringComparer.Ordinal);
        var rows = leads.Keys.Union(money.Keys, StringComparer.OrdinalIgnoreCase).Select(level => Row(level == Unattributed ? CostRowKind.Unattributed : CostRowKind.Level, level, leads.GetValueOrDefault(level) ?? [], money.GetValueOrDefault(level) ?? []));
        rows = dimension == 2
            ? rows.OrderBy(r => r.Kind).ThenBy(r => r.Level, StringComparer.Ordinal)
            : rows.OrderBy(r => r.Kind).ThenByDescending(r => r.Spend).ThenByDescending(r => r.Leads).ThenBy(r => r.Level, StringComparer.Ordinal);
        return new CostTable(dimension switch { 0 => "source", 1 => "campaign", _ => "month" }, [.. rows], Row(CostRowKind.Total, "total", histories.Leads, ledger.Entries));

        CostRow Row(CostRowKind kind, string level, IReadOnlyList<LeadHistory> own, IReadOnlyList<SpendEntry> entries)
        {
            var reached = own.Count(l => !double.IsNaN(l.Reached(target)));
            var open = own.Where(forecast.IsOpen).ToList();
            var mature = own.Where(l => histories.AsOf - l.Start >= forecast.MatureDays).ToList();
            return new CostRow(kind, level, own.Count, entries.Where(e => !e.IsSales).Sum(e => e.Amount), entries.Where(e => e.IsSales).Sum(e => e.Amount), reached, open.Count)
            {
                CostSettled = CostSettled([.. own.Where(l => settledMonths.Contains(l.Groups[2]))], entries.Where(e => settledMonths.Contains(e.Month)).Sum(e => e.Amount)),
                InTheEnd = hasChances || open.Count == 0 ? InTheEnd(reached, open) : new(double.NaN, double.NaN, double.NaN),
                Mature = new WilsonInterval(mature.Count(l => !double.IsNaN(l.Reached(target))), mature.Count),
            };
        }

        Expected CostSettled(List<LeadHistory> own, decimal spend)
        {
            var share = new WilsonInterval(own.Count(l => !double.IsNaN(l.Reached(target))), own.Count);
            var each = (double)spend / share.Of;
            return spend > 0 && share.Count > 0 ? new(each / share.Rate, each / share.High, each / share.Low) : new(double.NaN, double.NaN, double.NaN);
        }

        Expected InTheEnd(int reached, List<LeadHistory> open)
        {
            var chances = open.Select((l, i) => new CallCandidate($"{i}", Chance(l, l.Probability)) { RateLow = Chance(l, l.RateLow), RateHigh = Chance(l, l.RateHigh) })
                .OrderBy(c => c.Probability).ThenBy(c => c.RateLow).ThenBy(c => c.RateHigh).ToList();
            var (sqls, _) = new OutcomeDraws(chances, 1, forecast.Drift, seed).Sums([chances.Count]);
            var more = OutcomeDraws.Interval(chances.Sum(c => c.Probability), sqls[0]);
            return new(reached + more.Value, reached + more.Low, reached + more.High);
        }

        // A row without a prediction is a lead like the others of its age and stage.
        double Chance(LeadHistory lead, double atStart) => double.IsNaN(atStart) ? 0 : forecast.Chance(lead, atStart);
    }

    static string LevelOf(LeadHistory lead, int dimension, List<(string Source, string Campaign)> campaigns)
    {
        if (dimension != 1) return lead.Groups[dimension].Length == 0 ? Unattributed : lead.Groups[dimension];
        foreach (var (source, campaign) in campaigns)
            if (source.Equals(lead.Groups[0], StringComparison.OrdinalIgnoreCase) && IsOf(lead.Groups[1], campaign)) return Name(source, campaign);
        return Unattributed;
    }

    static string LevelOf(SpendEntry entry, int dimension) => dimension switch
    {
        0 => entry.Source.Length == 0 ? Unattributed : entry.Source,
        1 => entry.Source.Length == 0 || entry.Campaign.Length == 0 ? Unattributed : Name(entry.Source, entry.Campaign),
        _ => entry.Month,
    };

    static string Name(string source, string campaign) => $"{source} / {campaign}";

    static bool IsOf(string detail, string campaign) =>
        detail.StartsWith(campaign, StringComparison.OrdinalIgnoreCase) && (detail.Length == campaign.Length || detail[campaign.Length] == '-');
}
