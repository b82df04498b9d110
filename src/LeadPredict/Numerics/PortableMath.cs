namespace LeadPredict.Numerics;

/// <summary>
/// Exponential, logarithm, logistic and logit from additions, multiplications and divisions alone, which IEEE 754 fixes to the bit.
/// <see cref="Math.Exp(double)"/> is the platform's and may differ in the last bit between machines; a model file must not.
/// Thread safe. Relative error below 2 units in the last place.
/// </summary>
public static class PortableMath
{
    const double Ln2High = 6.93147180369123816490e-01;
    const double Ln2Low = 1.90821492927058770002e-10;
    const double InverseLn2 = 1.44269504088896338700e+00;

    /// <summary>e^x; 0 below -745, infinity above 709.78; NaN stays NaN.</summary>
    public static double Exp(double x)
    {
        if (double.IsNaN(x)) return x;
        if (x > 709.782712893384) return double.PositiveInfinity;
        if (x < -745.1332191019412) return 0;

        // x = k ln 2 + r with |r| <= ln 2 / 2; e^r by its Taylor series, whose 14th term is below 2^-58.
        var k = Math.Floor(x * InverseLn2 + 0.5);
        var r = (x - k * Ln2High) - k * Ln2Low;
        var sum = 1.0 / 6227020800.0;
        sum = sum * r + 1.0 / 479001600.0;
        sum = sum * r + 1.0 / 39916800.0;
        sum = sum * r + 1.0 / 3628800.0;
        sum = sum * r + 1.0 / 362880.0;
        sum = sum * r + 1.0 / 40320.0;
        sum = sum * r + 1.0 / 5040.0;
        sum = sum * r + 1.0 / 720.0;
        sum = sum * r + 1.0 / 120.0;
        sum = sum * r + 1.0 / 24.0;
        sum = sum * r + 1.0 / 6.0;
        sum = sum * r + 0.5;
        var series = 1.0 + (r + r * r * sum);
        return Scale(series, (int)k);
    }

    /// <summary>The natural logarithm; NaN below 0, minus infinity at 0.</summary>
    public static double Log(double x)
    {
        if (double.IsNaN(x) || x < 0) return double.NaN;
        if (x == 0) return double.NegativeInfinity;
        if (double.IsPositiveInfinity(x)) return x;

        // x = 2^k m with m in [sqrt(1/2), sqrt 2); ln m = 2 artanh((m - 1) / (m + 1)).
        var k = 0;
        if (x < 2.2250738585072014e-308)
        {
            x *= 18014398509481984.0;
            k = -54;
        }
        var bits = BitConverter.DoubleToInt64Bits(x);
        k += (int)((bits >> 52) & 0x7FF) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000FFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            k++;
        }
        var f = m - 1;
        var s = f / (2 + f);
        var z = s * s;
        var odd = 1.0 / 21;
        for (var n = 19; n >= 3; n -= 2)
            odd = odd * z + 1.0 / n;
        // ln m = 2 s + 2 s z odd, with 2 s = f - s f kept exact in its leading part.
        return k * Ln2High + (f - (s * f - (k * Ln2Low + 2 * s * z * odd)));
    }

    /// <summary>1 / (1 + e^-x): the probability of <paramref name="x"/> log-odds, in [0, 1].</summary>
    public static double Sigmoid(double x)
    {
        if (x >= 0) return 1 / (1 + Exp(-x));
        var e = Exp(x);
        return e / (1 + e);
    }

    /// <summary>ln(p / (1 - p)): the log-odds of a probability; minus and plus infinity at 0 and 1.</summary>
    public static double Logit(double probability) => Log(probability) - Log(1 - probability);

    /// <summary>ln(1 + e^x) without overflow: the logistic loss of a negative at <paramref name="x"/> log-odds.</summary>
    public static double Softplus(double x)
    {
        if (x > 36) return x;
        if (x < -36) return Exp(x);
        return x > 0 ? x + Log(1 + Exp(-x)) : Log(1 + Exp(x));
    }

    static double Scale(double value, int exponent)
    {
        if (exponent > 1023) return value * 2 * BitConverter.Int64BitsToDouble((long)(exponent - 1 + 1023) << 52);
        if (exponent < -1022) return value * BitConverter.Int64BitsToDouble((long)(exponent + 54 + 1023) << 52) * 5.551115123125783e-17;
        return value * BitConverter.Int64BitsToDouble((long)(exponent + 1023) << 52);
    }
}
