using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>Tests of one column against time: dates after the lead's own, counters that order the leads, levels that last as long as an outcome. Thread safe.</summary>
static class TimeTests
{
    const double LaterShare = 0.1;
    const double LaterAuc = 0.55;

    const int LeastCounted = 200;
    const double CounterDistinct = 0.98;
    const double CounterSpread = 20;
    const double CounterOrder = 0.95;
    const double CounterAuc = 0.52;

    const int Blocks = 5;
    const int LeastPerBlock = 30;
    const double GapAuc = 0.7;
    const double LeastGap = 0.15;

    /// <summary>Whether many of a date's values lie after the lead's time, and which do, or how far, depends on the outcome.</summary>
    public static Suspicion? DatedAfter(LeadTable table, int at, ColumnCells column, GuardSample sample)
    {
        if (table.Times is null || table.Schema.Columns[at].Kind != ColumnKind.Date) return null;
        var known = column.Values!.Where(v => !double.IsNaN(v)).ToArray();
        if (known.Length == 0) return null;
        // Two days: a date without a time of day, in another time zone, is not later.
        var later = new Share(known.Count(v => v >= 2), known.Length);
        if (later.Low < LaterShare || column.Auc.Low < LaterAuc) return null;
        return new(LeakKind.DatedAfter, Suspicion.Text(
            $"{later.Value:P0} of its dates are later than the lead's own time, and they depend on the outcome: {Suspicion.Alone(column.Auc)}"), Overwhelming: column.Auc.Low > 0.95);
    }

    /// <summary>Whether the column is a running number: whole, nearly all different, dense or in the order of the file or of time; and tells the outcome.</summary>
    public static Suspicion? Order(LeadTable table, int at, ColumnCells column, GuardSample sample)
    {
        if (table.Schema.Columns[at].Kind != ColumnKind.Number || column.Auc.Low < CounterAuc) return null;
        var values = column.Values!;
        var whole = values.Where(v => v == Math.Floor(v)).ToArray();
        if (values.Length < LeastCounted || whole.Length < CounterDistinct * values.Length || whole.Distinct().Count() < CounterDistinct * values.Length) return null;
        var dense = (whole.Max() - whole.Min()) / table.RowCount <= CounterSpread;
        var byFile = Math.Abs(RankCorrelation(values, [.. sample.Rows.Select(r => (double)r)]));
        var byTime = table.Times is { } times ? Math.Abs(RankCorrelation(values, [.. sample.Rows.Select(r => times[r])])) : 0;
        if (!dense && byFile < CounterOrder && byTime < CounterOrder) return null;
        var what = byTime >= CounterOrder ? "follows the order of time" : byFile >= CounterOrder ? "follows the order of the file" : "is a different whole number in every row";
        return new(LeakKind.Order, $"it {what}, as an id or a counter does, and its order tells the outcome: {Suspicion.Alone(column.Auc)}", Overwhelming: column.Auc.Low > 0.95);
    }

    /// <summary>
    /// Whether the column ranks leads by leads of the same weeks, but not by those before, while it is no property of the weeks themselves (as an interest
    /// rate is). Both are measured within five blocks of time, so that a drifting base rate has no part in it.
    /// </summary>
    public static Suspicion? Gap(LeadTable table, ColumnCells column, GuardSample sample)
    {
        if (table.Times is null || column.Auc.Low < GapAuc) return null;
        var times = sample.Rows.Select(r => table.Times[r]).ToArray();
        if (times.Any(double.IsNaN)) return null;
        var order = Enumerable.Range(0, times.Length).ToArray();
        Array.Sort((double[])times.Clone(), order);
        if (IsOfTheWeek(column.Cells, order)) return null;
        var blockOf = BlocksOf(times, order);
        var forward = Forward(column, sample.Labels, blockOf);
        double mixed = 0, ahead = 0, variance = 0, weights = 0;
        for (var block = 1; block < Blocks; block++)
        {
            var rows = Enumerable.Range(0, times.Length).Where(i => blockOf[i] == block).ToArray();
            var labels = rows.Select(r => sample.Labels[r]).ToArray();
            var positives = labels.Count(l => l == 1);
            if (Math.Min(positives, labels.Length - positives) < LeastPerBlock) continue;
            var own = AucEstimate.Of([.. rows.Select(r => column.Scores[r])], labels);
            var past = AucEstimate.Of([.. rows.Select(r => forward[r])], labels);
            var weight = (double)positives * (labels.Length - positives) / labels.Length;
            var error = own.ErrorOfDifference(past);
            (mixed, ahead, variance, weights) = (mixed + weight * own.Value, ahead + weight * past.Value, variance + weight * weight * error * error, weights + weight);
        }
        if (weights == 0) return null;
        var gap = (mixed - ahead) / weights;
        if (gap - AucEstimate.Z * Math.Sqrt(variance) / weights < LeastGap || mixed / weights < GapAuc) return null;
        return new(LeakKind.TimeGap, Suspicion.Text(
            $"leads of the same weeks it ranks with AUC {mixed / weights:F3}, leads of the weeks after with {ahead / weights:F3}: its values name outcomes that were known when they were given"));
    }

    // Neighbours in time share the value far more often than chance would have it.
    static bool IsOfTheWeek(int[] cells, int[] order)
    {
        var changes = 0;
        for (var i = 1; i < order.Length; i++)
            if (cells[order[i]] != cells[order[i - 1]]) changes++;
        var expected = 1 - cells.CountBy(c => c).Sum(c => (double)c.Value * c.Value) / ((double)cells.Length * cells.Length);
        return changes < 0.3 * expected * (order.Length - 1);
    }

    static int[] BlocksOf(double[] times, int[] order)
    {
        var result = new int[times.Length];
        for (int i = 0, block = 0; i < order.Length; i++)
        {
            // Leads of one moment stay in one block.
            if (i == 0 || times[order[i]] != times[order[i - 1]]) block = (int)((long)i * Blocks / order.Length);
            result[order[i]] = block;
        }
        return result;
    }

    static double[] Forward(ColumnCells column, byte[] labels, int[] blockOf)
    {
        // The later blocks are folds to one another; seen from a block, those from it on are left out.
        var result = new double[labels.Length];
        for (var block = 1; block < Blocks; block++)
        {
            var folds = blockOf.Select(b => b >= block ? 0 : 1).ToArray();
            var scores = ColumnCells.CrossFit(column.Cells, column.CellCount, labels, folds, 2);
            for (var i = 0; i < labels.Length; i++)
                if (blockOf[i] == block) result[i] = scores[i];
        }
        return result;
    }

    /// <summary>Spearman's rank correlation of the rows where both are known; ties in the order of rows.</summary>
    static double RankCorrelation(double[] a, double[] b)
    {
        var rows = Enumerable.Range(0, a.Length).Where(i => !double.IsNaN(a[i]) && !double.IsNaN(b[i])).ToArray();
        if (rows.Length < 2) return 0;
        var (rankA, rankB) = (Ranks(a), Ranks(b));
        var middle = (rows.Length - 1) / 2.0;
        double cross = 0, square = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            cross += (rankA[i] - middle) * (rankB[i] - middle);
            square += (rankA[i] - middle) * (rankA[i] - middle);
        }
        return cross / square;

        double[] Ranks(double[] values)
        {
            var result = new double[rows.Length];
            var rank = 0;
            foreach (var i in Enumerable.Range(0, rows.Length).OrderBy(i => values[rows[i]]).ThenBy(i => i)) result[i] = rank++;
            return result;
        }
    }
}
