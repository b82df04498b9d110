using LeadPredict.Numerics;

namespace LeadPredict.Calibration;

/// <summary>
/// Isotonic calibration (Zadrozny and Elkan 2002): the best rising step function, by pooling adjacent violators (Ayer et al. 1955),
/// drawn as straight lines in log-odds between the centres of its steps, so that rows of one step do not tie. Beyond the outermost
/// centres it goes on almost flat. A step of nothing but one class is smoothed, so no probability is 0 or 1. Immutable, thread safe.
/// </summary>
public sealed class IsotonicCalibrator : Calibrator
{
    const int MaxPoints = 1_000_000;

    /// <summary>Beyond the ends: enough to keep the order of rows, too little to claim more than the outermost steps observed.</summary>
    const double TailSlope = 0.01;
    const double TailLength = 100;

    /// <summary>Rows at the base rate added to a step of one class only.</summary>
    const double PriorRows = 2;

    readonly double[] _x;
    readonly double[] _y;

    /// <summary>
    /// The curve through points (<paramref name="logOdds"/>, <paramref name="calibrated"/>), both in log-odds, of the same length, at
    /// least one.
    /// </summary>
    /// <exception cref="ArgumentException">The first do not rise strictly, the second fall, or a number is not finite or is beyond 700.</exception>
    public IsotonicCalibrator(ReadOnlySpan<double> logOdds, ReadOnlySpan<double> calibrated)
    {
        if (logOdds.IsEmpty || logOdds.Length != calibrated.Length)
            throw CalibrationErrors.NotACurve("an isotonic calibrator needs as many calibrated log-odds as log-odds, at least one.");
        for (var i = 0; i < logOdds.Length; i++)
        {
            if (!double.IsFinite(logOdds[i]) || !(Math.Abs(calibrated[i]) <= MaxOutput))
                throw CalibrationErrors.NotACurve("the points of an isotonic calibrator must be finite, the calibrated ones within ±700.");
            if (i > 0 && (logOdds[i] <= logOdds[i - 1] || calibrated[i] < calibrated[i - 1]))
                throw CalibrationErrors.NotACurve("the points of an isotonic calibrator must rise.");
        }
        _x = logOdds.ToArray();
        _y = calibrated.ToArray();
    }

    /// <inheritdoc/>
    public override CalibrationMethod Kind => CalibrationMethod.Isotonic;

    /// <summary>Centres of the steps, in log-odds, rising strictly.</summary>
    public ReadOnlySpan<double> LogOdds => _x;

    /// <summary>Calibrated log-odds at the centres, never falling.</summary>
    public ReadOnlySpan<double> Calibrated => _y;

    internal static IsotonicCalibrator Fit(CalibrationCells cells)
    {
        if (cells.Count == 0)
            return new IsotonicCalibrator([0], [0]);

        var steps = RisingSteps(cells);
        // Only the first step can be all negative and only the last all positive. Smoothing one may lift it over its neighbour: pool again.
        var baseRate = (cells.TotalPositive + 1) / (cells.TotalPositive + cells.TotalNegative + 2);
        var smoothed = new List<Step>(steps.Count);
        foreach (var step in steps)
        {
            var pure = step.Positive <= 0 || step.Positive >= step.Weight;
            Pool(smoothed, pure ? step with { Positive = step.Positive + PriorRows * baseRate, Weight = step.Weight + PriorRows } : step);
        }

        var x = new double[smoothed.Count];
        var y = new double[smoothed.Count];
        for (var i = 0; i < smoothed.Count; i++)
        {
            x[i] = smoothed[i].Centre;
            y[i] = PortableMath.Log(smoothed[i].Positive / (smoothed[i].Weight - smoothed[i].Positive));
            if (i > 0 && y[i] < y[i - 1]) y[i] = y[i - 1];
        }
        return new IsotonicCalibrator(x, y);
    }

    /// <summary>The rising step function nearest to the labels, in squares weighted by rows: rates rise strictly.</summary>
    internal static List<Step> RisingSteps(CalibrationCells cells)
    {
        var steps = new List<Step>();
        for (var i = 0; i < cells.Count; i++)
            Pool(steps, new Step(cells.LogOdds[i], cells.Positive[i], cells.Positive[i] + cells.Negative[i]));
        return steps;
    }

    internal static IsotonicCalibrator ReadCurve(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count is < 1 or > MaxPoints)
            throw CalibrationErrors.BadCount(count, MaxPoints);
        var x = ReadPoints(reader, count);
        var y = ReadPoints(reader, count);
        try
        {
            return new IsotonicCalibrator(x, y);
        }
        catch (ArgumentException e)
        {
            throw CalibrationErrors.NotRising(e);
        }
    }

    protected private override double Curve(double x)
    {
        if (x <= _x[0]) return _y[0] - TailSlope * Math.Min(_x[0] - x, TailLength);
        if (x >= _x[^1]) return _y[^1] + TailSlope * Math.Min(x - _x[^1], TailLength);

        var right = Array.BinarySearch(_x, x);
        if (right >= 0) return _y[right];
        right = ~right;
        var share = (x - _x[right - 1]) / (_x[right] - _x[right - 1]);
        // Rounding could step an ulp over the right point.
        return Math.Min(_y[right - 1] + (_y[right] - _y[right - 1]) * share, _y[right]);
    }

    protected private override void WriteCurve(BinaryWriter writer)
    {
        writer.Write(_x.Length);
        foreach (var value in _x) writer.Write(value);
        foreach (var value in _y) writer.Write(value);
    }

    /// <summary>
    /// Adds a step on the right; steps whose rates do not rise are merged, so that rates rise strictly, and so do centres.
    /// </summary>
    static void Pool(List<Step> steps, Step next)
    {
        while (steps.Count > 0 && (steps[^1].Positive * next.Weight >= next.Positive * steps[^1].Weight || steps[^1].Centre >= next.Centre))
        {
            next = steps[^1].Merge(next);
            steps.RemoveAt(steps.Count - 1);
        }
        steps.Add(next);
    }

    static double[] ReadPoints(BinaryReader reader, int count)
    {
        // Grows with what is really there: a made-up count does not get its memory.
        var points = new List<double>(Math.Min(count, 4096));
        for (var i = 0; i < count; i++)
            points.Add(ReadFinite(reader, "a point"));
        return [.. points];
    }

    /// <summary>Neighbouring rows of one rate: their mean log-odds, the weight of their positives and of all.</summary>
    internal readonly record struct Step(double Centre, double Positive, double Weight)
    {
        public Step Merge(Step right)
        {
            var weight = Weight + right.Weight;
            return new Step(Centre + (right.Centre - Centre) * (right.Weight / weight), Positive + right.Positive, weight);
        }
    }
}
