using System.Buffers;

namespace LeadPredict.Data;

/// <summary>Tells, from the first bytes, files that are no CSV whatever they are called.</summary>
static class WrongFile
{
    static readonly SearchValues<byte> s_control = SearchValues.Create(
        [1, 2, 3, 4, 5, 6, 7, 8, 11, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 28, 29, 30, 31, 127]);

    const string ExportAgain = "Export the table as CSV (UTF-8).";

    /// <summary>Throws for bytes that are not text of a table. Gzip passes: it is for the caller to unpack.</summary>
    public static void Refuse(ReadOnlySpan<byte> head, string name)
    {
        if (head.IsEmpty) throw ReadingErrors.Empty(name);
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            var what = head.IndexOf("xl/"u8) >= 0 || head.IndexOf("[Content_Types].xml"u8) >= 0 ? "an Excel workbook (xlsx)"
                : head.IndexOf("opendocument.spreadsheet"u8) >= 0 ? "an OpenDocument spreadsheet (ods)"
                : "a zip archive";
            throw what == "a zip archive"
                ? ReadingErrors.OtherFormat(name, what, "Unpack it and give the CSV file inside; gzip (.csv.gz) is read as it is.")
                : ReadingErrors.Spreadsheet(name, what);
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) throw ReadingErrors.Spreadsheet(name, "an old Excel workbook (xls)");
        if (head.StartsWith("version https://git-lfs"u8)) throw ReadingErrors.LfsPointer(name);
        foreach (var (start, what) in Signatures)
            if (head.StartsWith(start)) throw ReadingErrors.OtherFormat(name, what, ExportAgain);
        RefuseMarkup(head, name);
    }

    /// <summary>Throws for text full of control characters. After the encoding is known, since UTF-16 is full of zeros.</summary>
    public static void RefuseBinary(ReadOnlySpan<byte> head, string name)
    {
        var control = 0;
        for (var rest = head; rest.IndexOfAny(s_control) is var at and >= 0; rest = rest[(at + 1)..]) control++;
        // A single NUL is a damaged row; many are a damaged or binary file.
        if (control + head.Count((byte)0) / 4 > Math.Max(2, head.Length / 50))
            throw ReadingErrors.OtherFormat(name, "binary data", ExportAgain);
    }

    static (byte[] Start, string What)[] Signatures { get; } =
    [
        ("%PDF"u8.ToArray(), "a PDF document"),
        ("PAR1"u8.ToArray(), "a Parquet file"),
        ("ARROW1"u8.ToArray(), "an Arrow file"),
        ("Obj\u0001"u8.ToArray(), "an Avro file"),
        ("SQLite format 3"u8.ToArray(), "a SQLite database"),
        ("{\\rtf"u8.ToArray(), "an RTF document"),
        ("BZh"u8.ToArray(), "a bzip2 archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27], "a 7z archive"),
        ("Rar!"u8.ToArray(), "a rar archive"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        ("GIF8"u8.ToArray(), "a GIF image"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"),
    ];

    static void RefuseMarkup(ReadOnlySpan<byte> head, string name)
    {
        var text = head.TrimStart("\uFEFF \t\r\n"u8);
        if (text.IsEmpty) return;
        if (text[0] == '<' && text.Length > 1 && (text[1] is (byte)'!' or (byte)'?' || char.IsAsciiLetter((char)text[1])))
        {
            var html = text[..Math.Min(text.Length, 1024)];
            if (Contains(html, "<html") || Contains(html, "<!doctype") || Contains(html, "<head") || Contains(html, "<body"))
                throw ReadingErrors.OtherFormat(name, "an HTML page", "A login or error page may have been downloaded instead of the data; download it again.");
            throw ReadingErrors.OtherFormat(name, Contains(html, "<table") ? "an HTML table" : "an XML document", ExportAgain);
        }
        var after = text[1..].TrimStart(" \t\r\n"u8);
        var json = text[0] == '{' && (after.IsEmpty || after[0] is (byte)'"' or (byte)'}');
        json |= text[0] == '[' && !after.IsEmpty && after[0] is (byte)'{' or (byte)'[';
        if (json) throw ReadingErrors.OtherFormat(name, "JSON", ExportAgain);
    }

    static bool Contains(ReadOnlySpan<byte> text, string word)
    {
        for (var i = 0; i + word.Length <= text.Length; i++)
        {
            var same = 0;
            while (same < word.Length && (text[i + same] == word[same] || (text[i + same] | 0x20) == word[same])) same++;
            if (same == word.Length) return true;
        }
        return false;
    }
}
