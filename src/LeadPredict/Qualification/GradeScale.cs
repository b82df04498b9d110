namespace LeadPredict.Qualification;

/// <summary>
/// Grades A to D by thresholds on the calibrated probability, fixed when the model is made: A from <see cref="A"/>, B from <see cref="B"/>,
/// C from <see cref="C"/>, else D. Knows probabilities, never trees. Immutable, thread safe.
/// </summary>
/// <param name="A">Least probability of grade A.</param>
/// <param name="B">Least probability of grade B, at most <paramref name="A"/>.</param>
/// <param name="C">Least probability of grade C, at most <paramref name="B"/>.</param>
public sealed record GradeScale(double A, double B, double C)
{
    /// <summary>The grade of a probability in [0, 1].</summary>
    public char Of(double probability) => probability >= A ? 'A' : probability >= B ? 'B' : probability >= C ? 'C' : 'D';

    /// <summary>
    /// The scale that puts a tenth of the reference leads in A, the next fifth in B and the next third in C. The thresholds are probabilities, so that a
    /// grade keeps its meaning while the mix of leads changes.
    /// </summary>
    /// <param name="sortedProbabilities">Held-out probabilities of the reference leads, ascending; not empty.</param>
    public static GradeScale FromReference(ReadOnlySpan<double> sortedProbabilities)
    {
        var last = sortedProbabilities.Length - 1;
        return new GradeScale(
            sortedProbabilities[(int)(0.90 * last)],
            sortedProbabilities[(int)(0.70 * last)],
            sortedProbabilities[(int)(0.37 * last)]);
    }
}
