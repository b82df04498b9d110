using LeadPredict.Evaluation;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>What a judgement holds beside the metrics: what more history brings, capacity, the cut, segments, and the rival scorecard.</summary>
static class JudgementCharts
{
    public static void WriteLearning(HtmlPage page, ReportContent content)
    {
        if (content.Curve is not { Points.Count: > 1 } curve) return;
        var table = new HtmlTable("ROC AUC by leads learned from", "Leads learned from", "SQLs among them", "ROC AUC", "95% interval");
        foreach (var p in curve.Points)
            table.Add(Figures.Count(p.Rows), Figures.Count(p.Positives), Figures.Number(p.RocAuc.Value, 4), Figures.Range(p.RocAuc.Low, p.RocAuc.High, v => Figures.Number(v, 4)));
        new LineChart
        {
            Title = "What more history brings",
            Note = curve.Says,
            Description = $"ROC AUC from {Figures.Number(curve.Points[0].RocAuc.Value, 3)} with {Figures.Count(curve.Points[0].Rows)} leads to {Figures.Number(curve.Points[^1].RocAuc.Value, 3)} with {Figures.Count(curve.Points[^1].Rows)}. {curve.Says}",
            Table = table,
            X = Axis.Around(curve.Points.Select(p => (double)p.Positives), "SQLs learned from", Figures.Compact, withZero: true),
            Y = Axis.Around(curve.Points.SelectMany(p => (double[])[p.RocAuc.Value, p.RocAuc.Low, p.RocAuc.High]), "ROC AUC", v => Figures.Number(v, 2)),
            Lines = [new ChartLine("This model", [.. curve.Points.Select(p => new ChartPoint(p.Positives, p.RocAuc.Value, p.RocAuc.Low, p.RocAuc.High))]) { Marks = true }],
        }.Write(page.Body);
    }

    public static void WriteTables(HtmlPage page, ReportContent content, EvaluationReport test)
    {
        WriteCapacity(page, test);
        WriteSegments(page, content.Segments);
        if (content.Scorecard.Count == 0) return;
        var table = new HtmlTable("Points of the scorecard", "Column", "When", "Points", "Share of leads");
        foreach (var row in content.Scorecard) table.Add(row.Column, row.When, Figures.Count(row.Points), Figures.Percent(row.Share, 0));
        page.Body.Open("details").Element("summary", "The points scorecard that the model is compared with");
        table.Write(page.Body);
        page.Body.Close();
    }

    static void WriteCapacity(HtmlPage page, EvaluationReport test)
    {
        if (test.Capacity.Count > 0)
        {
            page.Body.Element("h3", "If only the best leads can be called");
            var table = new HtmlTable("What calling the best leads brings", "Leads called", "SQLs among them", "Of all SQLs found", "Lift");
            foreach (var row in test.Capacity)
                table.Add($"best {Figures.Percent(row.Share, row.Share < 0.01 ? 1 : 0)} ({Figures.Count(row.Rows)})", WithRange(row.Precision), WithRange(row.Recall), Figures.Number(row.Lift, 1));
            table.Write(page.Body);
        }
        if (test.Cut is not { } cut) return;
        var c = cut.Confusion;
        var where = cut.Cut.Kind == "grade_a" ? "grade A" : "the capacity asked for";
        page.Body.Element("p", $"At the cut of {where} (probability {Figures.Percent(cut.Cut.Threshold)} and up), {Figures.Count(c.TruePositives + c.FalsePositives)} leads are called: {Figures.Count(c.TruePositives)} SQLs and {Figures.Count(c.FalsePositives)} others. "
            + $"Below it are {Figures.Count(c.FalseNegatives)} SQLs and {Figures.Count(c.TrueNegatives)} others.");
    }

    static void WriteSegments(HtmlPage page, IReadOnlyList<SegmentTable> segments)
    {
        if (segments.Count == 0) return;
        page.Body.Element("h3", "By kind of lead").Element("p", "Where the probabilities are surely off, it is said; in one report of twenty by mistake.");
        foreach (var segment in segments)
        {
            var table = new HtmlTable($"By {segment.Column}", segment.Column, "Leads", "SQLs", "ROC AUC", "Probability given", "Became SQLs", "Verdict") { ShowCaption = true };
            foreach (var row in segment.Rows)
                table.Add(row.Level, Figures.Count(row.Rows), Figures.Count(row.Positives), Figures.Number(row.RocAuc.Value), Figures.Percent(row.MeanPredicted), WithRange(row.Observed), row.IsOff ? "off" : double.IsNaN(row.Chance) ? "too few" : "fits");
            var surely = segment.Rows.Any(r => r.IsOff);
            if (!surely) page.Body.Open("details").Element("summary", $"By {segment.Column}: nothing is surely off");
            table.Write(page.Body);
            if (!surely) page.Body.Close();
        }
    }

    static string WithRange(MetricValue share) =>
        double.IsFinite(share.Low) ? $"{Figures.Percent(share.Value, 0)} ({Figures.Percent(share.Low, 0)} to {Figures.Percent(share.High, 0)})" : Figures.Percent(share.Value, 0);
}
