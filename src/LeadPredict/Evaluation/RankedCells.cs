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
    readonly double[] _shares;
    readonly int _cut;

    /// <param name="scores">One a row, no NaN.</param>
    /// <param name="labels">0 or 1.</param>
    /// <param name="shares">Parts of the ranking, rising, whose positives <see cref="RankedMetrics.Hits"/> counts.</param>
    /// <param name="threshold">Where <see cref="RankedMetrics.CalledPositives"/> ends; infinity calls nothing.</param>
    public RankedCells(ReadOnlySpan<double> scores, ReadOnlySpan<byte> labels, ReadOnlySpan<double> shares = default, double threshold = double.PositiveInfinity)
    {
        EvaluationErrors.CheckScores(scores, labels);
        _shares = shares.ToArray();
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
            if (Scores[b] >= threshold) _cut = b + 1;
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
        long binStart = 0, calledPositives = 0, calledNegatives = 0;
        var brier = new BrierSums((double)positives / rows);
        var bin = EceBins - 1;
        double[] hits = _shares.Length == 0 ? [] : new double[_shares.Length];
        var edge = 0;
        var nextEdge = EdgeAt(0, rows);
        for (var b = 0; b < Scores.Length; b++)
        {
            if (b == _cut) (calledPositives, calledNegatives) = (tp, fp);
            long neg = counts[2 * b], pos = counts[2 * b + 1], all = neg + pos;
            if (all == 0) continue;
            var score = Scores[b];

            doubleArea += neg * (2 * tp + pos);
            var above = tp + fp;
            if (above < topTenth)
                tenthHits = topTenth >= above + all ? tp + pos : tp + (topTenth - above) * pos / all;
            for (; nextEdge <= above + all; nextEdge = EdgeAt(++edge, rows)) hits[edge] = tp + (nextEdge - above) * pos / all;
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
                brier.Add(above - binStart, binScores, binPositives);
                (bin, binStart, binScores, binPositives) = (ownBin, above, 0, 0);
            }
            binScores += all * score;
            binPositives += pos;
        }
        ece += Math.Abs(binScores - binPositives);
        brier.Add(rows - binStart, binScores, binPositives);
        if (_cut >= Scores.Length) (calledPositives, calledNegatives) = (tp, fp);

        // 0 / 0 is NaN, which is what a metric without rows or without a class is.
        var pairs = (double)positives * negatives;
        return new RankedMetrics(
            RocAuc: pairs > 0 ? doubleArea / (2 * pairs) : double.NaN,
            PrAuc: precisionSum / positives,
            LogLoss: loss / rows,
            Brier: squares / rows,
            Ece: ece / rows,
            LiftTopDecile: tenthHits / topTenth / ((double)positives / rows),
            KolmogorovSmirnov: pairs > 0 ? gap / pairs : double.NaN)
        {
            Positives = positives,
            Rows = rows,
            Hits = hits,
            CalledPositives = calledPositives,
            CalledNegatives = calledNegatives,
            Reliability = brier.Reliability / rows,
            Resolution = brier.Resolution / rows + (rows > 1 ? brier.Variance / (rows - 1) : 0),
            Uncertainty = rows > 1 ? brier.Variance * rows / (rows - 1) : brier.Variance,
        };
    }

    // Where the next part of the ranking ends, in rows of this resample; past the last, nowhere.
    double EdgeAt(int edge, long rows) => edge < _shares.Length && rows > 0 ? _shares[edge] * rows : double.PositiveInfinity;

    /// <summary>The sums of Ferro and Fricker (2012), equations 2 to 4, over bins as they end.</summary>
    struct BrierSums(double rate)
    {
        public readonly double Variance => rate * (1 - rate);
        public double Reliability, Resolution;

        public void Add(long rows, double scores, double positives)
        {
            if (rows == 0) return;
            var (said, seen) = (scores / rows, positives / rows);
            // What luck adds to a bin's squared gap; one row alone does not say.
            var luck = rows > 1 ? seen * (1 - seen) / (rows - 1) : 0;
            Reliability += rows * ((said - seen) * (said - seen) - luck);
            Resolution += rows * ((seen - rate) * (seen - rate) - luck);
        }
    }
}

/// <summary>The metrics of one (re)sample.</summary>
readonly record struct RankedMetrics(
    double RocAuc, double PrAuc, double LogLoss, double Brier, double Ece, double LiftTopDecile, double KolmogorovSmirnov)
{
    public long Positives { get; init; }
    public long Rows { get; init; }
    /// <summary>Positives within each share of the ranking; ties across its edge are shared evenly.</summary>
    public double[] Hits { get; init; } = [];
    /// <summary>Rows of at least the threshold, by class.</summary>
    public long CalledPositives { get; init; }
    public long CalledNegatives { get; init; }
    /// <summary>Parts of the Brier score, see <see cref="BrierDecomposition"/>.</summary>
    public double Reliability { get; init; }
    public double Resolution { get; init; }
    public double Uncertainty { get; init; }

    public double Precision => (double)CalledPositives / (CalledPositives + CalledNegatives);
    public double Recall => (double)CalledPositives / Positives;
}
