namespace LeadPredict.Calibration;

/// <summary>
/// Probability = logistic(slope · x + intercept) (Platt 1999, "Probabilistic outputs for support vector machines").
/// A slope below 1 tames overconfident log-odds, above 1 sharpens timid ones. Immutable, thread safe.
/// </summary>
public sealed class PlattCalibrator : Calibrator
{
    /// <summary>A line with <paramref name="slope"/> above 0 and a finite <paramref name="intercept"/>, in log-odds.</summary>
    /// <exception cref="ArgumentException">The slope is not above 0, or a number is not finite.</exception>
    public PlattCalibrator(double slope, double intercept)
    {
        if (!double.IsFinite(slope) || slope <= 0 || !double.IsFinite(intercept))
            throw CalibrationErrors.NotACurve("the slope of a Platt calibrator must be above 0 and both its numbers finite.");
        Slope = slope;
        Intercept = intercept;
    }

    /// <summary>Calibrated log-odds for each unit of log-odds; above 0.</summary>
    public double Slope { get; }

    /// <summary>Calibrated log-odds at 0 log-odds.</summary>
    public double Intercept { get; }

    /// <inheritdoc/>
    public override CalibrationMethod Kind => CalibrationMethod.Platt;

    internal static PlattCalibrator Fit(CalibrationCells cells)
    {
        if (cells.Count > 1)
        {
            var line = LogisticFit.Minimize([cells.LogOdds, cells.Ones], offset: null, cells);
            if (line[0] > 0 && double.IsFinite(line[0]) && double.IsFinite(line[1]))
                return new PlattCalibrator(line[0], line[1]);
        }
        // A falling or flat line would reverse or erase the ranking: keep the model's own slope and only move the level.
        return new PlattCalibrator(1, LogisticFit.Intercept(cells));
    }

    internal static PlattCalibrator ReadCurve(BinaryReader reader)
    {
        try
        {
            return new PlattCalibrator(ReadFinite(reader, "the slope"), ReadFinite(reader, "the intercept"));
        }
        catch (ArgumentException e)
        {
            throw CalibrationErrors.NotRising(e);
        }
    }

    protected private override double Curve(double x) => Slope * x + Intercept;

    protected private override void WriteCurve(BinaryWriter writer)
    {
        writer.Write(Slope);
        writer.Write(Intercept);
    }
}
