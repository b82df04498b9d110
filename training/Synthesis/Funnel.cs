using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// What becomes of a lead after its snapshot, seen from the day of the export. Everything here is known too late for a model
/// that scores new leads, and much of it betrays the outcome: that is what it is in the file for.
/// </summary>
static class Funnel
{
    static readonly int s_noBudget = Levels.Disqualification.IndexOf("no_budget"),
        s_noAuthority = Levels.Disqualification.IndexOf("no_authority"), s_badTiming = Levels.Disqualification.IndexOf("bad_timing");
    // A deal is lost to a competitor or to the calendar, seldom for want of authority.
    static readonly int[] s_lostDeals = [.. ((string[])["chose_competitor", "chose_competitor", "chose_competitor", "bad_timing", "bad_timing", "no_budget", "no_need", "no_authority"]).Select(Levels.Disqualification.IndexOf)];
    const int SalesPeople = 18;

    /// <summary>The history of a lead whose outcome is free to unfold until <paramref name="exportDay"/>.</summary>
    public static FunnelHistory Draw(DeterministicRandom random, SyntheticLead lead, int exportDay)
    {
        var becomes = random.NextInt(1_000_000) < lead.TrueMillionths;
        var plan = becomes ? PlanOfSql(random, lead) : PlanOfOther(random, lead);

        // From here on only what has happened by the export may matter.
        bool Happened(int? day) => day < exportDay;
        var mql = Happened(plan.MqlDay) ? plan.MqlDay : null;
        var sal = Happened(plan.SalDay) ? plan.SalDay : null;
        var sql = Happened(plan.SqlDay) ? plan.SqlDay : null;
        var sqo = Happened(plan.SqoDay) ? plan.SqoDay : null;
        var customer = Happened(plan.CustomerDay) ? plan.CustomerDay : null;
        var disqualified = Happened(plan.DisqualifiedDay) ? plan.DisqualifiedDay : null;
        bool? outcome = sql is not null ? true
            : disqualified is not null || lead.CreatedDay + SynthesisOptions.HorizonDays < exportDay ? false
            : null;

        var history = new FunnelHistory
        {
            MqlDay = mql,
            SalDay = sal,
            SqlDay = sql,
            SqoDay = sqo,
            CustomerDay = customer,
            DisqualifiedDay = disqualified,
            BecameSql = outcome,
            Stage = customer is not null ? "customer" : sqo is not null ? "sqo" : sql is not null ? "sql"
                : disqualified is not null ? "disqualified" : sal is not null ? "sal" : mql is not null ? "mql" : "prospect",
            Reason = disqualified is null ? -1 : DrawReason(random, lead.Declared),
            Owner = mql is null ? null : OwnerOf(random, lead.Account),
        };
        history = WithSalesNotes(random, lead, history);
        return history with { LastActivityDay = DrawLastActivity(random, lead, history, exportDay) };
    }

    /// <summary>The history with the end of a deal that came to nothing, where sales wrote it down by <paramref name="exportDay"/>; leads that never were SQLs stay as they are.</summary>
    public static FunnelHistory WithLostDeal(DeterministicRandom random, FunnelHistory history, int exportDay)
    {
        if (history.SqlDay is not { } sql || history.CustomerDay is not null) return history;
        // Later than those who go on: a deal is given up after it has gone quiet. One in eight is never closed.
        var lost = history.SqoDay is { } sqo ? sqo + random.Between(115, 170) : sql + random.Between(46, 90);
        if (!random.Chance(.875) || lost >= exportDay) return history;
        return history with
        {
            DisqualifiedDay = lost,
            Stage = "disqualified",
            Reason = s_lostDeals[random.NextInt(s_lostDeals.Length)],
            LastActivityDay = Math.Max(lost, history.LastActivityDay),
        };
    }

    /// <summary>An open lead: scored by marketing, not yet touched by sales.</summary>
    public static FunnelHistory DrawOpen(DeterministicRandom random, SyntheticLead lead)
    {
        var isMql = random.Chance(MqlRate(lead));
        return new FunnelHistory
        {
            MqlDay = isMql ? lead.SnapshotDay : null,
            Stage = isMql ? "mql" : "prospect",
            Owner = isMql ? OwnerOf(random, lead.Account) : null,
            LastActivityDay = Math.Max(lead.SnapshotDay - lead.Engagement.DaysSinceTouch, lead.CreatedDay),
        };
    }

    static double MqlRate(SyntheticLead lead) => .40 + .5 * (lead.TrueMillionths / 1e6);

    // Created, then within days an MQL, accepted in one or two weeks, an SQL two to eight weeks later: 85 days at most.
    static FunnelHistory PlanOfSql(DeterministicRandom random, SyntheticLead lead)
    {
        var mql = lead.SnapshotDay;
        var sal = mql + random.Between(1, 10);
        var sql = Math.Min(sal + random.Between(10, 45), lead.CreatedDay + 85);
        int? sqo = random.Chance(.58) ? sql + random.Between(5, 45) : null;
        int? customer = sqo is not null && random.Chance(.36) ? sqo + random.Between(20, 110) : null;
        return new FunnelHistory { MqlDay = mql, SalDay = sal, SqlDay = sql, SqoDay = sqo, CustomerDay = customer };
    }

    static FunnelHistory PlanOfOther(DeterministicRandom random, SyntheticLead lead)
    {
        if (!random.Chance(MqlRate(lead)))
            return new FunnelHistory { DisqualifiedDay = random.Chance(.66) ? lead.SnapshotDay + random.Between(3, 55) : null };
        var mql = lead.SnapshotDay;
        if (!random.Chance(.45))
            return new FunnelHistory { MqlDay = mql, DisqualifiedDay = random.Chance(.82) ? mql + random.Between(5, 55) : null };
        var sal = mql + random.Between(1, 14);
        return new FunnelHistory { MqlDay = mql, SalDay = sal, DisqualifiedDay = random.Chance(.88) ? sal + random.Between(7, 45) : null };
    }

    static int DrawReason(DeterministicRandom random, DeclaredNeeds declared)
    {
        if (declared.Budget <= 0 && random.Chance(.25)) return s_noBudget;
        if (declared.Role >= 2 && random.Chance(.40)) return s_noAuthority;
        if (declared.Timeline >= 3 && random.Chance(.45)) return s_badTiming;
        return Levels.Disqualification.Draw(random);
    }

    // Sales people have countries.
    static int OwnerOf(DeterministicRandom random, SyntheticAccount account) =>
        1 + (random.Chance(.8) ? (account.Country * 3 + random.NextInt(3)) % SalesPeople : random.NextInt(SalesPeople));

    /// <summary>
    /// Confirmed budget, authority, need and timing, and the rating: mostly of leads that sales worked on,
    /// and coloured by the outcome once it is known.
    /// </summary>
    static FunnelHistory WithSalesNotes(DeterministicRandom random, SyntheticLead lead, FunnelHistory history)
    {
        var feeling = PortableMath.Logit(Math.Clamp(lead.TrueMillionths / 1e6, .001, .999)) * .35 + .6;
        if (history.SqlDay is not null) feeling = 1.3;
        else if (history.DisqualifiedDay is not null) feeling = -.9;

        if (random.Chance(history.MqlDay is not null ? .80 : .06))
            history = history with { Rating = Grade(feeling + .6 * random.NextNormal(), -.4, .7) };
        if (!random.Chance(history.SqlDay is not null ? .93 : history.SalDay is not null ? .62 : .01)) return history;
        return history with
        {
            BudgetStatus = random.Chance(.9) ? Grade(feeling + .8 * random.NextNormal(), -.9, -.1, .9) : null,
            DecisionMaker = random.Chance(.9) ? random.Chance(PortableMath.Sigmoid(1.2 * feeling + .4)) : null,
            NeedLevel = random.Chance(.88) ? 3 - Grade(feeling + .8 * random.NextNormal(), -1, -.2, .8) : null,
            Timeframe = random.Chance(.85) ? 4 - Grade(feeling + .8 * random.NextNormal(), -1.2, -.3, .5, 1.2) : null,
        };
    }

    static int Grade(double value, params ReadOnlySpan<double> limits)
    {
        var grade = 0;
        while (grade < limits.Length && value > limits[grade]) grade++;
        return grade;
    }

    static int DrawLastActivity(DeterministicRandom random, SyntheticLead lead, FunnelHistory history, int exportDay)
    {
        var last = Math.Max(lead.SnapshotDay - lead.Engagement.DaysSinceTouch, lead.CreatedDay);
        ReadOnlySpan<int?> stages =
            [history.MqlDay, history.SalDay, history.SqlDay, history.SqoDay, history.CustomerDay, history.DisqualifiedDay];
        foreach (var day in stages)
            if (day > last) last = day.Value;
        // Sales goes on talking to an SQL; a lead turned down rests.
        var afterwards = history.SqlDay is not null ? random.WholeExponential(60, 300) : random.WholeExponential(4, 60);
        return Math.Min(last + afterwards, exportDay - 1);
    }
}
