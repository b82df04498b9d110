namespace LeadPredict.Evaluation;

/// <summary>How the model did on the judged rows of one level of a column.</summary>
/// <param name="Level">The level; "(missing)", or "(other)" for all levels with too few rows together.</param>
/// <param name="Rows">Rows judged.</param>
/// <param name="Positives">Rows with label 1.</param>
/// <param name="RocAuc">Within the level; see <see cref="EvaluationReport.RocAuc"/>.</param>
/// <param name="MeanPredicted">Mean probability.</param>
/// <param name="Observed">Share of positives, with its interval by accounts.</param>
/// <param name="Chance">How often honest probabilities would be off as far (two-sided, adjusted for all levels asked: Holm 1979); NaN with too few rows.</param>
public sealed record SegmentRow(string Level, int Rows, int Positives, MetricValue RocAuc, double MeanPredicted, MetricValue Observed, double Chance)
{
    const double LeastGap = 0.01;

    /// <summary>
    /// Whether the probabilities are surely off in this level (at most one false alarm in twenty reports), and by at least 0.01, below which it makes no
    /// difference to anybody.
    /// </summary>
    public bool IsOff => Chance < 0.05 && Math.Abs(MeanPredicted - Observed.Value) >= LeastGap;
}

/// <summary>The judged rows by the levels of one column, most rows first.</summary>
public sealed record SegmentTable(string Column, IReadOnlyList<SegmentRow> Rows);
