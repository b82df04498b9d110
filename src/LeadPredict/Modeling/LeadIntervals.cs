namespace LeadPredict.Modeling;

/// <summary>
/// The 95% interval of a lead's own chance, by its probability: a table of steps that was worked out when the model was made, so that a look-up is a
/// binary search. <see cref="LeadIntervalFitter"/> says what is in it. Immutable, thread safe.
/// </summary>
public sealed class LeadIntervals
{
    /// <summary>The parts as a model file holds them: of one length, at least 1, each ascending.</summary>
    public LeadIntervals(double[] probabilities, double[] low, double[] high)
    {
        if (probabilities.Length == 0 || low.Length != probabilities.Length || high.Length != probabilities.Length)
            throw new ArgumentException("The table of intervals needs three columns of one length.", nameof(probabilities));
        (Probabilities, Low, High) = (probabilities, low, high);
    }

    /// <summary>Probabilities at which the interval is known, ascending.</summary>
    public double[] Probabilities { get; }
    /// <summary>Lower ends there; in between they lie on straight lines.</summary>
    public double[] Low { get; }
    /// <summary>Upper ends.</summary>
    public double[] High { get; }

    /// <summary>The interval around <paramref name="probability"/> (0 to 1), which it always holds. Allocates nothing.</summary>
    public (double Low, double High) Of(double probability)
    {
        var at = Array.BinarySearch(Probabilities, probability);
        if (at < 0) at = ~at;
        double low, high;
        if (at == 0) (low, high) = (Low[0], High[0]);
        else if (at == Probabilities.Length) (low, high) = (Low[^1], High[^1]);
        else
        {
            var share = (probability - Probabilities[at - 1]) / (Probabilities[at] - Probabilities[at - 1]);
            low = Low[at - 1] + (Low[at] - Low[at - 1]) * share;
            high = High[at - 1] + (High[at] - High[at - 1]) * share;
        }
        return (Math.Min(low, probability), Math.Max(high, probability));
    }
}
