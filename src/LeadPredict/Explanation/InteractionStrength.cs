using LeadPredict.Data;
using LeadPredict.Inference;

namespace LeadPredict.Explanation;

/// <summary>
/// Which columns do together something else than the sum of what each does. For two columns the mean prediction is taken over a background with both, with
/// one and with the other fixed at a lead's values; what the two alone do not explain is the interaction (Friedman and Popescu 2008, section 8.1).
/// Zero, to rounding, for a model without interactions. T² predictions a pair.
/// </summary>
sealed class InteractionStrength
{
    const int Leads = 64;
    const int MostColumns = 8;
    const int Kept = 6;
    const int LeastThere = 3;
    const double Least = 0.005;

    readonly ContributionSample _sample;
    readonly LeadEncoder _encoder;
    readonly EnsembleScorer _scorer;
    readonly int[] _leads;

    public InteractionStrength(ContributionSample sample, LeadEncoder encoder, EnsembleScorer scorer)
    {
        _sample = sample;
        _encoder = encoder;
        _scorer = scorer;
        var count = Math.Min(Leads, sample.Count);
        _leads = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * sample.Count / count))];
    }

    /// <param name="features">Columns, the strongest first.</param>
    public IReadOnlyList<ColumnInteraction> Strongest(int[] features)
    {
        features = features[..Math.Min(MostColumns, features.Length)];
        if (_leads.Length < LeastThere) return [];
        var alone = new double[features.Length][];
        Parallel.For(0, features.Length, i => alone[i] = Centred(features[i], -1));
        var pairs = (from a in Enumerable.Range(0, features.Length) from b in Enumerable.Range(a + 1, features.Length - a - 1) select (a, b)).ToArray();
        var found = new ColumnInteraction[pairs.Length];
        Parallel.For(0, pairs.Length, p => found[p] = Of(features[pairs[p].a], features[pairs[p].b], alone[pairs[p].a], alone[pairs[p].b]));
        return [.. found.Where(i => i.Strength >= Least).OrderByDescending(i => i.Strength).ThenBy(i => i.First, StringComparer.Ordinal).Take(Kept)];
    }

    ColumnInteraction Of(int a, int b, double[] aloneA, double[] aloneB)
    {
        var both = Centred(a, b);
        double beyondSquares = 0, wholeSquares = 0;
        var beyond = new double[both.Length];
        for (var i = 0; i < both.Length; i++)
        {
            beyond[i] = both[i] - aloneA[i] - aloneB[i];
            beyondSquares += beyond[i] * beyond[i];
            wholeSquares += both[i] * both[i];
        }
        var cell = Enumerable.Range(0, both.Length).GroupBy(i => (A: Coarse(a, _sample.Value(_leads[i], a)), B: Coarse(b, _sample.Value(_leads[i], b))))
            .Where(g => g.Count() >= LeastThere).Select(g => (g.Key, Mean: g.Average(i => beyond[i]))).OrderByDescending(g => Math.Abs(g.Mean)).FirstOrDefault();
        var where = cell.Key.A is null ? "" : $"{Name(a)} {cell.Key.A}, {Name(b)} {cell.Key.B}";
        return new ColumnInteraction(
            Name(a), Name(b), Math.Round(Math.Sqrt(beyondSquares / both.Length), 5), wholeSquares > 0 ? Math.Round(Math.Min(1, beyondSquares / wholeSquares), 4) : 0, where, Math.Round(cell.Mean, 5));
    }

    string Name(int feature) => _encoder.Features[feature].Column.Name;

    // The mean prediction over the background with the columns at each lead's values, less its mean over the leads.
    double[] Centred(int a, int b)
    {
        var width = _sample.FeatureCount;
        var rows = new float[_leads.Length * width];
        var logOdds = new double[_leads.Length];
        var means = new double[_leads.Length];
        for (var i = 0; i < _leads.Length; i++)
        {
            for (var k = 0; k < _leads.Length; k++)
            {
                var row = rows.AsSpan(k * width, width);
                _sample.Row(_leads[k]).CopyTo(row);
                row[a] = _sample.Value(_leads[i], a);
                if (b >= 0) row[b] = _sample.Value(_leads[i], b);
            }
            _scorer.LogOdds(rows, logOdds);
            means[i] = logOdds.Average();
        }
        var mean = means.Average();
        return Array.ConvertAll(means, m => m - mean);
    }

    // A level, a third of the numbers, or missing.
    string Coarse(int f, float value)
    {
        var feature = _encoder.Features[f];
        if (float.IsNaN(value)) return "missing";
        if (feature.IsCategory || feature.Column.Kind == ColumnKind.Boolean) return "= " + ValueText.Of(feature, value);
        var sorted = _leads.Select(l => _sample.Value(l, f)).Where(v => !float.IsNaN(v)).Order().ToArray();
        float low = sorted[sorted.Length / 3], high = sorted[2 * sorted.Length / 3];
        return value <= low ? $"up to {ValueText.Number(low)}" : value <= high ? $"above {ValueText.Number(low)} to {ValueText.Number(high)}" : $"above {ValueText.Number(high)}";
    }
}
