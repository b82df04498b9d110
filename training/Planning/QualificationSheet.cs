using System.Globalization;
using LeadPredict.Qualification;
using LeadPredict.Reporting;
using LeadPredict.Serving;
using LeadPredict.Training.Results;
using static System.FormattableString;

namespace LeadPredict.Training.Planning;

/// <summary>What rules do to a file of leads, as figures, tables and charts: one set beside another, or points without a model.</summary>
static class QualificationSheet
{
    const int LeadsShown = 20;

    public static ResultSheet Of(QualificationComparison comparison, QualificationRules before, QualificationRules after, DateOnly asOf)
    {
        var sheet = new ResultSheet("qualification diff", "Which leads change side");
        sheet.Findings.Add(Invariant($"{comparison.Changed.Count:N0} of {comparison.Leads:N0} leads change side; {comparison.Rejected:N0} rows rejected."));
        sheet.Facts.Add(new("before", "rules before", before.Hash));
        sheet.Facts.Add(new("after", "rules after", after.Hash));
        sheet.Facts.Add(new("as_of", "as of", asOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        sheet.Facts.Add(new("leads", "leads", comparison.Leads, CellKind.Count));
        sheet.Facts.Add(new("changed_leads", "change side", comparison.Changed.Count, CellKind.Count));
        sheet.Facts.Add(new("rejected", null, comparison.Rejected));

        var changes = new ResultTable("changes", "From where to where", new("side", "side"), new("from", "from"), new("to", "to"), new("leads", "leads", CellKind.Count));
        foreach (var change in comparison.Changes) changes.Add(change.Side, change.From, change.To, change.Leads);
        sheet.Tables.Add(changes);
        // People look at grades and routes; programs get every side.
        var leads = new ResultTable("changed", "The leads",
            [new("lead_id", "lead"), .. DecisionSides.Names.SelectMany(side => (ResultColumn[])[Column(side, "before"), Column(side, "after")])])
        { MostShown = LeadsShown };
        foreach (var lead in comparison.Changed) leads.Add([lead.Id, .. DecisionSides.Names.SelectMany((_, i) => (object?[])[lead.Before.All[i], lead.After.All[i]])]);
        sheet.Tables.Add(sheet.Main = leads);

        var routes = comparison.Changes.Where(c => c.Side == "route").ToList();
        if (routes.Count > 0) sheet.Charts.Add(Bars("Leads that change route", [.. routes.Select(c => ($"{c.From} to {c.To}", (double)c.Leads))]));
        return sheet;
    }

    static ResultColumn Column(string side, string when) => new($"{side}_{when}", $"{side} {when}") { IsData = side is not ("grade" or "route") };

    public static ResultSheet Of(ColdStartSummary summary, QualificationRules rules)
    {
        var sheet = new ResultSheet("qualification points", "Leads decided by points");
        sheet.Findings.Add(Invariant($"{summary.Leads:N0} leads decided by points, {summary.Rejected:N0} rows rejected."));
        if (!double.IsNaN(summary.RocAuc)) sheet.Findings.Add(Invariant($"ROC AUC of the points on {summary.Labelled:N0} leads with an outcome: {summary.RocAuc:F4}; a model has to beat that."));
        sheet.Facts.Add(new("qualification", "rules", rules.Hash));
        sheet.Facts.Add(new("leads", "leads", summary.Leads, CellKind.Count));
        sheet.Facts.Add(new("rejected", null, summary.Rejected));
        sheet.Facts.Add(new("labelled", "with an outcome", summary.Labelled, CellKind.Count));
        sheet.Facts.Add(new("roc_auc", null, summary.RocAuc));

        var grades = new ResultTable("by_grade", "By grade", new("grade", "grade by points"), new("leads", "leads", CellKind.Count), new("labelled", "with an outcome", CellKind.Count), new("succeeded", "of these succeeded", CellKind.Percent));
        foreach (var g in summary.Grades) grades.Add($"{g.Grade}", g.Leads, (long)g.Succeeded.Of, FunnelSheet.Rate(g.Succeeded));
        sheet.Tables.Add(sheet.Main = grades);
        var routes = new ResultTable("by_route", "By route", new("route", "route"), new("leads", "leads", CellKind.Count));
        foreach (var (route, count) in summary.Routes) routes.Add(route, count);
        sheet.Tables.Add(routes);
        if (summary.Routes.Count > 0) sheet.Charts.Add(Bars("Leads by route", [.. summary.Routes.Select(r => (r.Route, (double)r.Leads))]));
        return sheet;
    }

    static BarChart Bars(string title, List<(string Name, double Leads)> bars)
    {
        var numbers = new HtmlTable(title, "Route", "Leads");
        foreach (var (name, leads) in bars) numbers.Add(name, Figures.Count(leads));
        return new BarChart
        {
            Title = title,
            Description = string.Join("; ", bars.Select(b => Invariant($"{b.Name}: {b.Leads:N0}"))),
            Table = numbers,
            Names = [.. bars.Select(b => b.Name)],
            Panels = [new BarPanel("Leads", [.. bars.Select(b => new ChartBar(b.Leads))], Figures.Count)],
        };
    }
}
