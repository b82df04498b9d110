namespace LeadPredict.Explanation;

/// <summary>
/// Nodes and weights of Gauss-Legendre quadrature on [0, 1]: n points integrate polynomials of degree 2n - 1 exactly. Found by Newton's method
/// on the Legendre recurrence (Press et al. 2007, section 4.6). Immutable, thread safe.
/// </summary>
sealed class GaussLegendre
{
    GaussLegendre(int points)
    {
        Nodes = new double[points];
        Weights = new double[points];
        for (var i = 0; i < points; i++)
        {
            var x = Math.Cos(Math.PI * (i + 0.75) / (points + 0.5));
            double slope;
            for (var iteration = 0; ; iteration++)
            {
                var (value, derivative) = Legendre(points, x);
                slope = derivative;
                var step = value / derivative;
                x -= step;
                if (Math.Abs(step) < 1e-16 || iteration == 100) break;
            }
            Nodes[i] = (1 + x) / 2;
            Weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
    }

    /// <summary>Number of nodes.</summary>
    public int Points => Nodes.Length;

    /// <summary>Points in (0, 1).</summary>
    public double[] Nodes { get; }

    /// <summary>Weights, which sum to 1.</summary>
    public double[] Weights { get; }

    /// <summary>A rule that is exact for degree <paramref name="degree"/>, with a multiple of four points.</summary>
    public static GaussLegendre ForDegree(int degree) => new(Math.Max(4, (degree / 2 + 1 + 3) & ~3));

    static (double Value, double Derivative) Legendre(int n, double x)
    {
        double previous = 1, current = x;
        for (var k = 2; k <= n; k++) (previous, current) = (current, ((2 * k - 1) * x * current - (k - 1) * previous) / k);
        return (current, n * (x * current - previous) / (x * x - 1));
    }
}
