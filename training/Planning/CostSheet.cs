using LeadPredict.Qualification;
using LeadPredict.Qualification.Planning;
using LeadPredict.Qualification.Spending;
using LeadPredict.Qualification.Stages;
using LeadPredict.Reporting;
using LeadPredict.Training.Results;
using static System.FormattableString;

namespace LeadPredict.Training.Planning;

/// <summary>Costs per SQL, and sources by what they bring, as figures, tables and charts.</summary>
static class CostSheet
{
    public static ResultSheet Of(IReadOnlyList<CostTable> tables, SpendLedger ledger, LeadHistories histories, string target, bool hasChances, CostTable months, decimal later)
    {
        var total = tables[0].Total;
        var name = target.Equals("sql", StringComparison.OrdinalIgnoreCase) ? "SQL" : target;
        var sheet = new ResultSheet("cpsql", $"What {Article(name)} {name} costs");
        var cost = total.CostInTheEnd;
        if (Unpaid(months) is { } unpaid) sheet.Findings.Add(unpaid);
        sheet.Findings.Add(Invariant($"{ledger.Total:N2} brought {total.Reached:N0} of {total.Leads:N0} leads to {name} so far: {total.CostSoFar:N2} each."));
        if (total.Open > 0 && hasChances)
            sheet.Findings.Add(Invariant($"{total.Open:N0} leads are too young to know. With what the model expects of them there will be {total.InTheEnd.Value:N0} ({total.InTheEnd.Low:N0} to {total.InTheEnd.High:N0}), at {Money(cost)} each."));
        else if (total.Open > 0)
            sheet.Findings.Add(Invariant($"{total.Open:N0} leads are too young to know, so the cost of the newest months looks higher than it will be."));
        var (old, settled) = (months.Rows.Where(r => r.Kind == CostRowKind.Level && r.Open == 0).ToList(), total.CostSettled);
        if (double.IsFinite(settled.Value))
        {
            sheet.Findings.Add(Invariant($"In the {old.Count} months that are settled, {old.Sum(r => r.Spend):N2} brought {old.Sum(r => r.Reached):N0}: {Money(settled)} each."));
            sheet.Facts.Add(new("cost_settled", "cost each, settled months", settled, CellKind.Money));
        }
        if (later > 0) sheet.Notes.Add(Invariant($"{later:N2} was spent in later months than the leads are looked at, and is left out."));
        if (tables[0].Rows.FirstOrDefault(r => r.Kind == CostRowKind.Unattributed) is { Spend: > 0 } loose)
            sheet.Findings.Add(Invariant($"{loose.Spend:N2} of it is not attributed to a {tables[0].Dimension} ({loose.Sales:N2} of that is sales): it is a row of its own, and in the total."));

        sheet.Facts.Add(new("target", null, target));
        sheet.Facts.Add(new("as_of", "up to", LeadGroups.Day(histories.AsOf)));
        sheet.Facts.Add(new("spend", "spent", total.Spend, CellKind.Money));
        sheet.Facts.Add(new("leads", "leads", total.Leads, CellKind.Count));
        sheet.Facts.Add(new("reached", $"{name} so far", total.Reached, CellKind.Count));
        sheet.Facts.Add(new("cost_so_far", "cost each so far", total.CostSoFar, CellKind.Money));
        sheet.Facts.Add(new("reached_in_the_end", hasChances ? $"{name} in the end" : null, total.InTheEnd, CellKind.Count));
        sheet.Facts.Add(new("cost_in_the_end", hasChances ? "cost each in the end" : null, cost, CellKind.Money));
        foreach (var table in tables)
        {
            var view = View(table, name, hasChances);
            sheet.Main ??= view;
            sheet.Tables.Add(view);
            sheet.Charts.Add(Chart(table, name));
        }
        sheet.Notes.Add("A month is settled when none of its leads is still open. The interval of its cost is the luck of the draw: what an SQL costs there in the long run, at the same money a lead.");
        sheet.Notes.Add("Money of a month stands against the leads created in it, whenever they got there. Each table adds up to all money and all leads.");
        if (hasChances) sheet.Notes.Add("A young lead's chance is the model's, changed by the stage it has reached at its age; intervals hold the luck of each lead and what the model may be off by.");
        return sheet;
    }

    /// <summary>What a customer costs, beside what an SQL does.</summary>
    public static void AddCustomers(ResultSheet sheet, CostRow customers)
    {
        if (customers.Reached == 0) return;
        var settled = customers.CostSettled;
        sheet.Findings.Add(Invariant($"{customers.Reached:N0} leads have become customers so far: {customers.CostSoFar:N2} each (CAC)")
            + (double.IsFinite(settled.Value) ? $"; in months whose leads are all decided {Money(settled)}." : "."));
        sheet.Facts.Add(new("customers", "customers so far", customers.Reached, CellKind.Count));
        sheet.Facts.Add(new("cac_so_far", "cost of a customer so far", customers.CostSoFar, CellKind.Money));
        sheet.Facts.Add(new("cac_settled", "cost of a customer, settled months", settled, CellKind.Money));
    }

    public static ResultSheet Of(IReadOnlyList<SourceFinding> findings, LeadHistories histories, CostTable months)
    {
        var sheet = new ResultSheet("sources", "Which sources bring SQLs for their money");
        if (Unpaid(months) is { } unpaid) sheet.Findings.Add(unpaid);
        foreach (var (verdict, words) in (ReadOnlySpan<(SourceVerdict, string)>)
            [(SourceVerdict.More, "Surely more SQLs for the money than all others together"), (SourceVerdict.Fewer, "Surely fewer"), (SourceVerdict.LikeOthers, "Like the others"), (SourceVerdict.NotYet, "Not enough data yet"), (SourceVerdict.NoSpend, "No money recorded")])
        {
            var names = findings.Where(f => f.Verdict == verdict).Select(f => f.Row.Level).ToList();
            if (names.Count > 0) sheet.Findings.Add($"{words}: {string.Join(", ", names)}.");
        }
        sheet.Facts.Add(new("as_of", "up to", LeadGroups.Day(histories.AsOf)));
        sheet.Facts.Add(new("sources", "sources", findings.Count, CellKind.Count));
        var table = new ResultTable("sources_by_money", "Sources by SQLs for 1,000 spent",
            new("source", "source"), new("leads", "leads", CellKind.Count), new("judged", "old enough", CellKind.Count), new("sqls", "SQLs of these", CellKind.Count), new("spend", "spent", CellKind.Money),
            new("sqls_per_thousand", "SQLs for 1,000", CellKind.Number), new("against_others", "times the others", CellKind.Ratio), new("verdict", "what that says"), new("more_leads", "leads still needed", CellKind.Count));
        foreach (var f in findings)
            table.Add(f.Row.Level, f.Row.Leads, (int)f.Row.Mature.Of, (int)f.Row.Mature.Count, f.Row.Spend, f.PerThousand, f.AgainstOthers, Word(f.Verdict), f.MoreLeads);
        sheet.Tables.Add(sheet.Main = table);

        var shown = findings.Where(f => double.IsFinite(f.PerThousand.Value)).ToList();
        var numbers = new HtmlTable("SQLs for 1,000 spent", "Source", "SQLs", "95% interval");
        foreach (var f in shown) numbers.Add(f.Row.Level, Figures.Number(f.PerThousand.Value), Figures.Range(f.PerThousand.Low, f.PerThousand.High, v => Figures.Number(v)));
        if (shown.Count > 0)
            sheet.Charts.Add(new BarChart
            {
                Title = "SQLs for 1,000 spent",
                Note = "The whiskers hold for all sources at once.",
                Description = $"{shown[0].Row.Level} brings most, {shown[^1].Row.Level} fewest.",
                Table = numbers,
                Names = [.. shown.Select(f => f.Row.Level)],
                Details = [.. shown.Select(f => Word(f.Verdict))],
                Panels = [new BarPanel("SQLs", [.. shown.Select(f => new ChartBar(f.PerThousand.Value, f.PerThousand.Low, f.PerThousand.High))], v => Figures.Number(v, 1))],
            });
        sheet.Notes.Add("Intervals hold for all sources at once at 95%, so that none looks good by luck. Money that belongs to no source, such as sales, has no part in this. A source is 'like the others' when it is surely within 0.8 to 1.25 of them.");
        return sheet;
    }

    static ResultTable View(CostTable table, string name, bool hasChances)
    {
        var view = new ResultTable($"by_{table.Dimension}", $"By {table.Dimension}",
        [
            new("level", table.Dimension), new("leads", "leads", CellKind.Count), new("marketing", "marketing", CellKind.Money) { IsData = true }, new("sales", "sales", CellKind.Money) { IsData = true }, new("spend", "spent", CellKind.Money),
            new("reached", $"{name} so far", CellKind.Count), new("cost_so_far", "cost each", CellKind.Money), new("cost_settled", "cost each, settled months", CellKind.Money), new("open", "too young", CellKind.Count),
            .. hasChances ? [new("reached_in_the_end", $"{name} in the end", CellKind.Count), new("cost_in_the_end", "cost each then", CellKind.Money)] : (ResultColumn[])[],
        ]);
        foreach (var r in table.Rows.Append(table.Total))
            view.Add([r.Level, r.Leads, r.Marketing, r.Sales, r.Spend, r.Reached, r.CostSoFar, r.CostSettled, r.Open, .. hasChances ? [r.InTheEnd, r.CostInTheEnd] : (object?[])[]]);
        return view;
    }

    static BarChart Chart(CostTable table, string name)
    {
        var rows = table.Rows.Where(r => r.Kind == CostRowKind.Level && double.IsFinite(Cost(r).Value)).Take(24).ToList();
        var numbers = new HtmlTable($"Cost of {Article(name)} {name} by {table.Dimension}", table.Dimension, "Cost", "95% interval");
        foreach (var r in rows) numbers.Add(r.Level, Figures.Count(Cost(r).Value), Figures.Range(Cost(r).Low, Cost(r).High, Figures.Count));
        return new BarChart
        {
            Title = $"Cost of {Article(name)} {name} by {table.Dimension}",
            Note = "Settled months as they were; the whiskers say what it is in the long run. What is not settled: with young leads as the model expects them, where it says.",
            Description = $"{rows.Count} bars by {table.Dimension}.",
            Table = numbers,
            Names = [.. rows.Select(r => r.Level)],
            Details = [.. rows.Select(r => Invariant($"{r.Leads:N0} leads"))],
            Panels = [new BarPanel("Cost", [.. rows.Select(r => Cost(r) is var c ? new ChartBar(c.Value, c.Low, c.High) : default)], Figures.Compact)],
        };

        static Expected Cost(CostRow row) => double.IsFinite(row.CostSettled.Value) ? row.CostSettled : row.CostInTheEnd is { Value: var value } end && double.IsFinite(value) ? end : new(row.CostSoFar, double.NaN, double.NaN);
    }

    static string Word(SourceVerdict verdict) => verdict switch
    {
        SourceVerdict.More => "more for the money",
        SourceVerdict.Fewer => "less for the money",
        SourceVerdict.LikeOthers => "like the others",
        SourceVerdict.NoSpend => "no money recorded",
        _ => "not yet",
    };

    // A file of some months' money makes all months' SQLs look cheap.
    static string? Unpaid(CostTable months)
    {
        var all = months.Rows.Where(r => r.Kind == CostRowKind.Level && r.Leads > 0).ToList();
        var unpaid = all.Where(r => r.Spend == 0).ToList();
        return unpaid.Count == 0 ? null
            : Invariant($"No money is recorded for {unpaid.Count} of the {all.Count} months that have leads, such as {unpaid[0].Level}: what they brought looks free, and an SQL cheaper than it is. Complete the file, or give leads of the same months.");
    }

    static string Money(Expected value) => ResultTable.Show(value, CellKind.Money);

    static string Article(string name) => name.Length > 0 && "aeiouS".Contains(name[0], StringComparison.Ordinal) ? "an" : "a";
}
