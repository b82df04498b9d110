namespace LeadPredict.Evaluation;

/// <summary>Whether a gap between probabilities and outcomes is more than luck. NaN where rows or one class do not allow an answer.</summary>
/// <param name="ExpectedEce">The calibration error that honest probabilities would show on so many rows, on average.</param>
/// <param name="EceLimit">Honest probabilities stay below this in 95 of 100 samples.</param>
/// <param name="EceChance">Share of samples of honest probabilities with an error as large as the one seen, 0 to 1.</param>
/// <param name="Slope">
/// Of a logistic regression of the outcome on the log-odds (Cox 1958): 1 is honest, below 1 the probabilities are too extreme.
/// </param>
/// <param name="Intercept">Shift of the log-odds at slope 1: 0 is honest, below 0 the probabilities are too high.</param>
public sealed record CalibrationTest(double ExpectedEce, double EceLimit, double EceChance, MetricValue Slope, MetricValue Intercept)
{
    /// <summary>Whether the calibration error is within what luck alone would make, 95 times of 100.</summary>
    public bool IsWithinLuck(double ece) => !(ece > EceLimit);
}
