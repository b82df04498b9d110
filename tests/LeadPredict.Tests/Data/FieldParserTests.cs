using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Data;

public class FieldParserTests
{
    static double? Number(string text, NumberFormat format = NumberFormat.PointDecimal) =>
        FieldParser.TryParseNumber(Encoding.UTF8.GetBytes(text), format, out var value) ? value : null;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("001", 1)]
    [InlineData("-12.50", -12.5)]
    [InlineData("+3", 3)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5)]
    [InlineData("1e3", 1000)]
    [InlineData("1.5E-3", 0.0015)]
    [InlineData("1,234", 1234)]
    [InlineData("12,345,678.25", 12345678.25)]
    [InlineData("1 250 000.5", 1250000.5)]
    [InlineData("1'250'000", 1250000)]
    [InlineData("1\u00A0250", 1250)]
    [InlineData("1\u202F250\u202F000", 1250000)]
    [InlineData("12%", 12)]
    [InlineData("12.5 %", 12.5)]
    [InlineData("$1,200", 1200)]
    [InlineData("-$5", -5)]
    [InlineData("€ -5.5", -5.5)]
    [InlineData("5 €", 5)]
    [InlineData("£7", 7)]
    [InlineData("9007199254740993", 9007199254740992)]
    [InlineData("123456789012345678901234567890", 123456789012345678901234567890d)]
    public void Numbers_with_a_point(string text, double expected) => Assert.Equal(expected, Number(text));

    [Theory]
    [InlineData("1250000,5", 1250000.5)]
    [InlineData("1.250.000,5", 1250000.5)]
    [InlineData("1 250,5", 1250.5)]
    [InlineData("1.500", 1500)]
    [InlineData("-0,25", -0.25)]
    [InlineData("1,5e3", 1500)]
    [InlineData("12,5 %", 12.5)]
    [InlineData("€1.200,50", 1200.5)]
    public void Numbers_with_a_comma(string text, double expected) => Assert.Equal(expected, Number(text, NumberFormat.CommaDecimal));

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1,2,3")]
    [InlineData("1,23")]
    [InlineData("1234,567")]
    [InlineData(",123")]
    [InlineData("1,234 567")]
    [InlineData("12abc")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("∞")]
    [InlineData("1e999")]
    [InlineData("--5")]
    [InlineData("5-")]
    [InlineData("$5€")]
    [InlineData("%")]
    [InlineData("5%%")]
    [InlineData("(5)")]
    [InlineData("1 2")]
    public void No_numbers(string text) => Assert.Null(Number(text));

    [Theory]
    [InlineData("1.5")]
    [InlineData("12.345.6")]
    [InlineData("1,2,3")]
    public void No_numbers_with_a_comma(string text) => Assert.Null(Number(text, NumberFormat.CommaDecimal));

    [Fact]
    public void Every_plain_number_is_the_framework_s_to_the_bit()
    {
        var random = new DeterministicRandom(5);
        for (var i = 0; i < 20_000; i++)
        {
            var value = (random.NextDouble() - 0.5) * Math.Pow(10, random.NextInt(40) - 15);
            var text = value.ToString(random.NextInt(3) switch { 0 => "R", 1 => "F4", _ => "E12" }, CultureInfo.InvariantCulture);
            var expected = double.Parse(text, CultureInfo.InvariantCulture);

            Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(Number(text)!.Value));
            Assert.Equal(expected, Number(text.Replace('.', ','), NumberFormat.CommaDecimal));
        }
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("y", true)]
    [InlineData("T", true)]
    [InlineData("Won", true)]
    [InlineData("Sì", true)]
    [InlineData("SÍ", true)]
    [InlineData("ja", true)]
    [InlineData("wahr", true)]
    [InlineData("vero", true)]
    [InlineData("No", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("nej", false)]
    [InlineData("Nein", false)]
    [InlineData("falso", false)]
    [InlineData("lost", false)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("2", null)]
    [InlineData("unknown", null)]
    public void Known_spellings_of_truth(string text, bool? expected) =>
        Assert.Equal(expected, FieldParser.TryParseBoolean(Encoding.UTF8.GetBytes(text), null, null, out var value) ? value : null);

    [Theory]
    [InlineData("BLØD", true)]
    [InlineData("hård", false)]
    [InlineData("yes", null)]
    public void Given_spellings_of_truth_match_without_case_and_alone(string text, bool? expected) =>
        Assert.Equal(expected, FieldParser.TryParseBoolean(Encoding.UTF8.GetBytes(text), "blød", "Hård", out var value) ? value : null);

    [Theory]
    [InlineData("2000-01-01", null, 0)]
    [InlineData("2000-01-02T12:00", null, 1.5)]
    [InlineData("2000-01-02 06:00:00", null, 1.25)]
    [InlineData("2000-01-01T00:00:00Z", null, 0)]
    [InlineData("2000-01-01T03:00:00+03:00", null, 0)]
    [InlineData("1999-12-31T19:00:00.000-0500", null, 0)]
    [InlineData("1999-12-31", null, -1)]
    [InlineData("3/1/2000", "d/M/yyyy", 2)]
    [InlineData("03/01/2000 12:00", "d/M/yyyy", 2.5)]
    [InlineData("1/3/2000", "M/d/yyyy", 2)]
    [InlineData("1/3/2000 6:00 PM", "M/d/yyyy", 2.75)]
    [InlineData("1/3/2000 12:00:00 AM", "M/d/yyyy", 2)]
    [InlineData("03.01.2000", "dd.MM.yyyy", 2)]
    [InlineData("03-01-2000", "dd-MM-yyyy", 2)]
    [InlineData("2000/01/03", "yyyy/MM/dd", 2)]
    [InlineData("03 Jan 2000", "dd MMM yyyy", 2)]
    [InlineData("20000103", "yyyyMMdd", 2)]
    public void Dates(string text, string? format, double expected)
    {
        Assert.True(FieldParser.TryParseDate(Encoding.UTF8.GetBytes(text), format, out var days));
        Assert.Equal(expected, days);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("2000-02-30", null)]
    [InlineData("2000-13-01", null)]
    [InlineData("2000-01-01T25:00", null)]
    [InlineData("2000-01-01x", null)]
    [InlineData("2000-1-1", null)]
    [InlineData("01/01/00", "d/M/yyyy")]
    [InlineData("31/01/2000", "M/d/yyyy")]
    [InlineData("01/31/2000", "d/M/yyyy")]
    [InlineData("03 Foo 2000", "dd MMM yyyy")]
    [InlineData("1/3/2000 13:00 PM", "M/d/yyyy")]
    public void No_dates(string text, string? format) => Assert.False(FieldParser.TryParseDate(Encoding.UTF8.GetBytes(text), format, out _));

    [Theory]
    [InlineData("", true)]
    [InlineData("na", true)]
    [InlineData("N/A", true)]
    [InlineData("select", true)]
    [InlineData("-", true)]
    [InlineData("Nan", true)]
    [InlineData("naa", false)]
    [InlineData("0", false)]
    [InlineData("n.a", false)]
    [InlineData("unknown", false)]
    public void Missing_codes(string text, bool missing) =>
        Assert.Equal(missing, new MissingCodes(LeadSchema.DefaultMissingCodes).IsMissing(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var codes = new MissingCodes(LeadSchema.DefaultMissingCodes);
        var fields = new[] { "1,234.5 €", "12.5", "Sì", "2024-01-31T10:00:00+01:00", "N/A", "text" }.Select(Encoding.UTF8.GetBytes).ToArray();
        ParseAll();
        var before = GC.GetAllocatedBytesForCurrentThread();

        ParseAll();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void ParseAll()
        {
            foreach (var field in fields)
            {
                codes.IsMissing(field);
                FieldParser.TryParseNumber(field, NumberFormat.PointDecimal, out _);
                FieldParser.TryParseNumber(field, NumberFormat.CommaDecimal, out _);
                FieldParser.TryParseBoolean(field, null, null, out _);
                FieldParser.TryParseBoolean(field, "won", "lost", out _);
                FieldParser.TryParseDate(field, null, out _);
                FieldParser.TryParseDate(field, "d/M/yyyy", out _);
            }
        }
    }
}
