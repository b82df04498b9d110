using System.Text;
using CsvHelper;

namespace LeadPredict.Data;

/// <summary>Where the table starts in a text and what its columns are called. Immutable.</summary>
/// <param name="Columns">Fields of the line of names, the nameless ones at its end included.</param>
/// <param name="DataOffset">Bytes of UTF-8 text, a byte order mark included, before the first row.</param>
/// <param name="DataLine">1-based line of the first row.</param>
/// <param name="HeaderBytes">The line of names as it is in the text.</param>
sealed record CsvLayout(
    CsvDialect Dialect, string[] Header, int Columns, long HeaderLine, int DataOffset, long DataLine, byte[] HeaderBytes, IReadOnlyList<Diagnostic> Notes)
{
    /// <summary>Bytes of a stream that are awaited before its header is read.</summary>
    public const int HeadOfStream = FirstLook;

    const int FirstLook = 64 * 1024;
    const int FarthestLook = 4 * 1024 * 1024;
    const int EnoughLines = 32;

    /// <summary>Recognises everything about a source from its first bytes.</summary>
    /// <param name="rereadable">The whole source may be read again to find its encoding.</param>
    /// <exception cref="LeadPredictException">The source is no CSV, or its header cannot be used (LP0101 to LP0113).</exception>
    public static CsvLayout Recognise(LeadSource source, CsvDialectOptions? overrides, bool rereadable)
    {
        var head = new byte[FirstLook];
        bool gzip;
        using (var raw = source.OpenRaw())
        {
            head = head[..source.ReadHead(raw, head)];
            gzip = head is [0x1F, 0x8B, ..];
        }
        if (gzip)
        {
            using var unpacked = source.OpenText(TextEncoding.Utf8, gzip: true);
            head = new byte[FirstLook];
            head = head[..source.ReadHead(unpacked, head)];
        }
        WrongFile.Refuse(head, source.Name);
        var encoding = overrides?.Encoding
            ?? EncodingSniffer.Recognise(head, source, rereadable ? () => source.OpenText(TextEncoding.Utf8, gzip) : null);
        if (encoding is not (TextEncoding.Utf16LittleEndian or TextEncoding.Utf16BigEndian)) WrongFile.RefuseBinary(head, source.Name);

        var (text, whole) = ReadText(source, encoding, gzip);
        return HeaderFinder.Find(text, whole, new CsvDialect { Encoding = encoding, Gzip = gzip }, overrides?.Separator, source.Name);
    }

    // A header of thousands of columns is longer than the first look.
    static (byte[] Text, bool Whole) ReadText(LeadSource source, TextEncoding encoding, bool gzip)
    {
        using var stream = source.OpenText(encoding, gzip);
        var text = new byte[FirstLook];
        var length = 0;
        while (true)
        {
            length += source.ReadHead(stream, text.AsSpan(length));
            if (length < text.Length) return (text[..length], true);
            if (length >= FarthestLook || LineBreaks(text) >= EnoughLines) return (text, false);
            Array.Resize(ref text, text.Length * 2);
        }
    }

    /// <summary>Line ends in a text: CR, LF and CR LF each count once. The text must not be cut between CR and LF.</summary>
    public static long LineBreaks(ReadOnlySpan<byte> text)
    {
        var returns = text.Count((byte)'\r');
        var feeds = text.Count((byte)'\n');
        return returns == 0 ? feeds : feeds + returns - text.Count("\r\n"u8);
    }

    /// <summary>How <see cref="CsvReader"/> must read a dialect; empty lines are records, quoting problems are reported, nothing throws.</summary>
    public static CsvReaderOptions ReaderOptions(CsvDialect dialect, Action<CsvMalformedRecord>? onMalformed = null) => new()
    {
        Separator = dialect.Separator,
        Quote = dialect.Quote,
        HasHeader = false,
        SkipEmptyLines = false,
        DetectSeparatorHint = false,
        TrimWhitespace = dialect.SpacesAroundQuotes,
        MalformedData = CsvMalformedDataHandling.Recover,
        FieldCountMismatch = CsvFieldCountHandling.Allow,
        IncludeValuesInExceptions = false,
        OnMalformedRecord = onMalformed,
    };

    /// <summary>The name of a header field: without the mark, spaces around it and line breaks inside.</summary>
    public static string HeaderName(ReadOnlySpan<byte> field) =>
        Encoding.UTF8.GetString(field).Trim().Trim('\uFEFF').Replace("\r\n", " ").Replace('\n', ' ').Replace('\r', ' ').Trim();
}
