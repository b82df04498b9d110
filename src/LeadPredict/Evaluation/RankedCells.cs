using LeadPredict.Numerics;

namespace LeadPredict.Evaluation;

/// <summary>
/// Rows ranked once, best score first, and counted: rows of one score and one class are interchangeable to every metric, so they share
/// a cell, and a resample of the rows is nothing but other counts in the same cells.
/// <code>
/// score b:          0.9        0.7        0.2       (falling, ties merged)
/// counts:        neg pos    neg pos    neg pos      cell = 2 b + label
/// </code>
/// </summary>
sealed class RankedCells
{
    const int EceBins = 10;

    readonly double[] _lossIfNegative;
    readonly double[] _lossIfPositive;

    public RankedCells(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels)
    {
        EvaluationErrors.CheckScores(scores, labels);
        var keys = new double[scores.Length];
        var rows = new int[scores.Length];
        for (var row = 0; row < rows.Length; row++) (keys[row], rows[row]) = (-scores[row], row);
        Array.Sort(keys, rows);

        CellOfRow = new int[rows.Length];
        var distinct = new List<double>();
        for (var i = 0; i < rows.Length; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1]) distinct.Add(-keys[i]);
            CellOfRow[rows[i]] = 2 * (distinct.Count - 1) + labels[rows[i]];
        }
        Scores = [.. distinct];
        Counts = new int[2 * Scores.Length];
        foreach (var cell in CellOfRow) Counts[cell]++;

        _lossIfNegative = new double[Scores.Length];
        _lossIfPositive = new double[Scores.Length];
        for (var b = 0; b < Scores.Length; b++)
        {
            _lossIfNegative[b] = ProbabilityMetrics.RowLogLoss(Scores[b], 0);
            _lossIfPositive[b] = ProbabilityMetrics.RowLogLoss(Scores[b], 1);
        }
    }

    /// <summary>Distinct scores, falling.</summary>
    public double[] Scores { get; }

    /// <summary>The cell of each row, in the order given.</summary>
    public int[] CellOfRow { get; }

    /// <summary>Rows in each cell: 2 a score, negatives first.</summary>
    public int[] Counts { get; }

    /// <summary>Measures all rows.</summary>
    public RankedMetrics Measure() => Measure(Counts);

    /// <summary>
    /// All metrics of the rows that <paramref name="counts"/> stand for, in one pass down the ranking. Integers until the last step:
    /// exact.
    /// </summary>
    public RankedMetrics Measure(ReadOnlySpan<int> counts)
    {
        long positives = 0, negatives = 0;
        for (var i = 0; i < counts.Length; i += 2)
        {
            negatives += counts[i];
            positives += counts[i + 1];
        }
        var rows = positives + negatives;
        var topTenth = rows / 10.0;

        long tp = 0, fp = 0, doubleArea = 0, gap = 0;
        double precisionSum = 0, loss = 0, squares = 0, tenthHits = 0, ece = 0;
        double binScores = 0, binPositives = 0;
        var bin = EceBins - 1;
        for (var b = 0; b < Scores.Length; b++)
        {
            long neg = counts[2 * b], pos = counts[2 * b + 1], all = neg + pos;
            if (all == 0) continue;
            var score = Scores[b];

            doubleArea += neg * (2 * tp + pos);
            var above = tp + fp;
            if (above < topTenth)
                tenthHits = topTenth >= above + all ? tp + pos : tp + (topTenth - above) * pos / all;
            tp += pos;
            fp += neg;
            if (pos > 0) precisionSum += pos * ((double)tp / (tp + fp));
            gap = Math.Max(gap, Math.Abs(tp * negatives - fp * positives));

            loss += pos * _lossIfPositive[b] + neg * _lossIfNegative[b];
            squares += pos * ((1 - score) * (1 - score)) + neg * (score * score);
            var ownBin = ProbabilityMetrics.BinOf(score, EceBins);
            if (ownBin != bin)
            {
                ece += Math.Abs(binScores - binPositives);
                (bin, binScores, binPositives) = (ownBin, 0, 0);
            }
            binScores += all * score;
            binPositives += pos;
        }
        ece += Math.Abs(binScores - binPositives);

        // 0 / 0 is NaN, which is what a metric without rows or without a class is.
        var pairs = (double)positives * negatives;
        return new RankedMetrics(
            RocAuc: pairs > 0 ? doubleArea / (2 * pairs) : double.NaN,
            PrAuc: precisionSum / positives,
            LogLoss: loss / rows,
            Brier: squares / rows,
            Ece: ece / rows,
            LiftTopDecile: tenthHits / topTenth / ((double)positives / rows),
            KolmogorovSmirnov: pairs > 0 ? gap / pairs : double.NaN);
    }
}

/// <summary>The metrics of one (re)sample.</summary>
readonly record struct RankedMetrics(
    double RocAuc, double PrAuc, double LogLoss, double Brier, double Ece, double LiftTopDecile, double KolmogorovSmirnov);
