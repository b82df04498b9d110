namespace LeadPredict.Tests.Reference;

/// <summary>Ridge logistic regression by Newton's method on a dense design matrix; the last column is the bias, which has no penalty.</summary>
static class NaiveLogisticRegression
{
    public static double[] Fit(double[][] rows, float[] labels, double l2)
    {
        var n = rows[0].Length;
        var weights = new double[n];
        for (var iteration = 0; iteration < 50; iteration++)
        {
            var gradient = new double[n];
            var hessian = new double[n, n];
            for (var i = 0; i < rows.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-rows[i].Zip(weights, (x, w) => x * w).Sum()));
                for (var j = 0; j < n; j++)
                {
                    gradient[j] += (p - labels[i]) * rows[i][j];
                    for (var k = 0; k < n; k++) hessian[j, k] += p * (1 - p) * rows[i][j] * rows[i][k];
                }
            }
            for (var j = 0; j < n - 1; j++)
            {
                gradient[j] += l2 * weights[j];
                hessian[j, j] += l2;
            }
            var step = Solve(hessian, gradient);
            for (var j = 0; j < n; j++) weights[j] -= step[j];
        }
        return weights;
    }

    public static double Loss(double[][] rows, float[] labels, double l2, double[] weights)
    {
        double loss = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            var z = rows[i].Zip(weights, (x, w) => x * w).Sum();
            loss += Math.Log(1 + Math.Exp(z)) - labels[i] * z;
        }
        return loss + 0.5 * l2 * weights[..^1].Sum(w => w * w);
    }

    // Gaussian elimination with partial pivoting.
    static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        var x = (double[])b.Clone();
        for (var column = 0; column < n; column++)
        {
            var pivot = Enumerable.Range(column, n - column).MaxBy(r => Math.Abs(a[r, column]));
            for (var k = 0; k < n; k++) (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]);
            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (var row = 0; row < n; row++)
            {
                if (row == column) continue;
                var factor = a[row, column] / a[column, column];
                for (var k = column; k < n; k++) a[row, k] -= factor * a[column, k];
                x[row] -= factor * x[column];
            }
        }
        for (var row = 0; row < n; row++) x[row] /= a[row, row];
        return x;
    }
}
