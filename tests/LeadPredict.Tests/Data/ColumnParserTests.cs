using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class ColumnParserTests
{
    static readonly LeadSchema s_schema = MadeTables.Schema("size:number,won:label");

    static float? Parse(LeadColumn column, string text, bool pointDecimal = false) =>
        new ColumnParser(s_schema, column).TryParse(Encoding.UTF8.GetBytes(text), out var value, pointDecimal) ? value : null;

    [Fact]
    public void Numbers_follow_the_columns_decimal_mark_and_json_always_has_a_point()
    {
        var comma = new LeadColumn { Name = "size", Kind = ColumnKind.Number, NumberFormat = NumberFormat.CommaDecimal };

        Assert.Equal(1250.5f, Parse(comma, "1.250,5"));
        Assert.Equal(1.25f, Parse(comma, "1.25", pointDecimal: true));
        Assert.Null(Parse(comma, "1.25"));
    }

    [Fact]
    public void A_number_too_large_for_the_row_is_infinite_and_still_a_value() =>
        Assert.Equal(float.PositiveInfinity, Parse(new LeadColumn { Name = "size", Kind = ColumnKind.Number }, "1e300"));

    [Fact]
    public void Booleans_and_dates_become_numbers()
    {
        Assert.Equal(1, Parse(new LeadColumn { Name = "x", Kind = ColumnKind.Boolean, TrueText = "Won", FalseText = "Lost" }, "won"));
        Assert.Null(Parse(new LeadColumn { Name = "x", Kind = ColumnKind.Boolean, TrueText = "Won", FalseText = "Lost" }, "yes"));
        Assert.Equal(366, Parse(new LeadColumn { Name = "x", Kind = ColumnKind.Date }, "2001-01-01"));
        Assert.Null(Parse(new LeadColumn { Name = "x", Kind = ColumnKind.Date }, "2001-13-01"));
    }

    [Fact]
    public void Missing_codes_of_the_table_and_of_the_column_are_missing()
    {
        var column = new LeadColumn { Name = "size", Kind = ColumnKind.Number, MissingCodes = ["-999"] };

        foreach (var text in (string[])["", "na", "-999", "Select", "NULL"]) Assert.Equal(float.NaN, Parse(column, text));
        Assert.Equal(-999, Parse(column with { MissingCodes = null }, "-999"));
    }

    [Fact]
    public void Text_columns_have_no_value() => Assert.Null(Parse(new LeadColumn { Name = "x", Kind = ColumnKind.Text }, "hello"));
}
