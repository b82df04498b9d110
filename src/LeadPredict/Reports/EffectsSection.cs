using LeadPredict.Explanation;
using LeadPredict.Reporting;

namespace LeadPredict.Reports;

/// <summary>What each strong column does over its values.</summary>
static class EffectsSection
{
    public static void Write(HtmlPage page, ReportContent content)
    {
        if (content.Overview is not { Effects.Count: > 0 } overview) return;
        page.BeginSection("effects", "What each column does", "Above zero a value makes a lead likelier to become an SQL, below zero less likely. The range around a value holds the middle 80% of leads with it: they differ in what else they have.");
        page.BeginCharts();
        foreach (var effect in overview.Effects)
        {
            if (effect.IsNumeric && effect.Points.Count > 1) Numeric(effect).Write(page.Body);
            else if (effect.Points.Count > 0 || effect.Missing is not null) Levels(effect).Write(page.Body);
        }
        page.EndGrid();
        page.EndSection();
    }

    static LineChart Numeric(ColumnEffect effect)
    {
        var points = effect.Points;
        double from = Math.Min(points[0].Value, effect.Density.Count > 0 ? effect.Density[0].From : points[0].Value);
        double to = Math.Max(points[^1].Value, effect.Density.Count > 0 ? effect.Density[^1].To : points[^1].Value);
        var name = effect.Unit is null ? effect.Column : $"{effect.Column} ({effect.Unit})";
        var leads = points.Sum(p => p.Leads) + (effect.Missing?.Leads ?? 0);
        return new LineChart
        {
            Title = effect.Column,
            Note = effect.Missing is { } none ? $"Not stated for {Figures.Percent((double)none.Leads / leads, 0)} of leads: {Figures.Signed(none.Mean)}." : null,
            Description = $"Contribution from {Figures.Signed(points[0].Mean)} at {points[0].Label} to {Figures.Signed(points[^1].Mean)} at {points[^1].Label}.",
            Table = Table(effect),
            X = effect.IsLogarithmic ? Axis.Logarithmic(from, to, name, Figures.Compact) : Axis.Between(from, to, name, Figures.Compact),
            Y = Axis.Around(points.SelectMany(p => (double[])[p.Low, p.High]), "Change of log-odds", Figures.SignedShort, withZero: true),
            Lines = [new ChartLine(effect.Column, [.. points.Select(p => new ChartPoint(p.Value, p.Mean, p.Low, p.High))]) { Marks = true }],
            Density = [.. effect.Density.Select(d => new DensityBar(d.From, d.To, d.Share))],
        };
    }

    static BarChart Levels(ColumnEffect effect)
    {
        EffectPoint[] rows = [.. effect.Points.Reverse(), .. effect.Missing is { } none ? [none with { Label = "(not stated)" }] : (EffectPoint[])[]];
        var leads = Math.Max(1, rows.Sum(r => r.Leads));
        return new BarChart
        {
            Title = effect.Column,
            Note = "At the right: the share of leads.",
            Description = $"Contributions by level; highest at {rows[0].Label} with {Figures.Signed(rows[0].Mean)}.",
            Table = Table(effect),
            Names = [.. rows.Select(r => r.Label)],
            Details = [.. rows.Select(r => 2 * r.Leads * 100L < leads ? "under 1%" : Figures.Percent((double)r.Leads / leads, 0))],
            Panels = [new BarPanel("Change of log-odds", [.. rows.Select(r => new ChartBar(r.Mean, r.Low, r.High))], v => Figures.Signed(v))],
        };
    }

    static HtmlTable Table(ColumnEffect effect)
    {
        var table = new HtmlTable($"Change of the log-odds by {effect.Column}", "Value", "Leads", "Mean", "Middle 80%");
        foreach (var p in effect.Points.Concat(effect.Missing is null ? [] : [effect.Missing])) table.Add(p.Label, Figures.Count(p.Leads), Figures.Signed(p.Mean, 3), Figures.Range(p.Low, p.High, v => Figures.Signed(v, 3)));
        return table;
    }
}
