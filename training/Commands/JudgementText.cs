using LeadPredict.Evaluation;
using static System.FormattableString;

namespace LeadPredict.Training.Commands;

/// <summary>What a report says beside its metrics, in a few lines.</summary>
static class JudgementText
{
    public static IEnumerable<string> Of(EvaluationReport report)
    {
        if (report.Calibration is { } luck && !double.IsNaN(luck.EceLimit))
            yield return Invariant($"Of the calibration error {luck.ExpectedEce:F4} would be luck; honest probabilities stay below {luck.EceLimit:F4}{(luck.IsWithinLuck(report.Ece.Value) ? ", as these do" : "")}. Slope {Number(luck.Slope)}, intercept {Number(luck.Intercept)}.");
        if (report.Cut is not { } cut) yield break;
        var right = cut.Confusion.TruePositives;
        var called = right + cut.Confusion.FalsePositives;
        yield return Invariant($"{(cut.Cut.Kind == "capacity" ? "Calling the best" : "Grade A:")} {called:N0} leads finds {right:N0} of {report.Positives:N0} SQLs: precision {Share(cut.Precision)}, recall {Share(cut.Recall)}.");
    }

    /// <summary>The levels whose probabilities are surely off, a line each.</summary>
    public static IEnumerable<string> Off(IReadOnlyList<SegmentTable> segments) =>
        from table in segments
        from row in table.Rows
        where row.IsOff
        select Invariant($"Off for {table.Column} = {row.Level}: said {row.MeanPredicted:P1}, seen {row.Observed.Value:P1} ({row.Observed.Low:P1} to {row.Observed.High:P1}) of {row.Rows:N0} leads.");

    static string Number(MetricValue value) => double.IsNaN(value.Low) ? Invariant($"{value.Value:F2}") : Invariant($"{value.Value:F2} ({value.Low:F2} to {value.High:F2})");

    static string Share(MetricValue value) => double.IsNaN(value.Low) ? Invariant($"{value.Value:P0}") : Invariant($"{value.Value:P0} ({value.Low:P0} to {value.High:P0})");
}
