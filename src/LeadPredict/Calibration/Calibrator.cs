using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>
/// The ways to turn the ensemble's log-odds into a probability, simplest first. The numbers are the tags in the model file.
/// </summary>
public enum CalibrationMethod : byte
{
    /// <summary>The logistic function alone.</summary>
    None = 0,

    /// <summary>A straight line in log-odds (Platt 1999).</summary>
    Platt = 1,

    /// <summary>A line whose slope differs for low and high log-odds (Kull, Silva Filho and Flach 2017).</summary>
    Beta = 2,

    /// <summary>Any rising curve (Zadrozny and Elkan 2002).</summary>
    Isotonic = 3,

    /// <summary>Another calibrator, moved by newer outcomes.</summary>
    Shifted = 4,
}

/// <summary>
/// Turns log-odds into probabilities: the only place that does. Every calibrator is a rising curve from log-odds to log-odds, followed
/// by the logistic function, so it never reverses a ranking: x ≤ y gives a probability of x ≤ that of y, to the last bit
/// (log-odds nearer than 2^-40 may tie). Made of <see cref="PortableMath"/> alone: the same bits on every machine. Immutable, thread safe.
/// </summary>
public abstract class Calibrator
{
    /// <summary>
    /// Steps of log-odds to the unit. A step of 2^-40 moves exp and log by thousands of times their rounding error, which is what makes
    /// their composition rise.
    /// </summary>
    const double Grid = 1099511627776.0;

    /// <summary>Log-odds beyond this are taken as this: far outside what trees give, and free of infinities.</summary>
    const double MaxInput = 1e9;

    /// <summary>Calibrated log-odds are cut here: e^-700 is still a normal number.</summary>
    internal const double MaxOutput = 700;

    /// <summary>Above it a probability would round to 1, and nothing is certain.</summary>
    const double MostCertain = 36;

    internal Calibrator() { }

    /// <summary>Which curve this is.</summary>
    public abstract CalibrationMethod Kind { get; }

    /// <summary>The method in one lower-case word: none, platt, beta, isotonic or shifted.</summary>
    public string Method => Word(Kind);

    /// <summary>The probability, above 0 and below 1, at <paramref name="logOdds"/>; NaN for NaN.</summary>
    public double Calibrate(double logOdds) => double.IsNaN(logOdds) ? logOdds : Logistic(CalibratedLogOdds(logOdds));

    /// <summary>
    /// One probability for each of <paramref name="logOdds"/>, in the same order; both have the same length and may be the same memory.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Calibrate(ReadOnlySpan<double> logOdds, Span<double> probabilitiesOut)
    {
        if (logOdds.Length != probabilitiesOut.Length)
            throw CalibrationErrors.LengthsDiffer(nameof(probabilitiesOut), logOdds.Length, probabilitiesOut.Length);
        for (var i = 0; i < logOdds.Length; i++)
            probabilitiesOut[i] = Calibrate(logOdds[i]);
    }

    /// <summary>Writes a tag of one byte and the curve's numbers, little-endian; docs/MODEL-FILE.md has the layout.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write((byte)Kind);
        WriteCurve(writer);
    }

    /// <summary>Reads what <see cref="Write"/> wrote and checks that it is a rising curve of finite numbers.</summary>
    /// <exception cref="InvalidDataException">The bytes end early or are not a calibrator's.</exception>
    public static Calibrator Read(BinaryReader reader)
    {
        try
        {
            var tag = reader.ReadByte();
            return (CalibrationMethod)tag switch
            {
                CalibrationMethod.None => IdentityCalibrator.Instance,
                CalibrationMethod.Platt => PlattCalibrator.ReadCurve(reader),
                CalibrationMethod.Beta => BetaCalibrator.ReadCurve(reader),
                CalibrationMethod.Isotonic => IsotonicCalibrator.ReadCurve(reader),
                CalibrationMethod.Shifted => ShiftedCalibrator.ReadCurve(reader),
                _ => throw CalibrationErrors.UnknownTag(tag),
            };
        }
        catch (EndOfStreamException e)
        {
            throw CalibrationErrors.CutShort(e);
        }
    }

    /// <summary>The method's word, as in options, reports and model cards.</summary>
    public static string Word(CalibrationMethod method) => method switch
    {
        CalibrationMethod.None => "none",
        CalibrationMethod.Platt => "platt",
        CalibrationMethod.Beta => "beta",
        CalibrationMethod.Isotonic => "isotonic",
        CalibrationMethod.Shifted => "shifted",
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    /// <summary>The curve before the logistic function; not for NaN.</summary>
    internal double CalibratedLogOdds(double logOdds) =>
        Math.Clamp(Curve(OnGrid(Math.Clamp(logOdds, -MaxInput, MaxInput))), -MaxOutput, MostCertain);

    /// <summary>Non-decreasing in <paramref name="x"/>, which is finite and lies on the grid.</summary>
    protected private abstract double Curve(double x);

    protected private abstract void WriteCurve(BinaryWriter writer);

    protected private static double ReadFinite(BinaryReader reader, string what)
    {
        var value = reader.ReadDouble();
        return double.IsFinite(value) ? value : throw CalibrationErrors.NotFinite(what);
    }

    static double Logistic(double calibratedLogOdds) => PortableMath.Sigmoid(OnGrid(calibratedLogOdds));

    static double OnGrid(double x) => Math.Round(x * Grid) * (1 / Grid);
}
