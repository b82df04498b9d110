using LeadPredict.Qualification;
using LeadPredict.Qualification.Planning;
using LeadPredict.Qualification.Stages;
using LeadPredict.Reporting;
using LeadPredict.Training.Results;
using static System.FormattableString;

namespace LeadPredict.Training.Planning;

/// <summary>A funnel as figures, tables and charts.</summary>
static class FunnelSheet
{
    const int MostOutliers = 12;
    const int FewestToShow = 10;

    public static ResultSheet Of(FunnelReport report, LeadHistories histories)
    {
        var sheet = new ResultSheet("funnel", "From lead to customer");
        var whole = report.Whole;
        sheet.Findings.Add(Invariant($"Of {histories.Leads.Count:N0} leads up to {LeadGroups.Day(histories.AsOf)}, {whole.Conversion.Of:N0} are old enough to judge: {whole.Conversion.Rate:P1} of them reached {whole.To} ({whole.Conversion.Low:P1} to {whole.Conversion.High:P1})."));
        sheet.Findings.Add(report.Weakest is { } weak
            ? Invariant($"The weakest step is {weak.From} to {weak.To}: {weak.Conversion.Rate:P1} go on ({weak.Conversion.Low:P1} to {weak.Conversion.High:P1}), surely fewer than on any other step.")
            : "No step is surely the weakest: the lowest conversions are too close to tell apart.");
        if (report.Steps.Where(s => s.Dropped > 0).Sum(s => s.StillOpen) is > 0 and var forgotten)
            sheet.Findings.Add(Invariant($"{forgotten:N0} leads are still open though they have had the time that 95 of 100 take to go on: go through them, and close those that are lost."));
        foreach (var silent in report.Steps.Where(s => s.Dropped == 0 && s.StillOpen > s.Conversion.Of / 10))
            sheet.Findings.Add(Invariant($"Nobody is recorded as lost between {silent.From} and {silent.To}: the {silent.StillOpen:N0} old leads there that did not go on are most likely lost without a note."));

        sheet.Facts.Add(new("as_of", "up to", LeadGroups.Day(histories.AsOf)));
        sheet.Facts.Add(new("leads", "leads", histories.Leads.Count, CellKind.Count));
        sheet.Facts.Add(new("reached_target", $"reached {whole.To}", Rate(whole.Conversion), CellKind.Percent));
        sheet.Facts.Add(new("days_to_target", $"median days to {whole.To}", whole.MedianDaysToGoOn, CellKind.Count));
        sheet.Facts.Add(new("weakest_from", null, report.Weakest?.From));
        sheet.Facts.Add(new("weakest_to", null, report.Weakest?.To));

        sheet.Tables.Add(sheet.Main = Steps(report));
        sheet.Tables.Add(Reasons(report));
        sheet.Tables.Add(Now(report));
        if (report.Outliers.Count > 0) sheet.Tables.Add(Outliers(report));
        foreach (var (dimension, levels) in report.Levels) sheet.Tables.Add(View(dimension, levels));
        if (report.Levels.Count > 0) sheet.Tables.Add(Long(report));
        sheet.Charts.Add(Chart(report));
        foreach (var (dimension, levels) in report.Levels) sheet.Charts.Add(Chart(dimension, levels));
        sheet.Notes.Add("A step's conversion is of the leads that have had the time for it: as long as 95 of 100 of those who go on take. Younger leads that are still open are no failures and are not in it. Intervals are Wilson's.");
        sheet.Notes.Add("Median days in stage are Kaplan and Meier's: leads that are still there count for as long as they have been.");
        return sheet;
    }

    public static Expected Rate(WilsonInterval share) => share.Of > 0 ? new(share.Rate, share.Low, share.High) : new(double.NaN, double.NaN, double.NaN);

    static readonly ResultColumn[] s_step =
    [
        new("entered", "entered", CellKind.Count), new("too_young", "too young", CellKind.Count), new("judged", "judged", CellKind.Count), new("went_on", "went on", CellKind.Count),
        new("conversion", "conversion", CellKind.Percent), new("turned_down", "turned down", CellKind.Count), new("still_open", "old, still open", CellKind.Count),
        new("median_days", "median days", CellKind.Count), new("median_days_to_go_on", "days to go on", CellKind.Count), new("mature_days", "from day", CellKind.Count),
    ];

    static object?[] Cells(FunnelStep s) =>
        [s.Entered, s.TooYoung, (int)s.Conversion.Of, (int)s.Conversion.Count, Rate(s.Conversion), s.Dropped, s.StillOpen, s.MedianDays, s.MedianDaysToGoOn, s.MatureDays];

    static ResultTable Steps(FunnelReport report)
    {
        var table = new ResultTable("steps", "Step by step", [new("from", "from"), new("to", "to"), .. s_step]);
        foreach (var s in report.Steps.Append(report.Whole)) table.Add([s.From, s.To, .. Cells(s)]);
        return table;
    }

    static ResultTable Long(FunnelReport report)
    {
        var table = new ResultTable("by_level", "Step by step, by level", [new("dimension", "by"), new("level", "level"), new("from", "from"), new("to", "to"), .. s_step]) { IsData = true };
        foreach (var (dimension, levels) in report.Levels)
            foreach (var level in levels)
                foreach (var s in level.Steps.Append(level.Whole)) table.Add([dimension, level.Level, s.From, s.To, .. Cells(s)]);
        return table;
    }

    static ResultTable View(string dimension, IReadOnlyList<FunnelLevel> levels)
    {
        var table = new ResultTable($"by-{dimension}", $"By {dimension}",
            [new("level", dimension), new("leads", "leads", CellKind.Count), .. levels[0].Steps.Select(s => new ResultColumn(s.To, $"to {s.To}", CellKind.Percent)), new("whole", $"{levels[0].Whole.From} to {levels[0].Whole.To}", CellKind.Percent)])
        { IsView = true, Note = "A dash: fewer than 10 leads old enough." };
        foreach (var level in levels)
            table.Add([level.Level, level.Leads, .. level.Steps.Select(s => s.Conversion.Of >= FewestToShow ? s.Conversion.Rate : double.NaN), Rate(level.Whole.Conversion)]);
        return table;
    }

    static ResultTable Reasons(FunnelReport report)
    {
        var table = new ResultTable("reasons", "Why leads are turned down", new("from", "on"), new("reason", "reason"), new("leads", "leads", CellKind.Count), new("share", "share", CellKind.Percent));
        foreach (var step in report.Steps)
            foreach (var (reason, leads) in step.Reasons) table.Add(step.From, reason, leads, (double)leads / step.Dropped);
        return table;
    }

    static ResultTable Now(FunnelReport report)
    {
        var table = new ResultTable("now", "Where leads are now", new("stage", "stage"), new("leads", "leads", CellKind.Count));
        foreach (var (stage, leads) in report.Now) table.Add(stage, leads);
        return table;
    }

    static ResultTable Outliers(FunnelReport report)
    {
        var table = new ResultTable("outliers", "Surely other than the rest", new("dimension", "by"), new("level", "level"), new("from", "from"), new("to", "to"), new("conversion", "conversion", CellKind.Percent), new("others", "all others", CellKind.Percent))
        { Note = "At 95% for all comparisons at once.", MostShown = MostOutliers };
        foreach (var o in report.Outliers) table.Add(o.Dimension, o.Level, o.Step.From, o.Step.To, Rate(o.Own), Rate(o.Others));
        return table;
    }

    static BarChart Chart(FunnelReport report) => Bars("Conversion from stage to stage", "Of the leads old enough to judge; the whisker is the 95% interval.", [.. report.Steps.Select(s => ($"{s.From} to {s.To}", s))]);

    static BarChart Chart(string dimension, IReadOnlyList<FunnelLevel> levels) =>
        Bars($"{levels[0].Whole.From} to {levels[0].Whole.To}, by {dimension}", null, [.. levels.Take(24).Select(l => (l.Level, l.Whole))]);

    static BarChart Bars(string title, string? note, IReadOnlyList<(string Name, FunnelStep Step)> rows)
    {
        var numbers = new HtmlTable(title, "Step", "Judged", "Conversion", "95% interval");
        foreach (var (name, s) in rows) numbers.Add(name, Figures.Count(s.Conversion.Of), Figures.Percent(s.Conversion.Rate), Figures.Range(s.Conversion.Low, s.Conversion.High, v => Figures.Percent(v)));
        return new BarChart
        {
            Title = title,
            Note = note,
            Description = $"{rows.Count} bars; the lowest is {rows.Where(r => r.Step.Conversion.Of > 0).MinBy(r => r.Step.Conversion.Rate).Name}.",
            Table = numbers,
            Names = [.. rows.Select(r => r.Name)],
            Details = [.. rows.Select(r => Invariant($"{r.Step.Conversion.Of:N0} leads"))],
            Panels = [new BarPanel("Conversion", [.. rows.Select(r => r.Step.Conversion is { Of: > 0 } c ? new ChartBar(c.Rate, c.Low, c.High) : new ChartBar(double.NaN))], v => Figures.Percent(v))],
        };
    }
}
