using LeadPredict.Data;

namespace LeadPredict.Explanation;

/// <summary>One lead for each grade, the medoid: the lead whose contributions are closest to those of all others of its grade (Kaufman and Rousseeuw 1990).</summary>
static class TypicalLeads
{
    const int MostOfGrade = 250;
    const int Reasons = 6;

    /// <param name="features">Columns that count for the distance, the strongest first.</param>
    public static IReadOnlyList<TypicalLead> Of(ContributionSample sample, LeadEncoder encoder, int[] features, Func<double, double> probability, Func<double, char> grade)
    {
        var probabilities = new double[sample.Count];
        for (var i = 0; i < probabilities.Length; i++) probabilities[i] = probability(sample.LogOdds(i));
        return [.. Enumerable.Range(0, sample.Count).GroupBy(i => grade(probabilities[i])).OrderBy(g => g.Key).Select(g =>
        {
            int[] all = [.. g];
            int[] leads = [.. all.Where((_, i) => all.Length <= MostOfGrade || i * (long)MostOfGrade / all.Length != (i + 1) * (long)MostOfGrade / all.Length)];
            var medoid = Medoid(sample, leads, features);
            var reasons = features.OrderByDescending(f => Math.Abs(sample.Contribution(medoid, f))).Where(f => !encoder.Features[f].Column.Personal).Take(Reasons)
                .Select(f => new TypicalReason(encoder.Features[f].Column.Name, ValueText.Of(encoder.Features[f], sample.Value(medoid, f)), Math.Round(sample.Contribution(medoid, f), 5)));
            return new TypicalLead(g.Key, Math.Round((double)all.Length / sample.Count, 5), Math.Round(probabilities[medoid], 5), [.. reasons]);
        })];
    }

    static int Medoid(ContributionSample sample, int[] leads, int[] features)
    {
        var sums = new double[leads.Length];
        Parallel.For(0, leads.Length, i =>
        {
            foreach (var other in leads)
                foreach (var f in features) sums[i] += Math.Abs(sample.Contribution(leads[i], f) - sample.Contribution(other, f));
        });
        return leads[Array.IndexOf(sums, sums.Min())];
    }
}
