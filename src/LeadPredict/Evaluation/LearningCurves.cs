using System.Globalization;

namespace LeadPredict.Evaluation;

/// <summary>Reads a learning curve: what is known, and what more leads would bring.</summary>
static class LearningCurves
{
    const int LastPoints = 3;

    /// <param name="points">Smallest part first, the whole last.</param>
    /// <param name="report">The judged model's.</param>
    /// <param name="positives">Positives in all, judged and learned from.</param>
    /// <param name="wanted">Half width to reach.</param>
    public static LearningCurve Read(IReadOnlyList<LearningPoint> points, EvaluationReport report, int positives, double wanted)
    {
        var auc = double.IsNaN(report.RocAuc.Low) ? AucScoreInterval.Of(report.RocAuc.Value, report.Positives, report.Rows - report.Positives) : report.RocAuc;
        var half = (auc.High - auc.Low) / 2;
        // The variance of an AUC falls as the rows of both classes grow together (Hanley and McNeil 1982).
        var more = double.IsNaN(half) || half <= wanted ? 0 : (int)Math.Ceiling(positives * (half / wanted * (half / wanted) - 1));
        var gain = GainOfDoubling(points);
        return new LearningCurve(points, half, wanted, more, gain, Says(half, wanted, more, gain));
    }

    // The least-squares slope of the last points over log2 of the rows: a part says more of the whole the larger it is.
    static double GainOfDoubling(IReadOnlyList<LearningPoint> points)
    {
        if (points.Count < LastPoints) return double.NaN;
        var last = points.Skip(points.Count - LastPoints).Select(p => (X: Math.Log2(p.Rows), Y: p.RocAuc.Value)).ToList();
        double x = last.Average(p => p.X), y = last.Average(p => p.Y);
        return last.Sum(p => (p.X - x) * (p.Y - y)) / last.Sum(p => (p.X - x) * (p.X - x));
    }

    static string Says(double half, double wanted, int more, double gain)
    {
        if (double.IsNaN(half)) return "Too few leads judge to say how well the AUC is known.";
        var known = more > 0
            ? Text($"The AUC is known to ±{half:F3}; about {Round(more):N0} more SQLs would make it ±{wanted:F2}.")
            : Text($"The AUC is known to ±{half:F3}.");
        return double.IsNaN(gain) ? known : known + Text($" Twice the history would add about {Math.Max(0, gain):F3} to it.");
    }

    // Two digits are as many as are known.
    static double Round(int value)
    {
        var step = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(value)) - 1));
        return Math.Round(value / step) * step;
    }

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
