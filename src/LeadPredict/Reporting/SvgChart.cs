namespace LeadPredict.Reporting;

/// <summary>
/// A chart as a figure: a caption, an SVG drawing that a screen reader hears as one picture with a title and a description, and its numbers in a table
/// that opens on demand. Drawn for a width of 360 units, so that its text can be read on a phone.
/// </summary>
public abstract class SvgChart
{
    private protected const double Width = 360;

    /// <summary>What is shown, in a few words.</summary>
    public required string Title { get; init; }
    /// <summary>What it says, for people who do not see it.</summary>
    public required string Description { get; init; }
    /// <summary>The numbers that are drawn.</summary>
    public required HtmlTable Table { get; init; }
    /// <summary>How to read it, shown under the caption; null for nothing.</summary>
    public string? Note { get; init; }
    /// <summary>Words that open the table.</summary>
    public string TableWord { get; init; } = "The numbers";
    /// <summary>Whether the figure takes the whole width of the page.</summary>
    public bool IsWide { get; init; }

    private protected abstract double Height { get; }

    private protected abstract void Draw(HtmlWriter svg);

    /// <summary>Writes the figure.</summary>
    public void Write(HtmlWriter html)
    {
        var id = html.NextId("chart");
        html.Open("figure", ("class", IsWide ? "wide" : null)).Element("figcaption", Title);
        if (Note is not null) html.Element("p", Note, ("class", "chart-note"));
        html.Open("svg", ("viewBox", $"0 0 {HtmlWriter.Length(Width)} {HtmlWriter.Length(Height)}"), ("role", "img"), ("aria-labelledby", $"{id}t {id}d"), ("xmlns", "http://www.w3.org/2000/svg"));
        html.Element("title", Title, ("id", id + "t")).Element("desc", Description, ("id", id + "d"));
        Draw(html);
        html.Close();
        if (Table.Rows.Count > 0)
        {
            html.Open("details").Element("summary", TableWord);
            Table.Write(html);
            html.Close();
        }
        html.Close();
    }

    private protected static void Line(HtmlWriter svg, string style, double x1, double y1, double x2, double y2) =>
        svg.Empty("line", ("class", style), ("x1", HtmlWriter.Length(x1)), ("y1", HtmlWriter.Length(y1)), ("x2", HtmlWriter.Length(x2)), ("y2", HtmlWriter.Length(y2)));

    private protected static void Box(HtmlWriter svg, string style, double x, double y, double width, double height, double radius = 0) => svg.Empty(
        "rect", ("class", style), ("x", HtmlWriter.Length(x)), ("y", HtmlWriter.Length(y)), ("width", HtmlWriter.Length(Math.Max(0, width))), ("height", HtmlWriter.Length(Math.Max(0, height))),
        ("rx", radius > 0 ? HtmlWriter.Length(radius) : null));

    private protected static void Words(HtmlWriter svg, double x, double y, string text, string? style = null, string? anchor = null) =>
        svg.Element("text", text, ("x", HtmlWriter.Length(x)), ("y", HtmlWriter.Length(y)), ("class", style), ("text-anchor", anchor));

    private protected static string Path(IEnumerable<(double X, double Y)> points, string join = "L")
    {
        var text = new System.Text.StringBuilder();
        foreach (var (x, y) in points)
            text.Append(text.Length == 0 ? "M" : join).Append(HtmlWriter.Length(x)).Append(' ').Append(HtmlWriter.Length(y));
        return text.ToString();
    }

    // A text of about so many units; wider letters are rare enough.
    private protected static string Fitting(string text, double width)
    {
        const double Letter = 6.1;
        var most = Math.Max(3, (int)(width / Letter));
        return text.Length <= most ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1), "\u2026");
    }

    // The same colour crossed by lines of the background: told apart without colour. Each chart has a pattern of its own, by its id.
    private protected static string Hatch(HtmlWriter svg, string style)
    {
        var id = svg.NextId("hatch");
        svg.Open("defs").Open("pattern", ("id", id), ("class", style), ("width", "5"), ("height", "5"), ("patternUnits", "userSpaceOnUse"), ("patternTransform", "rotate(45)"));
        svg.Empty("rect", ("width", "5"), ("height", "5"), ("class", "bar")).Empty("line", ("class", "hatch"), ("x1", "0"), ("y1", "0"), ("x2", "0"), ("y2", "5"));
        svg.Close().Close();
        return $"url(#{id})";
    }
}
