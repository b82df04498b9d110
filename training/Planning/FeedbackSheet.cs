using LeadPredict.Qualification.Feedback;
using LeadPredict.Reporting;
using LeadPredict.Training.Results;
using static System.FormattableString;

namespace LeadPredict.Training.Planning;

/// <summary>Feedback as figures, tables and a chart.</summary>
static class FeedbackSheet
{
    public static ResultSheet Of(FeedbackReport report, int said)
    {
        var sheet = new ResultSheet("feedback", "What sales says of the leads");
        var whole = report.Whole;
        sheet.Findings.Add(Invariant($"{said:N0} feedbacks on {report.Leads.Count:N0} leads; {report.Replaced:N0} were replaced by later ones, {report.Unknown:N0} leads are not in the file."));
        if (whole.Succeeded.Of > 0)
        {
            var rate = whole.Expected / whole.Succeeded.Of;
            var verdict = rate < whole.Succeeded.Low ? "surely more than" : rate > whole.Succeeded.High ? "surely fewer than" : "as";
            sheet.Findings.Add(Invariant($"{whole.Succeeded.Count:N0} of {whole.Succeeded.Of:N0} with an outcome succeeded, {whole.Succeeded.Rate:P1} ({whole.Succeeded.Low:P1} to {whole.Succeeded.High:P1}): {verdict} the model expected ({rate:P1})."));
        }
        foreach (var kind in (string[])["reason", "objection"])
            if (report.Words.FirstOrDefault(w => w.Kind == kind) is { } most)
                sheet.Findings.Add(Invariant($"The most frequent {kind} is {most.Word}: {most.Leads:N0} leads, {most.Lost:N0} of them lost."));

        sheet.Facts.Add(new("feedbacks", "feedbacks", said, CellKind.Count));
        sheet.Facts.Add(new("leads", "leads", report.Leads.Count, CellKind.Count));
        sheet.Facts.Add(new("with_outcome", "with an outcome", (int)whole.Succeeded.Of, CellKind.Count));
        sheet.Facts.Add(new("unknown", "not in the file", report.Unknown, CellKind.Count));
        sheet.Facts.Add(new("replaced", null, report.Replaced));

        var grades = new ResultTable("by_grade", "By grade", new("grade", "grade"), new("leads", "with an outcome", CellKind.Count), new("succeeded", "succeeded", CellKind.Percent), new("expected", "expected", CellKind.Percent));
        foreach (var g in report.Grades) grades.Add($"{g.Grade}", (int)g.Succeeded.Of, FunnelSheet.Rate(g.Succeeded), g.Succeeded.Of > 0 ? g.Expected / g.Succeeded.Of : double.NaN);
        sheet.Tables.Add(sheet.Main = grades);
        var words = new ResultTable("words", "Reasons and objections", new("kind", "said as"), new("word", "word"), new("leads", "leads", CellKind.Count), new("lost", "of these lost", CellKind.Count), new("mean_probability", "mean probability", CellKind.Percent));
        foreach (var w in report.Words) words.Add(w.Kind, w.Word, w.Leads, w.Lost, w.MeanProbability);
        sheet.Tables.Add(words);
        var surprises = new ResultTable("surprises", "Leads that went otherwise than expected", new("lead_id", "lead"), new("grade", "grade"), new("probability", "probability", CellKind.Percent), new("succeeded", "succeeded"), new("reason", "reason"), new("objection", "objection")) { MostShown = 20 };
        foreach (var s in report.Surprises) surprises.Add(s.Lead.Id, $"{s.Lead.Grade}", s.Lead.Probability, s.Feedback.Succeeded, s.Feedback.Reason, s.Feedback.Objection);
        sheet.Tables.Add(surprises);

        var shown = report.Grades.Where(g => g.Succeeded.Of > 0).ToList();
        if (shown.Count > 0)
        {
            var numbers = new HtmlTable("Succeeded by grade", "Grade", "Succeeded", "Expected");
            foreach (var g in shown) numbers.Add($"{g.Grade}", Figures.Percent(g.Succeeded.Rate), Figures.Percent(g.Expected / g.Succeeded.Of));
            sheet.Charts.Add(new BarChart
            {
                Title = "Succeeded by grade",
                Note = "The whiskers are 95% intervals.",
                Description = "Share of the leads with an outcome that succeeded, by grade.",
                Table = numbers,
                Names = [.. shown.Select(g => $"{g.Grade}")],
                Details = [.. shown.Select(g => Invariant($"{g.Succeeded.Of:N0} leads, expected {g.Expected / g.Succeeded.Of:P0}"))],
                Panels = [new BarPanel("Succeeded", [.. shown.Select(g => new ChartBar(g.Succeeded.Rate, g.Succeeded.Low, g.Succeeded.High))], v => Figures.Percent(v, 0))],
            });
        }
        sheet.Notes.Add("Sales speaks of the leads that it worked on, which are not like the others: a rate here is theirs. Of several feedbacks on a lead, what was said last counts.");
        return sheet;
    }
}
