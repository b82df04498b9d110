using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>
/// Another calibrator's log-odds, times <see cref="Slope"/>, plus <see cref="Shift"/>: what a few newer outcomes make of a model whose base rate has
/// moved. Immutable, thread safe.
/// </summary>
public sealed class ShiftedCalibrator : Calibrator
{
    /// <summary>Moves <paramref name="inner"/>; of a shifted one the two moves become one.</summary>
    /// <exception cref="ArgumentException">The slope is not above 0, or a number is not finite.</exception>
    public ShiftedCalibrator(Calibrator inner, double slope, double shift)
    {
        ArgumentNullException.ThrowIfNull(inner);
        if (!double.IsFinite(slope) || slope <= 0 || !double.IsFinite(shift))
            throw CalibrationErrors.NotACurve("the slope of a shifted calibrator must be above 0 and both its numbers finite.");
        if (inner is ShiftedCalibrator before) (inner, slope, shift) = (before.Inner, slope * before.Slope, slope * before.Shift + shift);
        (Inner, Slope, Shift) = (inner, slope, shift);
    }

    /// <summary>The calibrator that is moved; never itself a shifted one.</summary>
    public Calibrator Inner { get; }

    /// <summary>Above 0; 1 changes the level alone.</summary>
    public double Slope { get; }

    /// <summary>In log-odds.</summary>
    public double Shift { get; }

    /// <inheritdoc/>
    public override CalibrationMethod Kind => CalibrationMethod.Shifted;

    /// <summary>What becomes of a probability of the inner calibrator; 0 and 1 stay.</summary>
    public double Moved(double probability) =>
        probability is <= 0 or >= 1 ? probability : PortableMath.Sigmoid(Slope * PortableMath.Logit(probability) + Shift);

    internal static ShiftedCalibrator ReadCurve(BinaryReader reader)
    {
        var (slope, shift) = (ReadFinite(reader, "the slope"), ReadFinite(reader, "the shift"));
        var inner = Read(reader);
        if (inner is ShiftedCalibrator) throw CalibrationErrors.UnknownTag((byte)CalibrationMethod.Shifted);
        try
        {
            return new ShiftedCalibrator(inner, slope, shift);
        }
        catch (ArgumentException e)
        {
            throw CalibrationErrors.NotRising(e);
        }
    }

    protected private override double Curve(double x) => Slope * Inner.CalibratedLogOdds(x) + Shift;

    protected private override void WriteCurve(BinaryWriter writer)
    {
        writer.Write(Slope);
        writer.Write(Shift);
        Inner.Write(writer);
    }
}
