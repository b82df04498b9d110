using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using LeadPredict.Reporting;

namespace LeadPredict.Tests.Reporting;

public partial class SvgChartTests
{
    static readonly HtmlTable s_table = new HtmlTable("Numbers", "x", "y").Add("1", "2");

    static LineChart Lines(params ChartLine[] lines) => new()
    {
        Title = "A <b>title",
        Description = "What it says.",
        Table = s_table,
        X = Axis.Between(0, 10, "x", Figures.Compact),
        Y = Axis.Between(0, 1, "y", Figures.Compact),
        Lines = lines,
        Density = [new(0, 5, 0.9), new(5, 10, 0.1)],
        Reference = [new(0, 0), new(10, 1)],
        ReferenceName = "chance",
    };

    static BarChart Bars(params ChartBar[] bars) => new()
    {
        Title = "Bars",
        Description = "Bars.",
        Table = s_table,
        Names = [.. bars.Select((_, i) => $"row {i} with quite a long name, longer than there is room for in the chart")],
        Panels = [new BarPanel("one", bars, v => Figures.Number(v)), new BarPanel("two", bars, v => Figures.Number(v))],
    };

    static XElement Drawn(SvgChart chart)
    {
        var html = new HtmlWriter();
        chart.Write(html);
        return XElement.Parse(html.ToString());
    }

    [Fact]
    public void A_chart_is_one_picture_with_a_title_a_description_and_its_numbers()
    {
        var figure = Drawn(Lines(new ChartLine("a", [new(0, 0), new(10, 1)])));

        var svg = figure.Elements().Single(e => e.Name.LocalName == "svg");
        var ids = svg.Attribute("aria-labelledby")!.Value.Split(' ');
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal(["A <b>title", "What it says."], ids.Select(id => svg.Elements().Single(e => e.Attribute("id")?.Value == id).Value));
        Assert.Single(figure.Descendants("table"));
    }

    [Fact]
    public void Lines_differ_in_more_than_colour()
    {
        var paths = Drawn(Lines(new("a", [new(0, 0), new(10, 1)]), new("b", [new(0, 1), new(10, 0)]))).Descendants().Where(e => e.Attribute("class")?.Value.EndsWith(" line") == true);

        Assert.Equal(["s1 line", "s2 line"], paths.Select(p => p.Attribute("class")!.Value).Distinct().Order());
        Assert.Contains("svg .s2.line{stroke-dasharray", new HtmlPage("x").ToHtml());
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(1e9)]
    [InlineData(-1e9)]
    public void Nothing_is_drawn_outside_of_the_picture(double odd)
    {
        var line = Drawn(Lines(new ChartLine("a", [new(0, odd, odd, odd), new(5, 0.5, 0.4, 0.6), new(10, odd)]) { Intervals = IntervalStyle.Whiskers, Marks = true }));
        var bars = Drawn(Bars(new(odd, odd, odd), new(1, 0.5, 1.5)));

        foreach (var figure in new[] { line, bars })
        {
            var text = figure.ToString();
            var height = double.Parse(figure.Descendants().First(e => e.Name.LocalName == "svg").Attribute("viewBox")!.Value.Split(' ')[3], CultureInfo.InvariantCulture);
            Assert.DoesNotContain("NaN", text);
            foreach (var y in figure.Descendants().Attributes().Where(a => a.Name.LocalName is "y" or "y1" or "y2" or "cy").Where(a => Number().IsMatch(a.Value)))
                Assert.InRange(double.Parse(y.Value, CultureInfo.InvariantCulture), -1, height + 1);
            foreach (var x in figure.Descendants().Attributes().Where(a => a.Name.LocalName is "x" or "x1" or "x2" or "cx").Where(a => Number().IsMatch(a.Value)))
                Assert.InRange(double.Parse(x.Value, CultureInfo.InvariantCulture), -1, 361);
        }
    }

    [Fact]
    public void A_chart_without_points_is_still_a_figure() => Assert.NotNull(Drawn(Lines(new ChartLine("none", []))).Element("figcaption"));

    [GeneratedRegex(@"^-?[\d.]+$")]
    private static partial Regex Number();
}
