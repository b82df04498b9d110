using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Synthesis;

public class SyntheticSchemaTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_schema_has_the_columns_of_the_header_in_their_order(bool withTruth)
    {
        var file = SyntheticFile.Make(new() { Rows = 1, WithTruth = withTruth });

        Assert.Equal(file.Header, SyntheticSchema.Schema(withTruth).Columns.Select(column => column.Name));
    }

    [Fact]
    public void Every_cell_is_of_its_columns_kind()
    {
        var file = SyntheticFile.Make(new() { Rows = 3000, WithTruth = true });
        var columns = SyntheticSchema.Schema(withTruth: true).Columns;

        Assert.All(file.Rows, row =>
        {
            Assert.Equal(columns.Count, row.Length);
            for (var i = 0; i < row.Length; i++)
                Assert.True(row[i].Length == 0 || IsOf(columns[i].Kind, row[i]), $"{columns[i].Name}: {row[i]}");
        });
    }

    [Fact]
    public void The_schema_survives_its_file()
    {
        var json = LeadSchemaFile.ToJson(SyntheticSchema.Columns);

        Assert.Equal(json, LeadSchemaFile.ToJson(LeadSchemaFile.Parse(json, "leads.schema.json")));
    }

    [Fact]
    public void Nothing_personal_and_nothing_after_the_outcome_is_a_feature()
    {
        var features = SyntheticSchema.Columns.Columns.Where(column => column.Role == ColumnRole.Feature).ToList();

        Assert.DoesNotContain(features, column => column.Personal || column.KnownAt == KnownAt.Outcome);
        Assert.All(features.Where(column => column.KnownAt == KnownAt.Sal), column => Assert.Equal(ColumnGroup.Bant, column.Group));
    }

    [Fact]
    public void Every_column_that_is_no_feature_says_why() =>
        Assert.All(SyntheticSchema.Columns.Columns.Where(column => column.Role == ColumnRole.Excluded),
            column => Assert.False(string.IsNullOrEmpty(column.ExcludedBecause)));

    static bool IsOf(ColumnKind kind, string text) => kind switch
    {
        ColumnKind.Number => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        ColumnKind.Boolean => text is "true" or "false",
        ColumnKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        _ => !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]),
    };
}
