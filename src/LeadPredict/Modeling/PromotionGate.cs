using System.Globalization;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>
/// Whether a judged model may answer. It must rank surely better than chance; be surely better than the base rate and not surely worse than the best
/// rival on the same rows (paired log-loss); and its probabilities must not be off by more than luck where the gap matters.
/// </summary>
public static class PromotionGate
{
    /// <summary>A calibration error whose interval begins above this, or above a fifth of the base rate, matters.</summary>
    public const double ErrorThatMatters = 0.02;
    const double ShareThatMatters = 0.2;
    /// <summary>A slope whose interval is outside 1 / 1.25 to 1.25 matters, as does an intercept outside ± 0.25.</summary>
    const double SlopeThatMatters = 1.25;
    const double InterceptThatMatters = 0.25;

    /// <param name="test">The model on rows it never saw.</param>
    /// <param name="rivals">Rivals on the same rows, with the model's gain over each; may be empty.</param>
    public static GateResult Judge(EvaluationReport test, IReadOnlyList<Rival> rivals) => new([Signal(test), Baseline(test, rivals), Calibration(test)]);

    static GateCheck Signal(EvaluationReport test) => new("signal", test.HasSignal, test.HasSignal
        ? Text($"It ranks better than chance: AUC {Interval(test.RocAuc)}.")
        : Text($"It ranks no better than chance, or the rows are too few to say: AUC {Interval(test.RocAuc)} must be above 0.5 with its whole interval."));

    static GateCheck Baseline(EvaluationReport test, IReadOnlyList<Rival> rivals)
    {
        // Without rivals on the same rows: the base rate of these very rows.
        var rate = rivals.FirstOrDefault(r => r.Name == "base rate")?.Gain?.LogLossDifference
            ?? new MetricValue(test.LogLoss.Value - test.BaselineLogLoss, test.LogLoss.Low - test.BaselineLogLoss, test.LogLoss.High - test.BaselineLogLoss);
        if (!(rate.High < 0)) return new("baseline", false, Text($"It is not surely better than the base rate alone: log-loss {Signed(rate)} must be below 0 with its whole interval."));

        var best = rivals.Where(r => r.Gain is not null && r.Name != "base rate").OrderBy(r => r.Report.LogLoss.Value).FirstOrDefault();
        if (best is null) return new("baseline", true, Text($"It is better than the base rate: log-loss {Signed(rate)}."));
        var gap = best.Gain!.LogLossDifference;
        if (gap.Low > 0) return new("baseline", false, Text($"It is worse than {best.Name}: log-loss {Signed(gap)} is above 0 with its whole interval."));
        return new("baseline", true, gap.High < 0
            ? Text($"It is better than the best rival, {best.Name}: log-loss {Signed(gap)}.")
            : Text($"It is better than the base rate (log-loss {Signed(rate)}) and as good as the best rival, {best.Name} ({Signed(gap)})."));
    }

    static GateCheck Calibration(EvaluationReport test)
    {
        if (test.Calibration is not { } luck) return new("calibration", false, "Its calibration was not tested: train it again.");
        var problems = new List<string>();
        var matters = Math.Min(ErrorThatMatters, ShareThatMatters * Math.Min(test.BaseRate, 1 - test.BaseRate));
        if (!luck.IsWithinLuck(test.Ece.Value) && test.Ece.Low > matters)
            problems.Add(Text($"the calibration error {Interval(test.Ece)} is beyond luck (below {luck.EceLimit:F4} in 95 of 100 honest samples) and above {matters:F3}"));
        if (luck.Slope.Low > SlopeThatMatters || luck.Slope.High < 1 / SlopeThatMatters)
            problems.Add(Text($"the slope {Interval(luck.Slope)} is away from 1"));
        if (luck.Intercept.Low > InterceptThatMatters || luck.Intercept.High < -InterceptThatMatters)
            problems.Add(Text($"the intercept {Interval(luck.Intercept)} is away from 0"));
        return problems.Count > 0
            ? new("calibration", false, "Its probabilities are off: " + string.Join("; ", problems) + ".")
            : new("calibration", true, Text($"Calibration error {Interval(test.Ece)}, of which luck makes {luck.ExpectedEce:F4}; slope {Interval(luck.Slope)}, intercept {Interval(luck.Intercept)}."));
    }

    static string Interval(MetricValue value) => double.IsNaN(value.Low) ? Text($"{value.Value:F4} (no interval: too few)") : Text($"{value.Value:F4} ({value.Low:F4} to {value.High:F4})");

    static string Signed(MetricValue value) => double.IsNaN(value.Low)
        ? Text($"{value.Value:+0.0000;-0.0000} (no interval: too few)")
        : Text($"{value.Value:+0.0000;-0.0000} ({value.Low:+0.0000;-0.0000} to {value.High:+0.0000;-0.0000})");

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
