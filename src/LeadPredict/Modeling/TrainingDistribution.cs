using LeadPredict.Data;
using LeadPredict.Diagnosis;

namespace LeadPredict.Modeling;

/// <summary>
/// How the training leads were spread over each feature: what newer leads are compared with. Cells of a number are its tenths, of a category its
/// codes; the last cell is missing. Counts alone, no lead's values. Immutable, thread safe.
/// </summary>
public sealed class TrainingDistribution
{
    const int Slices = 10;

    /// <summary>The parts as a model file holds them.</summary>
    internal TrainingDistribution(float[][] edges, int[][] counts, double worth)
    {
        Edges = edges;
        Counts = counts;
        Worth = worth;
    }

    /// <summary>For each feature the upper ends of its cells but the last, ascending; empty for a category.</summary>
    internal float[][] Edges { get; }
    /// <summary>For each feature the leads in each cell.</summary>
    internal int[][] Counts { get; }
    /// <summary>How many independent leads these are worth.</summary>
    public double Worth { get; }

    internal static TrainingDistribution Fit(LeadEncoder encoder, EncodedColumn[] columns, int[] rows, int[]? groups)
    {
        var edges = new float[columns.Length][];
        for (var f = 0; f < columns.Length; f++) edges[f] = encoder.Features[f].IsCategory ? [] : Tenths(columns[f], rows);
        return new(edges, Count(encoder, edges, columns, rows), WorthOf(rows, groups));
    }

    /// <summary>How each feature of these leads has moved from the training leads; in the order of the features.</summary>
    internal IReadOnlyList<ColumnShift> Compare(LeadEncoder encoder, EncodedColumn[] columns, int[] rows, int[]? groups)
    {
        var counts = Count(encoder, Edges, columns, rows);
        var worth = WorthOf(rows, groups);
        return [.. encoder.Features.Select((f, i) => ColumnShift.Measure(f.Column.Name, Counts[i], counts[i], Worth, worth))];
    }

    // Leads of one account are taken as one in the worst case: (sum of sizes)² / sum of squared sizes (Kish 1965).
    internal static double WorthOf(int[] rows, int[]? groups) =>
        groups is null || rows.Length == 0 ? rows.Length : (double)rows.Length * rows.Length / rows.CountBy(r => groups[r]).Sum(g => (double)g.Value * g.Value);

    static float[] Tenths(EncodedColumn column, int[] rows)
    {
        var known = new float[rows.Length];
        column.Gather(rows, known);
        known = [.. known.Where(v => !float.IsNaN(v)).Order()];
        if (known.Length == 0) return [];
        return [.. Enumerable.Range(1, Slices - 1).Select(k => known[(int)((long)k * (known.Length - 1) / Slices)]).Distinct().Where(e => float.IsFinite(e) && e < known[^1])];
    }

    static int[][] Count(LeadEncoder encoder, float[][] edges, EncodedColumn[] columns, int[] rows)
    {
        var counts = new int[columns.Length][];
        for (var f = 0; f < counts.Length; f++)
        {
            var isCategory = encoder.Features[f].IsCategory;
            var own = counts[f] = new int[(isCategory ? encoder.Features[f].CodeCount : edges[f].Length + 1) + 1];
            foreach (var row in rows)
            {
                var value = columns[f][row];
                own[float.IsNaN(value) ? ^1 : isCategory ? (int)value : Cell(edges[f], value)]++;
            }
        }
        return counts;
    }

    static int Cell(float[] edges, float value)
    {
        var at = Array.BinarySearch(edges, value);
        return at < 0 ? ~at : at;
    }
}
