using LeadPredict.Data;
using LeadPredict.Reporting;
using LeadPredict.Serving;

namespace LeadPredict.Reports;

/// <summary>The data behind one lead's page: where it is from, its age, what was known and what was missing, each with its points.</summary>
static class LeadReportData
{
    public static void Write(HtmlPage page, LeadReportContent content, LeadReportWords words, LeadExplanation explanation)
    {
        var lead = content.Lead;
        var today = FieldParser.DaysSince2000(content.MadeAt);
        var missing = explanation.Parts.Where(p => Status(lead, p) == FieldStatus.Missing).ToList();
        var known = explanation.Parts.Except(missing).ToList();
        page.BeginSection("data", words["data"]);
        page.Facts([
            (words["lead"], content.LeadId ?? words["withheld"]),
            (words["source"], content.Source ?? words["request"]),
            (words["created"], content.Created is { } created ? words.Day(created, today) : words["unknown_age"]),
            (words["seen"], content.SeenAt is { } seen ? words.Day(seen, today) : words["unknown_age"]),
            (words["known"], words.With("known_of", known.Count, explanation.Parts.Count)),
            (words["made"], content.MadeAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", System.Globalization.CultureInfo.InvariantCulture)),
        ]);
        WriteList(page, words, words["used"], words["none_known"], known.Select(p => (Status(lead, p) == FieldStatus.UnknownCategory ? words.With("other", p.Text) : p.Text, p.Points)));
        WriteList(page, words, words["missing"], words["none_missing"], missing.Select(p => (p.Text, p.Points)));
        page.EndSection();
    }

    static FieldStatus Status(EncodedLead lead, ReasonPart part) => lead.Statuses[lead.FeatureOf(part.Column)];

    static void WriteList(HtmlPage page, LeadReportWords words, string title, string none, IEnumerable<(string Text, double Points)> parts)
    {
        var items = parts.ToList();
        page.Body.Element("h3", title);
        if (items.Count == 0)
        {
            page.Body.Element("p", none);
            return;
        }
        page.Body.Open("ul", ("class", "points"));
        foreach (var (text, points) in items) page.Body.Open("li").Element("span", text).Text(" ").Element("b", words.Points(points, 2)).Close();
        page.Body.Close();
    }
}
