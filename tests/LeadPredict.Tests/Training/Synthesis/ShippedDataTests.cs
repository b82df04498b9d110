using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

/// <summary>The files in data/ are what the commands in data/README.md make, and its tables tell what the code does.</summary>
public class ShippedDataTests
{
    static readonly string s_data = Path.Combine(Root(), "data");

    [Fact]
    public void Leads_csv_is_what_synthesize_makes() =>
        Assert.True(File.ReadAllBytes(Path.Combine(s_data, "leads.csv")).AsSpan().SequenceEqual(SyntheticFile.Bytes(new())));

    [Fact]
    public void Leads_to_score_csv_is_what_synthesize_makes() =>
        Assert.True(File.ReadAllBytes(Path.Combine(s_data, "leads-to-score.csv")).AsSpan()
            .SequenceEqual(SyntheticFile.Bytes(new() { Rows = 2000, OpenOnly = true })));

    [Fact]
    public void Leads_schema_json_is_what_synthesize_makes() =>
        Assert.Equal(LeadSchemaFile.ToJson(SyntheticSchema.Columns), File.ReadAllBytes(Path.Combine(s_data, "leads.schema.json")));

    [Fact]
    public void Leads_csv_stays_small() => Assert.True(new FileInfo(Path.Combine(s_data, "leads.csv")).Length < 9_000_000);

    [Fact]
    public void The_readme_describes_every_column()
    {
        var readme = File.ReadAllText(Path.Combine(s_data, "README.md"));

        Assert.All(SyntheticSchema.Schema(withTruth: true).Columns,
            column => Assert.Contains(ReadmeLine(column), readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_readme_gives_the_effect_of_every_level()
    {
        var readme = File.ReadAllText(Path.Combine(s_data, "README.md"));
        (string Column, LevelSet Levels)[] sets =
        [
            ("segment", Levels.Segment), ("country", Levels.Country), ("list_provenance", Levels.Provenance),
            ("email_domain_type", Levels.EmailDomain), ("industry", Levels.Industry), ("company_type", Levels.CompanyType),
            ("job_function", Levels.JobFunction), ("job_level", Levels.JobLevel), ("declared_budget_band", Levels.Budget),
            ("declared_timeline", Levels.Timeline), ("declared_role_in_decision", Levels.DecisionRole),
            ("declared_need_category", Levels.Need), ("lead_source", Levels.Source),
        ];

        Assert.All(sets, set => Assert.Contains(ReadmeLine(set.Column, set.Levels), readme, StringComparison.Ordinal));
    }

    static string ReadmeLine(LeadColumn column)
    {
        var use = column.Role switch
        {
            ColumnRole.Feature => Word(column.Group),
            ColumnRole.Excluded => column.Personal ? "personal" : "left out",
            var role => Word(role),
        };
        return $"| `{column.Name}` | {column.Description} | {column.Unit} | {Word(column.Kind)} | {use} | {Word(column.KnownAt)} |\n";
    }

    static string ReadmeLine(string column, LevelSet levels)
    {
        var all = Enumerable.Range(0, levels.Count).Select(i => $"{levels.Name(i)} {Signed(levels.Effect(i))}");
        return $"| `{column}` | {string.Join(", ", all)} | {Signed(levels.Effect(-1))} |\n";
    }

    static string Signed(double effect) => effect.ToString("+0.00;-0.00;0", CultureInfo.InvariantCulture);

    static string Word<T>(T member) where T : struct, Enum => member.ToString().ToLowerInvariant();

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "LeadPredict.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("LeadPredict.sln is in no folder above");
        return folder;
    }
}
