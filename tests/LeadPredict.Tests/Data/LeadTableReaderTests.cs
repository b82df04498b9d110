using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class LeadTableReaderTests
{
    [Fact]
    public void Fields_become_typed_columns()
    {
        var table = MadeTables.Read("size:number,hot:boolean,source:category,seen:date,won:label",
            "size,hot,source,seen,won\n12.5,yes,web,2000-01-03,1\n,no,,,0\n-3,NA,web,2000-01-01,0\n");

        Assert.Equal([12.5f, float.NaN, -3], table.Numbers[0]!);
        Assert.Equal([1, 0, float.NaN], table.Numbers[1]!);
        Assert.Equal([0, -1, 0], table.Codes[2]!);
        Assert.Equal(["web"], table.Levels[2]!.Levels);
        Assert.Equal([2, float.NaN, 0], table.Numbers[3]!);
        Assert.Equal([1, 0, 0], table.Labels);
    }

    [Fact]
    public void A_row_with_a_value_of_the_wrong_kind_is_rejected_whole()
    {
        var table = MadeTables.Read("source:category,size:number,won:label", "source,size,won\nweb,1,1\nbad,many,1\nad,3,0\n");

        Assert.Equal(2, table.RowCount);
        Assert.Equal([1, 3], table.Numbers[1]!);
        Assert.Equal(2, table.Codes[0]!.Length);
        var rejected = Assert.Single(table.Rejected);
        Assert.Equal(("LP0161", 3, 2), (rejected.Code, rejected.Line, rejected.Column));
        Assert.DoesNotContain("many", rejected.Message);
    }

    [Fact]
    public void Every_row_is_counted_once()
    {
        var table = MadeTables.Read("size:number,won:label", "size,won\n1,1\n2,\n3,maybe\nx,1\n5,0\n6,0,9\n7,NULL\n");

        Assert.Equal((7, 3, 2, 2), (table.RowsRead, table.RowsRejected, table.RowsUnlabelled, table.RowCount));
        Assert.Equal(["LP0162", "LP0161"], table.Rejected.Select(r => r.Code).Where(c => c.StartsWith("LP016")));
    }

    [Fact]
    public void Labels_are_compared_without_case_and_as_numbers()
    {
        var schema = MadeTables.Schema("size:number,won:label") with { PositiveLabel = "Won", NegativeLabel = "Lost" };

        var table = LeadTableReader.Read([Csv.File("size,won\n1,WON\n2,lost\n3,Won\n")], schema);
        var numbers = MadeTables.Read("size:number,won:label", "size,won\n1,1.0\n2,0.00\n3,1\n");

        Assert.Equal([1, 0, 1], table.Labels);
        Assert.Equal([1, 0, 1], numbers.Labels);
    }

    [Fact]
    public void Rows_without_an_account_have_one_of_their_own()
    {
        var table = MadeTables.Read("size:number,account:group,won:label", "size,account,won\n1,A,1\n2,,0\n3,B,0\n4,A,1\n5,,0\n");

        Assert.Equal([0, 2, 1, 0, 3], table.Groups!);
    }

    [Fact]
    public void Times_are_days_and_a_broken_one_rejects_its_row()
    {
        var table = MadeTables.Read("size:number,created:time,won:label", "size,created,won\n1,2000-01-11,1\n2,,0\n3,soon,0\n");

        Assert.Equal([10, double.NaN], table.Times!);
        Assert.Equal("LP0161", Assert.Single(table.Rejected).Code);
    }

    [Fact]
    public void Files_may_have_other_orders_of_columns_and_lack_some()
    {
        var table = MadeTables.Read("size:number,source:category,won:label", "size,source,won\n1,web,1\n", "won,Size\n0,2\n");

        Assert.Equal([1, 2], table.Numbers[0]!);
        Assert.Equal([0, -1], table.Codes[1]!);
        Assert.Equal([1, 0], table.Labels);
    }

    [Fact]
    public void At_most_a_hundred_diagnostics_are_kept_and_all_are_counted()
    {
        var table = MadeTables.Read("size:number,won:label", "size,won\n1,1\n" + string.Concat(Enumerable.Repeat("x,1\n", 250)));

        Assert.Equal(100, table.Rejected.Count);
        Assert.Equal(250, table.RowsRejected);
    }
}
