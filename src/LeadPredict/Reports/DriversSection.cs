using LeadPredict.Evaluation;
using LeadPredict.Explanation;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>What drives a model: columns with intervals, columns that say the same, interactions and typical leads.</summary>
static class DriversSection
{
    const int Shown = 15;
    const double SlightShare = 0.01;

    public static void Write(HtmlPage page, ReportContent content)
    {
        if (content.Overview is { Columns.Count: > 0 } overview) WriteOverview(page, overview);
        else if (content.Card is { Drivers.Count: > 0 } card)
        {
            page.BeginSection("drivers", "What drives it");
            var drivers = card.Drivers.Where(d => d.MeanAbsoluteLogOdds > 0).Take(Shown).ToArray();
            page.BeginCharts();
            new BarChart
            {
                Title = "The strongest columns",
                Note = "Mean change of a lead\u2019s log-odds.",
                Description = $"The strongest are {string.Join(", ", drivers.Take(3).Select(d => d.Column))}.",
                Table = drivers.Aggregate(new HtmlTable("Columns by mean change of the log-odds", "Column", "Mean change"), (t, d) => t.Add(d.Column, Figures.Number(d.MeanAbsoluteLogOdds, 3))),
                Names = [.. drivers.Select(d => d.Column)],
                Panels = [new BarPanel("Mean change", [.. drivers.Select(d => new ChartBar(d.MeanAbsoluteLogOdds))], v => Figures.Number(v, 2))],
            }.Write(page.Body);
            page.EndGrid();
            page.EndSection();
        }
    }

    static void WriteOverview(HtmlPage page, ModelOverview overview)
    {
        page.BeginSection("drivers", "What drives it", $"From the exact contributions of {Figures.Count(overview.Leads)} leads, which sum to each lead\u2019s log-odds"
            + (overview.JudgedLeads > 0 ? $", and from shuffling each column among {Figures.Count(overview.JudgedLeads)} leads with known outcomes." : "."));
        page.BeginCharts();
        WriteBars(page, overview);
        page.Body.Open("div");
        WriteDirections(page, overview);
        WriteCorrelated(page, overview);
        page.Body.Close();
        page.EndGrid();
        WriteInteractions(page, overview);
        WriteTypical(page, overview);
        page.EndSection();
    }

    static void WriteBars(HtmlPage page, ModelOverview overview)
    {
        var columns = overview.Columns.Take(Shown).ToArray();
        var hasPermutation = overview.JudgedLeads > 0;
        var table = new HtmlTable("All columns that move the model", hasPermutation
            ? ["Column", "Mean change of the log-odds", "95% interval", "Loss without it", "95% interval", "Higher value"] : ["Column", "Mean change of the log-odds", "95% interval", "Higher value"]);
        foreach (var c in overview.Columns)
        {
            string[] first = [c.Column, Figures.Number(c.Contribution.Value, 3), Range(c.Contribution, 3)];
            string[] second = hasPermutation ? [Figures.Signed(c.Permutation.Value, 4), Range(c.Permutation, 4)] : [];
            table.Add([.. first, .. second, Direction(c)]);
        }
        var first3 = string.Join(", ", columns.Take(3).Select(c => c.Column));
        new BarChart
        {
            Title = $"Strongest: {first3}",
            Note = hasPermutation
                ? "Left: by how much a column moves leads, on average (log-odds). Right: how much worse the predictions get when its values are shuffled (log-loss). A column that is high on the left and low on the right has stand-ins."
                : "By how much a column moves leads, on average (log-odds).",
            Description = $"The columns that move leads most are {first3}.",
            Table = table,
            Names = [.. columns.Select(c => c.Column)],
            Details = [.. columns.Select(c => Direction(c) is "" ? "" : "higher: " + Direction(c))],
            Panels = hasPermutation
                ? [new BarPanel("Moves leads by", [.. columns.Select(c => Bar(c.Contribution))], v => Figures.Number(v, 2)), new BarPanel("Loss without it", [.. columns.Select(c => Bar(c.Permutation))], v => Figures.Number(v, 4))]
                : [new BarPanel("Moves leads by", [.. columns.Select(c => Bar(c.Contribution))], v => Figures.Number(v, 2))],
        }.Write(page.Body);
    }

    static string Direction(ColumnInfluence column) => double.IsNaN(column.Direction) ? "" : column.Direction > 0.5 ? "likelier" : column.Direction < -0.5 ? "less likely" : "mixed";

    static ChartBar Bar(MetricValue value) => new(value.Value, value.Low, value.High);

    static string Range(MetricValue value, int decimals) => Figures.Range(value.Low, value.High, v => Figures.Number(v, decimals));

    static void WriteDirections(HtmlPage page, ModelOverview overview)
    {
        var known = overview.Columns.Where(c => c.Expected != 0 && double.IsFinite(c.Direction)).ToArray();
        if (known.Length == 0) return;
        var against = known.Where(c => c.GoesAgainstExpectation).ToArray();
        foreach (var column in against) page.Remark(RemarkKind.Watch, "Against expectation.", SummarySection.AgainstExpectation(column));
        if (against.Length == 0)
            page.Remark(RemarkKind.Good, "No surprises in direction.", $"None of the {known.Length} columns whose direction is known beforehand clearly goes the other way.");
    }

    static void WriteCorrelated(HtmlPage page, ModelOverview overview)
    {
        if (overview.Correlated.Count == 0) return;
        page.Body.Element("h3", "Columns that say much the same").Element("p", "What one of them gets, another could have got: weigh them together.");
        var hasPermutation = overview.JudgedLeads > 0;
        var table = new HtmlTable("Groups of correlated columns", hasPermutation ? ["Columns, and how close they are", "Mean change", "Loss without them"] : ["Columns, and how close they are", "Mean change"]);
        foreach (var group in overview.Correlated)
        {
            string[] row = [$"{string.Join(", ", group.Columns)} (at least {Figures.Number(group.Association)})", $"{Figures.Number(group.Contribution.Value, 3)} ({Range(group.Contribution, 3)})"];
            table.Add(hasPermutation ? [.. row, $"{Figures.Signed(group.Permutation.Value, 4)} ({Range(group.Permutation, 4)})"] : row);
        }
        table.Write(page.Body);
    }

    static void WriteInteractions(HtmlPage page, ModelOverview overview)
    {
        page.Body.Element("h3", "Columns that work together");
        if (overview.Interactions.Count == 0)
        {
            page.Body.Element("p", "None worth naming: what each column does hardly depends on the others, so their effects simply add up.");
            return;
        }
        var isSlight = overview.Interactions.All(i => i.Share < SlightShare);
        page.Body.Element("p", isSlight ? "Hardly any: what each column does depends little on the others, so their effects nearly add up." : "Pairs that together do something else than the sum of what each does alone.");
        if (isSlight) page.Body.Open("details").Element("summary", "The strongest pairs");
        var table = new HtmlTable("Strongest interactions", "Pair", "Typical size (log-odds)", "Share of the pair\u2019s effect", "Strongest where");
        foreach (var i in overview.Interactions)
            table.Add($"{i.First} and {i.Second}", Figures.Number(i.Strength, 3), Figures.Percent(i.Share, 1), i.Where.Length == 0 ? "no one place" : $"{i.Where}: {Figures.Signed(i.There, 3)}");
        table.Write(page.Body);
        if (isSlight) page.Body.Close();
    }

    static void WriteTypical(HtmlPage page, ModelOverview overview)
    {
        if (overview.Typical.Count == 0) return;
        page.Body.Element("h3", "A typical lead of each grade").Element("p", "The lead whose reasons are closest to those of all others of its grade. Numbers are rounded; who it is, is not kept.");
        page.BeginCharts();
        foreach (var lead in overview.Typical)
        {
            var table = new HtmlTable($"Reasons of the typical lead of grade {lead.Grade}", "Column", "Value", "Change of log-odds");
            foreach (var r in lead.Reasons) table.Add(r.Column, r.Value ?? "not stated", Figures.Signed(r.LogOdds));
            page.Body.Open("div", ("class", "tile typical")).Element("p", $"Grade {lead.Grade}, {Figures.Percent(lead.Share, 0)} of leads; the probability of this one:", ("class", "label")).Element("p", Figures.Percent(lead.Probability), ("class", "figure"));
            table.Write(page.Body);
            page.Body.Close();
        }
        page.EndGrid();
    }
}
