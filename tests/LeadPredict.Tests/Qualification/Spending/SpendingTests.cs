using LeadPredict.Data;
using LeadPredict.Numerics;
using LeadPredict.Qualification.Spending;
using LeadPredict.Qualification.Stages;

namespace LeadPredict.Tests.Qualification.Spending;

public sealed class SpendingTests : IDisposable
{
    const double None = double.NaN;
    static readonly StageLadder s_ladder = new([new("lead", "created_at"), new("mql", "mql_at"), new("sql", "sql_at")], "disqualified_at", null);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    SpendLedger Ledger(string text)
    {
        File.WriteAllText(_folder["spend.csv"], text);
        return SpendLedger.Read(_folder["spend.csv"]);
    }

    static LeadHistory Lead(string source, string campaign, double created, double mql = None, double sql = None, double dropped = None, double probability = 0.3) =>
        new([created, mql, sql], dropped, "", [source, campaign, created < 30 ? "2026-01" : "2026-02"]) { Probability = probability, RateLow = probability, RateHigh = probability };

    static LeadHistories Histories(double asOf, params IReadOnlyList<LeadHistory> leads) => new(s_ladder, leads, asOf, []);

    static LeadHistories Random(ulong seed)
    {
        var random = new DeterministicRandom(seed);
        return Histories(200, [.. Enumerable.Range(0, 400).Select(_ =>
        {
            double created = random.NextInt(200), fate = random.NextDouble();
            var lead = Lead(new[] { "seo", "ads", "fair", "" }[random.NextInt(4)], new[] { "g-c01", "b", "" }[random.NextInt(3)], created);
            var day = created + 1 + random.NextInt(40);
            return day > 200 || fate > 0.9 ? lead : fate < 0.3 ? lead with { Stated = [created, created, day] } : lead with { Dropped = day };
        })]);
    }

    [Fact]
    public void A_ledger_is_read_to_the_cent()
    {
        var ledger = Ledger("Month,Source,Campaign,Kind,Amount\n2026-01,seo,g,marketing,10.10\n2026-02-15,,,sales,0.05\n");

        Assert.Equal(10.15m, ledger.Total);
        Assert.Equal([new("2026-01", "seo", "g", false, 10.10m), new SpendEntry("2026-02", "", "", true, 0.05m)], ledger.Entries);
    }

    [Fact]
    public void Amounts_may_have_a_decimal_comma()
    {
        var ledger = Ledger("Month;Source;Amount\n2026-01;seo;1.000,50\n2026-02;ads;2000\n2026-03;ads;0,05\n");

        Assert.Equal([1000.50m, 2000m, 0.05m], ledger.Entries.Select(e => e.Amount));
    }

    [Fact]
    public void No_money_is_left_out_in_silence()
    {
        var wrong = Assert.Throws<LeadPredictException>(() => Ledger("month,source,kind,amount\n2026-13,seo,,1\n2026-01,seo,,-1\n2026-01,seo,,1.005\n2026-01,seo,gifts,1\n2026-01,seo,,1\n"));

        Assert.Equal(["LP0908", "LP0907", "LP0907", "LP0907"], wrong.Diagnostics.Select(d => d.Code));
        Assert.Equal([2L, 3, 4, 5], wrong.Diagnostics.Select(d => d.Line));
    }

    [Fact]
    public void What_is_settled_costs_what_it_did_and_months_with_open_leads_have_no_part_in_it()
    {
        // January: 10 leads, 4 SQLs, 400 spent. February: one lead that is still open, and money.
        var histories = Histories(120,
            [.. Enumerable.Range(0, 10).Select(i => i < 4 ? Lead("seo", "g", i, sql: i + 20, mql: i) : Lead("seo", "g", i, dropped: i + 5)), Lead("seo", "g", 119)]);
        var ledger = Ledger("month,source,campaign,kind,amount\n2026-01,seo,g,marketing,400\n2026-02,seo,g,marketing,1000\n");

        var row = CostReport.By(histories, ledger, 2, 0, hasChances: false).Rows.Single();

        Assert.Equal(100, row.CostSettled.Value, 9);
        // 40 a lead over Wilson's 95% interval of 4 in 10, 16.8% to 68.7%.
        Assert.Equal(40 / 0.687, row.CostSettled.Low, 0.1);
        Assert.Equal(40 / 0.168, row.CostSettled.High, 0.5);
        Assert.Equal(350, row.CostSoFar, 9);
    }

    [Fact]
    public void Every_table_adds_up_to_all_money_and_all_leads()
    {
        var ledger = Ledger("month,source,campaign,kind,amount\n2026-01,seo,g,marketing,100.01\n2026-01,ads,b,,33.33\n2026-02,tv,,marketing,7.77\n2026-02,,,sales,1000.10\n2025-07,ads,,,0.01\n");
        for (var seed = 1UL; seed <= 5; seed++)
            for (var dimension = 0; dimension < 3; dimension++)
            {
                var table = CostReport.By(Random(seed), ledger, 2, dimension, hasChances: true);

                Assert.Equal((1141.22m, 141.12m, 1000.10m), (table.Total.Spend, table.Rows.Sum(r => r.Marketing), table.Rows.Sum(r => r.Sales)));
                Assert.Equal((400, table.Total.Reached, table.Total.Open), (table.Rows.Sum(r => r.Leads), table.Rows.Sum(r => r.Reached), table.Rows.Sum(r => r.Open)));
                Assert.Equal(table.Total.InTheEnd.Value, table.Rows.Sum(r => r.InTheEnd.Value), 6);
            }
    }

    [Fact]
    public void Money_for_what_no_lead_has_is_not_attributed()
    {
        var table = CostReport.By(Histories(100, Lead("seo", "", 0, 1, 2)), Ledger("month,source,amount\n2026-01,seo,10\n2026-01,tv,5\n2026-01,,3\n"), 2, 0, hasChances: false);

        Assert.Equal([("seo", 10m, 10.0), (CostReport.Unattributed, 8m, None)], table.Rows.Select(r => (r.Level, r.Spend, r.CostSoFar)));
        Assert.Equal(18, table.Total.CostSoFar);
    }

    [Fact]
    public void A_campaign_has_its_numbered_parts_and_its_own_source_only()
    {
        var leads = Histories(100, Lead("ads", "Bing-c01", 0), Lead("ads", "bing", 0), Lead("ads", "Bingo", 0), Lead("seo", "Bing-c01", 0));
        var table = CostReport.By(leads, Ledger("month,source,campaign,amount\n2026-01,ads,Bing,10\n"), 2, 1, hasChances: false);

        Assert.Equal([("ads / Bing", 2), (CostReport.Unattributed, 2)], table.Rows.Select(r => (r.Level, r.Leads)));
    }

    [Fact]
    public void Further_on_means_likelier_and_older_means_less_likely()
    {
        List<LeadHistory> leads = [];
        for (var i = 0; i < 100; i++)
        {
            leads.Add(Lead("seo", "", 0, mql: 2, sql: 10 + i % 20));
            leads.Add(Lead("seo", "", 0, mql: i % 4 == 0 ? 3 : None, dropped: i % 2 == 0 ? 5 + i % 30 : None));
        }
        var forecast = new OutcomeForecast(Histories(200, leads), 2);
        double Chance(LeadHistory lead) => forecast.Chance(lead, 0.3);

        Assert.True(Chance(Lead("seo", "", 190, mql: 192)) > 0.3);
        Assert.True(Chance(Lead("seo", "", 190)) < 0.3);
        Assert.True(Chance(Lead("seo", "", 173, mql: 175)) < Chance(Lead("seo", "", 190, mql: 192)));
        Assert.False(forecast.IsOpen(Lead("seo", "", 0)));
        Assert.False(forecast.IsOpen(Lead("seo", "", 199, dropped: 200)));
    }

    [Fact]
    public void A_source_is_judged_only_with_enough_data()
    {
        IEnumerable<LeadHistory> Leads(string source, int sqls, int others) =>
            [.. Enumerable.Repeat(Lead(source, "", 0, 1, 5), sqls), .. Enumerable.Repeat(Lead(source, "", 0, dropped: 5), others)];
        var histories = Histories(300, [.. Leads("good", 90, 100), .. Leads("bad", 30, 300), .. Leads("usual", 120, 300), .. Leads("new", 2, 5), .. Leads("free", 5, 5)]);
        var ledger = Ledger("month,source,amount\n2026-01,good,1000\n2026-01,bad,3000\n2026-01,usual,3000\n2026-01,new,30\n");
        var found = SourceReport.Of(CostReport.By(histories, ledger, 2, 0, hasChances: false)).ToDictionary(f => f.Row.Level, f => f.Verdict);

        Assert.Equal((SourceVerdict.More, SourceVerdict.Fewer, SourceVerdict.NotYet, SourceVerdict.NoSpend), (found["good"], found["bad"], found["new"], found["free"]));
    }

    [Fact]
    public void Among_many_equal_sources_none_looks_good_by_luck()
    {
        var wrong = 0;
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var random = new DeterministicRandom(seed);
            var leads = Enumerable.Range(0, 4000).Select(i => random.NextDouble() < 0.15 ? Lead($"s{i % 20}", "", 0, 1, 5) : Lead($"s{i % 20}", "", 0, dropped: 5)).ToList();
            var ledger = new SpendLedger([.. Enumerable.Range(0, 20).Select(i => new SpendEntry("2026-01", $"s{i}", "", false, 1000))]);
            if (SourceReport.Of(CostReport.By(Histories(300, leads), ledger, 2, 0, hasChances: false)).Any(f => f.Verdict is SourceVerdict.More or SourceVerdict.Fewer)) wrong++;
        }

        Assert.InRange(wrong, 0, 6);
    }
}
