using LeadPredict.Numerics;

namespace LeadPredict.Evaluation;

/// <summary>
/// Tests probabilities against what honest ones would show. The calibration error: outcomes are drawn from the probabilities themselves, bin by bin,
/// with the scatter of leads that succeed and fail together in an account. Slope and intercept: Cox's regression by Newton's method, with errors that
/// add up whole accounts (Liang and Zeger 1986).
/// </summary>
static class CalibrationTester
{
    const int Bins = 10;
    const int Draws = 1000;
    /// <summary>Bins of up to so many rows are drawn row by row; larger ones from the normal distribution of their sum.</summary>
    const int RowsDrawnEach = 200;
    const double Normal95 = 1.959963984540054;
    /// <summary>A slope outside ± this is a class told apart for certain: there is no answer.</summary>
    const double LargestSlope = 50;
    const double Clip = 1e-9;

    public static CalibrationTest Test(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, Bootstrap bootstrap, ulong seed)
    {
        if (labels.Length == 0) return new(double.NaN, double.NaN, double.NaN, MetricValue.None, MetricValue.None);
        var (expected, limit, chance) = OfHonest(probabilities, labels, bootstrap, seed);
        var logOdds = new double[probabilities.Length];
        for (var i = 0; i < logOdds.Length; i++) logOdds[i] = PortableMath.Logit(Math.Clamp(probabilities[i], Clip, 1 - Clip));
        return new(expected, limit, chance, Slope(logOdds, labels, bootstrap), Intercept(logOdds, labels, bootstrap));
    }

    static (double Expected, double Limit, double Chance) OfHonest(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, Bootstrap bootstrap, ulong seed)
    {
        var (rows, variance, gap) = (new int[Bins], new double[Bins], new double[Bins]);
        var members = new List<double>[Bins];
        for (var bin = 0; bin < Bins; bin++) members[bin] = [];
        for (var i = 0; i < labels.Length; i++)
        {
            var p = probabilities[i];
            var bin = ProbabilityMetrics.BinOf(p, Bins);
            rows[bin]++;
            variance[bin] += p * (1 - p);
            gap[bin] += labels[i] - p;
            if (rows[bin] <= RowsDrawnEach) members[bin].Add(p);
        }
        var seen = 0.0;
        foreach (var g in gap) seen += Math.Abs(g);

        var together = Math.Sqrt(ScatterOfAccounts(probabilities, labels, bootstrap));
        var random = new DeterministicRandom(seed, stream: 211);
        var errors = new double[Draws];
        double sum = 0;
        var asLarge = 0;
        for (var d = 0; d < Draws; d++)
        {
            for (var bin = 0; bin < Bins; bin++)
            {
                if (rows[bin] == 0) continue;
                errors[d] += together * Math.Abs(rows[bin] > RowsDrawnEach ? Math.Sqrt(variance[bin]) * random.NextNormal() : DrawEach(members[bin], random));
            }
            sum += errors[d];
            if (errors[d] >= seen) asLarge++;
        }
        Array.Sort(errors);
        return (sum / Draws / labels.Length, errors[(int)(0.95 * Draws)] / labels.Length, (double)asLarge / Draws);
    }

    static double DrawEach(List<double> probabilities, DeterministicRandom random)
    {
        var gap = 0.0;
        foreach (var p in probabilities) gap += (random.NextDouble() < p ? 1 : 0) - p;
        return gap;
    }

    /// <summary>
    /// How many times the variance of a bin's sum is larger for leads that share accounts: the squares of the accounts' sums in a bin over the rows'
    /// squares, at least 1.
    /// </summary>
    static double ScatterOfAccounts(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, Bootstrap bootstrap)
    {
        double squares = 0, together = 0;
        Span<double> sums = stackalloc double[Bins];
        for (var unit = 0; unit < bootstrap.Units; unit++)
        {
            var rows = bootstrap.RowsOf(unit);
            if (rows.IsEmpty) return 1;
            if (rows.Length == 1)
            {
                var own = labels[rows[0]] - probabilities[rows[0]];
                squares += own * own;
                together += own * own;
                continue;
            }
            sums.Clear();
            foreach (var row in rows)
            {
                var residual = labels[row] - probabilities[row];
                squares += residual * residual;
                sums[ProbabilityMetrics.BinOf(probabilities[row], Bins)] += residual;
            }
            foreach (var sum in sums) together += sum * sum;
        }
        return squares > 0 ? Math.Max(1, together / squares) : 1;
    }

    // Outcome on a + b z.
    static MetricValue Slope(double[] logOdds, ReadOnlySpan<byte> labels, Bootstrap bootstrap)
    {
        double a = 0, b = 1;
        for (var iteration = 0; ; iteration++)
        {
            double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0;
            for (var i = 0; i < logOdds.Length; i++)
            {
                var z = logOdds[i];
                var p = PortableMath.Sigmoid(a + b * z);
                double residual = labels[i] - p, weight = p * (1 - p);
                (ga, gb) = (ga + residual, gb + residual * z);
                (haa, hab, hbb) = (haa + weight, hab + weight * z, hbb + weight * z * z);
            }
            var determinant = haa * hbb - hab * hab;
            if (!(determinant > 1e-9 * haa * hbb) || iteration == 50) return MetricValue.None;
            var (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant);
            // A long step of Newton's may overshoot.
            var shorten = Math.Min(1, 2 / (Math.Abs(db) + 1e-12));
            (a, b) = (a + shorten * da, b + shorten * db);
            if (!(Math.Abs(b) < LargestSlope)) return MetricValue.None;
            if (Math.Abs(da) + Math.Abs(db) > 1e-8) continue;

            if (!bootstrap.HasEnough) return new(b, double.NaN, double.NaN);
            var (saa, sab, sbb) = Sandwich(logOdds, labels, bootstrap, a, b);
            // The second row of the inverse hessian, on both sides of the sums.
            double ia = -hab / determinant, ib = haa / determinant;
            var error = Math.Sqrt(ia * ia * saa + 2 * ia * ib * sab + ib * ib * sbb);
            return new(b, b - Normal95 * error, b + Normal95 * error);
        }
    }

    // Outcome on a + z.
    static MetricValue Intercept(double[] logOdds, ReadOnlySpan<byte> labels, Bootstrap bootstrap)
    {
        if (bootstrap.PositiveUnits == 0 || bootstrap.NegativeUnits == 0) return MetricValue.None;
        var a = 0.0;
        for (var iteration = 0; ; iteration++)
        {
            double gradient = 0, hessian = 0;
            for (var i = 0; i < logOdds.Length; i++)
            {
                var p = PortableMath.Sigmoid(a + logOdds[i]);
                gradient += labels[i] - p;
                hessian += p * (1 - p);
            }
            if (!(hessian > 0) || iteration == 50) return MetricValue.None;
            var step = Math.Clamp(gradient / hessian, -2, 2);
            a += step;
            if (Math.Abs(step) > 1e-8) continue;
            if (!bootstrap.HasEnough) return new(a, double.NaN, double.NaN);
            var error = Math.Sqrt(Sandwich(logOdds, labels, bootstrap, a, 1).Aa) / hessian;
            return new(a, a - Normal95 * error, a + Normal95 * error);
        }
    }

    // Sums over accounts of the products of their gradients.
    static (double Aa, double Ab, double Bb) Sandwich(double[] logOdds, ReadOnlySpan<byte> labels, Bootstrap bootstrap, double a, double b)
    {
        double aa = 0, ab = 0, bb = 0;
        for (var unit = 0; unit < bootstrap.Units; unit++)
        {
            var rows = bootstrap.RowsOf(unit);
            double ga = 0, gb = 0;
            if (rows.IsEmpty) Add(unit, labels);
            foreach (var row in rows) Add(row, labels);
            (aa, ab, bb) = (aa + ga * ga, ab + ga * gb, bb + gb * gb);

            void Add(int row, ReadOnlySpan<byte> labels)
            {
                var residual = labels[row] - PortableMath.Sigmoid(a + b * logOdds[row]);
                (ga, gb) = (ga + residual, gb + residual * logOdds[row]);
            }
        }
        return (aa, ab, bb);
    }
}
