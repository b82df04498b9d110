using LeadPredict.Reporting;

namespace LeadPredict.Tests.Reporting;

public class FiguresTests
{
    [Theory]
    [InlineData(0.123, "12.3%")]
    [InlineData(1, "100.0%")]
    [InlineData(double.NaN, "n/a")]
    public void A_share_is_percent(double share, string text) => Assert.Equal(text, Figures.Percent(share));

    [Theory]
    [InlineData(1234, "1,234")]
    [InlineData(0, "0")]
    public void A_count_has_its_thousands_apart(double count, string text) => Assert.Equal(text, Figures.Count(count));

    [Theory]
    [InlineData(0.416, "+0.42")]
    [InlineData(-0.416, "\u22120.42")]
    [InlineData(-0.001, "0.00")]
    [InlineData(0.001, "0.00")]
    public void A_change_has_its_sign_unless_it_rounds_to_none(double value, string text) => Assert.Equal(text, Figures.Signed(value));

    [Theory]
    [InlineData(0.25, "+0.25")]
    [InlineData(-0.5, "\u22120.5")]
    [InlineData(0, "0")]
    [InlineData(10, "+10")]
    public void A_short_change_has_no_idle_decimals(double value, string text) => Assert.Equal(text, Figures.SignedShort(value));

    [Theory]
    [InlineData(0.25, "0.25")]
    [InlineData(17, "17")]
    [InlineData(1230, "1,230")]
    [InlineData(45_300, "45.3k")]
    [InlineData(74_300_000, "74.3M")]
    [InlineData(-2_000_000_000, "\u22122B")]
    public void A_quantity_is_short(double value, string text) => Assert.Equal(text, Figures.Compact(value));
}
