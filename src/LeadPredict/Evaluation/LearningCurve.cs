namespace LeadPredict.Evaluation;

/// <summary>How a model did that learned from a part of the training side; all are judged on the same rows.</summary>
/// <param name="Share">Part of the training side, 0 to 1; a larger part holds every smaller one.</param>
/// <param name="Rows">Rows it learned from.</param>
/// <param name="Positives">Positives among them.</param>
/// <param name="RocAuc">On the judged rows.</param>
/// <param name="LogLoss">On the judged rows, in nats.</param>
public sealed record LearningPoint(double Share, int Rows, int Positives, MetricValue RocAuc, MetricValue LogLoss);

/// <summary>What more history would bring.</summary>
/// <param name="Points">Smallest part first; the last is the whole training side.</param>
/// <param name="HalfWidth">The AUC is known to plus or minus this.</param>
/// <param name="WantedHalfWidth">To be reached with <paramref name="MorePositives"/>.</param>
/// <param name="MorePositives">So many more positives (in all, judged ones included) make the half width the wanted one; 0 when it is reached.</param>
/// <param name="GainOfDoubling">AUC that twice the history would add, judging by the last steps of the curve; NaN with fewer than three points.</param>
/// <param name="Says">The same in a sentence.</param>
public sealed record LearningCurve(
    IReadOnlyList<LearningPoint> Points, double HalfWidth, double WantedHalfWidth, int MorePositives, double GainOfDoubling, string Says);
