namespace LeadPredict.Boosting;

/// <summary>
/// The factors that turn gradients and hessians into 16-bit integers. As large as possible, so that rounding stays small beside the
/// gradients' own spread, and small enough that no sum over all rows leaves its 32 bits.
/// </summary>
/// <param name="Gradient">Quantised units in a gradient of 1.</param>
/// <param name="Hessian">Quantised units in a hessian of 1.</param>
readonly record struct GradientScale(float Gradient, float Hessian)
{
    /// <summary>
    /// The scale for one tree.
    /// </summary>
    /// <param name="largest">Largest row weight: no gradient exceeds it, no hessian exceeds a quarter of it.</param>
    /// <param name="absoluteGradients">Sum of |gradient| over all rows.</param>
    /// <param name="hessians">Sum of hessians over all rows.</param>
    /// <param name="rows">Number of rows; each may round up by one half.</param>
    public static GradientScale For(double largest, double absoluteGradients, double hessians, int rows)
    {
        var gradient = Math.Min(short.MaxValue / largest, (int.MaxValue - rows / 2 - 1) / Math.Max(absoluteGradients, 1e-30));
        var hessian = Math.Min(ushort.MaxValue / (0.25 * largest), (uint.MaxValue - rows / 2 - 1) / Math.Max(hessians, 1e-30));
        // Rounded down to a power of two's neighbourhood is not needed: the same sums give the same float on every machine.
        return new GradientScale((float)(gradient * 0.999), (float)(hessian * 0.999));
    }
}
