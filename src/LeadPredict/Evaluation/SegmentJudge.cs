using LeadPredict.Numerics;

namespace LeadPredict.Evaluation;

/// <summary>A column to look at the judged rows by.</summary>
/// <param name="Name">The column.</param>
/// <param name="Levels">Its levels.</param>
/// <param name="LevelOfRow">Level number of each judged row, -1 for missing.</param>
public sealed record SegmentColumn(string Name, IReadOnlyList<string> Levels, int[] LevelOfRow);

/// <summary>Judges probabilities within the levels of columns. Without resampling: it costs little beside the report. Thread safe.</summary>
public static class SegmentJudge
{
    const int LeastRows = 50;
    const int MostLevels = 30;
    /// <summary>With less variance in a level's sum of outcomes the normal distribution says nothing of it.</summary>
    const double LeastVariance = 3;
    const double Normal95 = 1.959963984540054;

    /// <summary>
    /// A table a column. Levels below 50 rows, and all after the thirtieth, are "(other)" together. What is called off is so although all levels of
    /// all columns were asked (Holm 1979).
    /// </summary>
    /// <param name="columns">The columns.</param>
    /// <param name="probabilities">0 to 1, one a row.</param>
    /// <param name="labels">0 or 1, one a row.</param>
    /// <param name="groups">Account of each row, whose outcomes go together; a negative number is one of its own; empty = each row alone.</param>
    /// <exception cref="ArgumentException">Lengths differ, a probability is not within 0 and 1, or a label is not 0 or 1.</exception>
    public static IReadOnlyList<SegmentTable> Judge(
        IReadOnlyList<SegmentColumn> columns, ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups)
    {
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        EvaluationErrors.CheckGroups(groups, labels.Length);
        var tables = new List<SegmentTable>();
        foreach (var column in columns)
        {
            EvaluationErrors.CheckLength(nameof(columns), column.LevelOfRow.Length, labels.Length);
            var rows = new List<SegmentRow>();
            foreach (var (level, members) in Members(column)) rows.Add(Row(level, members, probabilities, labels, groups));
            tables.Add(new SegmentTable(column.Name, rows));
        }
        return Adjusted(tables);
    }

    static List<(string Level, int[] Rows)> Members(SegmentColumn column)
    {
        var byLevel = new Dictionary<int, List<int>>();
        for (var row = 0; row < column.LevelOfRow.Length; row++)
        {
            var level = column.LevelOfRow[row];
            if (!byLevel.TryGetValue(level, out var rows)) byLevel[level] = rows = [];
            rows.Add(row);
        }
        var result = new List<(string, int[])>();
        var other = new List<int>();
        foreach (var (level, rows) in byLevel.OrderByDescending(l => l.Value.Count).ThenBy(l => Name(l.Key), StringComparer.Ordinal))
        {
            if (rows.Count < LeastRows || result.Count == MostLevels) other.AddRange(rows);
            else result.Add((Name(level), [.. rows]));
        }
        if (other.Count > 0) result.Add(("(other)", [.. other]));
        return result;

        string Name(int level) => level < 0 ? "(missing)" : column.Levels[level];
    }

    static SegmentRow Row(string level, int[] rows, ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups)
    {
        var (p, y) = (new double[rows.Length], new byte[rows.Length]);
        double said = 0, variance = 0, gap = 0, apart = 0, together = 0;
        var positives = 0;
        var ofAccount = new Dictionary<int, double>();
        for (var i = 0; i < rows.Length; i++)
        {
            (p[i], y[i]) = (probabilities[rows[i]], labels[rows[i]]);
            var residual = y[i] - p[i];
            said += p[i];
            variance += p[i] * (1 - p[i]);
            gap += residual;
            apart += residual * residual;
            positives += y[i];
            if (groups.IsEmpty || groups[rows[i]] < 0) together += residual * residual;
            else ofAccount[groups[rows[i]]] = ofAccount.GetValueOrDefault(groups[rows[i]]) + residual;
        }
        foreach (var sum in ofAccount.Values) together += sum * sum;
        var scatter = apart > 0 ? Math.Max(1, together / apart) : 1;

        // A count moves in whole steps: half of one is no evidence.
        var z = Math.Max(0, Math.Abs(gap) - 0.5) / Math.Sqrt(scatter * variance);
        var chance = scatter * variance < LeastVariance ? double.NaN : 2 * Tail(z);
        var auc = AucScoreInterval.Of(RankingMetrics.RocAuc(p, y), positives / scatter, (rows.Length - positives) / scatter);
        return new SegmentRow(level, rows.Length, positives, auc, said / rows.Length, Wilson(positives, rows.Length, scatter), chance);
    }

    // Holm 1979: the smallest chance counts as often as there are levels, the next one time less.
    static List<SegmentTable> Adjusted(List<SegmentTable> tables)
    {
        var asked = tables.SelectMany(t => t.Rows).Where(r => !double.IsNaN(r.Chance)).OrderBy(r => r.Chance).ToList();
        var adjusted = new Dictionary<SegmentRow, double>(ReferenceEqualityComparer.Instance);
        var least = 0.0;
        for (var i = 0; i < asked.Count; i++) adjusted[asked[i]] = least = Math.Max(least, Math.Min(1, (asked.Count - i) * asked[i].Chance));
        return [.. tables.Select(t => t with { Rows = [.. t.Rows.Select(r => adjusted.TryGetValue(r, out var chance) ? r with { Chance = chance } : r)] })];
    }

    // Wilson 1927, on as many rows as accounts make them worth.
    static MetricValue Wilson(int positives, int rows, double scatter)
    {
        double n = rows / scatter, rate = (double)positives / rows, z2 = Normal95 * Normal95;
        var half = Normal95 * Math.Sqrt(rate * (1 - rate) / n + z2 / (4 * n * n));
        var centre = rate + z2 / (2 * n);
        return new(rate, Math.Max(0, Math.Min(rate, (centre - half) / (1 + z2 / n))), Math.Min(1, Math.Max(rate, (centre + half) / (1 + z2 / n))));
    }

    // Upper tail of the normal distribution, to 7.5e-8 (Abramowitz and Stegun 26.2.17).
    static double Tail(double z)
    {
        var t = 1 / (1 + 0.2316419 * z);
        var polynomial = t * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
        return Math.Max(0, polynomial * PortableMath.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI));
    }
}
