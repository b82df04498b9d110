using System.Text;

namespace LeadPredict.Reporting;

/// <summary>What a marked remark tells.</summary>
public enum RemarkKind
{
    /// <summary>All is well.</summary>
    Good,
    /// <summary>Look at it.</summary>
    Watch,
    /// <summary>Do not go on without acting on it.</summary>
    Bad,
    /// <summary>Neither.</summary>
    Note,
}

/// <summary>
/// One self-contained HTML page: no script, no network, no font or image from anywhere, which its content security policy also enforces. Light and
/// dark, paper, and phones from 320 pixels on. Write into <see cref="Body"/> between <see cref="BeginSection"/> and <see cref="EndSection"/>. Not thread safe.
/// </summary>
public sealed class HtmlPage
{
    readonly List<(string Id, string Title)> _sections = [];
    readonly string _title, _language;

    /// <param name="title">The page's name and first heading.</param>
    /// <param name="language">Its language, as "en" or "it".</param>
    public HtmlPage(string title, string language = "en")
    {
        _title = title;
        _language = language;
    }

    /// <summary>A line above the title; null for none.</summary>
    public string? Kicker { get; init; }

    /// <summary>A sentence below the title; null for none.</summary>
    public string? Subtitle { get; init; }

    /// <summary>The last line of the page; null for none.</summary>
    public string? Footer { get; init; }

    /// <summary>Name of the list of sections, which is there from three sections on.</summary>
    public string ContentsName { get; init; } = "Contents";

    /// <summary>Whether it is one sheet of paper: set small in print, without a list of sections or breaks between them.</summary>
    public bool IsSheet { get; init; }

    /// <summary>The content.</summary>
    public HtmlWriter Body { get; } = new();

    /// <summary>Starts a section of the page, which the list of contents names.</summary>
    /// <param name="id">Its name in addresses: letters and dashes.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="introduction">A sentence under the heading; null for none.</param>
    public void BeginSection(string id, string title, string? introduction = null)
    {
        _sections.Add((id, title));
        Body.Open("section", ("id", id), ("aria-labelledby", id + "-title")).Element("h2", title, ("id", id + "-title"));
        if (introduction is not null) Body.Element("p", introduction, ("class", "intro"));
    }

    /// <summary>Ends the section.</summary>
    public void EndSection() => Body.Close();

    /// <summary>A large figure with its meaning, for a row of them inside <see cref="BeginTiles"/>.</summary>
    public void Tile(string figure, string label, string? detail = null)
    {
        Body.Open("div", ("class", "tile")).Element("p", label, ("class", "label")).Element("p", figure, ("class", "figure"));
        if (detail is not null) Body.Element("p", detail, ("class", "detail"));
        Body.Close();
    }

    /// <summary>Starts a row of tiles.</summary>
    public void BeginTiles() => Body.Open("div", ("class", "tiles"));

    /// <summary>Starts a grid of charts, two beside each other where there is room.</summary>
    public void BeginCharts() => Body.Open("div", ("class", "charts"));

    /// <summary>Ends a row of tiles or a grid of charts.</summary>
    public void EndGrid() => Body.Close();

    /// <summary>A remark with a mark that says its kind in shape and word, not in colour alone.</summary>
    public void Remark(RemarkKind kind, string word, string text)
    {
        var (name, sign) = kind switch { RemarkKind.Good => ("good", "\u2713"), RemarkKind.Watch => ("watch", "!"), RemarkKind.Bad => ("bad", "\u2715"), _ => ("note", "i") };
        Body.Open("div", ("class", "remark " + name)).Element("span", sign, ("class", "sign"), ("aria-hidden", "true"));
        Body.Open("p").Element("strong", word).Text(" " + text).Close().Close();
    }

    /// <summary>A list of terms and their values.</summary>
    public void Facts(IEnumerable<(string Term, string Value)> facts)
    {
        Body.Open("dl", ("class", "facts"));
        foreach (var (term, value) in facts) Body.Open("div").Element("dt", term).Element("dd", value).Close();
        Body.Close();
    }

    /// <summary>The whole page.</summary>
    public string ToHtml()
    {
        var html = new HtmlWriter();
        html.Verbatim("<!doctype html>\n").Open("html", ("lang", _language)).Open("head");
        html.Verbatim("<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Verbatim("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n");
        // Else a browser asks the server for an icon.
        html.Verbatim("<link rel=\"icon\" href=\"data:,\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n");
        html.Element("title", _title).Verbatim("<style>\n" + PageStyle.Text + "</style>\n").Close().Open("body", ("class", IsSheet ? "sheet" : null));
        html.Open("header");
        if (Kicker is not null) html.Element("p", Kicker, ("class", "kicker"));
        html.Element("h1", _title);
        if (Subtitle is not null) html.Element("p", Subtitle, ("class", "subtitle"));
        html.Close();
        if (_sections.Count >= 3 && !IsSheet)
        {
            html.Open("nav", ("aria-label", ContentsName)).Open("ul");
            foreach (var (id, title) in _sections) html.Open("li").Element("a", title, ("href", "#" + id)).Close();
            html.Close().Close();
        }
        html.Open("main").Verbatim(Body.ToString()).Close();
        if (Footer is not null) html.Open("footer").Element("p", Footer).Close();
        return html.Close().Close().ToString() + "\n";
    }

    /// <summary>The whole page as a file's bytes.</summary>
    public byte[] ToUtf8() => new UTF8Encoding(false).GetBytes(ToHtml());
}
