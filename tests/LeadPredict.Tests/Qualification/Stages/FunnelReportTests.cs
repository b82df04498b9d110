using LeadPredict.Qualification.Stages;

namespace LeadPredict.Tests.Qualification.Stages;

public class FunnelReportTests
{
    const double None = double.NaN;
    static readonly StageLadder s_ladder = new([new("lead", "created_at"), new("mql", "mql_at"), new("sql", "sql_at")], "disqualified_at", "reason");

    static LeadHistory Lead(double created, double mql = None, double sql = None, double dropped = None, string reason = "", string group = "x") => new([created, mql, sql], dropped, reason, [group]);

    static FunnelReport Report(double asOf, params IReadOnlyList<LeadHistory> leads) => FunnelReport.Of(new LeadHistories(s_ladder, leads, asOf, []), ["group"], 2);

    static IEnumerable<LeadHistory> Times(int count, LeadHistory lead) => Enumerable.Repeat(lead, count);

    [Fact]
    public void Young_leads_that_are_open_are_no_failures()
    {
        // All go on within 10 days; those created on day 95 have had 5.
        var report = Report(100, [.. Times(20, Lead(0, mql: 10)), .. Times(20, Lead(0, dropped: 12)), .. Times(30, Lead(95))]);
        var step = report.Steps[0];

        Assert.Equal((70, 30, 20.0, 40.0), (step.Entered, step.TooYoung, step.Conversion.Count, step.Conversion.Of));
        Assert.Equal((10.0, 20, 0), (step.MatureDays, step.Dropped, step.StillOpen));
    }

    [Fact]
    public void Young_leads_that_were_quick_do_not_count_either()
    {
        var report = Report(100, [.. Times(20, Lead(0, mql: 10)), .. Times(20, Lead(0, dropped: 10)), .. Times(10, Lead(95, mql: 96))]);

        Assert.Equal(0.5, report.Steps[0].Conversion.Rate);
    }

    [Fact]
    public void Old_leads_that_are_open_are_said_to_be() => Assert.Equal(7, Report(100, [.. Times(20, Lead(0, mql: 5)), .. Times(7, Lead(0))]).Steps[0].StillOpen);

    [Fact]
    public void A_lead_that_skipped_a_stage_has_passed_it()
    {
        var step = Report(100, [.. Times(10, Lead(0, mql: 5)), Lead(0, sql: 9)]).Steps[0];

        Assert.Equal(11, step.Conversion.Count);
    }

    [Fact]
    public void The_weakest_step_is_named_only_when_it_is_sure()
    {
        IReadOnlyList<LeadHistory> Leads(int n) => [.. Times(8 * n, Lead(0, mql: 5)), .. Times(2 * n, Lead(0, mql: 5, sql: 8)), .. Times(5 * n, Lead(0, dropped: 5))];

        Assert.Equal("sql", Report(200, Leads(40)).Weakest?.To);
        Assert.Null(Report(200, Leads(1)).Weakest);
    }

    [Fact]
    public void Reasons_are_those_of_the_leads_turned_down_on_the_step()
    {
        var report = Report(100, [.. Times(6, Lead(0, mql: 1)), Lead(0, dropped: 3, reason: "junk"), Lead(0, dropped: 3, reason: "budget"), Lead(0, dropped: 3, reason: "budget"), Lead(0, mql: 1, dropped: 4)]);

        Assert.Equal([("budget", 2), ("junk", 1)], report.Steps[0].Reasons);
    }

    [Fact]
    public void A_level_is_an_outlier_only_when_it_is_sure()
    {
        IReadOnlyList<LeadHistory> Leads(int good) => [.. Times(200, Lead(0, mql: 5, group: "a")), .. Times(200, Lead(0, dropped: 5, group: "a")), .. Times(good, Lead(0, mql: 5, group: "b")), .. Times(80, Lead(0, dropped: 5, group: "b"))];

        Assert.Contains(Report(100, Leads(20)).Outliers, o => o.Level == "b");
        Assert.Empty(Report(100, Leads(75)).Outliers);
    }

    [Fact]
    public void Every_lead_is_in_one_stage_now() =>
        Assert.Equal([("lead", 1), ("mql", 1), ("sql", 1), ("turned down", 2)], Report(100, Lead(0), Lead(0, 1), Lead(0, 1, 2), Lead(0, dropped: 1), Lead(0, 1, dropped: 2)).Now);
}
