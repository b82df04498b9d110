using System.Globalization;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>
/// The report on a model that an analyst sends to a director: what it is for and how good it is in plain words, the charts and tables behind that, what drives
/// it, what was found in the data, and the model card. One HTML file that needs nothing else.
/// </summary>
public static class ModelReport
{
    /// <summary>Makes the page.</summary>
    public static HtmlPage Of(ReportContent content)
    {
        var tool = content.Card?.Origin.Tool ?? "LeadPredict";
        var date = content.Date is { } made ? made.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture) : null;
        var page = new HtmlPage("Which leads become SQLs")
        {
            Kicker = string.Join(" \u00b7 ", ((string?[])["LeadPredict model report", date]).OfType<string>()),
            Subtitle = $"Model {content.Model}. It estimates for each new lead how likely it is to become a Sales Qualified Lead (in this data: {content.Outcome}).",
            Footer = $"Made by {tool}. This file is complete in itself: it loads nothing from anywhere and holds no data of any single person.",
        };
        SummarySection.Write(page, content);
        QualitySection.Write(page, content);
        TimeSection.Write(page, content);
        DriversSection.Write(page, content);
        EffectsSection.Write(page, content);
        DataSection.Write(page, content);
        CardSection.Write(page, content);
        return page;
    }
}
