using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>A model by the month of its age: how it ranks, and whether its probabilities come true. Earlier models, where there are some, stand beside.</summary>
static class AgeCharts
{
    const int MostLines = 4;

    public static void Write(HtmlPage page, TimeReport time)
    {
        if (time.Ages.Count == 0) return;
        // The model that was judged is the newest.
        var models = time.Ages.GroupBy(a => a.Origin).OrderByDescending(g => g.Key).Select(g => g.ToArray()).ToArray();
        var judged = models[0];
        page.Body.Element("h3", "The model as it ages");
        page.Body.Element("p", $"The judged model had learned what was known on {LabelHorizon.Day(judged[0].Origin)}. Month 1 is the first month after that day."
            + (models.Length == 1 ? "" : models.Length == 2 ? " One more, trained as if on an earlier day, shows how such a model aged then." : $" {models.Length - 1} more, trained as if on earlier days, show how such models aged then."));
        WriteVerdict(page, time, judged);
        if (judged.Length > 1 || models.Length > 1)
        {
            page.BeginCharts();
            WriteRanking(page, models);
            WriteHonesty(page, judged);
            page.EndGrid();
        }
        else Table(models).Write(page.Body);
    }

    static void WriteVerdict(HtmlPage page, TimeReport time, ModelAge[] judged)
    {
        if (judged.Length < 2) return;
        if (time.Ageing is var (first, last)) WriteAgeing(page, first, last);
        else page.Remark(RemarkKind.Good, "No sure sign of ageing.", $"It does not surely rank worse in month {judged[^1].Month} ({Auc(judged[^1])}) than in month {judged[0].Month} ({Auc(judged[0])}).");
    }

    /// <summary>The warning that a model ages.</summary>
    public static void WriteAgeing(HtmlPage page, ModelAge first, ModelAge last) =>
        page.Remark(RemarkKind.Watch, "It ages.", $"It ranks surely worse in month {last.Month} ({Auc(last)}) than in month {first.Month} ({Auc(first)}). Train it anew at least that often.");

    static string Auc(ModelAge age) => double.IsFinite(age.RocAuc.Low)
        ? $"ROC AUC {Figures.Number(age.RocAuc.Value, 3)}, 95%: {Figures.Range(age.RocAuc.Low, age.RocAuc.High, v => Figures.Number(v, 3))}" : $"ROC AUC {Figures.Number(age.RocAuc.Value, 3)}";

    static void WriteRanking(HtmlPage page, ModelAge[][] models)
    {
        var shown = models.Take(MostLines).ToArray();
        var months = shown.Max(m => m.Max(a => a.Month));
        var judged = shown[0];
        new LineChart
        {
            Title = "How well it ranks, month by month",
            Note = "ROC AUC: 1 is perfect, 0.5 is chance. The band is the 95% interval" + (models.Length > 1 ? " of the judged model." : "."),
            Description = $"ROC AUC by month of age: {string.Join(", ", judged.Select(a => $"month {a.Month} {Figures.Number(a.RocAuc.Value, 3)}"))}.",
            Table = Table(models),
            X = Months(months),
            Y = Axis.Around(shown.SelectMany(m => m).SelectMany(a => a.Origin == judged[0].Origin ? (double[])[a.RocAuc.Value, a.RocAuc.Low, a.RocAuc.High] : [a.RocAuc.Value]), "ROC AUC", v => Figures.Number(v, 2)),
            Lines = [.. shown.Select((m, i) => new ChartLine(
                $"as of {LabelHorizon.Day(m[0].Origin)}",
                [.. m.Select(a => i == 0 ? new ChartPoint(a.Month - 1, a.RocAuc.Value, a.RocAuc.Low, a.RocAuc.High) : new ChartPoint(a.Month - 1, a.RocAuc.Value))])
            { Marks = true })],
        }.Write(page.Body);
    }

    static void WriteHonesty(HtmlPage page, ModelAge[] judged)
    {
        var points = judged.Select(a => (Age: a, Range: EvaluationCurves.Wilson(a.Positives, a.Rows))).ToArray();
        var agreeing = points.Count(p => Agrees(p.Age));
        var table = new HtmlTable("Probability given and share that became SQLs, by month of age", "Month", "Leads", "Probability given", "Became SQLs", "95% interval");
        foreach (var (age, (low, high)) in points)
            table.Add(Figures.Count(age.Month), Figures.Count(age.Rows), Figures.Percent(age.Predicted), Figures.Percent(age.Observed), Figures.Range(low, high, v => Figures.Percent(v)));
        new LineChart
        {
            Title = judged.Length == 1 ? "Was what it said what happened?" : $"In {agreeing} of {judged.Length} months, what it said fits what happened",
            Note = "The mean probability given, beside the share that became SQLs and its 95% interval.",
            Description = string.Join("; ", judged.Select(a => $"month {a.Month}: {Figures.Percent(a.Predicted)} given, {Figures.Percent(a.Observed)} became SQLs")) + ".",
            Table = table,
            X = Months(judged[^1].Month),
            Y = Axis.Around(points.SelectMany(p => (double[])[p.Range.High, p.Age.Predicted]), "Share of leads", v => Figures.Percent(v, 0), withZero: true),
            Lines =
            [
                new ChartLine("became SQLs", [.. points.Select(p => new ChartPoint(p.Age.Month - 1, p.Age.Observed, p.Range.Low, p.Range.High))]) { Marks = true, Intervals = IntervalStyle.Whiskers },
                new ChartLine("probability given", [.. judged.Select(a => new ChartPoint(a.Month - 1, a.Predicted))]) { Marks = true },
            ],
        }.Write(page.Body);
    }

    static bool Agrees(ModelAge age) => EvaluationCurves.Wilson(age.Positives, age.Rows) is var (low, high) && age.Predicted >= low && age.Predicted <= high;

    static HtmlTable Table(ModelAge[][] models)
    {
        var table = new HtmlTable("The model by month of age", "As of", "Month", "Leads", "SQLs", "ROC AUC", "95% interval", "Probability given", "Became SQLs");
        foreach (var a in models.SelectMany(m => m))
            table.Add(LabelHorizon.Day(a.Origin), Figures.Count(a.Month), Figures.Count(a.Rows), Figures.Count(a.Positives), Figures.Number(a.RocAuc.Value, 3),
                Figures.Range(a.RocAuc.Low, a.RocAuc.High, v => Figures.Number(v, 3)), Figures.Percent(a.Predicted), Figures.Percent(a.Observed));
        return table;
    }

    static Axis Months(int last) => Axis.OfPlaces([.. Enumerable.Range(1, last).Select(m => Figures.Count(m))], "Month of age", mostNamed: 12);
}
