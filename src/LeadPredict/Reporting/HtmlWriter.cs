using System.Globalization;
using System.Text;

namespace LeadPredict.Reporting;

/// <summary>
/// Writes HTML and inline SVG element by element. Every text and every attribute's value is escaped here and nowhere else, so that no column name or
/// value of a file can become markup. Tags and attribute names are the program's own. Not thread safe.
/// </summary>
public sealed class HtmlWriter
{
    readonly StringBuilder _text = new();
    readonly Stack<string> _open = new();
    int _ids;

    /// <summary>Opens an element; attributes without a value (null) are left out.</summary>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        WriteTag(tag, attributes);
        _text.Append('>');
        _open.Push(tag);
        return this;
    }

    /// <summary>Closes the innermost open element.</summary>
    /// <exception cref="InvalidOperationException">No element is open.</exception>
    public HtmlWriter Close()
    {
        var tag = _open.Pop();
        _text.Append("</").Append(tag).Append('>');
        // A line break is a space to a browser: not where words follow.
        if (tag is "p" or "div" or "section" or "figure" or "svg" or "tr" or "table" or "details" or "li" or "h1" or "h2" or "h3") _text.Append('\n');
        return this;
    }

    /// <summary>An element that holds nothing but text.</summary>
    public HtmlWriter Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) => Open(tag, attributes).Text(text).Close();

    /// <summary>An element without content, as SVG's shapes are.</summary>
    public HtmlWriter Empty(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        WriteTag(tag, attributes);
        _text.Append("/>");
        return this;
    }

    /// <summary>Text, escaped; characters that XML and HTML do not know are left out.</summary>
    public HtmlWriter Text(string text)
    {
        Escape(text);
        return this;
    }

    /// <summary>A name for an element that no other on the page has.</summary>
    public string NextId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{++_ids}");

    /// <summary>All that was written.</summary>
    /// <exception cref="InvalidOperationException">An element is still open.</exception>
    public override string ToString() =>
        _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"<{_open.Peek()}> is still open.");

    /// <summary>A coordinate or length: at most two decimals, the same everywhere.</summary>
    internal static string Length(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The program's own text, such as a style sheet, as it is.</summary>
    internal HtmlWriter Verbatim(string text)
    {
        _text.Append(text);
        return this;
    }

    void WriteTag(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null) continue;
            _text.Append(' ').Append(name).Append("=\"");
            Escape(value);
            _text.Append('"');
        }
    }

    void Escape(string text)
    {
        foreach (var c in text)
        {
            _ = c switch
            {
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '&' => _text.Append("&amp;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                '\t' or '\n' => _text.Append(c),
                < ' ' or '\u007f' or '\ufffe' or '\uffff' => _text,
                _ => _text.Append(c),
            };
        }
    }
}
