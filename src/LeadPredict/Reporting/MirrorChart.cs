namespace LeadPredict.Reporting;

/// <summary>Two distributions over the same values, one upward and one downward from a common line, each as shares of its own whole.</summary>
public sealed class MirrorChart : SvgChart
{
    const double Left = 44, Right = 10, Top = 14, Half = 92;

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }
    /// <summary>Name and bars of the distribution that goes up.</summary>
    public required (string Name, IReadOnlyList<DensityBar> Bars) Up { get; init; }
    /// <summary>Name and bars of the distribution that goes down.</summary>
    public required (string Name, IReadOnlyList<DensityBar> Bars) Down { get; init; }
    /// <summary>Values to mark with a dotted line, and their names.</summary>
    public IReadOnlyList<(double Value, string Name)> Cuts { get; init; } = [];

    private protected override double Height => Top + 2 * Half + 40;

    double AtX(double value) => Left + X.Share(value) * (Width - Left - Right);

    private protected override void Draw(HtmlWriter svg)
    {
        var most = Up.Bars.Concat(Down.Bars).Select(b => b.Share).Append(1e-9).Max();
        var y = Axis.Around([0, most], "", static v => Figures.Percent(v, 0), wanted: 3);
        var middle = Top + Half;
        double Reach(double share) => y.Share(share) * (Half - 4);
        foreach (var tick in y.Ticks)
        {
            foreach (var sign in (ReadOnlySpan<int>)[-1, 1])
            {
                if (tick == 0 && sign > 0) continue;
                var at = middle + sign * Reach(tick);
                Line(svg, "grid", Left, at, Width - Right, at);
                Words(svg, Left - 6, at + 4, y.Text(tick), "tick", "end");
            }
        }
        var hatch = Hatch(svg, "s2");
        foreach (var bar in Up.Bars.Where(b => b.Share > 0)) Box(svg, "s1 bar", AtX(bar.From) + 0.6, middle - Reach(bar.Share), AtX(bar.To) - AtX(bar.From) - 1.2, Reach(bar.Share));
        foreach (var bar in Down.Bars.Where(b => b.Share > 0))
            svg.Empty("rect", ("fill", hatch), ("x", HtmlWriter.Length(AtX(bar.From) + 0.6)), ("y", HtmlWriter.Length(middle)), ("width", HtmlWriter.Length(Math.Max(0, AtX(bar.To) - AtX(bar.From) - 1.2))), ("height", HtmlWriter.Length(Reach(bar.Share))));
        Line(svg, "axis", Left, middle, Width - Right, middle);
        foreach (var (value, name) in Cuts)
        {
            Line(svg, "reference", AtX(value), Top, AtX(value), Top + 2 * Half);
            Words(svg, AtX(value) + 3, Top + 8, name, "tick");
        }
        Words(svg, Width - Right - 4, middle - Half + 26, Up.Name, "strong", "end");
        Words(svg, Width - Right - 4, middle + Half - 14, Down.Name, "strong", "end");
        foreach (var tick in X.Ticks)
        {
            var x = AtX(tick);
            Words(svg, x, Top + 2 * Half + 16, X.Text(tick), "tick", x > Width - 24 ? "end" : "middle");
        }
        Words(svg, (Left + Width - Right) / 2, Top + 2 * Half + 33, X.Name, "tick", "middle");
    }
}
