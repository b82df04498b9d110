using LeadPredict.Qualification.Planning;
using LeadPredict.Reporting;
using LeadPredict.Training.Results;
using static System.FormattableString;

namespace LeadPredict.Training.Planning;

/// <summary>A plan as figures, tables and charts.</summary>
static class PlanSheet
{
    public static ResultSheet Of(CallPlan plan, PlanRequest request, CandidateList list)
    {
        var t = plan.Totals;
        var sheet = new ResultSheet("plan", request.Weeks == 1 ? "Whom to call this week" : Invariant($"Whom to call in the next {request.Weeks} weeks"));
        sheet.Findings.Add(Invariant($"Of {list.Leads.Count:N0} leads call {t.Calls:N0}, where there is time for {plan.Capacity:N0}: {Ending(plan)}"));
        if (plan.OneMoreRep is { Calls: > 0 } more)
            sheet.Findings.Add(Invariant($"One more rep would call {more.Calls:N0} more leads: {more.Sqls.Value:N1} more SQLs, {more.Net:N2} more net value ({more.NetInterval.Low:N0} to {more.NetInterval.High:N0}){(request.RepCostPerWeek > 0 ? " after the rep's cost" : ", before the rep's own cost (--rep-cost)")}."));
        else sheet.Findings.Add("One more rep would bring nothing: no other call pays.");

        sheet.Facts.Add(new("calls", "calls", t.Calls, CellKind.Count));
        sheet.Facts.Add(new("sqls", "expected SQLs", t.Sqls, CellKind.Number));
        sheet.Facts.Add(new("revenue", "expected revenue", t.RevenueInterval, CellKind.Money));
        sheet.Facts.Add(new("cost", "cost of the calls", t.Cost, CellKind.Money));
        sheet.Facts.Add(new("net", "net value", t.NetInterval, CellKind.Money));
        sheet.Facts.Add(new("cost_per_sql", "cost per SQL", t.CostPerSql, CellKind.Money));
        sheet.Facts.Add(new("capacity", null, plan.Capacity));
        sheet.Facts.Add(new("ended_by", null, Word(plan.EndedBy)));
        sheet.Facts.Add(new("leads", null, list.Leads.Count));
        sheet.Facts.Add(new("rejected", null, list.Rejected.Count));

        if (plan.Reps.Count > 0) sheet.Tables.Add(Reps(plan));
        sheet.Tables.Add(sheet.Main = Calls(plan, request));
        sheet.Tables.Add(Others(plan));
        sheet.Tables.Add(OneMore(plan.OneMoreRep));
        sheet.Tables.Add(Curve(plan));
        sheet.Charts.Add(CurveChart(plan));
        if (plan.Reps.Count > 0) sheet.Charts.Add(RepChart(plan));
        sheet.Notes.AddRange(list.Notes);
        sheet.Notes.Add(request.WinRate < 1
            ? Invariant($"A call's value is the lead's probability x {request.WinRate:P1} of SQLs that buy x its deal value, less {request.ContactCost:N2}.")
            : Invariant($"A call's value is the lead's probability x its deal value, less {request.ContactCost:N2}: the value given counts for every SQL. If only some SQLs buy, give --win-rate."));
        sheet.Notes.Add("Intervals say where the outcome will lie 95 times of 100: the luck of each lead, and what the model's probabilities may be off by together. A lead that nobody calls counts as no SQL.");
        return sheet;
    }

    static string Ending(CallPlan plan) => plan.EndedBy switch
    {
        NotCalled.NoCapacity => "the time ends before the calls stop paying.",
        NotCalled.DoesNotPay => "the next call would cost more than it brings.",
        _ => "these are all who may be called.",
    };

    static ResultTable Reps(CallPlan plan)
    {
        var table = new ResultTable("reps", "Lists of equal value",
            new("rep", "rep"), new("capacity", "time for", CellKind.Count), new("calls", "calls", CellKind.Count), new("sqls", "expected SQLs", CellKind.Number),
            new("revenue", "expected revenue", CellKind.Money), new("cost", "cost", CellKind.Money), new("net", "net value", CellKind.Money), new("revenue_per_call", "revenue a call", CellKind.Money));
        foreach (var r in plan.Reps)
            table.Add(r.Rep.Name, r.Capacity, r.Calls, r.Sqls, r.Revenue, r.Cost, r.Net, r.Calls > 0 ? (double)r.Revenue / r.Calls : double.NaN);
        return table;
    }

    static ResultTable Calls(CallPlan plan, PlanRequest request)
    {
        var table = new ResultTable("calls_to_make", "Whom to call, best first",
            [new("rank", "rank", CellKind.Count), new("lead_id", "lead"), new("account_id", "account"), new("grade", "grade"), new("sql_probability", "probability", CellKind.Percent),
            new("deal_value", "deal value", CellKind.Money), new("expected_revenue", "expected revenue", CellKind.Money), new("expected_net", "net value", CellKind.Money), .. More<ResultColumn>(new("week", "week", CellKind.Count), new("rep", "rep"))])
        { MostShown = 40 };
        foreach (var c in plan.Calls)
            table.Add([c.Rank, c.Lead.Id, string.IsNullOrEmpty(c.Lead.Account) ? null : c.Lead.Account, c.Lead.Grade.ToString(), c.Lead.Probability, c.Lead.DealValue, c.Revenue, c.Net, .. More<object?>(c.Week, c.Rep)]);
        return table;

        T[] More<T>(T week, T rep) => [.. request.Weeks > 1 ? [week] : (T[])[], .. request.Reps.Count > 0 ? [rep] : (T[])[]];
    }

    static ResultTable Others(CallPlan plan)
    {
        var table = new ResultTable("not_called", "Who is not called, and why", new("reason", "reason"), new("leads", "leads", CellKind.Count));
        foreach (var (why, barred, leads) in plan.Others)
            table.Add(why switch
            {
                NotCalled.Barred => barred,
                NotCalled.DoesNotPay => "the call would cost more than it brings",
                NotCalled.AccountFull => "others of the account are called",
                _ => "no time left",
            }, leads);
        return table;
    }

    static ResultTable OneMore(PlanTotals more)
    {
        var table = new ResultTable("one_more_rep", "One more rep", new("calls", "calls", CellKind.Count), new("sqls", "SQLs", CellKind.Number), new("cost", "cost", CellKind.Money), new("net", "net value", CellKind.Money)) { IsData = true };
        table.Add(more.Calls, more.Sqls, more.Cost, more.NetInterval);
        return table;
    }

    static ResultTable Curve(CallPlan plan)
    {
        var table = new ResultTable("curve", "Value against the cut-off", new("calls", "calls", CellKind.Count), new("probability", "last probability", CellKind.Percent), new("net", "net value", CellKind.Money)) { IsData = true };
        foreach (var p in plan.Curve) table.Add(p.Calls, p.Probability, new Expected((double)p.Net, p.Low, p.High));
        return table;
    }

    static LineChart CurveChart(CallPlan plan)
    {
        var numbers = new HtmlTable("Net value by number of calls", "Calls", "Probability of the last", "Net value", "95% interval");
        foreach (var p in plan.Curve) numbers.Add(Figures.Count(p.Calls), Figures.Percent(p.Probability), Figures.Count((double)p.Net), Figures.Range(p.Low, p.High, Figures.Count));
        var end = Math.Max(1, plan.Curve[^1].Calls);
        var axis = Axis.Around(plan.Curve.SelectMany(p => (double[])[p.Low, p.High]), "Net value", Figures.Compact, withZero: true);
        return new LineChart
        {
            Title = "Net value by number of calls",
            Note = "Calls are made best first. Dotted: where this plan ends.",
            Description = Invariant($"The plan makes {plan.Totals.Calls} calls for a net value of {plan.Totals.Net:N0}; all {end} would bring {plan.Curve[^1].Net:N0}."),
            Table = numbers,
            X = Axis.Between(0, end, "Calls", Figures.Compact),
            Y = axis,
            Lines = [new ChartLine("Net value", [.. plan.Curve.Select(p => new ChartPoint(p.Calls, (double)p.Net, p.Low, p.High))])],
            Reference = [new(plan.Totals.Calls, axis.From), new(plan.Totals.Calls, axis.To)],
            ReferenceName = Invariant($"this plan: {plan.Totals.Calls:N0} calls"),
            IsWide = true,
        };
    }

    static BarChart RepChart(CallPlan plan)
    {
        var numbers = new HtmlTable("Expected revenue by rep", "Rep", "Calls", "Expected revenue");
        foreach (var r in plan.Reps) numbers.Add(r.Rep.Name, Figures.Count(r.Calls), Figures.Count((double)r.Revenue));
        return new BarChart
        {
            Title = "Expected revenue of each list",
            Note = "Lists are equal by the time each rep has.",
            Description = "Expected revenue by rep.",
            Table = numbers,
            Names = [.. plan.Reps.Select(r => r.Rep.Name)],
            Details = [.. plan.Reps.Select(r => Invariant($"{r.Calls} calls"))],
            Panels = [new BarPanel("Expected revenue", [.. plan.Reps.Select(r => new ChartBar((double)r.Revenue))], Figures.Compact)],
        };
    }

    static string Word(NotCalled why) => why switch { NotCalled.NoCapacity => "capacity", NotCalled.DoesNotPay => "next_call_does_not_pay", _ => "all_called" };
}
