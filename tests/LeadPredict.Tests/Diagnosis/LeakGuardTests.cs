using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Tests.Data;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Diagnosis;

public class LeakGuardTests(ITestOutputHelper output)
{
    [Fact]
    public void The_known_leaks_of_the_public_lead_table_are_quarantined_and_honest_columns_stay()
    {
        if (SharedData.Missing("x_education_leads.csv", output, out var path)) return;

        var findings = Inspect(path, "Converted");

        var quarantined = findings.Where(f => f.Action == LeakAction.Quarantined).Select(f => f.Column).ToArray();
        string[] leaks =
        [
            "Last Activity", "Tags", "Lead Quality", "Lead Profile", "Asymmetrique Activity Index", "Asymmetrique Profile Index", "Asymmetrique Activity Score",
            "Asymmetrique Profile Score", "Last Notable Activity",
        ];
        Assert.Equal(leaks, quarantined);
    }

    [Fact]
    public void The_duration_of_the_call_is_quarantined_and_the_economy_stays()
    {
        if (SharedData.Missing("bank-additional-full.csv", output, out var path)) return;

        Assert.Equal(["duration"], Inspect(path, "y").Select(f => f.Column));
    }

    [Fact]
    public void The_duration_of_the_call_is_caught_withquarantinedits_name()
    {
        if (SharedData.Missing("bank-additional-full.csv", output, out var path)) return;
        using var folder = new TemporaryFolder();
        var copy = folder["bank.csv"];
        File.WriteAllText(copy, File.ReadAllText(path).Replace("\"duration\"", "\"f11\"", StringComparison.Ordinal));

        var finding = Assert.Single(Inspect(copy, "y"));

        Assert.Equal(("f11", LeakKind.TooGood, LeakAction.Quarantined), (finding.Column, finding.Kind, finding.Action));
    }

    [Fact]
    public void The_shipped_leads_have_no_finding_with_or_withquarantinedtheir_schema()
    {
        var path = Path.Combine(Repository.Root, "data", "leads.csv");
        Assert.Empty(Inspect(path, "became_sql"));
    }

    [Fact]
    public void An_allowed_column_is_found_and_kept() =>
        Assert.Equal(LeakAction.Allowed, Assert.Single(LeakGuard.Inspect(Copy(), null, new() { Allow = ["COPY"] })).Action);

    [Fact]
    public void A_declared_column_is_only_reported_when_the_evidence_is_overwhelming() =>
        Assert.Equal(LeakAction.Reported, Assert.Single(LeakGuard.Inspect(Copy(), null, new() { Trusted = ["copy"] })).Action);

    [Fact]
    public void A_declared_column_that_is_merely_suspicious_is_trusted()
    {
        var table = MadeTables.Read("lead score:number,y:label", "lead score,y\n" + Rows(400, i => $"{i % 2 + i * 7 % 5},{i % 2}"));
        Assert.NotEmpty(LeakGuard.Inspect(table));

        Assert.Empty(LeakGuard.Inspect(table, null, new() { Trusted = ["lead score"] }));
    }

    [Fact]
    public void A_perfect_copy_is_caught_on_fifty_rows()
    {
        var table = MadeTables.Read("copy:category,y:label", "copy,y\n" + Rows(50, i => $"{(i % 2 == 1 ? "b" : "a")},{i % 2}"));

        Assert.Equal(LeakAction.Quarantined, Assert.Single(LeakGuard.Inspect(table)).Action);
    }

    [Fact]
    public void A_rare_level_that_was_always_won_is_no_leak()
    {
        var table = MadeTables.Read("source:category,y:label", "source,y\n" + Rows(1000, i => i % 50 == 1 ? "fair,1" : $"web,{i % 2}"));

        Assert.Empty(LeakGuard.Inspect(table));
    }

    [Fact]
    public void A_counter_that_leaves_0_only_for_won_leads_is_a_leak()
    {
        var table = MadeTables.Read("orders:number,y:label", "orders,y\n" + Rows(2000, i => $"{(i % 4 == 0 && i % 3 == 0 ? 1 + i % 7 : 0)},{(i % 4 == 0 ? 1 : 0)}"));

        Assert.Equal(LeakKind.OneClassOnly, Assert.Single(LeakGuard.Inspect(table)).Kind);
    }

    [Fact]
    public void A_count_of_the_wins_before_this_lead_is_no_leak_and_one_with_it_is()
    {
        var text = "day,account,before,with,y\n";
        var wins = new int[40];
        for (var i = 0; i < 800; i++)
        {
            var (account, won) = (i * 17 % 40, i * i % 7 < 2 ? 1 : 0);
            text += FormattableString.Invariant($"{new DateOnly(2024, 1, 1).AddDays(i / 2):yyyy-MM-dd},a{account},{wins[account]},{wins[account] + won},{won}\n");
            wins[account] += won;
        }

        var findings = LeakGuard.Inspect(MadeTables.Read("day:time,account:group,before:number,with:number,y:label", text));

        Assert.Equal(["with"], findings.Select(f => f.Column));
    }

    [Fact]
    public void Evidence_quotes_no_value() => Assert.DoesNotContain("k1", Assert.Single(LeakGuard.Inspect(Copy())).Evidence, StringComparison.Ordinal);

    [Fact]
    public void A_quarantined_column_says_why_and_is_no_feature()
    {
        var table = Copy();
        var schema = Quarantine.Apply(table.Schema, LeakGuard.Inspect(table));

        Assert.Equal((ColumnRole.Excluded, KnownAt.Outcome), (schema.Columns[0].Role, schema.Columns[0].KnownAt));
        Assert.StartsWith("quarantined: ", schema.Columns[0].ExcludedBecause, StringComparison.Ordinal);
        Assert.Null(Quarantine.Apply(table, schema).Codes[0]);
    }

    static LeadTable Copy() => MadeTables.Read("copy:category,other:number,y:label", "copy,other,y\n" + Rows(600, i => $"k{i % 2},{i * 31 % 17},{i % 2}"));

    static string Rows(int count, Func<int, string> row) => string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\n"));

    static IReadOnlyList<LeakFinding> Inspect(string path, string label)
    {
        using var file = LeadFile.Open(path);
        var profile = TableProfile.Scan(file);
        var table = LeadTableReader.Read([file], SchemaInference.Infer(profile, new() { Label = label }));
        return LeakGuard.Inspect(table, profile);
    }
}
