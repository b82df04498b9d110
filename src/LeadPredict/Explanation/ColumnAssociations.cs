using LeadPredict.Data;

namespace LeadPredict.Explanation;

/// <summary>
/// Which columns say much the same. Two numbers are as close as their rank correlation over the leads that have both; any other two by Cramér's V without
/// its bias (Bergsma 2013) over coarse values, missing being one of them. Columns are joined while the least close two of a group are closer than .6.
/// </summary>
sealed class ColumnAssociations
{
    const double Close = 0.6;
    const int LeastLeads = 30;
    const int MostLevels = 8;
    const int MostLeads = 1000;

    readonly ContributionSample _sample;
    readonly LeadEncoder _encoder;
    readonly int[] _features;
    readonly int _leads;

    /// <param name="features">The columns to look at, the strongest first.</param>
    public ColumnAssociations(ContributionSample sample, LeadEncoder encoder, int[] features)
    {
        _sample = sample;
        _encoder = encoder;
        _features = features;
        _leads = Math.Min(MostLeads, sample.Count);
    }

    /// <summary>Groups of two and more, their members the strongest first, and the least association within each.</summary>
    public IReadOnlyList<(int[] Features, double Association)> Groups()
    {
        if (_leads < LeastLeads || _features.Length < 2) return [];
        var k = _features.Length;
        var ranks = Array.ConvertAll(_features, Ranks);
        var codes = Array.ConvertAll(_features, Codes);
        var close = new double[k, k];
        for (var a = 0; a < k; a++)
            for (var b = 0; b < a; b++)
                close[a, b] = close[b, a] = ranks[a] is { } x && ranks[b] is { } y ? Math.Abs(RankCorrelation(x, y)) : CramersV(codes[a], codes[b]);

        // Complete linkage: a chain of neighbours is no group.
        var groups = Enumerable.Range(0, k).Select(i => (Members: new List<int> { i }, Least: 1.0)).ToList();
        while (true)
        {
            (int A, int B, double Least) best = (-1, -1, Close);
            for (var a = 0; a < groups.Count; a++)
                for (var b = a + 1; b < groups.Count; b++)
                {
                    var least = groups[a].Members.Min(i => groups[b].Members.Min(j => close[i, j]));
                    if (least > best.Least) best = (a, b, least);
                }
            if (best.A < 0) break;
            var joined = groups[best.A].Members.Concat(groups[best.B].Members).Order().ToList();
            groups[best.A] = (joined, Math.Min(best.Least, Math.Min(groups[best.A].Least, groups[best.B].Least)));
            groups.RemoveAt(best.B);
        }
        return [.. groups.Where(g => g.Members.Count > 1).Select(g => (g.Members.Select(i => _features[i]).ToArray(), g.Least))];
    }

    // Ranks of the leads that have a value, NaN for the others; null for a category.
    double[]? Ranks(int feature)
    {
        if (_encoder.Features[feature].IsCategory) return null;
        var values = new float[_leads];
        for (var i = 0; i < _leads; i++) values[i] = _sample.Value(i, feature);
        return RanksOf(values);
    }

    internal static double[] RanksOf(float[] values)
    {
        var order = Enumerable.Range(0, values.Length).Where(i => !float.IsNaN(values[i])).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        Array.Fill(ranks, double.NaN);
        for (var from = 0; from < order.Length;)
        {
            var to = from;
            while (to < order.Length && values[order[to]] == values[order[from]]) to++;
            for (var i = from; i < to; i++) ranks[order[i]] = (from + to - 1) / 2.0;
            from = to;
        }
        return ranks;
    }

    /// <summary>Pearson's correlation of ranks over the places where both have one; 0 where there are fewer than 30 or one is constant.</summary>
    internal static double RankCorrelation(double[] x, double[] y)
    {
        double n = 0, sx = 0, sy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i])) continue;
            n++;
            sx += x[i];
            sy += y[i];
        }
        if (n < LeastLeads) return 0;
        double xx = 0, yy = 0, xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i])) continue;
            double dx = x[i] - sx / n, dy = y[i] - sy / n;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    // Levels as they are, rare ones together; numbers in eighths; missing as one more.
    int[] Codes(int feature)
    {
        var codes = new int[_leads];
        if (_encoder.Features[feature].IsCategory)
        {
            var counts = new Dictionary<int, int>();
            for (var i = 0; i < _leads; i++)
                if (!float.IsNaN(_sample.Value(i, feature))) counts[(int)_sample.Value(i, feature)] = counts.GetValueOrDefault((int)_sample.Value(i, feature)) + 1;
            var own = counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key).Take(MostLevels - 1).Select((c, i) => (c.Key, i)).ToDictionary(c => c.Key, c => c.i);
            for (var i = 0; i < _leads; i++)
                codes[i] = float.IsNaN(_sample.Value(i, feature)) ? MostLevels : own.GetValueOrDefault((int)_sample.Value(i, feature), MostLevels - 1);
            return codes;
        }
        var ranks = Ranks(feature)!;
        var present = Math.Max(1, ranks.Count(r => !double.IsNaN(r)));
        for (var i = 0; i < _leads; i++) codes[i] = double.IsNaN(ranks[i]) ? MostLevels : Math.Min(MostLevels - 1, (int)(ranks[i] * MostLevels / present));
        return codes;
    }

    static double CramersV(int[] x, int[] y)
    {
        const int Size = MostLevels + 1;
        var counts = new double[Size, Size];
        var (rows, columns) = (new double[Size], new double[Size]);
        for (var i = 0; i < x.Length; i++)
        {
            counts[x[i], y[i]]++;
            rows[x[i]]++;
            columns[y[i]]++;
        }
        double n = x.Length, chi = 0;
        for (var r = 0; r < Size; r++)
            for (var c = 0; c < Size; c++)
            {
                var expected = rows[r] * columns[c] / n;
                if (expected > 0) chi += (counts[r, c] - expected) * (counts[r, c] - expected) / expected;
            }
        double used = rows.Count(r => r > 0), across = columns.Count(c => c > 0);
        var phi = Math.Max(0, chi / n - (used - 1) * (across - 1) / (n - 1));
        var least = Math.Min(used - (used - 1) * (used - 1) / (n - 1), across - (across - 1) * (across - 1) / (n - 1)) - 1;
        return least > 1e-9 ? Math.Min(1, Math.Sqrt(phi / least)) : 0;
    }
}
