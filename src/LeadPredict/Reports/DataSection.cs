using LeadPredict.Diagnosis;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>The data behind a model: how much, what looked like knowing the outcome, and what was left out and why.</summary>
static class DataSection
{
    public static void Write(HtmlPage page, ReportContent content)
    {
        if (content.Card is not { } card) return;
        page.BeginSection("data", "The data", $"{Figures.Count(card.Rows.Read)} leads were read from {string.Join(", ", card.Files.Select(Path.GetFileName))}; the model uses {card.Used.Count} of their columns.");
        page.Facts(
        [
            ("Leads read", Figures.Count(card.Rows.Read)),
            ("Unreadable, left out", Figures.Count(card.Rows.Rejected)),
            ("Outcome not known yet, left out", Figures.Count(card.Rows.Unlabelled)),
            ("Became SQLs", Figures.Count(card.Rows.Positives)),
            ("Learned from, when judged", Figures.Count(card.Rows.Train)),
            ("Judged on", Figures.Count(card.Rows.Test)),
        ]);
        if (card.Findings.Count > 0)
        {
            page.Body.Element("h3", "Columns that seem to know the outcome");
            page.Body.Element("p", "Such a column makes a model look superb and fail in use, because it is empty or different when a new lead comes in."
                + (card.Findings.Any(f => f.Action == LeakAction.Reported) ? " Where the signs are too weak to leave a column out, it is used: ask when it is filled in." : ""));
            var table = new HtmlTable("Findings of the leak guard", "Column", "What was done", "Evidence") { IsText = true };
            foreach (var f in card.Findings.OrderBy(f => f.Action))
                table.Add(f.Column, f.Action switch { LeakAction.Quarantined => "left out", LeakAction.Allowed => "used, because it was allowed", _ => "used; look at it" }, SummarySection.Sentence(f.Evidence));
            table.Write(page.Body);
        }
        else page.Remark(RemarkKind.Good, "No leaks found.", "No column that is used shows signs of knowing the outcome.");

        var quarantined = card.Findings.Where(f => f.Action == LeakAction.Quarantined).Select(f => f.Column).ToHashSet();
        var excluded = card.Excluded.Where(c => !quarantined.Contains(c.Name)).ToArray();
        if (excluded.Length > 0)
        {
            page.Body.Element("h3", "Columns not used, and why");
            var table = new HtmlTable("Columns not used", "Column", "Why") { IsText = true };
            foreach (var column in excluded) table.Add(column.Name, column.Why);
            table.Write(page.Body);
        }
        page.EndSection();
    }
}
