using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class ColumnLabelsTests
{
    [Fact]
    public void Labels_and_actionable_columns_are_read_and_written_again()
    {
        var json = """{"columns":[{"name":"heads","labels":{"en":"Staff","it":"Addetti"},"actionable":true,"unit":"people"},{"name":"won"}]}""";

        var schema = LeadSchemaFile.Parse(Encoding.UTF8.GetBytes(json), "test");
        var again = LeadSchemaFile.Parse(LeadSchemaFile.ToJson(schema), "test");

        foreach (var column in (ReadOnlySpan<LeadColumn>)[schema.Columns[0], again.Columns[0]])
        {
            Assert.Equal([KeyValuePair.Create("en", "Staff"), KeyValuePair.Create("it", "Addetti")], column.Labels!);
            Assert.True(column.Actionable);
        }
        Assert.Null(again.Columns[1].Labels);
        Assert.False(again.Columns[1].Actionable);
    }

    [Theory]
    [InlineData("""{"columns":[{"name":"a","labels":"Staff"}]}""")]
    [InlineData("""{"columns":[{"name":"a","labels":{"en":1}}]}""")]
    [InlineData("""{"columns":[{"name":"a","actionable":"yes"}]}""")]
    public void Other_forms_are_refused(string json)
    {
        Assert.Contains("LP0202", Assert.Throws<LeadPredictException>(() => LeadSchemaFile.Parse(Encoding.UTF8.GetBytes(json), "test")).Message);
    }
}
