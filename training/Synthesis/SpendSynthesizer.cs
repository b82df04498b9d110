using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// What the invented company spent to get the leads of <see cref="LeadSynthesizer"/>: by month, source and place of the source, what its leads cost and a share for agencies
/// and tools; each month also brand work that belongs to no source, and sales. The same options give the same bytes.
/// </summary>
static class SpendSynthesizer
{
    const decimal Agencies = 1.15m;
    const long BrandCents = 620_000, SalesPersonCents = 540_000;
    const int SalesPeople = 18;

    public static void Write(Stream utf8, SynthesisOptions options, CancellationToken ct = default)
    {
        var cents = new SortedDictionary<(string Month, int Source, int Place), long>();
        var rows = 0;
        foreach (var lead in LeadSynthesizer.Leads(options))
        {
            if (rows++ % 1000 == 0) ct.ThrowIfCancellationRequested();
            var key = (MonthOf(lead.CreatedDay), lead.Profile.Source, lead.Profile.Place);
            // A person entered twice was paid for once.
            var cost = lead.EnteredTwice ? 0 : lead.Profile.CostCents ?? (long)(100 * Levels.SourceCost[lead.Profile.Source]);
            cents[key] = cents.GetValueOrDefault(key) + cost;
        }

        var writer = new Utf8RowWriter(utf8);
        foreach (var name in (string[])["month", "source", "campaign", "kind", "amount"]) writer.Text(name);
        writer.EndRow();
        foreach (var month in cents.Keys.Select(k => k.Month).Distinct().ToArray())
        {
            foreach (var ((_, source, place), cost) in cents.Where(c => c.Key.Month == month))
                Row(month, Levels.Source.Name(source), Levels.SourcePlaces[source][place], "marketing", (long)Math.Round(cost * Agencies));
            var random = new DeterministicRandom(options.Seed, 0xC057_0000UL + (ulong)(int.Parse(month.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture) * 12 + int.Parse(month.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture)));
            Row(month, "", "", "marketing", BrandCents + random.NextInt(240_000));
            Row(month, "", "", "sales", SalesPeople * SalesPersonCents + random.NextInt(800_000));
        }
        writer.Flush();

        void Row(string month, string source, string campaign, string kind, long amount)
        {
            writer.Text(month);
            writer.Text(source);
            writer.Text(campaign);
            writer.Text(kind);
            writer.Decimal(amount, 2);
            writer.EndRow();
        }
    }

    static string MonthOf(int dayNumber) => DateOnly.FromDayNumber(dayNumber).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
}
