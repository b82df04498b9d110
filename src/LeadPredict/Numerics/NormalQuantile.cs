namespace LeadPredict.Numerics;

/// <summary>Quantiles of the standard normal distribution, the same on every machine.</summary>
public static class NormalQuantile
{
    /// <summary>Half width of a 95% interval in standard errors.</summary>
    public const double Z95 = 1.959963984540054;

    /// <summary>
    /// The value that a standard normal variable is below with this probability, to a relative error of about 1e-9, by Acklam's rational approximations (2003).
    /// </summary>
    /// <param name="probability">Above 0 and below 1.</param>
    public static double Of(double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        const double Tail = 0.02425;
        if (probability < Tail) return OfTail(probability);
        if (probability > 1 - Tail) return -OfTail(1 - probability);
        var q = probability - 0.5;
        var r = q * q;
        return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239e+00) * q
            / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1);
    }

    /// <summary>
    /// Half width, in standard errors, of each of <paramref name="intervals"/> intervals that hold all at once 95 times of 100 (Bonferroni).
    /// </summary>
    public static double Simultaneous(int intervals) => intervals <= 1 ? Z95 : -Of(0.025 / intervals);

    static double OfTail(double probability)
    {
        var q = Math.Sqrt(-2 * PortableMath.Log(probability));
        return (((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277671661e+00) * q - 2.549732539343734e+00) * q + 4.374664141464968e+00) * q + 2.938163982698783e+00)
            / ((((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e+00) * q + 3.754408661907416e+00) * q + 1);
    }
}
