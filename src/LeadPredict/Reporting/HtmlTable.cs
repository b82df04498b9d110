namespace LeadPredict.Reporting;

/// <summary>A table with a caption and headers that assistive technology can follow; it scrolls sideways by itself where the screen is narrow.</summary>
/// <param name="Caption">What the table shows.</param>
/// <param name="Columns">Headers; the first column names the rows.</param>
public sealed record HtmlTable(string Caption, params IReadOnlyList<string> Columns)
{
    /// <summary>Rows of as many texts as there are columns.</summary>
    public List<IReadOnlyList<string>> Rows { get; } = [];

    /// <summary>Whether the caption is shown, not only read out.</summary>
    public bool ShowCaption { get; init; }

    /// <summary>Whether columns after the first hold sentences instead of figures.</summary>
    public bool IsText { get; init; }

    /// <summary>Positions of columns that hold words among figures; they begin at the left.</summary>
    public IReadOnlyList<int> Words { get; init; } = [];

    /// <summary>Adds a row.</summary>
    /// <exception cref="ArgumentException">It has another number of cells than the table has columns.</exception>
    public HtmlTable Add(params IReadOnlyList<string> cells)
    {
        if (cells.Count != Columns.Count) throw new ArgumentException($"A row has {Columns.Count} cells, not {cells.Count}.", nameof(cells));
        Rows.Add(cells);
        return this;
    }

    /// <summary>Writes the table; nothing when it has no rows.</summary>
    public void Write(HtmlWriter html)
    {
        if (Rows.Count == 0) return;
        // What scrolls must be reachable by keyboard, and say what it is.
        html.Open("div", ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", Caption));
        html.Open("table", ("class", IsText ? "text" : null));
        html.Element("caption", Caption, ("class", ShowCaption ? null : "unseen"));
        html.Open("thead").Open("tr");
        for (var c = 0; c < Columns.Count; c++) html.Element("th", Columns[c], ("scope", "col"), ("class", Class(c)));
        html.Close().Close().Open("tbody");
        foreach (var row in Rows)
        {
            html.Open("tr").Element("th", row[0], ("scope", "row"));
            for (var c = 1; c < row.Count; c++) html.Element("td", row[c], ("class", Class(c)));
            html.Close();
        }
        html.Close().Close().Close();
    }

    string? Class(int column) => Words.Contains(column) ? "word" : null;
}
