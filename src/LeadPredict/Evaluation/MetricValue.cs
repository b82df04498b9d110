namespace LeadPredict.Evaluation;

/// <summary>
/// A metric and the 95% interval of what other leads of the same kind could have given. <see cref="Value"/> is NaN where the metric has
/// no meaning (no rows; ranking metrics with one class). <see cref="Low"/> and <see cref="High"/> are NaN where the rows are too few for an
/// honest interval: fewer than five independent units (accounts, or rows) with a positive, or fewer than five with a negative.
/// </summary>
public readonly record struct MetricValue(double Value, double Low, double High)
{
    /// <summary>No value and no interval.</summary>
    public static MetricValue None => new(double.NaN, double.NaN, double.NaN);
}
