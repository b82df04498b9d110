using LeadPredict.Data;

namespace LeadPredict.Diagnosis.Crm;

/// <summary>
/// The names that one CRM gives the columns of the canonical lead schema: field names of its API, and what its exports say in English, Italian,
/// Danish, Spanish and German. Immutable, thread safe.
/// </summary>
sealed class CrmProfile
{
    const int LeastMatches = 4;
    const double LeastShare = 0.3;

    readonly Dictionary<string, string> _canonicalOf = new(StringComparer.Ordinal);

    /// <summary>The product's name.</summary>
    public string Name { get; }
    /// <summary>Canonical columns that the product writes as 0 for yes and 1 for no, with 0 as the value nobody has touched.</summary>
    public IReadOnlySet<string> Inverted { get; }

    CrmProfile(string name, string table)
    {
        Name = name;
        var inverted = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            var canonical = cells[0].TrimStart('!');
            if (cells[0].StartsWith('!')) inverted.Add(canonical);
            // A name that two columns have belongs to the first.
            foreach (var header in cells.Skip(1).SelectMany(c => c.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
                _canonicalOf.TryAdd(ColumnNames.Normalise(header), canonical);
        }
        Inverted = inverted;
    }

    /// <summary>All products, in a fixed order.</summary>
    public static IReadOnlyList<CrmProfile> All { get; } =
    [
        new("HubSpot", HubSpot.Headers), new("Salesforce", Salesforce.Headers), new("Dynamics 365", Dynamics.Headers), new("Odoo", Odoo.Headers), new("Zoho", Zoho.Headers),
    ];

    /// <summary>The canonical column of each header, null for those of nobody's; each canonical column once.</summary>
    public string?[] Match(IReadOnlyList<string> header)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        return [.. header.Select(h => _canonicalOf.GetValueOrDefault(ColumnNames.Normalise(h)) is { } c && taken.Add(c) ? c : null)];
    }

    /// <summary>The product whose export this header looks like; null when at most a few names fit any.</summary>
    /// <param name="surely">Twice as many names must fit: enough to act on without a person who looks.</param>
    public static CrmProfile? Recognise(IReadOnlyList<string> header, bool surely = false)
    {
        ArgumentNullException.ThrowIfNull(header);
        var (best, most) = ((CrmProfile?)null, 0);
        foreach (var profile in All)
        {
            var matches = profile.Match(header).Count(m => m is not null);
            if (matches > most) (best, most) = (profile, matches);
        }
        var times = surely ? 2 : 1;
        return most >= times * LeastMatches && most >= Math.Min(0.5, times * LeastShare) * header.Count ? best : null;
    }
}
