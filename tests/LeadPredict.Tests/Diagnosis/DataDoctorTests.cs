using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Tests.Data;

namespace LeadPredict.Tests.Diagnosis;

public class DataDoctorTests
{
    static readonly string[] s_sources = ["Google", "google", "Bing", "Fair"];

    [Fact]
    public void A_clean_file_is_clean()
    {
        var report = Examine(Made(2000, i => $"L{i},{i * 37 % 101},{(i % 3 == 0 ? "web" : "fair")},{(i * i % 11 < 4 ? "yes" : "no")}", "lead_id,visits,source,converted"));

        Assert.Empty(report.Problems);
        Assert.True(report.IsClean);
    }

    [Fact]
    public void Rows_that_repeat_and_rows_that_contradict_are_counted()
    {
        var report = Examine("lead_id,visits,source,converted\nL1,1,a,yes\nL1,1,a,yes\nL2,2,b,no\nL2,2,b,yes\nL3,3,c,no\nL4,4,a,no\n" + Made(40, i => $"M{i},{i + 9},d,no"));

        Assert.Equal(1, Count(report, ProblemKind.DuplicateRows));
        Assert.Equal(1, Count(report, ProblemKind.DuplicateKeys));
        Assert.Contains(report.Problems, p => p.Kind == ProblemKind.ConflictingLabels && p.Column == "lead_id" && p.Count == 1);
    }

    [Fact]
    public void Spellings_of_one_level_are_found()
    {
        var problem = Single(Examine(Made(200, i => $"{s_sources[i % 4]},{(i % 5 < 2 ? "yes" : "no")}", "source,converted")), ProblemKind.Spellings);

        Assert.Contains("'Google' (50) and 'google' (50)", problem.Text, StringComparison.Ordinal);
        Assert.Equal(50, problem.Count);
    }

    [Theory]
    [InlineData("999", true)]
    [InlineData("-1", true)]
    [InlineData("21", false)]
    public void A_number_far_from_all_others_is_taken_for_missing(string value, bool isSentinel)
    {
        var report = Examine(Made(400, i => $"{(i % 3 == 0 ? value : $"{i % 20}")},{(i % 5 < 2 ? "yes" : "no")}", "days,converted"));

        Assert.Equal(isSentinel, report.Problems.Any(p => p.Kind == ProblemKind.Sentinel));
        string[]? expected = isSentinel ? [value] : null;
        Assert.Equal(expected, report.Schema.Columns[0].MissingCodes);
    }

    [Fact]
    public void Dates_in_two_forms_are_said_so() =>
        Single(Examine(Made(100, i => $"{(i % 2 == 0 ? $"2024-03-{1 + i % 28:00}" : $"{13 + i % 15}/03/2024")},{(i % 5 < 2 ? "yes" : "no")}", "seen,converted")), ProblemKind.MixedFormats);

    [Fact]
    public void No_value_of_a_person_is_shown()
    {
        var csv = Made(60, i => $"Otto{i} Zander{i},otto{i}@zander.example,+49 170 55{i:00}123,{(i % 5 < 2 ? "yes" : "no")}", "name,email,phone,converted");

        var report = Examine(csv);

        Assert.Equal(3, report.Problems.Count(p => p.Kind == ProblemKind.PersonalData));
        var json = Json(report);
        foreach (var text in new[] { "Otto", "otto", "Zander", "zander", "+49" }) Assert.DoesNotContain(text, json, StringComparison.Ordinal);
        Assert.Contains("aaaa9@aaaaaa.aaaaaaa", json, StringComparison.Ordinal);
    }

    [Fact]
    public void What_would_leak_is_excluded_in_the_schema_with_the_evidence()
    {
        var report = Examine(Made(600, i => $"{(i % 5 < 2 ? "k1" : "k2")},{i * 31 % 17},{(i % 5 < 2 ? "yes" : "no")}", "f1,f2,converted"));

        Assert.Equal("f1", Assert.Single(report.Leaks).Column);
        var again = LeadSchemaFile.Parse(LeadSchemaFile.ToJson(report.Schema), "schema");
        Assert.Equal([ColumnRole.Excluded, ColumnRole.Feature, ColumnRole.Label], again.Columns.Select(c => c.Role));
        Assert.StartsWith("quarantined: ", again.Columns[0].ExcludedBecause, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_outcome_the_rest_is_still_said()
    {
        var report = Examine(Made(50, i => $"L{i},{i % 7}", "lead_id,visits"));

        Assert.Null(report.Sufficiency);
        Assert.Contains(report.Notes, n => n.Contains("--label", StringComparison.Ordinal));
    }

    [Fact]
    public void Few_leads_are_said_to_be_few()
    {
        var report = Examine(Made(100, i => $"{i * 37 % 101},{(i % 10 == 0 ? "yes" : "no")}", "visits,converted"));

        Single(report, ProblemKind.LittleData);
        Assert.False(report.Sufficiency!.IsEnough);
    }

    [Fact]
    public void The_width_of_the_AUC_is_that_of_Hanley_and_McNeil()
    {
        // At an AUC of 0.75, 50 against 50: Q1 = 0.6, Q2 = 0.642857, s.e. = 0.0486.
        var enough = new DataSufficiency(100, 50, 5);

        Assert.Equal(1.96 * Math.Sqrt((0.1875 + 49 * (0.6 - 0.5625) + 49 * (1.125 / 1.75 - 0.5625)) / 2500), enough.AucHalfWidth, 4);
        Assert.Equal(0.03, new DataSufficiency(2 * enough.PositivesWanted, enough.PositivesWanted, 5).AucHalfWidthOnTest, 3);
    }

    static DoctorReport Examine(string csv) => DataDoctor.Examine(Csv.File(csv));

    static long Count(DoctorReport report, ProblemKind kind) => report.Problems.Where(p => p.Kind == kind).Sum(p => p.Count);

    static DataProblem Single(DoctorReport report, ProblemKind kind) => Assert.Single(report.Problems, p => p.Kind == kind);

    static string Made(int rows, Func<int, string> row, string? header = null) =>
        (header is null ? "" : header + "\n") + string.Concat(Enumerable.Range(0, rows).Select(i => row(i) + "\n"));

    static string Json(DoctorReport report)
    {
        var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) DoctorReportJson.Write(json, report, null);
        return Encoding.UTF8.GetString(memory.ToArray());
    }
}
