using LeadPredict.Numerics;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Whether one strong column says more than all others together: their cross-fitted log-odds, weighed by a ridge logistic regression on the other
/// folds (stacking, Wolpert 1992). A strong honest column has company that is as strong; a call's duration has not. Thread safe.
/// </summary>
static class RestComparison
{
    const int MostRows = 10_000;
    const int MostColumns = 40;
    const int LeastColumns = 4;
    const int Steps = 8;
    const double Ridge = 1;

    const double LeastAuc = 0.75;
    const double SuspectAuc = 0.8;
    // Two columns as strong as this would hide each other: they are compared with the ordinary ones.
    const double VeryStrongAuc = 0.85;
    const double ClearlyMore = 0.02;

    /// <summary>Suspicions of the columns that stand out, by their index in <paramref name="columns"/>.</summary>
    /// <param name="columns">Columns that no other test suspects.</param>
    public static IEnumerable<(int Column, Suspicion Suspicion)> Find(IReadOnlyList<ColumnCells> columns, GuardSample sample)
    {
        var strong = Enumerable.Range(0, columns.Count).Where(i => columns[i].Auc.Low >= LeastAuc).ToArray();
        if (strong.Length == 0) yield break;
        var step = (sample.Labels.Length + MostRows - 1) / MostRows;
        var rows = Enumerable.Range(0, sample.Labels.Length / step).Select(i => i * step).ToArray();
        var labels = rows.Select(r => sample.Labels[r]).ToArray();
        if (labels.Distinct().Count() < 2) yield break;
        foreach (var i in strong)
        {
            var isVery = columns[i].Auc.Value >= VeryStrongAuc;
            var others = Enumerable.Range(0, columns.Count)
                .Where(j => j != i && columns[j].Auc.Value > ColumnCells.Helpful && !(isVery && columns[j].Auc.Value >= VeryStrongAuc))
                .OrderByDescending(j => columns[j].Auc.Value).ThenBy(j => j).Take(MostColumns).ToArray();
            // Together they are no worse than the best of them.
            if (others.Length < LeastColumns || columns[others[0]].Auc.Value >= columns[i].Auc.Value) continue;
            var rest = AucEstimate.Of(Stack([.. others.Select(j => columns[j])], rows, sample), labels);
            var alone = AucEstimate.Of([.. rows.Select(r => columns[i].Scores[r])], labels);
            var more = alone.Value - rest.Value - AucEstimate.Z * alone.ErrorOfDifference(rest);
            var sure = columns[i].Auc.Low >= SuspectAuc && more > 0;
            if (!sure && more <= ClearlyMore) continue;
            yield return (i, new(LeakKind.TooGood,
                Suspicion.Text($"{Suspicion.Alone(columns[i].Auc)}, more than {others.Length} other columns together ({rest.Value:F3}); is it known before the outcome?"), Weak: !sure));
        }
    }

    static double[] Stack(ColumnCells[] columns, int[] rows, GuardSample sample)
    {
        var scores = new double[rows.Length];
        for (var fold = 0; fold < GuardSample.Folds; fold++)
        {
            var train = rows.Where(r => sample.FoldOf[r] != fold).ToArray();
            if (train.Length == 0) continue;
            var weights = Fit(columns, train, sample.Labels);
            for (var i = 0; i < rows.Length; i++)
                if (sample.FoldOf[rows[i]] == fold) scores[i] = LogOdds(columns, rows[i], weights);
        }
        return scores;
    }

    static double LogOdds(ColumnCells[] columns, int row, double[] weights)
    {
        var sum = weights[^1];
        for (var c = 0; c < columns.Length; c++) sum += weights[c] * columns[c].Scores[row];
        return sum;
    }

    // Newton's method; the last weight is the base and is not held back.
    static double[] Fit(ColumnCells[] columns, int[] rows, byte[] labels)
    {
        var n = columns.Length + 1;
        var weights = new double[n];
        var x = new double[n];
        x[^1] = 1;
        for (var step = 0; step < Steps; step++)
        {
            var (slope, curve) = (new double[n], new double[n, n]);
            foreach (var row in rows)
            {
                for (var c = 0; c < columns.Length; c++) x[c] = columns[c].Scores[row];
                var p = PortableMath.Sigmoid(LogOdds(columns, row, weights));
                var (error, weight) = (labels[row] - p, p * (1 - p));
                for (var a = 0; a < n; a++)
                {
                    slope[a] += error * x[a];
                    for (var b = 0; b <= a; b++) curve[a, b] += weight * x[a] * x[b];
                }
            }
            for (var a = 0; a < n - 1; a++)
            {
                slope[a] -= Ridge * weights[a];
                curve[a, a] += Ridge;
            }
            curve[n - 1, n - 1] += 1e-9;
            if (!Solve(curve, slope)) break;
            for (var a = 0; a < n; a++) weights[a] += Math.Clamp(slope[a], -2, 2);
            if (slope.All(s => Math.Abs(s) < 1e-3)) break;
        }
        return weights;
    }

    // Cholesky's decomposition of the lower triangle, in place; the solution replaces the right side.
    static bool Solve(double[,] matrix, double[] side)
    {
        var n = side.Length;
        for (var a = 0; a < n; a++)
            for (var b = 0; b <= a; b++)
            {
                var sum = matrix[a, b];
                for (var k = 0; k < b; k++) sum -= matrix[a, k] * matrix[b, k];
                if (a == b && sum <= 0) return false;
                matrix[a, b] = a == b ? Math.Sqrt(sum) : sum / matrix[b, b];
            }
        for (var a = 0; a < n; a++)
        {
            for (var k = 0; k < a; k++) side[a] -= matrix[a, k] * side[k];
            side[a] /= matrix[a, a];
        }
        for (var a = n - 1; a >= 0; a--)
        {
            for (var k = a + 1; k < n; k++) side[a] -= matrix[k, a] * side[k];
            side[a] /= matrix[a, a];
        }
        return true;
    }
}
