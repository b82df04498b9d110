namespace LeadPredict.Evaluation;

/// <summary>
/// How probabilities did on rows the model never saw, each metric with its 95% interval (see <see cref="MetricValue"/> for NaN).
/// The same rows and seed give the same bits everywhere. Immutable.
/// </summary>
public sealed partial record EvaluationReport
{
    /// <summary>Rows judged.</summary>
    public required int Rows { get; init; }

    /// <summary>Rows with label 1.</summary>
    public required int Positives { get; init; }

    /// <summary>Positives over rows; NaN without rows.</summary>
    public double BaseRate => (double)Positives / Rows;

    /// <summary>
    /// See <see cref="RankingMetrics.RocAuc"/>. With fewer than 50 units of a class the interval is at least
    /// <see cref="AucScoreInterval"/>'s.
    /// </summary>
    public required MetricValue RocAuc { get; init; }

    /// <summary>See <see cref="RankingMetrics.PrAuc"/>.</summary>
    public required MetricValue PrAuc { get; init; }

    /// <summary>See <see cref="ProbabilityMetrics.LogLoss"/>.</summary>
    public required MetricValue LogLoss { get; init; }

    /// <summary>See <see cref="ProbabilityMetrics.Brier"/>.</summary>
    public required MetricValue Brier { get; init; }

    /// <summary>See <see cref="ProbabilityMetrics.ExpectedCalibrationError"/>, over 10 bins.</summary>
    public required MetricValue Ece { get; init; }

    /// <summary>See <see cref="RankingMetrics.LiftTopDecile"/>.</summary>
    public required MetricValue LiftTopDecile { get; init; }

    /// <summary>See <see cref="RankingMetrics.KolmogorovSmirnov"/>.</summary>
    public required MetricValue KolmogorovSmirnov { get; init; }

    /// <summary>Ten bins of equal width.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <summary>The ranking in tenths, best first; empty without rows.</summary>
    public required IReadOnlyList<GainsSlice> Gains { get; init; }

    /// <summary>What charts are drawn from; null in reports from before it was kept.</summary>
    public EvaluationCurves? Curves { get; init; }

    /// <summary>What calling only the best 1, 2, 5, 10, 20, 30 and 50% gives, and the capacity that was asked for; empty without rows.</summary>
    public IReadOnlyList<CapacityRow> Capacity { get; init; } = [];

    /// <summary>What the cut makes of the rows; null when no cut was given.</summary>
    public CutReport? Cut { get; init; }

    /// <summary>What <see cref="Brier"/> is made of; null in reports from before it was kept.</summary>
    public BrierDecomposition? BrierParts { get; init; }

    /// <summary>Whether <see cref="Ece"/> is more than luck; null in reports from before it was kept.</summary>
    public CalibrationTest? Calibration { get; init; }

    /// <summary>The log-loss of the base rate alone: a model above it is worse than none.</summary>
    public double BaselineLogLoss => ProbabilityMetrics.BaselineLogLoss(BaseRate);

    /// <summary>True when even the low end of the AUC's interval is above 0.5; false when there is no interval.</summary>
    public bool HasSignal => RocAuc.Low > 0.5;

    /// <summary>
    /// Judges <paramref name="probabilities"/> (0 to 1) against <paramref name="labels"/> (0 or 1). Rows with the same number in
    /// <paramref name="groups"/> are resampled together; a negative number is a group of its own; empty = each row alone.
    /// Few rows, no rows or one class give NaN, not an exception. O(n log n + resamples · n).
    /// </summary>
    /// <param name="cut">Where the leads to call end, chosen without these rows; null for none.</param>
    /// <param name="capacity">So many leads can be called: a row more in <see cref="Capacity"/>, and the cut. 0 for none.</param>
    /// <exception cref="ArgumentException">Lengths differ, a probability is not within 0 and 1, or a label is not 0 or 1.</exception>
    public static EvaluationReport Compute(
        ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> labels, ReadOnlySpan<int> groups, ulong seed, DecisionCut? cut = null, int capacity = 0)
    {
        EvaluationErrors.CheckProbabilities(probabilities, labels);
        if (capacity > 0) cut = CapacityTable.CutFor(capacity, probabilities);
        var shares = CapacityTable.Shares(labels.Length, capacity);
        var cells = new RankedCells(probabilities, labels, shares, cut?.Threshold ?? double.PositiveInfinity);
        var bootstrap = new Bootstrap(labels, groups, seed);
        var draws = Resample(cells, bootstrap);
        var whole = cells.Measure();
        var positives = 0;
        foreach (var label in labels) positives += label;

        return new EvaluationReport
        {
            Rows = labels.Length,
            Positives = positives,
            RocAuc = AucOf(whole.RocAuc, draws, bootstrap),
            PrAuc = Within(0, 1, Interval(whole.PrAuc, m => m.PrAuc)),
            LogLoss = Within(0, double.PositiveInfinity, Interval(ProbabilityMetrics.LogLoss(probabilities, labels), m => m.LogLoss)),
            Brier = Within(0, 1, Interval(ProbabilityMetrics.Brier(probabilities, labels), m => m.Brier)),
            Ece = Within(0, 1, GapInterval(ProbabilityMetrics.ExpectedCalibrationError(probabilities, labels), m => m.Ece)),
            LiftTopDecile = Within(0, 10, Interval(whole.LiftTopDecile, m => m.LiftTopDecile)),
            KolmogorovSmirnov = Within(0, 1, GapInterval(whole.KolmogorovSmirnov, m => m.KolmogorovSmirnov)),
            Reliability = ProbabilityMetrics.Reliability(probabilities, labels),
            Gains = RankingMetrics.Gains(cells, 10),
            Curves = EvaluationCurves.Of(cells, probabilities, labels),
            Capacity = CapacityTable.Of(shares, whole, draws, bootstrap),
            Cut = cut is null ? null : CapacityTable.At(cut, whole, draws, bootstrap),
            BrierParts = PartsOf(whole, draws, bootstrap),
            Calibration = CalibrationTester.Test(probabilities, labels, bootstrap, seed),
        };

        MetricValue Interval(double value, Func<RankedMetrics, double> metric) =>
            draws.Length == 0 ? Bare(value) : bootstrap.Interval(value, Array.ConvertAll(draws, d => metric(d)));

        MetricValue GapInterval(double value, Func<RankedMetrics, double> metric) =>
            draws.Length == 0 ? Bare(value) : bootstrap.IntervalOfGap(value, Array.ConvertAll(draws, d => metric(d)));
    }

    static RankedMetrics[] Resample(RankedCells cells, Bootstrap bootstrap)
    {
        if (!bootstrap.HasEnough) return [];
        var draws = new RankedMetrics[bootstrap.Resamples];
        var counts = new int[cells.Counts.Length];
        for (var r = 0; r < draws.Length; r++)
        {
            bootstrap.Draw(r, cells.CellOfRow, counts);
            draws[r] = cells.Measure(counts);
        }
        return draws;
    }

    static MetricValue AucOf(double value, RankedMetrics[] draws, Bootstrap bootstrap)
    {
        if (draws.Length == 0) return Bare(value);
        var auc = bootstrap.Interval(value, Array.ConvertAll(draws, d => d.RocAuc));
        return Within(0, 1, AucScoreInterval.Widen(auc, bootstrap.PositiveUnits, bootstrap.NegativeUnits));
    }

    static BrierDecomposition PartsOf(RankedMetrics whole, RankedMetrics[] draws, Bootstrap bootstrap)
    {
        return new BrierDecomposition(
            Part(m => m.Reliability), Part(m => m.Resolution), Part(m => m.Uncertainty),
            WithinBins: whole.Brier - whole.Reliability + whole.Resolution - whole.Uncertainty);

        MetricValue Part(Func<RankedMetrics, double> of) =>
            draws.Length == 0 ? Bare(of(whole)) : bootstrap.IntervalOfUnbiased(of(whole), Array.ConvertAll(draws, d => of(d)));
    }

    static MetricValue Bare(double value) => new(value, double.NaN, double.NaN);

    static MetricValue Within(double low, double high, MetricValue metric) =>
        metric with { Low = Math.Max(low, metric.Low), High = Math.Min(high, metric.High) };
}
