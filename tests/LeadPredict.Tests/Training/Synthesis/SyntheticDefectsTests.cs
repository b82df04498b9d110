using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

/// <summary>The shipped history has what real exports have.</summary>
public class SyntheticDefectsTests
{
    static readonly SyntheticFile s_file = SyntheticFile.Make(new());
    static readonly IReadOnlyList<string[]> s_rows = s_file.Rows;
    static readonly string[] s_stages = ["created_at", "mql_at", "sal_at", "sql_at", "sqo_at", "customer_at"];

    [Fact]
    public void No_stage_comes_before_an_earlier_one()
    {
        Assert.All(s_rows, row =>
        {
            var days = s_stages.Select(stage => s_file.Day(row, stage)).ToArray();
            for (var i = 1; i < days.Length; i++)
                if (days[i] is { } day) Assert.True(days[i - 1] is { } before && before <= day, string.Join(' ', days));
        });
    }

    [Fact]
    public void Nothing_happens_on_the_day_of_the_export_or_later()
    {
        Assert.All(s_stages.Append("disqualified_at").Append("snapshot_at").Append("last_activity_at"),
            column => Assert.All(s_rows, row => Assert.False(s_file.Day(row, column) > new DateOnly(2026, 9, 30))));
    }

    [Fact]
    public void Nobody_is_turned_down_before_the_snapshot() =>
        Assert.All(s_rows.Where(row => Has(row, "disqualified_at")), row => Assert.True(s_file.Day(row, "disqualified_at") > s_file.Day(row, "snapshot_at")));

    [Fact]
    public void A_lost_deal_was_an_sql_first_and_stays_one_for_the_label()
    {
        var lost = s_rows.Where(row => Has(row, "sql_at") && Has(row, "disqualified_at")).ToList();

        Assert.InRange(lost.Count, 1500, 2200);
        Assert.All(lost, row =>
        {
            Assert.True(s_file.Day(row, "disqualified_at") > s_file.Day(row, "sqo_at") || (!Has(row, "sqo_at") && s_file.Day(row, "disqualified_at") > s_file.Day(row, "sql_at")));
            Assert.False(Has(row, "customer_at"));
            Assert.True(Has(row, "disqualification_reason"));
            Assert.Equal("true", s_file.Cell(row, "became_sql"));
        });
    }

    [Fact]
    public void Few_old_sqls_are_neither_customers_nor_lost()
    {
        var old = s_rows.Where(row => s_file.Day(row, "sql_at") < new DateOnly(2026, 1, 1)).ToList();

        Assert.InRange(SyntheticFile.Share(old, row => !Has(row, "customer_at") && !Has(row, "disqualified_at")), .02, .15);
    }

    [Fact]
    public void The_label_is_the_sql_date_within_the_horizon()
    {
        Assert.All(s_rows, row => Assert.Equal(Has(row, "sql_at"), s_file.Cell(row, "became_sql") == "true"));
        Assert.All(s_rows.Where(row => Has(row, "sql_at")),
            row => Assert.InRange(Days(row, "created_at", "sql_at"), 0, SynthesisOptions.HorizonDays));
    }

    [Fact]
    public void Each_stage_has_fewer_leads_than_the_one_before()
    {
        var counts = s_stages.Select(stage => s_rows.Count(row => Has(row, stage))).ToArray();

        Assert.Equal(counts.OrderDescending(), counts);
        Assert.True(counts[^1] > 300);
    }

    [Fact]
    public void Only_young_undecided_leads_lack_an_outcome()
    {
        var open = s_rows.Where(row => !Has(row, "became_sql")).ToList();

        Assert.InRange(open.Count, 1000, 2200);
        Assert.All(open, row => Assert.True(s_file.Day(row, "created_at") >= new DateOnly(2026, 10, 1).AddDays(-90)));
        Assert.All(open, row => Assert.False(Has(row, "disqualified_at")));
    }

    [Theory]
    [InlineData("annual_revenue", .15, .28)]
    [InlineData("employee_count", .02, .06)]
    [InlineData("email_clicks_90d", .20, .32)]
    [InlineData("intent_score", .35, .47)]
    [InlineData("declared_budget_band", .55, .72)]
    [InlineData("job_level", .03, .09)]
    [InlineData("lead_cost", .04, .10)]
    public void Cells_are_missing(string column, double low, double high) =>
        Assert.InRange(SyntheticFile.Share(s_rows, row => !Has(row, column)), low, high);

    [Fact]
    public void Revenue_is_missing_more_often_for_small_firms()
    {
        var sized = s_rows.Where(row => Has(row, "employee_count")).ToList();
        var small = sized.Where(row => s_file.Number(row, "employee_count") < 20).ToList();
        var large = sized.Where(row => s_file.Number(row, "employee_count") >= 100).ToList();

        Assert.True(SyntheticFile.Share(small,
            row => !Has(row, "annual_revenue")) > 3 * SyntheticFile.Share(large, row => !Has(row, "annual_revenue")));
    }

    [Fact]
    public void Intent_is_missing_as_a_whole_group()
    {
        string[] group = ["intent_provider", "intent_score", "intent_surge", "intent_topics_30d", "competitor_research_30d"];

        Assert.All(s_rows, row => Assert.Single(group.Select(column => Has(row, column)).Distinct()));
    }

    [Fact]
    public void One_lead_in_two_hundred_is_entered_twice()
    {
        string[] same =
        [
            "account_id", "created_at", "snapshot_at", "job_function", "session_minutes_30d", "source_detail", "lead_cost", "became_sql",
        ];

        var twice = s_rows.Count - s_rows.Select(row => string.Join('|', same.Select(column => s_file.Cell(row, column)))
            + s_file.Cell(row, "email").ToLowerInvariant()).Distinct().Count();

        Assert.InRange(twice / (double)s_rows.Count, .003, .007);
    }

    [Fact]
    public void Accounts_have_several_leads_with_the_same_facts()
    {
        var accounts = s_rows.GroupBy(row => s_file.Cell(row, "account_id")).ToList();

        Assert.InRange(accounts.Count(account => account.Count() > 1) / (double)accounts.Count, .5, .9);
        Assert.InRange(accounts.Max(account => account.Count()), 8, 40);
        Assert.All(accounts, account => Assert.Single(account
            .Select(row => s_file.Cell(row, "annual_revenue") + s_file.Cell(row, "country")).Distinct()));
    }

    [Fact]
    public void Paid_social_grows_and_a_new_source_appears_in_the_15th_month()
    {
        var start = Created(new(2024, 10, 1), new(2025, 1, 1));
        var end = Created(new(2026, 7, 1), new(2026, 10, 1));
        var before = Created(new(2024, 10, 1), new(2025, 12, 1));
        var month15 = Created(new(2025, 12, 1), new(2026, 1, 1));

        Assert.True(Source(end, "paid_social") > 2 * Source(start, "paid_social"));
        Assert.Equal(0, Source(before, "ai_assistant"));
        Assert.True(Source(month15, "ai_assistant") > 0);
    }

    [Fact]
    public void August_and_December_are_slow()
    {
        Assert.True(Created(new(2025, 8, 1), new(2025, 9, 1)).Count < .75 * Created(new(2025, 9, 1), new(2025, 10, 1)).Count);
        Assert.True(Created(new(2025, 12, 1), new(2026, 1, 1)).Count < .85 * Created(new(2025, 11, 1), new(2025, 12, 1)).Count);
        Assert.True(Rate(Created(new(2025, 8, 1), new(2025, 9, 1))) < .85 * Rate(Created(new(2025, 9, 1), new(2025, 10, 1))));
    }

    [Fact]
    public void The_base_rate_falls() =>
        Assert.True(Rate(Created(new(2026, 1, 1), new(2026, 6, 1))) < .95 * Rate(Created(new(2025, 1, 1), new(2025, 6, 1))));

    [Fact]
    public void Source_details_have_a_long_tail_and_some_other_spellings()
    {
        var levels = s_rows.GroupBy(row => s_file.Cell(row, "source_detail")).ToDictionary(g => g.Key,
            g => g.Count(), StringComparer.Ordinal);

        Assert.True(levels.Count > 500);
        Assert.True(levels.Values.Count(count => count < 10) > levels.Count / 2);
        Assert.Contains(levels.Keys, level => level.StartsWith("google-", StringComparison.Ordinal));
        Assert.Contains(levels.Keys, level => level.StartsWith("Google-", StringComparison.Ordinal));
        Assert.Contains(levels.Keys, level => level.StartsWith("GOOGLE-", StringComparison.Ordinal));
    }

    [Fact]
    public void Industries_have_rare_levels() =>
        Assert.InRange(s_rows.Count(row => s_file.Cell(row, "industry") is "mining" or "agriculture"), 10, 250);

    [Fact]
    public void The_rating_leaks()
    {
        var decided = s_rows.Where(row => Has(row, "became_sql")).ToList();

        Assert.True(Rate([.. decided.Where(row => s_file.Cell(row, "rating") == "Hot")]) > .6);
        Assert.True(Rate([.. decided.Where(row => s_file.Cell(row, "rating") == "Cold")]) < .05);
    }

    [Fact]
    public void Confirmed_needs_are_those_of_worked_leads()
    {
        var worked = s_rows.Where(row => Has(row, "sal_at")).ToList();
        var others = s_rows.Where(row => !Has(row, "sal_at")).ToList();

        Assert.True(SyntheticFile.Share(worked, row => Has(row, "budget_status")) > .6);
        Assert.True(SyntheticFile.Share(others, row => Has(row, "budget_status")) < .03);
    }

    [Fact]
    public void Every_address_is_at_a_domain_reserved_for_examples()
    {
        string[] reserved = [".example.com", ".example.net", ".example.org"];

        Assert.All(s_rows,
            row => Assert.Contains(reserved, end => s_file.Cell(row, "email").EndsWith(end, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void What_was_seen_on_the_site_is_no_older_than_its_window()
    {
        Assert.All(s_rows.Where(row => s_file.Number(row, "web_visits_30d") > 0),
            row => Assert.True(s_file.Number(row, "days_since_last_touch") < 30));
        Assert.All(s_rows.Where(row => s_file.Number(row, "web_visits_30d") == 0),
            row => Assert.Equal("0.0", s_file.Cell(row, "session_minutes_30d")));
        Assert.All(s_rows.Where(row => s_file.Cell(row, "demo_requested") == "true"),
            row => Assert.True(s_file.Number(row, "form_submissions_90d") > 0));
    }

    static bool Has(string[] row, string column) => s_file.Cell(row, column).Length > 0;

    static int Days(string[] row, string from, string to) => s_file.Day(row, to)!.Value.DayNumber - s_file.Day(row, from)!.Value.DayNumber;

    static List<string[]> Created(DateOnly from, DateOnly before) =>
        [.. s_rows.Where(row => s_file.Day(row, "created_at") >= from && s_file.Day(row, "created_at") < before)];

    static double Source(List<string[]> rows, string source) => SyntheticFile.Share(rows, row => s_file.Cell(row, "lead_source") == source);

    static double Rate(List<string[]> rows) => SyntheticFile.Share(rows, row => s_file.Cell(row, "became_sql") == "true");
}
