using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>
/// Ridge logistic regression of the outcome on the evidence of a few coarse columns, by Newton's method. The penalty pulls the weights towards 0; it is
/// that of a normal prior of variance 1.
/// </summary>
static class WeightOfEvidenceFit
{
    const double Penalty = 1;
    const int MostSteps = 25;

    public static (double Bias, double[] Weights) Fit(IReadOnlyList<ScorecardColumn> columns, bool[] labels)
    {
        var n = columns.Count + 1;
        var weights = new double[n];
        weights[^1] = PortableMath.Logit((labels.Count(l => l) + 0.5) / (labels.Length + 1));
        var row = new double[n];
        row[^1] = 1;
        for (var step = 0; step < MostSteps; step++)
        {
            var gradient = new double[n];
            var hessian = new double[n, n];
            for (var i = 0; i < labels.Length; i++)
            {
                var z = weights[^1];
                for (var j = 0; j < n - 1; j++)
                {
                    row[j] = columns[j].Evidence[columns[j].RangeOfRow[i]];
                    z += weights[j] * row[j];
                }
                var p = PortableMath.Sigmoid(z);
                double residual = (labels[i] ? 1 : 0) - p, curvature = p * (1 - p);
                for (var j = 0; j < n; j++)
                {
                    gradient[j] += residual * row[j];
                    var scaled = curvature * row[j];
                    for (var k = 0; k <= j; k++) hessian[j, k] += scaled * row[k];
                }
            }
            for (var j = 0; j < n - 1; j++)
            {
                gradient[j] -= Penalty * weights[j];
                hessian[j, j] += Penalty;
            }
            var move = Solve(hessian, gradient);
            var longest = move.Max(Math.Abs);
            for (var j = 0; j < n; j++) weights[j] += move[j] * Math.Min(1, 2 / Math.Max(longest, 1e-12));
            if (longest < 1e-6) break;
        }
        return (weights[^1], weights[..^1]);
    }

    // By Cholesky; the lower triangle is overwritten.
    static double[] Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        var x = (double[])b.Clone();
        for (var j = 0; j < n; j++)
        {
            for (var k = 0; k < j; k++) a[j, j] -= a[j, k] * a[j, k];
            a[j, j] = Math.Sqrt(Math.Max(a[j, j], 1e-12));
            for (var i = j + 1; i < n; i++)
            {
                for (var k = 0; k < j; k++) a[i, j] -= a[i, k] * a[j, k];
                a[i, j] /= a[j, j];
            }
        }
        for (var j = 0; j < n; j++)
        {
            for (var k = 0; k < j; k++) x[j] -= a[j, k] * x[k];
            x[j] /= a[j, j];
        }
        for (var j = n - 1; j >= 0; j--)
        {
            for (var k = j + 1; k < n; k++) x[j] -= a[k, j] * x[k];
            x[j] /= a[j, j];
        }
        return x;
    }
}
