namespace LeadPredict.Evaluation;

/// <summary>
/// What the Brier score is made of, over ten bins of equal width (Murphy 1973), without the bias that few rows in a bin cause (Ferro and
/// Fricker 2012): Brier = <see cref="Reliability"/> - <see cref="Resolution"/> + <see cref="Uncertainty"/> + <see cref="WithinBins"/>.
/// </summary>
/// <param name="Reliability">Mean squared gap between said and seen: 0 is honest; without its bias it may fall a little below 0.</param>
/// <param name="Resolution">How far the bins part leads from one another; higher is better.</param>
/// <param name="Uncertainty">The Brier score of knowing the base rate alone.</param>
/// <param name="WithinBins">What differs within bins (Stephenson, Coelho and Jolliffe 2008); mostly below 0.</param>
public sealed record BrierDecomposition(MetricValue Reliability, MetricValue Resolution, MetricValue Uncertainty, double WithinBins);
