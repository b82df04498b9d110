using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Data;

public class TableProfileTests
{
    static readonly JsonSerializerOptions s_allNumbers = new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    static ColumnProfile Profile(string value) => TableProfile.Scan(Csv.File($"x;y\n{value};a\n{value};b\n")).Columns[0];

    [Theory]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("-0.5")]
    [InlineData("007")]
    [InlineData("12.")]
    [InlineData("12.345")]
    [InlineData("-1.234")]
    [InlineData("1234.567")]
    [InlineData("0.1234")]
    [InlineData("20240131")]
    [InlineData("123456789.5")]
    [InlineData("123456789012345")]
    [InlineData("1234567890123456")]
    [InlineData(".5")]
    [InlineData("1.2.3")]
    [InlineData("+4512345678")]
    [InlineData("-")]
    public void A_value_counts_as_each_parser_by_itself_reads_it(string value)
    {
        var text = Encoding.UTF8.GetBytes(value);
        var point = FieldParser.TryParseNumber(text, NumberFormat.PointDecimal, out var pointValue);
        var comma = FieldParser.TryParseNumber(text, NumberFormat.CommaDecimal, out var commaValue);
        var isBoolean = FieldParser.TryParseBoolean(text, null, null, out var isTrue);
        var leadingZero = false;
        var integer = (point || comma) && ValueShape.IsInteger(text, out leadingZero);
        int Dates(string? format) => !(point && comma) && text.Length is >= 8 and <= 40 && FieldParser.TryParseDate(text, format, out _) ? 2 : 0;
        long[] dates = [Dates(null), .. FieldParser.DateFormats.Select(Dates)];

        var profile = Profile(value);

        var missing = LeadSchema.DefaultMissingCodes.Contains(value);
        Assert.Equal(missing ? 2 : 0, profile.Missing);
        if (missing) return;
        Assert.Equal((point ? 2 : 0, comma ? 2 : 0, integer ? 2 : 0, leadingZero ? 2 : 0), (profile.PointNumbers, profile.CommaNumbers, profile.Integers, profile.LeadingZeros));
        Assert.Equal((isBoolean && isTrue ? 2 : 0, isBoolean && !isTrue ? 2 : 0), (profile.TrueTexts, profile.FalseTexts));
        Assert.Equal(dates, profile.Dates);
        Assert.Equal(!dates.Any(d => d > 0) && ValueShape.IsPhone(text) ? 2 : 0, profile.Phones);
        Assert.Equal((double)value.Length, profile.AverageLength);
        Assert.Equal(1.0, profile.AverageWords);
        Assert.Equal(comma && !point ? commaValue : point ? pointValue : double.NaN, profile.Min);
    }

    [Fact]
    public void Any_number_of_passes_side_by_side_finds_the_same()
    {
        var random = new DeterministicRandom(3, 1);
        var text = new StringBuilder("number,word,day,few,bad,id,mail\n");
        for (var row = 0; row < 3000; row++)
        {
            var value = random.NextDouble();
            text.Append(CultureInfo.InvariantCulture, $"{value * 1000},w{random.NextInt(40)},2024-0{1 + random.NextInt(9)}-11,{random.NextInt(3)},{(row == 77 ? "oops" : "1")},{row},u{row}@example.org\n");
            if (row % 500 == 0) text.Append("too,few\n");
        }
        var file = Csv.File(text.ToString());
        var one = TableProfile.Scan([file]);

        foreach (var threads in new[] { 2, 3, 7, 20 })
        {
            var many = TableProfile.Scan([file], threads: threads);
            Assert.Equal(JsonSerializer.Serialize(one.Columns, s_allNumbers), JsonSerializer.Serialize(many.Columns, s_allNumbers));
            Assert.Equal((one.RowsRead, one.RowsRejected, one.BlankLines), (many.RowsRead, many.RowsRejected, many.BlankLines));
            Assert.Equal(one.Rejected, many.Rejected);
        }
        Assert.Equal(6, one.RowsRejected);
    }

    [Fact]
    public void Cancelling_ends_all_passes()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => TableProfile.Scan([Csv.File("a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 5000)))], threads: 2, ct: stop.Token));
    }
}
