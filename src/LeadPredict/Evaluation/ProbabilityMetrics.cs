using LeadPredict.Numerics;

namespace LeadPredict.Evaluation;

/// <summary>Rows whose probability lies in one range, and what became of them.</summary>
/// <param name="From">Lower edge, within the bin.</param>
/// <param name="To">Upper edge, outside the bin but in the last one.</param>
/// <param name="Count">Rows.</param>
/// <param name="MeanPredicted">Their mean probability; NaN when empty.</param>
/// <param name="Observed">Their share of positives; NaN when empty.</param>
public readonly record struct ReliabilityBin(double From, double To, int Count, double MeanPredicted, double Observed);

/// <summary>What a cut makes of the rows: those of at least the cut are called positive.</summary>
public readonly record struct Confusion(int TruePositives, int FalsePositives, int TrueNegatives, int FalseNegatives)
{
    /// <summary>Share of positives among the rows called positive; NaN when there are none.</summary>
    public double Precision => (double)TruePositives / (TruePositives + FalsePositives);

    /// <summary>Share of the positives that are called positive; NaN without positives.</summary>
    public double Recall => (double)TruePositives / (TruePositives + FalseNegatives);

    /// <summary>Share of rows called rightly; NaN without rows.</summary>
    public double Accuracy => (double)(TruePositives + TrueNegatives) / (TruePositives + FalsePositives + TrueNegatives + FalseNegatives);
}

/// <summary>
/// How honest probabilities are. <c>probabilities</c>: 0 to 1; <c>labels</c>: 0 or 1, one a probability. NaN without rows; one class is
/// fine. Sums run in row order. Thread safe. A value outside its range or another length is an <see cref="ArgumentException"/>.
/// </summary>
public static class ProbabilityMetrics
{
    /// <summary>
    /// Probabilities are kept this far from 0 and 1 in the log-loss, so that one certain mistake costs 34.5 nats and not infinity.
    /// </summary>
    public const double LogLossClip = 1e-15;

    /// <summary>Mean of -ln(probability of what happened), in nats; probabilities clipped to <see cref="LogLossClip"/>.</summary>
    public static double LogLoss(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum += RowLogLoss(probabilities[i], labels[i]);
        return sum / labels.Length;
    }

    /// <summary>Mean squared distance of probability and label (Brier 1950), 0 to 1.</summary>
    public static double Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        var sum = 0.0;
        for (var i = 0; i < labels.Length; i++) sum += (probabilities[i] - labels[i]) * (probabilities[i] - labels[i]);
        return sum / labels.Length;
    }

    /// <summary>
    /// Expected calibration error over bins of equal width (Naeini, Cooper and Hauskrecht 2015): the mean over rows of |mean probability -
    /// share of positives| of the row's bin. 0 to 1; small samples read too high.
    /// </summary>
    public static double ExpectedCalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, int bins = 10) =>
        ErrorOf(Reliability(probabilities, labels, bins), labels.Length);

    /// <summary>
    /// The same over bins of about equally many rows; equal probabilities stay together, in the bin of their middle rank.
    /// </summary>
    public static double QuantileCalibrationError(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, int bins = 10) =>
        ErrorOf(QuantileReliability(probabilities, labels, bins), labels.Length);

    /// <summary>The reliability curve over <paramref name="bins"/> of equal width, empty ones included.</summary>
    public static IReadOnlyList<ReliabilityBin> Reliability(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        var (count, positives, sum) = (new int[bins], new int[bins], new double[bins]);
        for (var i = 0; i < labels.Length; i++)
        {
            var bin = BinOf(probabilities[i], bins);
            count[bin]++;
            positives[bin] += labels[i];
            sum[bin] += probabilities[i];
        }
        var result = new ReliabilityBin[bins];
        for (var b = 0; b < bins; b++)
            result[b] = new((double)b / bins, (b + 1.0) / bins, count[b], sum[b] / count[b], (double)positives[b] / count[b]);
        return result;
    }

    /// <summary>
    /// The reliability curve over bins of about equally many rows, empty ones left out; edges are the lowest and highest probability
    /// within.
    /// </summary>
    public static IReadOnlyList<ReliabilityBin> QuantileReliability(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, int bins = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        return QuantileReliability(new RankedCells(probabilities, labels), bins);
    }

    internal static IReadOnlyList<ReliabilityBin> QuantileReliability(RankedCells cells, int bins)
    {
        var rows = cells.CellOfRow.Length;
        var result = new List<ReliabilityBin>();
        int below = 0, count = 0, positives = 0, bin = -1;
        double from = 0, to = 0, sum = 0;
        for (var b = cells.Scores.Length - 1; b >= 0; b--)
        {
            int pos = cells.Counts[2 * b + 1], all = cells.Counts[2 * b] + pos;
            var own = (int)((below + all / 2.0) * bins / rows);
            if (own != bin && count > 0)
            {
                result.Add(new(from, to, count, sum / count, (double)positives / count));
                (count, positives, sum) = (0, 0, 0);
            }
            if (count == 0) from = cells.Scores[b];
            (bin, to) = (own, cells.Scores[b]);
            below += all;
            count += all;
            positives += pos;
            sum += all * cells.Scores[b];
        }
        if (count > 0) result.Add(new(from, to, count, sum / count, (double)positives / count));
        return result;
    }

    /// <summary>Rows of at least <paramref name="cut"/> called positive, against what they are.</summary>
    public static Confusion ConfusionAt(double cut, ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        EvaluationErrors.CheckScores(probabilities, labels);
        int tp = 0, fp = 0, tn = 0, fn = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (probabilities[i] >= cut)
            {
                if (labels[i] == 1) tp++; else fp++;
            }
            else if (labels[i] == 1) fn++;
            else tn++;
        }
        return new(tp, fp, tn, fn);
    }

    /// <summary>The log-loss of knowing the base rate and nothing else, in nats; 0 with one class, NaN without rows.</summary>
    public static double BaselineLogLoss(double baseRate)
    {
        if (double.IsNaN(baseRate)) return double.NaN;
        if (baseRate is <= 0 or >= 1) return 0;
        return -(baseRate * PortableMath.Log(baseRate) + (1 - baseRate) * PortableMath.Log(1 - baseRate));
    }

    internal static double RowLogLoss(double probability, byte label)
    {
        var p = Math.Clamp(probability, LogLossClip, 1 - LogLossClip);
        return -PortableMath.Log(label == 1 ? p : 1 - p);
    }

    /// <summary>The bin of equal width that holds <paramref name="probability"/>; 1 is in the last.</summary>
    internal static int BinOf(double probability, int bins) => Math.Clamp((int)(probability * bins), 0, bins - 1);

    static double ErrorOf(IReadOnlyList<ReliabilityBin> bins, int rows)
    {
        if (rows == 0) return double.NaN;
        var sum = 0.0;
        foreach (var bin in bins)
            if (bin.Count > 0) sum += bin.Count * Math.Abs(bin.MeanPredicted - bin.Observed);
        return sum / rows;
    }
}
