using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>Whether a model lasts: what a horizon counts, the newest leads beside leads at random, the months after training, and how the leads change.</summary>
static class TimeSection
{
    // Below it a gap makes no difference to anybody; above it one that cannot be ruled out is said.
    const double SlightGap = 0.01, LargeGap = 0.05;
    const double LargeShift = 0.25;
    const int MostMoved = 12;

    public static void Write(HtmlPage page, ReportContent content)
    {
        if (content is { OverTime: null, Horizon: null }) return;
        page.BeginSection("time", "How it holds over time", "A model learns from the past and is used on leads that come later. This is how it does on those, and how far they differ.");
        if (content.Horizon is { } horizon) WriteHorizon(page, horizon);
        if (content.OverTime is { } time)
        {
            if (time.Splits is { } splits) WriteSplits(page, splits);
            AgeCharts.Write(page, time);
            WriteShift(page, time);
            WriteHorizons(page, time.Horizons);
        }
        page.EndSection();
    }

    static void WriteHorizon(HtmlPage page, HorizonCounts horizon)
    {
        var days = Days(horizon.Days);
        page.Body.Element("h3", "What counts as a success");
        page.Body.Element("p", $"A lead counts when it became an SQL within {days} of its creation. Younger ones are left out, whatever became of them: "
            + "their quick successes are known and their failures are not, so with them new leads would look better than they are.");
        (string Term, double Leads, bool Always)[] counts =
        [
            ("Old enough to tell", horizon.Mature, true),
            ("of these, SQLs in time", horizon.Positives, true),
            ($"Younger than {days}, left out", horizon.Censored, true),
            ("of these, SQLs already", horizon.CensoredPositives, true),
            ($"SQLs after {days}, count as not", horizon.Late, false),
            ($"Open after {days}, count as not", horizon.OpenNegatives, false),
            ("Date not known, left out", horizon.Undated, false),
            ($"Outcomes dated after {LabelHorizon.Day(horizon.AsOf)}", horizon.LaterOutcomes, false),
            ("Too young for the judged model", horizon.Embargoed, false),
        ];
        page.Facts([("Outcomes known up to", LabelHorizon.Day(horizon.AsOf)), .. counts.Where(c => c.Always || c.Leads > 0).Select(c => (c.Term, Figures.Count(c.Leads))),
            .. double.IsFinite(horizon.MedianDays) ? [("Half of the SQLs came within", Days(horizon.MedianDays))] : Array.Empty<(string, string)>()]);
    }

    /// <summary>What the summary must warn of.</summary>
    public static void WriteWarnings(HtmlPage page, TimeReport time)
    {
        if (time.Splits is { IsLarge: true } splits) WriteGap(page, splits);
        if (time.Ageing is var (first, last)) AgeCharts.WriteAgeing(page, first, last);
        if (time is { HasShifted: true, Shift: { } told }) WriteMix(page, time, told);
    }

    static void WriteSplits(HtmlPage page, SplitComparison splits)
    {
        page.Body.Element("h3", "The newest leads beside leads at random");
        WriteGap(page, splits);
        var table = new HtmlTable("Ranking quality by how the leads to judge on were chosen", "Judged on", "ROC AUC", "95% interval");
        table.Add("Leads at random", Figures.Number(splits.Random.Value, 4), Range(splits.Random, 4));
        table.Add("The newest leads", Figures.Number(splits.Time.Value, 4), Range(splits.Time, 4));
        table.Add("Difference, random less newest", Figures.Signed(splits.Gap.Value, 4), Figures.Range(splits.Gap.Low, splits.Gap.High, v => Figures.Signed(v, 4)));
        table.Write(page.Body);
    }

    static void WriteGap(HtmlPage page, SplitComparison splits)
    {
        var gap = $"Ranking quality (ROC AUC) is {Figures.Number(splits.Random.Value, 3)} on leads at random and {Figures.Number(splits.Time.Value, 3)} on the newest; the difference is {SummarySection.Interval(splits.Gap, v => Figures.Signed(v, 3))}.";
        const string use = " This report\u2019s figures are those of the newest leads, as in use.";
        if (splits.IsLarge)
            page.Remark(RemarkKind.Watch, "New leads are harder than old ones.", $"{gap} Either leads change over time, or a column knows the future.{use}");
        else if (splits.Gap.Low > 0 && splits.Gap.Value >= SlightGap)
            page.Remark(RemarkKind.Note, "New leads are a little harder than old ones.", gap + use);
        else if (splits.Gap.High < 0 && splits.Gap.Value <= -SlightGap)
            page.Remark(RemarkKind.Note, "New leads are easier than old ones.", $"{gap} It may be that of the new leads only the clear ones are decided yet.");
        else if (!(splits.Gap.High < LargeGap))
            page.Remark(RemarkKind.Note, "Too few leads to tell.", $"{gap} The model may do worse on new leads than on old ones, or not.");
        else
            page.Remark(RemarkKind.Good, "It does as well on new leads as on leads at random.", gap);
    }

    static void WriteMix(HtmlPage page, TimeReport time, MetricValue told)
    {
        var text = $"Shown an older lead and one of the newest, a simple model tells in {Figures.Number(100 * told.Value, 0)} of 100 cases which is which (95%: {Figures.Number(100 * told.Low, 0)} to {Figures.Number(100 * told.High, 0)}; guessing gives 50).";
        var moved = time.Columns.Where(c => c.Moved).Select(c => c.Column).ToArray();
        if (time.HasShifted)
            page.Remark(RemarkKind.Watch, "The mix of leads has changed.", text + (moved.Length == 0 ? "" : $" Moved most: {SummarySection.Listed(moved)}.") + " What it learned of the earlier mix may not hold for the new one.");
        else if (told.Low > 0.5) page.Remark(RemarkKind.Note, "The mix of leads has hardly changed.", text);
        else page.Remark(RemarkKind.Good, "The mix of leads has not changed, as far as can be told.", text);
    }

    static void WriteShift(HtmlPage page, TimeReport time)
    {
        if (time.Shift is null && time.Columns.Count == 0) return;
        page.Body.Element("h3", "How the newest leads differ");
        if (time.Shift is { } told) WriteMix(page, time, told);
        var moved = time.Columns.Where(c => c.Moved).ToArray();
        if (moved.Length == 0)
        {
            if (time.Columns.Count > 0) page.Body.Element("p", $"By themselves, none of the {Figures.Count(time.Columns.Count)} columns has surely moved.");
            return;
        }
        var table = new HtmlTable("Columns that moved", "Column", "Size", "Interval");
        foreach (var c in moved) table.Add(c.Column, Figures.Number(c.Size), Figures.Range(c.Low, c.High, v => Figures.Number(v)));
        var shown = moved.Take(MostMoved).ToArray();
        page.BeginCharts();
        new BarChart
        {
            Title = moved.Length == 1 ? $"One of {Figures.Count(time.Columns.Count)} columns has moved" : $"{Figures.Count(moved.Length)} of {Figures.Count(time.Columns.Count)} columns have moved",
            Note = "Size: population stability index, less what chance adds. 0 is no change, 0.1 a small one, above 0.25 a large one. Columns that have not surely moved are not shown.",
            Description = $"The columns that moved most are {string.Join(", ", shown.Take(3).Select(c => $"{c.Column} ({Figures.Number(c.Size)})"))}.",
            Table = table,
            Names = [.. shown.Select(c => c.Column)],
            Details = [.. shown.Select(c => c.Size > LargeShift ? "large" : "moderate")],
            Panels = [new BarPanel("Size", [.. shown.Select(c => new ChartBar(c.Size, c.Low, c.High))], v => Figures.Number(v))],
        }.Write(page.Body);
        page.EndGrid();
    }

    static void WriteHorizons(HtmlPage page, IReadOnlyList<HorizonReport> horizons)
    {
        if (horizons.Count == 0) return;
        page.Body.Element("h3", "How soon").Element("p", $"The model also says how likely a lead is to become an SQL within fewer days. Beside that, what became of the {Figures.Count(horizons[^1].Rows)} newest leads.");
        var table = new HtmlTable("Probabilities by horizon", "Within", "Probability given", "Became SQLs", "95% interval", "Points off", "ROC AUC", "95% interval");
        foreach (var h in horizons)
        {
            var (low, high) = EvaluationCurves.Wilson(h.Observed * h.Rows, h.Rows);
            table.Add(Days(h.Days), Figures.Percent(h.Predicted), Figures.Percent(h.Observed), Figures.Range(low, high, v => Figures.Percent(v)), Figures.Number(100 * h.Ece.Value, 1), Figures.Number(h.RocAuc.Value, 3), Range(h.RocAuc, 3));
        }
        table.Write(page.Body);
    }

    static string Range(MetricValue value, int decimals) => Figures.Range(value.Low, value.High, v => Figures.Number(v, decimals));

    static string Days(double days) => days == 1 ? "1 day" : $"{Figures.Compact(days)} days";
}
