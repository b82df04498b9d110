using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>
/// Beta calibration (Kull, Silva Filho and Flach 2017): with s = logistic(x), calibrated log-odds = a ln s - b ln(1 - s) + c.
/// <see cref="A"/> is the slope far below 0, <see cref="B"/> far above; a = b is Platt's line. Immutable, thread safe.
/// </summary>
public sealed class BetaCalibrator : Calibrator
{
    /// <summary>
    /// A curve with <paramref name="a"/> and <paramref name="b"/> at least 0, not both 0, and a finite <paramref name="c"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The curve would fall or be flat, or a number is not finite.</exception>
    public BetaCalibrator(double a, double b, double c)
    {
        if (!double.IsFinite(a) || !double.IsFinite(b) || !double.IsFinite(c) || a < 0 || b < 0 || a + b == 0)
            throw CalibrationErrors.NotACurve("a and b of a beta calibrator must be at least 0, not both 0, and all its numbers finite.");
        A = a;
        B = b;
        C = c;
    }

    /// <summary>Slope where log-odds are very low; at least 0.</summary>
    public double A { get; }

    /// <summary>Slope where log-odds are very high; at least 0.</summary>
    public double B { get; }

    /// <summary>Shift of the whole curve, in log-odds.</summary>
    public double C { get; }

    /// <inheritdoc/>
    public override CalibrationMethod Kind => CalibrationMethod.Beta;

    internal static BetaCalibrator Fit(CalibrationCells cells)
    {
        if (cells.Count > 1)
        {
            var low = new double[cells.Count];
            var high = new double[cells.Count];
            for (var i = 0; i < cells.Count; i++)
            {
                low[i] = -Softplus(-cells.LogOdds[i]);
                high[i] = Softplus(cells.LogOdds[i]);
            }

            // A negative slope is set to 0 and the rest fitted again, as the paper does.
            var fit = LogisticFit.Minimize([low, high, cells.Ones], offset: null, cells);
            var (a, b, c) = (fit[0], fit[1], fit[2]);
            if (a < 0 && b > 0)
            {
                fit = LogisticFit.Minimize([high, cells.Ones], offset: null, cells);
                (a, b, c) = (0, fit[0], fit[1]);
            }
            else if (b < 0 && a > 0)
            {
                fit = LogisticFit.Minimize([low, cells.Ones], offset: null, cells);
                (a, b, c) = (fit[0], 0, fit[1]);
            }
            if (a >= 0 && b >= 0 && a + b > 0 && double.IsFinite(a + b + c))
                return new BetaCalibrator(a, b, c);
        }
        return new BetaCalibrator(1, 1, LogisticFit.Intercept(cells));
    }

    internal static BetaCalibrator ReadCurve(BinaryReader reader)
    {
        try
        {
            return new BetaCalibrator(ReadFinite(reader, "a"), ReadFinite(reader, "b"), ReadFinite(reader, "c"));
        }
        catch (ArgumentException e)
        {
            throw CalibrationErrors.NotRising(e);
        }
    }

    // Each term rises, and rounding keeps that.
    protected private override double Curve(double x) => B * Softplus(x) - A * Softplus(-x) + C;

    protected private override void WriteCurve(BinaryWriter writer)
    {
        writer.Write(A);
        writer.Write(B);
        writer.Write(C);
    }

    /// <summary>
    /// ln(1 + e^x) to a few units in the last place at every x, with no seam between formulas: it must rise on the calibrator's grid.
    /// ln(1 + e) is taken with the part of e that 1 + e loses put back (Kahan, in Goldberg 1991, theorem 4).
    /// </summary>
    static double Softplus(double x)
    {
        var e = PortableMath.Exp(-Math.Abs(x));
        var u = 1 + e;
        var log = PortableMath.Log(u) + (e - (u - 1)) / u;
        return x > 0 ? x + log : log;
    }
}
