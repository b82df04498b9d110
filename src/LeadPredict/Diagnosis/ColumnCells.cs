using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Diagnosis;

/// <summary>
/// One column of the sample in cells: 0 is missing, then one cell a level, a value or a slice of the range. Dates are days since the lead's time
/// where that is known, as the encoder makes them. Immutable, thread safe.
/// </summary>
sealed class ColumnCells
{
    const int MostValues = 64;
    const int Slices = 32;
    const double PriorRows = 2;

    /// <summary>Cell of each row of the sample.</summary>
    public int[] Cells { get; }
    public int CellCount { get; }
    /// <summary>Values of numbers, booleans and dates, NaN for missing; null for categories.</summary>
    public double[]? Values { get; }
    /// <summary>How well the column alone ranks, each row by the other folds.</summary>
    public AucEstimate Auc { get; }
    /// <summary>Log-odds of each row from the other folds' rows of its cell.</summary>
    public double[] Scores { get; }

    /// <summary>Ranks at least so well that it may help others; below it <see cref="Kept"/> has no scores.</summary>
    public const double Helpful = 0.52;

    /// <summary>Which rows have a value; null where all have, or none.</summary>
    public bool[]? Filled { get; }

    ColumnCells(AucEstimate auc, double[] scores, bool[]? filled) => (Cells, Auc, Scores, Filled) = ([], auc, scores, filled);

    /// <summary>What is needed of the column once it was looked at alone: its AUC, and its scores where they are of use.</summary>
    public ColumnCells Kept() => new(Auc.WithoutPlacements(), Auc.Value > Helpful ? Scores : [], Filled);

    public ColumnCells(LeadTable table, int column, GuardSample sample)
    {
        if (table.Codes[column] is { } codes)
        {
            Cells = [.. sample.Rows.Select(r => codes[r] + 1)];
            CellCount = table.Levels[column]!.Count + 1;
        }
        else
        {
            var numbers = table.Numbers[column]!;
            var since = table.Schema.Columns[column].Kind == ColumnKind.Date ? table.Times : null;
            Values = [.. sample.Rows.Select(r => since is null ? numbers[r] : numbers[r] - since[r])];
            Cells = Slice(Values, out var count);
            CellCount = count;
        }
        Scores = CrossFit(Cells, CellCount, sample.Labels, sample.FoldOf, GuardSample.Folds);
        Auc = AucEstimate.Of(Scores, sample.Labels);
        if (Cells.Contains(0) && Cells.Any(c => c > 0)) Filled = [.. Cells.Select(c => c > 0)];
    }

    static int[] Slice(double[] values, out int count)
    {
        var sorted = values.Where(v => !double.IsNaN(v)).Order().ToArray();
        var edges = sorted.Distinct().ToArray();
        if (edges.Length > MostValues)
            edges = [.. Enumerable.Range(1, Slices).Select(k => sorted[(int)((long)k * sorted.Length / Slices) - 1]).Distinct()];
        count = edges.Length + 1;
        return [.. values.Select(v => double.IsNaN(v) ? 0 : 1 + Math.Min(edges.Length - 1, Place(edges, v)))];
    }

    static int Place(double[] edges, double value)
    {
        var at = Array.BinarySearch(edges, value);
        return at < 0 ? ~at : at;
    }

    /// <summary>For each row the log-odds of its cell over the rows of other folds, drawn to the mean as by two more rows.</summary>
    public static double[] CrossFit(int[] cells, int cellCount, byte[] labels, int[] foldOf, int folds)
    {
        var counts = new int[2, folds + 1, cellCount];
        var totals = new int[2, folds + 1];
        for (var i = 0; i < cells.Length; i++)
        {
            counts[labels[i], foldOf[i], cells[i]]++;
            counts[labels[i], folds, cells[i]]++;
            totals[labels[i], foldOf[i]]++;
            totals[labels[i], folds]++;
        }
        var scoreOf = new double[folds, cellCount];
        for (var fold = 0; fold < folds; fold++)
        {
            double positives = totals[1, folds] - totals[1, fold], negatives = totals[0, folds] - totals[0, fold];
            var rate = (positives + 1) / (positives + negatives + 2);
            for (var cell = 0; cell < cellCount; cell++)
            {
                // Few cells of many occur.
                if (counts[0, folds, cell] + counts[1, folds, cell] == 0) continue;
                var p = counts[1, folds, cell] - counts[1, fold, cell] + PriorRows * rate;
                var n = counts[0, folds, cell] - counts[0, fold, cell] + PriorRows * (1 - rate);
                scoreOf[fold, cell] = PortableMath.Log(p / n) - PortableMath.Log(rate / (1 - rate));
            }
        }
        var scores = new double[cells.Length];
        for (var i = 0; i < scores.Length; i++) scores[i] = scoreOf[foldOf[i], cells[i]];
        return scores;
    }
}
