namespace LeadPredict.Evaluation;

/// <summary>A point of the precision-recall curve: of the leads at or above some probability, the share that became positive, and the share of all positives among them.</summary>
public readonly record struct PrecisionRecallPoint(double Recall, double Precision);

/// <summary>The best share of the ranking, and the share of all positives in it.</summary>
public readonly record struct GainsPoint(double RowShare, double PositiveShare);

/// <summary>How many rows of each class have a probability from <paramref name="From"/> up to <paramref name="To"/>.</summary>
public readonly record struct ScoreBin(double From, double To, int Positives, int Negatives);

/// <summary>Neighbouring rows: their mean probability, and the share that became positive with its 95% Wilson interval.</summary>
public readonly record struct CalibrationPoint(double Predicted, double Observed, double Low, double High, int Rows);

/// <summary>What calling the best rows first brings.</summary>
/// <param name="Rows">Rows called: 100, or a tenth of all where there are fewer than 500.</param>
/// <param name="Positives">How many of them are positive; ties at the edge are shared out.</param>
/// <param name="Low">Lower end of the 95% Wilson interval of that number.</param>
/// <param name="High">Its upper end.</param>
/// <param name="AtRandom">How many would be among as many rows drawn at random.</param>
public readonly record struct BestRows(int Rows, double Positives, double Low, double High, double AtRandom);

/// <summary>
/// The curves behind an <see cref="EvaluationReport"/>, thinned for drawing: at most 200 points each, values rounded to five digits. Lists are
/// empty where a curve has no meaning (one class, no rows). Immutable.
/// </summary>
public sealed partial record EvaluationCurves
{
    const int MostPoints = 200;
    const int GainsSteps = 50;
    const int ScoreBins = 20;
    const int CalibrationBins = 10;
    const int LeastRowsPerBin = 25;
    const int Called = 100;
    const int Digits = 5;
    const double Z95 = 1.959963984540054;

    /// <summary>From (0, 0) to (1, 1).</summary>
    public required IReadOnlyList<RocPoint> Roc { get; init; }
    /// <summary>By rising recall.</summary>
    public required IReadOnlyList<PrecisionRecallPoint> PrecisionRecall { get; init; }
    /// <summary>In steps of a fiftieth of the rows, from (0, 0).</summary>
    public required IReadOnlyList<GainsPoint> Gains { get; init; }
    /// <summary>Twenty bins of equal width over 0 to 1.</summary>
    public required IReadOnlyList<ScoreBin> Scores { get; init; }
    /// <summary>Up to ten bins of about equally many rows, rising.</summary>
    public required IReadOnlyList<CalibrationPoint> Reliability { get; init; }
    /// <summary>What the best rows bring.</summary>
    public required BestRows Best { get; init; }

    /// <summary>The curves of <paramref name="probabilities"/> (0 to 1) against <paramref name="labels"/> (0 or 1). O(n log n).</summary>
    /// <exception cref="ArgumentException">As <see cref="EvaluationReport.Compute"/>.</exception>
    public static EvaluationCurves Compute(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        return Of(new RankedCells(probabilities, labels), probabilities, labels);
    }

    internal static EvaluationCurves Of(RankedCells cells, ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        var positives = 0;
        foreach (var label in labels) positives += label;
        return new EvaluationCurves
        {
            Roc = [.. Thinned(RankingMetrics.RocCurve(cells)).Select(p => new RocPoint(Rounded(p.FalsePositiveRate), Rounded(p.TruePositiveRate), Rounded(p.Threshold)))],
            PrecisionRecall = PrecisionRecallOf(cells, positives),
            Gains = positives == 0 ? [] : [new(0, 0), .. RankingMetrics.Gains(cells, GainsSteps).Select(s => new GainsPoint(Rounded((double)s.Slice / GainsSteps), Rounded(s.CumulativeShare)))],
            Scores = ScoresOf(probabilities, labels),
            Reliability = ReliabilityOf(cells),
            Best = BestOf(cells, positives),
        };
    }

    /// <summary>The 95% interval of a share (Wilson 1927); (0, 1) without rows.</summary>
    public static (double Low, double High) Wilson(double positives, double rows)
    {
        if (!(rows > 0)) return (0, 1);
        var share = positives / rows;
        var denominator = 1 + Z95 * Z95 / rows;
        var centre = (share + Z95 * Z95 / (2 * rows)) / denominator;
        var half = Z95 * Math.Sqrt(share * (1 - share) / rows + Z95 * Z95 / (4 * rows * rows)) / denominator;
        return (Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    static PrecisionRecallPoint[] PrecisionRecallOf(RankedCells cells, int positives)
    {
        if (positives == 0) return [];
        var points = new List<PrecisionRecallPoint>();
        int found = 0, called = 0;
        for (var b = 0; b < cells.Scores.Length; b++)
        {
            found += cells.Counts[2 * b + 1];
            called += cells.Counts[2 * b] + cells.Counts[2 * b + 1];
            points.Add(new(Rounded((double)found / positives), Rounded((double)found / called)));
        }
        return Thinned(points);
    }

    static ScoreBin[] ScoresOf(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels)
    {
        if (labels.Length == 0) return [];
        var (positives, negatives) = (new int[ScoreBins], new int[ScoreBins]);
        for (var i = 0; i < labels.Length; i++) (labels[i] == 1 ? positives : negatives)[ProbabilityMetrics.BinOf(probabilities[i], ScoreBins)]++;
        return [.. Enumerable.Range(0, ScoreBins).Select(b => new ScoreBin((double)b / ScoreBins, (b + 1.0) / ScoreBins, positives[b], negatives[b]))];
    }

    static CalibrationPoint[] ReliabilityOf(RankedCells cells)
    {
        var rows = cells.CellOfRow.Length;
        if (rows == 0) return [];
        var bins = ProbabilityMetrics.QuantileReliability(cells, Math.Clamp(rows / LeastRowsPerBin, 1, CalibrationBins));
        return [.. bins.Select(bin =>
        {
            var (low, high) = Wilson(bin.Observed * bin.Count, bin.Count);
            return new CalibrationPoint(Rounded(bin.MeanPredicted), Rounded(bin.Observed), Rounded(low), Rounded(high), bin.Count);
        })];
    }

    static BestRows BestOf(RankedCells cells, int positives)
    {
        var rows = cells.CellOfRow.Length;
        if (rows == 0) return default;
        var called = rows >= 5 * Called ? Called : Math.Max(1, rows / 10);
        var found = RankingMetrics.PositivesAbove(cells, [called])[0];
        var (low, high) = Wilson(found, called);
        return new BestRows(called, Rounded(found), Rounded(low * called), Rounded(high * called), Rounded((double)positives / rows * called));
    }

    // Evenly by number, both ends kept: the metrics are computed from all points, this is for the eye.
    static T[] Thinned<T>(IReadOnlyList<T> points)
    {
        if (points.Count <= MostPoints) return [.. points];
        return [.. Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))])];
    }

    static double Rounded(double value) => Math.Round(value, Digits);
}
