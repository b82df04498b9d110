using LeadPredict.Evaluation;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>How good a model is: its curves and metrics, beside its rivals'.</summary>
static class QualitySection
{
    const int TableRows = 11;

    public static void Write(HtmlPage page, ReportContent content)
    {
        if (content.Test is not { } test || test.Positives == 0) return;
        page.BeginSection("quality", "How good it is", $"All figures are from {content.Judged}. The bars and ranges are 95% intervals: what other leads of the same kind could have given.");
        if (test.Curves is { } curves)
        {
            page.BeginCharts();
            WriteGains(page, curves);
            WriteLift(page, test, curves);
            WriteReliability(page, curves);
            WriteScores(page, content, curves);
            WriteRoc(page, content, test, curves);
            WritePrecisionRecall(page, content, test, curves);
            JudgementCharts.WriteLearning(page, content);
            page.EndGrid();
        }
        Metrics(content, test).Write(page.Body);
        JudgementCharts.WriteTables(page, content, test);
        page.EndSection();
    }

    static void WriteGains(HtmlPage page, EvaluationCurves curves)
    {
        if (curves.Gains.Count == 0) return;
        var fifth = At(curves.Gains, 0.2);
        new LineChart
        {
            Title = $"Calling the best fifth finds {Figures.Percent(fifth, 0)} of all SQLs",
            Note = "How many of the SQLs are found when leads are called from the top of the list.",
            Description = $"The best 10% of leads hold {Figures.Percent(At(curves.Gains, 0.1), 0)} of the SQLs, the best 20% {Figures.Percent(fifth, 0)}, the best half {Figures.Percent(At(curves.Gains, 0.5), 0)}.",
            Table = Every(curves.Gains, new HtmlTable("Share of SQLs found by share of leads called", "Leads called", "SQLs found"), g => [Figures.Percent(g.RowShare, 0), Figures.Percent(g.PositiveShare)]),
            X = Axis.Between(0, 1, "Leads called, best first", v => Figures.Percent(v, 0)),
            Y = Axis.Between(0, 1, "SQLs found", v => Figures.Percent(v, 0)),
            Lines = [new ChartLine("This model", [.. curves.Gains.Select(g => new ChartPoint(g.RowShare, g.PositiveShare))])],
            Reference = [new(0, 0), new(1, 1)],
            ReferenceName = "calling at random",
        }.Write(page.Body);
    }

    static void WriteLift(HtmlPage page, EvaluationReport test, EvaluationCurves curves)
    {
        var lift = curves.Gains.Where(g => g.RowShare > 0).Select(g => new ChartPoint(g.RowShare, g.PositiveShare / g.RowShare)).ToArray();
        if (lift.Length == 0) return;
        new LineChart
        {
            Title = $"The best tenth holds {Figures.Number(test.LiftTopDecile.Value, 1)} times as many SQLs as a random tenth",
            Note = "Lift: the rate of SQLs among the leads called, over the rate among all.",
            Description = $"Lift falls from {Figures.Number(lift[0].Y, 1)} in the best {Figures.Percent(lift[0].X, 0)} to 1 when all leads are called.",
            Table = Every(lift, new HtmlTable("Lift by share of leads called", "Leads called", "Lift"), p => [Figures.Percent(p.X, 0), Figures.Number(p.Y)]),
            X = Axis.Between(0, 1, "Leads called, best first", v => Figures.Percent(v, 0)),
            Y = Axis.Around(lift.Select(p => p.Y), "Lift", Figures.Compact, withZero: true),
            Lines = [new ChartLine("This model", lift)],
            Reference = [new(0, 1), new(1, 1)],
            ReferenceName = "calling at random",
        }.Write(page.Body);
    }

    static void WriteReliability(HtmlPage page, EvaluationCurves curves)
    {
        var points = curves.Reliability;
        if (points.Count == 0) return;
        var agreeing = points.Count(p => p.Predicted >= p.Low && p.Predicted <= p.High);
        var most = Math.Min(1, points.Max(p => Math.Max(p.High, p.Predicted)));
        var total = Math.Max(1, curves.Scores.Sum(s => s.Positives + s.Negatives));
        var x = Axis.Around([0, most], "Probability given", v => Figures.Percent(v, 0));
        new LineChart
        {
            Title = "Does a probability of 20% mean one in five?",
            Note = "Each mark is a group of leads with similar probabilities. On the dotted line, what was said is what happened.",
            Description = $"In {agreeing} of {points.Count} groups of leads, the share that became SQLs agrees with the probability given.",
            Table = Every(points, new HtmlTable("Probability given and share that became SQLs", "Probability given", "Became SQLs", "95% interval", "Leads"),
                p => [Figures.Percent(p.Predicted), Figures.Percent(p.Observed), Figures.Range(p.Low, p.High, v => Figures.Percent(v)), Figures.Count(p.Rows)], all: true),
            X = x,
            Y = Axis.Between(0, x.To, "Became SQLs", v => Figures.Percent(v, 0)),
            Lines = [new ChartLine("This model", [.. points.Select(p => new ChartPoint(p.Predicted, p.Observed, p.Low, p.High))]) { Marks = true, Intervals = IntervalStyle.Whiskers }],
            Reference = [new(0, 0), new(x.To, x.To)],
            ReferenceName = "said = happened",
            Density = [.. curves.Scores.Where(s => s.From < x.To).Select(s => new DensityBar(s.From, s.To, (double)(s.Positives + s.Negatives) / total))],
        }.Write(page.Body);
    }

    static void WriteScores(HtmlPage page, ReportContent content, EvaluationCurves curves)
    {
        double positives = curves.Scores.Sum(s => s.Positives), negatives = curves.Scores.Sum(s => s.Negatives);
        if (positives == 0 || negatives == 0) return;
        var table = new HtmlTable("Leads by probability", "Probability", "Became SQLs", "Did not");
        foreach (var s in curves.Scores) table.Add($"{Figures.Percent(s.From, 0)} to {Figures.Percent(s.To, 0)}", Figures.Count(s.Positives), Figures.Count(s.Negatives));
        new MirrorChart
        {
            Title = "How well the two kinds of leads are told apart",
            Note = "Each half is 100% of its kind. The less the two overlap, the better." + (content.Grades is null ? "" : " Dotted: where grades begin."),
            Description = $"Mean probability of leads that became SQLs {Figures.Percent(Mean(curves.Scores, s => s.Positives))}, of the others {Figures.Percent(Mean(curves.Scores, s => s.Negatives))}.",
            Table = table,
            X = Axis.Between(0, 1, "Probability given", v => Figures.Percent(v, 0)),
            Up = ("became SQLs", [.. curves.Scores.Select(s => new DensityBar(s.From, s.To, s.Positives / positives))]),
            Down = ("did not", [.. curves.Scores.Select(s => new DensityBar(s.From, s.To, s.Negatives / negatives))]),
            Cuts = content.Grades is { } g && g.A - g.B > 0.05 && g.B - g.C > 0.05 ? [(g.A, "A"), (g.B, "B"), (g.C, "C")] : content.Grades is { } only ? [(only.A, "A")] : [],
        }.Write(page.Body);
    }

    static double Mean(IReadOnlyList<ScoreBin> bins, Func<ScoreBin, int> count) => bins.Sum(b => count(b) * (b.From + b.To) / 2) / Math.Max(1, bins.Sum(count));

    static void WriteRoc(HtmlPage page, ReportContent content, EvaluationReport test, EvaluationCurves curves)
    {
        if (curves.Roc.Count == 0) return;
        new LineChart
        {
            Title = $"ROC curve: area {Figures.Number(test.RocAuc.Value, 3)}",
            Note = $"95% interval {Figures.Range(test.RocAuc.Low, test.RocAuc.High, v => Figures.Number(v, 3))}. The further to the upper left, the better.",
            Description = $"Share of SQLs found against share of other leads called in vain, for every cut. Area under the curve {SummarySection.Interval(test.RocAuc, v => Figures.Number(v, 3))}.",
            Table = Every(curves.Roc, new HtmlTable("ROC curve", "Called in vain", "SQLs found", "From probability"), p => [Figures.Percent(p.FalsePositiveRate), Figures.Percent(p.TruePositiveRate), double.IsFinite(p.Threshold) ? Figures.Percent(p.Threshold) : "none"]),
            X = Axis.Between(0, 1, "Other leads called in vain", v => Figures.Percent(v, 0)),
            Y = Axis.Between(0, 1, "SQLs found", v => Figures.Percent(v, 0)),
            Lines = Beside(content, c => [.. c.Roc.Select(p => new ChartPoint(p.FalsePositiveRate, p.TruePositiveRate))], curves),
            Reference = [new(0, 0), new(1, 1)],
            ReferenceName = "chance",
        }.Write(page.Body);
    }

    static void WritePrecisionRecall(HtmlPage page, ReportContent content, EvaluationReport test, EvaluationCurves curves)
    {
        if (curves.PrecisionRecall.Count == 0) return;
        new LineChart
        {
            Title = $"Precision and recall: mean precision {Figures.Number(test.PrAuc.Value, 3)}",
            Note = $"95% interval {Figures.Range(test.PrAuc.Low, test.PrAuc.High, v => Figures.Number(v, 3))}. Of the leads called, how many are SQLs, as ever more SQLs are found.",
            Description = $"Precision against recall for every cut. Average precision {SummarySection.Interval(test.PrAuc, v => Figures.Number(v, 3))}; at random it would be {Figures.Number(test.BaseRate, 3)}.",
            Table = Every(curves.PrecisionRecall, new HtmlTable("Precision and recall", "SQLs found (recall)", "SQLs among those called (precision)"), p => [Figures.Percent(p.Recall), Figures.Percent(p.Precision)]),
            X = Axis.Between(0, 1, "SQLs found (recall)", v => Figures.Percent(v, 0)),
            Y = Axis.Between(0, 1, "SQLs among the called (precision)", v => Figures.Percent(v, 0)),
            Lines = Beside(content, c => [.. c.PrecisionRecall.Select(p => new ChartPoint(p.Recall, p.Precision))], curves),
            Reference = [new(0, test.BaseRate), new(1, test.BaseRate)],
            ReferenceName = "calling at random",
        }.Write(page.Body);
    }

    // The model, and its rivals that rank at all.
    static ChartLine[] Beside(ReportContent content, Func<EvaluationCurves, ChartPoint[]> points, EvaluationCurves own) =>
        [new ChartLine("this model", points(own)), .. content.Rivals.Where(r => r.Name != "base rate" && r.Report.Curves is not null).Take(3).Select(r => new ChartLine(r.Name, points(r.Report.Curves!)))];

    static HtmlTable Metrics(ReportContent content, EvaluationReport test)
    {
        var table = new HtmlTable("The metrics, beside simpler models on the same leads", ["Metric", "This model", "95% interval", .. content.Rivals.Select(r => Capital(r.Name))]) { ShowCaption = true };
        Add("ROC AUC (higher is better)", r => r.RocAuc, 4);
        Add("PR AUC (higher is better)", r => r.PrAuc, 4);
        Add("Lift of the best tenth (higher is better)", r => r.LiftTopDecile, 2);
        Add("Kolmogorov-Smirnov (higher is better)", r => r.KolmogorovSmirnov, 4);
        Add("Log-loss (lower is better)", r => r.LogLoss, 4);
        Add("Brier score (lower is better)", r => r.Brier, 4);
        Add("Calibration error (lower is better)", r => r.Ece, 4);
        return table;

        void Add(string name, Func<EvaluationReport, MetricValue> metric, int decimals)
        {
            var own = metric(test);
            table.Add([name, Figures.Number(own.Value, decimals), Figures.Range(own.Low, own.High, v => Figures.Number(v, decimals)), .. content.Rivals.Select(r => Figures.Number(metric(r.Report).Value, decimals))]);
        }
    }

    static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    static double At(IReadOnlyList<GainsPoint> gains, double share) => gains.MinBy(g => Math.Abs(g.RowShare - share)).PositiveShare;

    static HtmlTable Every<T>(IReadOnlyList<T> points, HtmlTable table, Func<T, IReadOnlyList<string>> row, bool all = false)
    {
        var count = all ? points.Count : Math.Min(points.Count, TableRows);
        for (var i = 0; i < count; i++) table.Add(row(points[count == 1 ? 0 : (int)((long)i * (points.Count - 1) / (count - 1))]));
        return table;
    }
}
