using LeadPredict.Numerics;
using LeadPredict.Qualification.Planning;

namespace LeadPredict.Qualification.Spending;

/// <summary>What the data say of a source.</summary>
public enum SourceVerdict
{
    /// <summary>Too few leads or too little money to say.</summary>
    NotYet,
    /// <summary>Surely more SQLs for the money than all others together.</summary>
    More,
    /// <summary>Surely fewer.</summary>
    Fewer,
    /// <summary>Within a fifth of all others, surely.</summary>
    LikeOthers,
    /// <summary>No money is recorded for it, so nothing can be said.</summary>
    NoSpend,
}

/// <summary>A source and what it brings for its money. Immutable.</summary>
/// <param name="Row">Its leads and money.</param>
/// <param name="PerThousand">SQLs for 1,000 of money, by the leads that are old enough, with a 95% interval that holds for all sources at once.</param>
/// <param name="AgainstOthers">How many times as many as all other sources together, likewise.</param>
/// <param name="Verdict">What that says.</param>
/// <param name="MoreLeads">About how many more leads would settle it, where it is not settled; null otherwise or where nothing would.</param>
public sealed record SourceFinding(CostRow Row, Expected PerThousand, Expected AgainstOthers, SourceVerdict Verdict, int? MoreLeads);

/// <summary>
/// Which sources bring SQLs for their money: each against all others, by the logarithm of the ratio of their rates, with intervals that hold for all sources at once
/// (Bonferroni), so that among many sources none looks good by luck. Money that is not attributed to a source has no part in it. Thread safe.
/// </summary>
public static class SourceReport
{
    const double Alike = 1.25;
    const int FewestReached = 5;

    /// <param name="sources">The table by source.</param>
    public static IReadOnlyList<SourceFinding> Of(CostTable sources)
    {
        var rows = sources.Rows.Where(r => r.Kind == CostRowKind.Level).ToList();
        var paid = rows.FindAll(r => r.Spend > 0 && r.Mature.Of > 0);
        var z = NormalQuantile.Simultaneous(paid.Count);
        return [.. rows.Select(r => paid.Contains(r) ? Judge(r, paid, z) : new SourceFinding(r, None, None, SourceVerdict.NoSpend, null))
            .OrderByDescending(f => f.PerThousand.Value).ThenBy(f => f.Row.Level, StringComparer.Ordinal)];
    }

    static Expected None => new(double.NaN, double.NaN, double.NaN);

    static SourceFinding Judge(CostRow row, List<CostRow> paid, double z)
    {
        var share = row.Mature with { Z = z };
        var perLead = 1000 * row.Leads / (double)row.Spend;
        var perThousand = new Expected(share.Rate * perLead, share.Low * perLead, share.High * perLead);
        var others = paid.FindAll(r => r != row);
        // What the others brought for their money, had all their leads been old enough.
        double reached = others.Sum(r => r.Mature.Count), mature = others.Sum(r => r.Mature.Of);
        double expected = others.Sum(r => r.Mature.Rate * r.Leads), money = others.Sum(r => (double)r.Spend);
        if (reached < FewestReached || row.Mature.Count < FewestReached) return new SourceFinding(row, perThousand, None, SourceVerdict.NotYet, null);

        var ratio = perThousand.Value / (1000 * expected / money);
        var own = (1 - row.Mature.Rate) / row.Mature.Count;
        var theirs = (1 - reached / mature) / reached;
        var reach = PortableMath.Exp(z * Math.Sqrt(own + theirs));
        var against = new Expected(ratio, ratio / reach, ratio * reach);
        var verdict = against.Low > 1 ? SourceVerdict.More : against.High < 1 ? SourceVerdict.Fewer
            : against.Low > 1 / Alike && against.High < Alike ? SourceVerdict.LikeOthers : SourceVerdict.NotYet;
        return new SourceFinding(row, perThousand, against, verdict, verdict == SourceVerdict.NotYet ? MoreLeads(row, ratio, z, own, theirs) : null);
    }

    // Leads until the interval leaves 1, or lies within what counts as alike, if the ratio stays what it is; the variance falls as leads grow.
    static int? MoreLeads(CostRow row, double ratio, double z, double own, double theirs)
    {
        var distance = Math.Abs(PortableMath.Log(ratio));
        var wanted = Math.Max(distance, PortableMath.Log(Alike) - distance) / z;
        var room = wanted * wanted - theirs;
        return room <= 0 ? null : (int)Math.Min(1e9, Math.Ceiling(Math.Max(0, row.Mature.Of * (own / room - 1))));
    }
}
