namespace LeadPredict.Reporting;

/// <summary>A bar, with the interval of its value where it has one (else NaN).</summary>
public readonly record struct ChartBar(double Value, double Low = double.NaN, double High = double.NaN);

/// <summary>One measure of all rows of a bar chart, on an axis of its own.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Bars">One for each row of the chart; NaN for none.</param>
/// <param name="Format">How a value is written.</param>
public sealed record BarPanel(string Name, IReadOnlyList<ChartBar> Bars, Func<double, string> Format);

/// <summary>Horizontal bars with their intervals, one measure or two beside each other; a row's name stands above its bars, so that it may be long.</summary>
public sealed class BarChart : SvgChart
{
    const double Row = 33, Gap = 16, ValueWidth = 52;

    /// <summary>Names of the rows.</summary>
    public required IReadOnlyList<string> Names { get; init; }
    /// <summary>One or two measures.</summary>
    public required IReadOnlyList<BarPanel> Panels { get; init; }
    /// <summary>A word at the end of each row's name line, such as how many leads; empty for none.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    double Top => Panels.Count > 1 ? 26 : 4;

    private protected override double Height => Top + Names.Count * Row + 6;

    private protected override void Draw(HtmlWriter svg)
    {
        var panelWidth = (Width - Gap * (Panels.Count - 1)) / Panels.Count;
        for (var panel = 0; panel < Panels.Count; panel++) DrawPanel(svg, panel, panel * (panelWidth + Gap), panelWidth);
        for (var row = 0; row < Names.Count; row++)
        {
            var detail = row < Details.Count ? Details[row] : "";
            Words(svg, 0, Top + row * Row + 13, Fitting(Names[row], Width - 6.5 * detail.Length - 10), "strong");
            if (detail.Length > 0) Words(svg, Width, Top + row * Row + 13, detail, "tick", "end");
        }
    }

    void DrawPanel(HtmlWriter svg, int number, double left, double width)
    {
        var panel = Panels[number];
        var style = number == 0 ? "s1" : "s2";
        var fill = number == 0 ? null : Hatch(svg, style);
        var ends = panel.Bars.SelectMany(b => (ReadOnlySpan<double>)[b.Value, b.Low, b.High] is var all ? all.ToArray() : []).Where(double.IsFinite).Append(0).ToArray();
        var (low, high) = (ends.Min(), ends.Max());
        if (high <= low) high = low + 1;
        var room = width - ValueWidth;
        double At(double value) => left + (value - low) / (high - low) * room;

        if (Panels.Count > 1)
        {
            Box(svg, number == 0 ? "s1 bar" : "s2 bar", left, 5, 10, 10, 2);
            Words(svg, left + 15, 14, panel.Name);
        }
        for (var row = 0; row < Names.Count; row++)
        {
            var bar = panel.Bars[row];
            var y = Top + row * Row + 18;
            if (!double.IsFinite(bar.Value)) continue;
            double from = At(Math.Min(0, bar.Value)), to = At(Math.Max(0, bar.Value));
            svg.Empty(
                "rect", ("class", fill is null ? $"{style} bar" : null), ("fill", fill), ("x", HtmlWriter.Length(from)), ("y", HtmlWriter.Length(y)),
                ("width", HtmlWriter.Length(Math.Max(1, to - from))), ("height", "10"), ("rx", "2"));
            var end = to;
            if (double.IsFinite(bar.Low) && double.IsFinite(bar.High))
            {
                var (a, b) = (HtmlWriter.Length(At(bar.Low)), HtmlWriter.Length(At(bar.High)));
                svg.Empty("path", ("class", "range"), ("d", $"M{a} {HtmlWriter.Length(y + 2)}v6m0-3H{b}m0-3v6"));
                end = Math.Max(end, At(bar.High));
            }
            Words(svg, end + 5, y + 9, panel.Format(bar.Value), "tick");
        }
        // Not through the names.
        for (var row = 0; low < 0 && row < Names.Count; row++) Line(svg, "axis", At(0), Top + row * Row + 16, At(0), Top + row * Row + 30);
    }
}
