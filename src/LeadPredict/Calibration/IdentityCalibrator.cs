namespace LeadPredict.Calibration;

/// <summary>The logistic function and nothing else: for log-odds that are already honest. Immutable, thread safe.</summary>
public sealed class IdentityCalibrator : Calibrator
{
    IdentityCalibrator() { }

    /// <summary>The only one: it has no numbers.</summary>
    public static IdentityCalibrator Instance { get; } = new();

    /// <inheritdoc/>
    public override CalibrationMethod Kind => CalibrationMethod.None;

    protected private override double Curve(double x) => x;

    protected private override void WriteCurve(BinaryWriter writer) { }
}
