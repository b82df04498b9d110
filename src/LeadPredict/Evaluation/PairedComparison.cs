namespace LeadPredict.Evaluation;

/// <summary>
/// Two models on the same rows, B minus A, with 95% intervals from resamples drawn alike for both: what they share cancels out,
/// so a difference shows long before their own intervals part. NaN as in <see cref="MetricValue"/>. Immutable.
/// </summary>
/// <param name="Rows">Rows compared.</param>
/// <param name="RocAucDifference">AUC of B minus that of A, -1 to 1: above 0, B ranks better.</param>
/// <param name="LogLossDifference">Log-loss of B minus that of A, in nats: below 0, B is the more honest.</param>
public sealed record PairedComparison(int Rows, MetricValue RocAucDifference, MetricValue LogLossDifference)
{
    /// <summary>Compares probabilities of A and B for the same rows; the rest is as in <see cref="EvaluationReport.Compute"/>.</summary>
    /// <exception cref="ArgumentException">Lengths differ, a probability is not within 0 and 1, or a label is not 0 or 1.</exception>
    public static PairedComparison Compute(ReadOnlySpan<double> probabilitiesA, ReadOnlySpan<double> probabilitiesB,
        ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups, ulong seed)
    {
        EvaluationErrors.CheckProbabilities(probabilitiesA, labels);
        EvaluationErrors.CheckProbabilities(probabilitiesB, labels);
        var a = new RankedCells(probabilitiesA, labels);
        var b = new RankedCells(probabilitiesB, labels);
        var bootstrap = new Bootstrap(labels, groups, seed);
        var auc = b.Measure().RocAuc - a.Measure().RocAuc;
        var logLoss = ProbabilityMetrics.LogLoss(probabilitiesB, labels) - ProbabilityMetrics.LogLoss(probabilitiesA, labels);
        if (!bootstrap.HasEnough)
            return new(labels.Length, new(auc, double.NaN, double.NaN), new(logLoss, double.NaN, double.NaN));

        var (aucDraws, lossDraws) = (new double[bootstrap.Resamples], new double[bootstrap.Resamples]);
        var (countsA, countsB) = (new int[a.Counts.Length], new int[b.Counts.Length]);
        for (var r = 0; r < bootstrap.Resamples; r++)
        {
            bootstrap.Draw(r, a.CellOfRow, countsA);
            bootstrap.Draw(r, b.CellOfRow, countsB);
            var (ofA, ofB) = (a.Measure(countsA), b.Measure(countsB));
            aucDraws[r] = ofB.RocAuc - ofA.RocAuc;
            lossDraws[r] = ofB.LogLoss - ofA.LogLoss;
        }
        return new(labels.Length, bootstrap.Interval(auc, aucDraws), bootstrap.Interval(logLoss, lossDraws));
    }
}
