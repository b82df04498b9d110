using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Tests.Data;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Diagnosis;

/// <summary>What the guard does about columns that sales writes while a lead is decided, when their names say nothing.</summary>
public class PostOutcomeTests(ITestOutputHelper output)
{
    public static TheoryData<double, bool> Strengths => new() { { 0.5, false }, { 1, false }, { 1.5, false }, { 1, true } };

    /// <summary>Set LEADPREDICT_LEAK_TABLE to a file to write the whole table of results/leak-guard.md there, over ten seeds.</summary>
    [Theory]
    [MemberData(nameof(Strengths))]
    public void No_clean_column_is_taken_away_and_strong_columns_written_later_are_seen(double strength, bool withOpen)
    {
        var file = Environment.GetEnvironmentVariable("LEADPREDICT_LEAK_TABLE");
        var seeds = file is null ? 2 : 10;
        var (taken, shown, auc) = (new int[PostOutcomeColumns.Count], new int[PostOutcomeColumns.Count], new double[PostOutcomeColumns.Count]);
        int clean = 0, cleanShown = 0;
        for (var seed = 1; seed <= seeds; seed++)
        {
            foreach (var finding in Inspect(PostOutcomeColumns.Csv((ulong)seed, rows: 3000 + 500 * seed, baseRate: 0.1 + 0.05 * (seed % 4), strength, withOpen)))
            {
                output.WriteLine($"{seed} {finding.Column} {finding.Kind} {finding.Action}: {finding.Evidence}");
                if (finding.Column[0] == 'c' && finding.Action == LeakAction.Quarantined) clean++;
                else if (finding.Column[0] == 'c') cleanShown++;
                else if (finding.Action == LeakAction.Quarantined) taken[At(finding)]++;
                else shown[At(finding)]++;
                if (finding.Column[0] == 'f') auc[At(finding)] += finding.Auc;
            }
        }
        if (file is not null)
            File.AppendAllText(file, string.Join("\n", Enumerable.Range(0, PostOutcomeColumns.Count).Select(c =>
                FormattableString.Invariant($"| {strength} | {(withOpen ? "yes" : "no")} | {PostOutcomeColumns.What[c]} | {auc[c] / Math.Max(1, taken[c] + shown[c]):F2} | {taken[c]} | {shown[c]} |")))
                + FormattableString.Invariant($"\n| {strength} | {(withOpen ? "yes" : "no")} | thirty clean columns, together | | {clean} | {cleanShown} |\n"));

        Assert.Equal(0, clean);
        Assert.True(cleanShown <= seeds);
        if (withOpen) Assert.True(taken.Sum() >= 5 * seeds && taken.Sum() + shown.Sum() >= 9 * seeds);
        if (strength >= 1.5) Assert.True(taken.Sum() + shown.Sum() >= 6 * seeds);

        static int At(LeakFinding finding) => int.Parse(finding.Column.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) - 1;
    }

    static IReadOnlyList<LeakFinding> Inspect(string csv)
    {
        var file = Csv.File(csv);
        var profile = TableProfile.Scan(file);
        var table = LeadTableReader.Read([file], SchemaInference.Infer(profile));
        return LeakGuard.Inspect(table, profile);
    }
}
