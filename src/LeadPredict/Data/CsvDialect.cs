namespace LeadPredict.Data;

/// <summary>How a CSV file is written. Recognised from its first bytes by <see cref="LeadFile"/>. Immutable.</summary>
public sealed record CsvDialect
{
    /// <summary>Between fields: <c>,</c> <c>;</c> tab or <c>|</c>, or any other ASCII character when given by the user.</summary>
    public char Separator { get; init; } = ',';
    /// <summary>Around fields that hold separators or line breaks; doubled inside.</summary>
    public char Quote { get; init; } = '"';
    public TextEncoding Encoding { get; init; }
    public LineEnding LineEnding { get; init; }
    /// <summary>The file is compressed with gzip.</summary>
    public bool Gzip { get; init; }
    /// <summary>Spaces stand between a separator and a quote (<c>a, "b"</c>); the quote still opens a quoted field.</summary>
    public bool SpacesAroundQuotes { get; init; }

    /// <summary>For people: <c>separator ';', UTF-8, CRLF line ends, gzip</c>.</summary>
    public override string ToString()
    {
        var separator = Separator == '\t' ? "tab" : $"'{Separator}'";
        var text = $"separator {separator}, {Encoding.Name()}, {LineEnding.Name()} line ends";
        if (Quote != '"') text += $", quote {Quote}";
        return Gzip ? text + ", gzip" : text;
    }
}

/// <summary>What the user knows better than the recogniser; null means recognise.</summary>
public sealed record CsvDialectOptions
{
    /// <summary>An ASCII character other than a quote or a line break.</summary>
    public char? Separator { get; init; }
    public TextEncoding? Encoding { get; init; }
}

/// <summary>How characters are bytes.</summary>
public enum TextEncoding
{
    Utf8,
    /// <summary>UTF-8 after the bytes EF BB BF, as Excel writes it.</summary>
    Utf8WithMark,
    Utf16LittleEndian,
    Utf16BigEndian,
    /// <summary>The code page of western Windows; a superset of ISO 8859-1's letters.</summary>
    Windows1252,
}

/// <summary>What ends a line.</summary>
public enum LineEnding
{
    Lf,
    CrLf,
    /// <summary>Old Mac, and Excel's "CSV (Macintosh)".</summary>
    Cr,
}

/// <summary>The names of encodings and line ends, as users write and read them.</summary>
public static class CsvDialectNames
{
    /// <summary><c>UTF-8</c>, <c>UTF-8 with BOM</c>, <c>UTF-16 LE</c>, <c>UTF-16 BE</c>, <c>Windows-1252</c>.</summary>
    public static string Name(this TextEncoding encoding) => encoding switch
    {
        TextEncoding.Utf8 => "UTF-8",
        TextEncoding.Utf8WithMark => "UTF-8 with BOM",
        TextEncoding.Utf16LittleEndian => "UTF-16 LE",
        TextEncoding.Utf16BigEndian => "UTF-16 BE",
        _ => "Windows-1252",
    };

    /// <summary><c>LF</c>, <c>CRLF</c> or <c>CR</c>.</summary>
    public static string Name(this LineEnding ending) => ending switch
    {
        LineEnding.Lf => "LF",
        LineEnding.CrLf => "CRLF",
        _ => "CR",
    };

    /// <summary>The encoding that <paramref name="name"/> means (<c>utf-8</c>, <c>utf8</c>, <c>UTF-16LE</c>, <c>cp1252</c>, <c>latin1</c> …), or null.</summary>
    public static TextEncoding? ParseEncoding(string name) => ColumnNames.Normalise(name) switch
    {
        "utf8" => TextEncoding.Utf8,
        "utf8bom" or "utf8withbom" => TextEncoding.Utf8WithMark,
        "utf16" or "utf16le" or "unicode" => TextEncoding.Utf16LittleEndian,
        "utf16be" => TextEncoding.Utf16BigEndian,
        "windows1252" or "cp1252" or "1252" or "latin1" or "iso88591" => TextEncoding.Windows1252,
        _ => null,
    };

    /// <summary>The separator that <paramref name="name"/> means (<c>,</c>, <c>tab</c>, <c>\t</c>, <c>semicolon</c> …), or null.</summary>
    public static char? ParseSeparator(string name) => name.ToLowerInvariant() switch
    {
        "tab" or "\\t" => '\t',
        "comma" => ',',
        "semicolon" => ';',
        "pipe" => '|',
        [var one] when one < 0x80 && one is not ('"' or '\'' or '\r' or '\n') && !char.IsAsciiLetterOrDigit(one) => one,
        _ => null,
    };
}
