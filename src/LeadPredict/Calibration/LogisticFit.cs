using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>
/// Logistic regression with up to three features by Newton's method with halving (Lin, Lin and Weng 2007, "A note on Platt's probabilistic
/// outputs"), towards Platt's smoothed targets (P + 1) / (P + 2) and 1 / (N + 2), which keep separable data finite.
/// </summary>
static class LogisticFit
{
    const int MaxSteps = 100;
    const int MaxHalvings = 40;
    const double Tolerance = 1e-10;

    /// <summary>
    /// Coefficients, one a feature. <paramref name="features"/>: one array a feature, one value a cell; <paramref name="offset"/>:
    /// log-odds added as they are.
    /// </summary>
    public static double[] Minimize(double[][] features, double[]? offset, CalibrationCells cells)
    {
        var count = features.Length;
        var scale = new double[count];
        for (var j = 0; j < count; j++)
            scale[j] = RootMeanSquare(features[j], cells);

        var problem = new Problem(features, scale, offset, cells);
        var at = new double[count];
        var candidate = new double[count];
        var gradient = new double[count];
        var hessian = new double[count, count];
        var loss = problem.Loss(at);
        for (var n = 0; n < MaxSteps; n++)
        {
            problem.Derivatives(at, gradient, hessian);
            var step = Solve(hessian, gradient);
            var (slope, size) = (0.0, 0.0);
            for (var j = 0; j < count; j++)
            {
                slope += gradient[j] * step[j];
                size = Math.Max(size, Math.Abs(step[j]));
            }
            if (!(size > Tolerance)) break;

            var improved = false;
            for (var (h, share) = (0, 1.0); h < MaxHalvings && !improved; h++, share *= 0.5)
            {
                for (var j = 0; j < count; j++) candidate[j] = at[j] - share * step[j];
                var candidateLoss = problem.Loss(candidate);
                improved = candidateLoss < loss - 1e-4 * share * slope;
                if (improved) loss = candidateLoss;
            }
            if (!improved) break;
            candidate.CopyTo(at, 0);
        }
        for (var j = 0; j < count; j++) at[j] /= scale[j];
        return at;
    }

    /// <summary>The shift of all log-odds that fits best; 0 without rows.</summary>
    public static double Intercept(CalibrationCells cells)
    {
        if (cells.Count == 0) return 0;
        var shift = Minimize([cells.Ones], cells.LogOdds, cells)[0];
        return double.IsFinite(shift) ? shift : 0;
    }

    static double RootMeanSquare(double[] feature, CalibrationCells cells)
    {
        var sum = 0.0;
        for (var i = 0; i < feature.Length; i++)
            sum += (cells.Positive[i] + cells.Negative[i]) * feature[i] * feature[i];
        var root = Math.Sqrt(sum / (cells.TotalPositive + cells.TotalNegative));
        return root > 0 && double.IsFinite(root) ? root : 1;
    }

    /// <summary>
    /// hessian · step = gradient, by Cholesky's factors; a pivot too small to trust is raised, which only shortens the step.
    /// </summary>
    static double[] Solve(double[,] hessian, double[] gradient)
    {
        var n = gradient.Length;
        var trace = 0.0;
        for (var j = 0; j < n; j++) trace += hessian[j, j];
        var floor = Math.Max(trace * 1e-13, 1e-300);

        var lower = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = hessian[i, j];
                for (var k = 0; k < j; k++) sum -= lower[i, k] * lower[j, k];
                lower[i, j] = i == j ? Math.Sqrt(Math.Max(sum, floor)) : sum / lower[j, j];
            }
        }
        var step = new double[n];
        for (var i = 0; i < n; i++)
        {
            var sum = gradient[i];
            for (var k = 0; k < i; k++) sum -= lower[i, k] * step[k];
            step[i] = sum / lower[i, i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = step[i];
            for (var k = i + 1; k < n; k++) sum -= lower[k, i] * step[k];
            step[i] = sum / lower[i, i];
        }
        return step;
    }

    sealed class Problem(double[][] features, double[] scale, double[]? offset, CalibrationCells cells)
    {
        readonly double _highTarget = (cells.TotalPositive + 1) / (cells.TotalPositive + 2);
        readonly double _lowTarget = 1 / (cells.TotalNegative + 2);

        public double Loss(double[] at)
        {
            var loss = 0.0;
            for (var i = 0; i < cells.Count; i++)
            {
                var z = LogOdds(at, i);
                loss += (cells.Positive[i] + cells.Negative[i]) * PortableMath.Softplus(z) - Target(i) * z;
            }
            return loss;
        }

        public void Derivatives(double[] at, double[] gradient, double[,] hessian)
        {
            Array.Clear(gradient);
            Array.Clear(hessian);
            for (var i = 0; i < cells.Count; i++)
            {
                var weight = cells.Positive[i] + cells.Negative[i];
                var p = PortableMath.Sigmoid(LogOdds(at, i));
                var error = weight * p - Target(i);
                var curvature = weight * p * (1 - p);
                for (var j = 0; j < gradient.Length; j++)
                {
                    var x = features[j][i] / scale[j];
                    gradient[j] += error * x;
                    for (var k = 0; k <= j; k++) hessian[j, k] += curvature * x * (features[k][i] / scale[k]);
                }
            }
        }

        double Target(int i) => cells.Positive[i] * _highTarget + cells.Negative[i] * _lowTarget;

        double LogOdds(double[] at, int i)
        {
            var z = offset is null ? 0 : offset[i];
            for (var j = 0; j < at.Length; j++) z += at[j] * (features[j][i] / scale[j]);
            return z;
        }
    }
}
