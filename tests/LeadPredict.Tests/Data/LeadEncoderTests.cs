using LeadPredict.Data;

namespace LeadPredict.Tests.Data;

public class LeadEncoderTests
{
    const string Columns = "size:number,source:category,hot:boolean,created:time,won:label,note:excluded,seen:date";

    static readonly LeadTable s_table = MadeTables.Read(Columns,
        "size,source,hot,created,won,note,seen\n1,web,yes,2000-01-11,1,a,2000-01-10\n2,ad,no,2000-01-12,0,b,\n3,web,yes,2000-01-13,0,c,2000-01-20\n4,rare,,2000-01-14,1,d,2000-01-14\n,,no,,1,e,2000-01-15\n");

    static LeadEncoder Fit(int maxLevels = 10, int minRows = 1, int[]? rows = null) => LeadEncoder.Fit(s_table, rows ?? [0, 1, 2, 3, 4], maxLevels, minRows);

    [Fact]
    public void Features_are_in_ordinal_order_of_their_names_and_nothing_else_is_one() =>
        Assert.Equal(["hot", "seen", "size", "source"], Fit().Features.Select(f => f.Column.Name));

    [Fact]
    public void Levels_are_in_ordinal_order_and_other_is_the_code_after_them()
    {
        var source = Fit().Features[3];

        Assert.Equal(["ad", "rare", "web"], source.Levels);
        Assert.Equal((3, 4), (source.OtherCode, source.CodeCount));
    }

    [Fact]
    public void Rare_levels_and_those_past_the_limit_become_other()
    {
        Assert.Equal(["web"], Fit(minRows: 2).Features[3].Levels);
        Assert.Equal(["ad", "web"], Fit(maxLevels: 2).Features[3].Levels);
    }

    [Fact]
    public void Only_training_rows_choose_levels() => Assert.Equal(["ad"], Fit(rows: [1]).Features[3].Levels);

    [Fact]
    public void Dates_count_from_the_leads_creation()
    {
        Assert.Equal([-1, float.NaN, 7, 0, float.NaN], Values(Fit().Encode(s_table)[1]));
    }

    [Fact]
    public void Without_a_time_column_dates_are_days()
    {
        var table = MadeTables.Read("seen:date,won:label", "seen,won\n2000-01-05,1\n2000-02-01,0\n");

        Assert.Equal([4, 31], Values(LeadEncoder.Fit(table, [0, 1], 10, 1).Encode(table)[0]));
    }

    static float[] Values(EncodedColumn column) => [.. Enumerable.Range(0, column.Length).Select(r => column[r])];

    [Fact]
    public void One_lead_is_encoded_as_its_row_in_the_table_is()
    {
        var encoder = Fit(minRows: 2);
        var columns = encoder.Encode(s_table);
        string[][] texts = [["yes", "2000-01-10", "1", "web"], ["no", "", "2", "ad"], ["yes", "2000-01-20", "3", "web"], ["", "2000-01-14", "4", "rare"], ["no", "2000-01-15", "", ""]];
        string[] created = ["2000-01-11", "2000-01-12", "2000-01-13", "2000-01-14", ""];
        for (var r = 0; r < texts.Length; r++)
        {
            var row = new float[4];
            for (var f = 0; f < 4; f++) encoder.Encode(f, System.Text.Encoding.UTF8.GetBytes(texts[r][f]), out row[f]);
            Assert.True(encoder.TryEncodeTime(System.Text.Encoding.UTF8.GetBytes(created[r]), out var days));
            encoder.Complete(row, days);

            Assert.Equal(columns.Select(c => c[r]), row);
        }
    }

    [Fact]
    public void Each_field_says_what_became_of_it()
    {
        var encoder = Fit();

        Assert.Equal(FieldStatus.Value, encoder.Encode(2, "12"u8, out _));
        Assert.Equal(FieldStatus.Missing, encoder.Encode(2, "NA"u8, out var missing));
        Assert.Equal(FieldStatus.WrongKind, encoder.Encode(2, "many"u8, out var wrong));
        Assert.Equal(FieldStatus.UnknownCategory, encoder.Encode(3, "fax"u8, out var unknown));
        Assert.Equal(FieldStatus.Missing, encoder.Encode(3, ""u8, out _));
        Assert.True(float.IsNaN(missing) && float.IsNaN(wrong));
        Assert.Equal(3, unknown);
        Assert.False(encoder.TryEncodeTime("soon"u8, out _));
    }

    [Fact]
    public void Order_of_columns_in_the_file_does_not_matter()
    {
        var turned = MadeTables.Read("seen:date,note:excluded,won:label,created:time,hot:boolean,source:category,size:number",
            "seen,note,won,created,hot,source,size\n2000-01-10,a,1,2000-01-11,yes,web,1\n,b,0,2000-01-12,no,ad,2\n2000-01-20,c,0,2000-01-13,yes,web,3\n2000-01-14,d,1,2000-01-14,,rare,4\n2000-01-15,e,1,,no,,\n");

        var encoder = LeadEncoder.Fit(turned, [0, 1, 2, 3, 4], 10, 1);

        var expected = Fit().Encode(s_table).Select(Values);
        Assert.Equal(expected, encoder.Encode(turned).Select(Values));
        Assert.Equal(expected, Fit().Encode(turned).Select(Values));
    }
}
