using LeadPredict.Reporting;

namespace LeadPredict.Tests.Reporting;

public class AxisTests
{
    static string Plain(double value) => Math.Round(value, 9).ToString(System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public void Ticks_are_round() => Assert.Equal(["0", "0.2", "0.4", "0.6", "0.8", "1"], Axis.Between(0, 1, "", Plain).Ticks.Select(Plain));

    [Fact]
    public void An_axis_around_values_ends_at_ticks()
    {
        var axis = Axis.Around([3, 97.5, double.NaN], "", Plain);

        Assert.Equal(["0", "20", "40", "60", "80", "100"], axis.Ticks.Select(Plain));
        Assert.Equal((0, 100), (axis.From, axis.To));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { double.NaN })]
    [InlineData(new[] { 0.0, 0.0 })]
    [InlineData(new[] { 1e-300, 1e-300 })]
    [InlineData(new[] { -7e12, 7e12 })]
    public void Any_values_have_an_axis_of_some_length_and_few_ticks(double[] values)
    {
        var axis = Axis.Around(values, "", Plain);

        Assert.True(axis.To > axis.From);
        Assert.InRange(axis.Ticks.Count, 2, 8);
    }

    [Fact]
    public void A_logarithmic_axis_has_a_place_for_zero_and_keeps_order()
    {
        var axis = Axis.Logarithmic(0, 1e6, "", Plain);

        Assert.Equal(0, axis.Share(0));
        Assert.Equal(1, axis.Share(1e6));
        Assert.InRange(axis.Share(1000), 0.45, 0.55);
        Assert.InRange(axis.Ticks.Count, 3, 7);
    }

    [Fact]
    public void Many_places_are_not_all_named()
    {
        var axis = Axis.OfPlaces([.. Enumerable.Range(1, 24).Select(m => $"month {m}")], "");

        Assert.InRange(axis.Ticks.Count, 3, 7);
        Assert.Equal("month 1", axis.Text(axis.Ticks[0]));
    }
}
