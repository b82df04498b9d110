using LeadPredict.Data;

namespace LeadPredict.Explanation;

/// <summary>
/// What a column does over its values: exact contributions averaged over leads of neighbouring values. Unlike partial dependence it never asks the model
/// about leads that do not exist.
/// </summary>
static class EffectCurves
{
    const int MostPoints = 14;
    const int MostLevels = 10;
    const int LeastLeads = 5;
    const int DensityBars = 24;

    public static ColumnEffect Of(ContributionSample sample, FeatureEncoding feature, int f)
    {
        var present = new List<(float Value, double Part)>(sample.Count);
        var missing = new List<double>();
        for (var i = 0; i < sample.Count; i++)
        {
            if (float.IsNaN(sample.Value(i, f))) missing.Add(sample.Contribution(i, f));
            else present.Add((sample.Value(i, f), sample.Contribution(i, f)));
        }
        var absent = missing.Count == 0 ? null : Point("missing", double.NaN, missing);
        var column = feature.Column;
        if (feature.IsCategory || column.Kind == ColumnKind.Boolean)
            return new ColumnEffect(column.Name, column.Unit, false, false, Levels(feature, present), absent, []);

        present.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        var isLogarithmic = HasLongTail(present);
        return new ColumnEffect(column.Name, column.Unit ?? (column.Kind == ColumnKind.Date ? "days" : null), true, isLogarithmic, Numbers(present), absent, Density(present, isLogarithmic));
    }

    static EffectPoint[] Levels(FeatureEncoding feature, List<(float Value, double Part)> present)
    {
        var levels = present.GroupBy(p => p.Value).OrderByDescending(g => g.Count()).ThenBy(g => g.Key).ToArray();
        // A handful of leads shows nothing of a level, and too much of themselves.
        var shown = Math.Min(levels.Count(g => g.Count() >= LeastLeads), levels.Length > MostLevels ? MostLevels - 1 : MostLevels);
        var points = levels.Take(shown).Select(g => Point(ValueText.Of(feature, g.Key) ?? "", double.NaN, [.. g.Select(p => p.Part)])).ToList();
        if (shown < levels.Length)
            points.Add(Point(levels.Length - shown == 1 ? "a rarer level" : $"{levels.Length - shown} rarer levels", double.NaN, [.. levels.Skip(shown).SelectMany(g => g).Select(p => p.Part)]));
        return [.. points.OrderBy(p => p.Mean).ThenBy(p => p.Label, StringComparer.Ordinal)];
    }

    // Equal numbers of leads; equal values stay together, and a value that most leads have does not swallow what lies around it.
    static EffectPoint[] Numbers(List<(float Value, double Part)> sorted)
    {
        var points = new List<EffectPoint>();
        var distinct = sorted.Select(p => p.Value).Distinct().Count();
        var wanted = (double)sorted.Count / MostPoints;
        for (var from = 0; from < sorted.Count;)
        {
            var to = from;
            while (to < sorted.Count)
            {
                var end = to + 1;
                while (end < sorted.Count && sorted[end].Value == sorted[to].Value) end++;
                if (end - to >= wanted && to - from >= LeastLeads) break;
                to = end;
                if (distinct <= MostPoints || to - from >= wanted) break;
            }
            // What is left over at the end is no point of its own.
            var least = sorted[from].Value == sorted[to - 1].Value ? LeastLeads : wanted / 2;
            if (distinct > MostPoints && sorted.Count - to < least) to = sorted.Count;
            var part = sorted[from..to];
            points.Add(Point(ValueText.Range(part[0].Value, part[^1].Value), Math.Round(part.Average(p => (double)p.Value), 4), [.. part.Select(p => p.Part)]));
            from = to;
        }
        return [.. points];
    }

    static EffectPoint Point(string label, double value, List<double> parts)
    {
        parts.Sort();
        return new EffectPoint(label, value, parts.Count, Math.Round(parts.Average(), 5), Math.Round(Quantile(parts, 0.1), 5), Math.Round(Quantile(parts, 0.9), 5));
    }

    static double Quantile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var below = (int)at;
        return below + 1 < sorted.Count ? sorted[below] + (sorted[below + 1] - sorted[below]) * (at - below) : sorted[below];
    }

    static bool HasLongTail(List<(float Value, double Part)> sorted)
    {
        if (sorted.Count < 10 || sorted[0].Value < 0) return false;
        double low = sorted[sorted.Count / 100].Value, middle = sorted[sorted.Count / 2].Value, high = sorted[^Math.Max(1, sorted.Count / 100)].Value;
        return high >= 50 && high - middle > 8 * Math.Max(middle - low, middle / 2);
    }

    // Bars of equal width on the scale that is drawn, over all but the outermost half percent on either side.
    static ValueShare[] Density(List<(float Value, double Part)> sorted, bool isLogarithmic)
    {
        if (sorted.Count == 0) return [];
        double Scale(double value) => isLogarithmic ? Math.Log(1 + value) : value;
        double Back(double value) => isLogarithmic ? Math.Exp(value) - 1 : value;
        double low = Scale(sorted[sorted.Count / 200].Value), high = Scale(sorted[^(1 + sorted.Count / 200)].Value);
        if (!(high > low)) return [];
        var counts = new int[DensityBars];
        foreach (var (value, _) in sorted)
            if (Scale(value) >= low && Scale(value) <= high) counts[Math.Min(DensityBars - 1, (int)((Scale(value) - low) / (high - low) * DensityBars))]++;
        var width = (high - low) / DensityBars;
        return [.. counts.Select((c, b) => new ValueShare(Math.Round(Back(low + b * width), 4), Math.Round(Back(low + (b + 1) * width), 4), Math.Round((double)c / sorted.Count, 5)))];
    }
}
