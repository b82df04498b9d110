namespace LeadPredict.Calibration;

/// <summary>
/// Shares a change of probability among the parts of the change of log-odds behind it: every part gets probability in proportion to its log-odds,
/// <c>part * (p(to) - p(from)) / (to - from)</c>, so the shares sum to the change exactly. That is the integral of the curve's slope along the straight way on
/// which all parts grow together (Aumann and Shapley 1974). Thread safe.
/// </summary>
public readonly struct ProbabilityPath
{
    /// <summary>Nearer ends than this have no chord that rounding would not bend; the curve's slope around them stands for it.</summary>
    const double Near = 1e-10;
    const double Around = 1e-6;

    readonly double _slope;

    /// <summary>The way from one lead's log-odds, before calibration, to another's.</summary>
    public ProbabilityPath(Calibrator calibrator, double from, double to)
    {
        From = calibrator.Calibrate(from);
        To = calibrator.Calibrate(to);
        _slope = Math.Abs(to - from) > Near
            ? (To - From) / (to - from)
            : (calibrator.Calibrate(from + Around) - calibrator.Calibrate(from - Around)) / (2 * Around);
    }

    /// <summary>The probability where the way starts.</summary>
    public double From { get; }

    /// <summary>The probability where it ends.</summary>
    public double To { get; }

    /// <summary>The probability that a part of the log-odds brings; negative where it takes some.</summary>
    public double Of(double logOdds) => logOdds * _slope;
}
