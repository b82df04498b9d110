namespace LeadPredict.Reporting;

/// <summary>A point of a line, with the interval around it where it has one (else NaN).</summary>
public readonly record struct ChartPoint(double X, double Y, double Low = double.NaN, double High = double.NaN);

/// <summary>How the intervals of a line are drawn.</summary>
public enum IntervalStyle
{
    /// <summary>As an area along the line.</summary>
    Band,
    /// <summary>As a whisker at each point.</summary>
    Whiskers,
}

/// <summary>One line of a chart; the order of lines gives colour and dash.</summary>
public sealed record ChartLine(string Name, IReadOnlyList<ChartPoint> Points)
{
    /// <summary>Whether each point has a mark.</summary>
    public bool Marks { get; init; }
    /// <summary>How intervals are drawn.</summary>
    public IntervalStyle Intervals { get; init; }
}

/// <summary>A share of what is described that lies between two values: a bar of the strip under a chart.</summary>
public readonly record struct DensityBar(double From, double To, double Share);

/// <summary>Lines over two axes, with intervals, a dotted line of reference and a strip of density under them where wanted. At most four lines.</summary>
public sealed class LineChart : SvgChart
{
    const double Left = 44, Right = 10, PlotHeight = 200, StripHeight = 26, LegendRow = 17, HalfLetter = 3.6;

    /// <summary>The horizontal axis.</summary>
    public required Axis X { get; init; }
    /// <summary>The vertical axis.</summary>
    public required Axis Y { get; init; }
    /// <summary>The lines, the main one first.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }
    /// <summary>A dotted line to compare with; empty for none.</summary>
    public IReadOnlyList<ChartPoint> Reference { get; init; } = [];
    /// <summary>What the dotted line is; named in the legend.</summary>
    public string ReferenceName { get; init; } = "";
    /// <summary>Where the data lie along the horizontal axis; empty for no strip.</summary>
    public IReadOnlyList<DensityBar> Density { get; init; } = [];
    /// <summary>What the strip is; named beside it.</summary>
    public string DensityName { get; init; } = "leads";

    int LegendRows => (Lines.Count > 1 ? Lines.Count : 0) + (ReferenceName.Length > 0 ? 1 : 0);

    double Top => 20 + LegendRow * ((LegendRows + 1) / 2);

    double PlotBottom => Top + PlotHeight;

    double StripBottom => Density.Count > 0 ? PlotBottom + StripHeight + 4 : PlotBottom;

    private protected override double Height => StripBottom + 38;

    double AtX(double value) => Left + X.Share(value) * (Width - Left - Right);

    double AtY(double value) => PlotBottom - Math.Clamp(Y.Share(value), 0, 1) * PlotHeight;

    private protected override void Draw(HtmlWriter svg)
    {
        DrawAxes(svg);
        DrawDensity(svg);
        if (Reference.Count > 1) svg.Empty("path", ("class", "reference"), ("d", Path(Reference.Select(p => (AtX(p.X), AtY(p.Y))))));
        for (var i = Lines.Count - 1; i >= 0; i--) DrawLine(svg, Lines[i], Style(i));
        DrawLegend(svg);
    }

    static string Style(int line) => "s" + (char)('1' + line % 4);

    void DrawAxes(HtmlWriter svg)
    {
        foreach (var tick in Y.Ticks)
        {
            Line(svg, "grid", Left, AtY(tick), Width - Right, AtY(tick));
            Words(svg, Left - 6, AtY(tick) + 4, Y.Text(tick), "tick", "end");
        }
        Words(svg, 2, Top - 9, Y.Name, "tick");
        foreach (var tick in X.Ticks)
        {
            var x = AtX(tick);
            Line(svg, "axis", x, StripBottom, x, StripBottom + 4);
            var text = X.Text(tick);
            Words(svg, x, StripBottom + 16, text, "tick", x + HalfLetter * text.Length > Width ? "end" : x < Left + 4 ? "start" : "middle");
        }
        Line(svg, "axis", Left, StripBottom, Width - Right, StripBottom);
        Words(svg, (Left + Width - Right) / 2, StripBottom + 32, X.Name, "tick", "middle");
        if (Y.From < 0 && Y.To > 0) Line(svg, "axis", Left, AtY(0), Width - Right, AtY(0));
    }

    void DrawDensity(HtmlWriter svg)
    {
        if (Density.Count == 0) return;
        var most = Density.Max(d => d.Share);
        Words(svg, Left - 6, StripBottom - 2, DensityName, "tick", "end");
        foreach (var bar in Density.Where(d => d.Share > 0))
        {
            double from = AtX(Math.Max(bar.From, X.From)), to = AtX(Math.Min(bar.To, X.To));
            // What little there is must be seen.
            var height = Math.Max(1, StripHeight * bar.Share / most);
            Box(svg, "density", from + 0.4, StripBottom - height, to - from - 0.8, height);
        }
    }

    void DrawLine(HtmlWriter svg, ChartLine line, string style)
    {
        var points = line.Points.Where(p => double.IsFinite(p.Y)).ToArray();
        var spread = points.Where(p => double.IsFinite(p.Low) && double.IsFinite(p.High)).ToArray();
        if (line.Intervals == IntervalStyle.Band && spread.Length > 1)
            svg.Empty("path", ("class", $"{style} band"), ("d", Path([.. spread.Select(p => (AtX(p.X), AtY(p.High))), .. spread.Reverse().Select(p => (AtX(p.X), AtY(p.Low)))]) + "Z"));
        if (line.Intervals == IntervalStyle.Whiskers)
            foreach (var p in spread)
                svg.Empty("path", ("class", $"{style} whisker"), ("d", $"M{HtmlWriter.Length(AtX(p.X))} {HtmlWriter.Length(AtY(p.Low))}V{HtmlWriter.Length(AtY(p.High))}"));
        if (points.Length > 1) svg.Empty("path", ("class", $"{style} line"), ("d", Path(points.Select(p => (AtX(p.X), AtY(p.Y))))));
        if (!line.Marks && points.Length > 1) return;
        foreach (var p in points) svg.Empty("circle", ("class", $"{style} mark"), ("cx", HtmlWriter.Length(AtX(p.X))), ("cy", HtmlWriter.Length(AtY(p.Y))), ("r", "3.4"));
    }

    void DrawLegend(HtmlWriter svg)
    {
        var place = 0;
        if (Lines.Count > 1)
            for (var i = 0; i < Lines.Count; i++) Sample(Style(i) + " line", Lines[i].Name);
        if (ReferenceName.Length > 0) Sample("reference", ReferenceName);

        void Sample(string style, string name)
        {
            double x = place % 2 == 0 ? 2 : Width / 2 + 2, y = 10 + LegendRow * (place / 2);
            svg.Empty("path", ("class", style), ("d", $"M{HtmlWriter.Length(x)} {HtmlWriter.Length(y - 4)}h22"));
            Words(svg, x + 28, y, Fitting(name, Width / 2 - 32));
            place++;
        }
    }
}
