using System.Globalization;
using System.Text;
using CsvHelper;

namespace LeadPredict.Data;

/// <summary>
/// Finds quote, separator, line ends, title lines and column names in the head of a text. Everything unusual that it steps over
/// becomes a note.
/// </summary>
static class HeaderFinder
{
    const int SampleRecords = 200;
    const int DeepestHeader = 20;

    static ReadOnlySpan<byte> Separators => ",;\t|"u8;

    /// <summary>A record of the sample: where it is and its fields, trimmed.</summary>
    sealed record Record(int Start, int End, string[] Fields, CsvMalformedReason? Problem)
    {
        public int Filled { get; } = Fields.Count(f => f.Length > 0);
        public int Width { get; } = Array.FindLastIndex(Fields, f => f.Length > 0) + 1;
    }

    public static CsvLayout Find(byte[] text, bool whole, CsvDialect dialect, char? separator, string name)
    {
        var notes = new List<Diagnostic>();
        var start = text.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (text.AsSpan(start).Trim(" \t\r\n"u8).IsEmpty && whole) throw ReadingErrors.Empty(name);
        dialect = dialect with { LineEnding = LineEndingOf(text), Quote = QuoteOf(text.AsSpan(start)) };

        if (SeparatorHint(text.AsSpan(start)) is { } hint)
        {
            separator ??= (char)text[start + 4];
            start += hint;
            notes.Add(ReadingErrors.SeparatorLine(name, separator.Value));
        }
        dialect = dialect with { Separator = separator ?? BestSeparator(text, start, whole, dialect) };
        dialect = dialect with { SpacesAroundQuotes = HasSpacedQuotes(text.AsSpan(start), dialect) };

        var records = Records(text, start, whole, dialect);
        RefuseOtherSeparator(records, dialect, name);
        var at = HeaderAt(records, dialect);
        var header = records[at];
        var line = 1 + CsvLayout.LineBreaks(text.AsSpan(0, header.Start));
        if (at > 0 && records.Take(at).Any(r => r.Filled > 0)) notes.Add(ReadingErrors.TitleSkipped(name, 1 + CsvLayout.LineBreaks(text.AsSpan(0, start)), at));
        if (header.Problem is { } problem and not CsvMalformedReason.StrayQuote)
            throw ReadingErrors.UnreadableHeader(name, line, problem == CsvMalformedReason.UnterminatedQuote ? "a quote is not closed" : "text follows a closing quote");

        var fields = header.Fields;
        if (fields.Length == 1 && Unwrap(fields[0], dialect) is { Length: > 1 } inner)
        {
            fields = inner;
            notes.Add(ReadingErrors.HeaderUnwrapped(name, line));
        }
        var names = Names(fields, records.Skip(at + 1), name, line, notes);
        RefuseData(names, records.Skip(at + 1).Where(r => r.Filled > 0).ToList(), name, line);

        var end = header.End;
        if (end < text.Length && text[end] == '\r') end++;
        if (end < text.Length && text[end] == '\n' && (end == header.End || text[end - 1] == '\r')) end++;
        return new(dialect, names, fields.Length, line, end, 1 + CsvLayout.LineBreaks(text.AsSpan(0, end)), text[header.Start..header.End], notes);
    }

    static LineEnding LineEndingOf(ReadOnlySpan<byte> text)
    {
        var pairs = text.Count("\r\n"u8);
        var returns = text.Count((byte)'\r') - pairs;
        var feeds = text.Count((byte)'\n') - pairs;
        return pairs >= feeds && pairs >= returns && pairs > 0 ? LineEnding.CrLf : returns > feeds ? LineEnding.Cr : LineEnding.Lf;
    }

    // A single quote is the quote only where fields regularly start and end with it and double quotes do not occur.
    static char QuoteOf(ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)'"')) return '"';
        int opens = 0, closes = 0, lines = 1;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n') lines++;
            if (text[i] != '\'') continue;
            if (i == 0 || text[i - 1] is (byte)'\n' or (byte)'\r' || Separators.Contains(text[i - 1])) opens++;
            if (i + 1 == text.Length || text[i + 1] is (byte)'\n' or (byte)'\r' || Separators.Contains(text[i + 1])) closes++;
        }
        return opens >= lines && closes >= lines ? '\'' : '"';
    }

    // Excel's first line "sep=;": its length with the line end, or null.
    static int? SeparatorHint(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || !text.StartsWith("sep="u8) || text[4] is < 9 or >= 0x80) return null;
        if (text[5] == '\n') return 6;
        if (text[5] != '\r') return null;
        return text.Length > 6 && text[6] == '\n' ? 7 : 6;
    }

    // The separator that cuts most records into the same number of fields, more than one; a first record that agrees breaks ties.
    static char BestSeparator(byte[] text, int start, bool whole, CsvDialect dialect)
    {
        var best = ',';
        var bestScore = 0.0;
        foreach (var candidate in Separators)
        {
            var records = Records(text, start, whole, dialect with { Separator = (char)candidate });
            var counts = new List<int>();
            foreach (var record in records)
            {
                if (record.Filled == 0) continue;
                var count = record.Fields.Length;
                if (count == 1 && record.Problem is null) count = Unwrap(record.Fields[0], dialect with { Separator = (char)candidate })?.Length ?? 1;
                counts.Add(count);
            }
            if (counts.Count == 0) continue;
            var modal = counts.CountBy(c => c).MaxBy(c => c.Value);
            if (modal.Key == 1)
            {
                // Most lines may be prose under a header: the widest repeated count is still a hint, a weak one.
                modal = counts.Where(c => c > 1).CountBy(c => c).OrderByDescending(c => c.Value).FirstOrDefault();
                if (modal.Value == 0) continue;
            }
            var share = (double)modal.Value / counts.Count;
            var score = share * share * (1 - 1.0 / modal.Key) * (counts[0] == modal.Key ? 1 : 0.5);
            if (score > bestScore + 1e-9) (best, bestScore) = ((char)candidate, score);
        }
        return best;
    }

    static bool HasSpacedQuotes(ReadOnlySpan<byte> text, CsvDialect dialect)
    {
        Span<byte> pattern = [(byte)dialect.Separator, (byte)' ', (byte)dialect.Quote];
        for (int at; (at = text.IndexOf(pattern)) >= 0; text = text[(at + 3)..])
            if (at + 3 < text.Length && text[at + 3] != dialect.Quote) return true;
        return false;
    }

    static List<Record> Records(byte[] text, int start, bool whole, CsvDialect dialect)
    {
        CsvMalformedReason? problem = null;
        using var reader = CsvReader.Create(text.AsMemory(start), CsvLayout.ReaderOptions(dialect, r => problem ??= r.Reason));
        var records = new List<Record>();
        while (records.Count < SampleRecords && Next())
        {
            var first = start + (int)reader.ByteOffset;
            var end = first + reader.RawRecord.Length;
            if (end >= text.Length && !whole && records.Count > 0) break;
            var fields = new string[reader.FieldCount];
            for (var i = 0; i < fields.Length; i++) fields[i] = CsvLayout.HeaderName(reader.GetSpan(i));
            records.Add(new(first, end, fields, problem));
        }
        return records;

        bool Next()
        {
            problem = null;
            return reader.Read();
        }
    }

    /// <summary>The fields of a record that was quoted whole, or null when the text is not one.</summary>
    static string[]? Unwrap(string field, CsvDialect dialect)
    {
        if (!field.Contains(dialect.Separator)) return null;
        using var reader = CsvReader.Create(Encoding.UTF8.GetBytes(field), CsvLayout.ReaderOptions(dialect));
        if (!reader.Read()) return null;
        var fields = new string[reader.FieldCount];
        for (var i = 0; i < fields.Length; i++) fields[i] = CsvLayout.HeaderName(reader.GetSpan(i));
        return reader.Read() ? null : fields;
    }

    static void RefuseOtherSeparator(List<Record> records, CsvDialect dialect, string name)
    {
        if (records.Any(r => r.Fields.Length > 1)) return;
        var lines = records.Where(r => r.Filled > 0).Select(r => r.Fields[0]).Take(50).ToList();
        if (lines.Count == 0) throw ReadingErrors.Empty(name);
        if (Unwrap(lines[0], dialect) is { Length: > 1 }) return;
        foreach (var other in ",;\t|:^~\u0001\u001F")
        {
            if (other == dialect.Separator) continue;
            var count = lines[0].Count(c => c == other);
            if (count == 0 || lines.Any(l => l.Count(c => c == other) != count)) continue;
            throw ReadingErrors.SeparatorDiffers(name, Show(dialect.Separator), Show(other));
        }

        static string Show(char c) => c == '\t' ? "a tab" : c < ' ' ? string.Create(CultureInfo.InvariantCulture, $"the character {(int)c}") : $"'{c}'";
    }

    // A title has few filled cells above a table of many: the header is the first record nearly as full as those that follow.
    static int HeaderAt(List<Record> records, CsvDialect dialect)
    {
        var first = records.FindIndex(r => r.Filled > 0);
        if (first < 0) return 0;
        var widths = records.Skip(first + 1).Where(r => r.Filled > 0).Select(r => r.Width).Order().ToList();
        if (widths.Count == 0) return first;
        var typical = widths[widths.Count / 2];
        if (typical < 3 || records[first].Filled * 2 >= typical) return first;
        if (records[first].Fields.Length == 1 && Unwrap(records[first].Fields[0], dialect) is { } inner && inner.Length * 5 >= typical * 4) return first;
        for (var i = first + 1; i < Math.Min(records.Count, first + DeepestHeader); i++)
            if (records[i].Filled * 5 >= typical * 4 && records[i].Filled > 1) return i;
        return first;
    }

    static string[] Names(string[] fields, IEnumerable<Record> rows, string name, long line, List<Diagnostic> notes)
    {
        var count = Array.FindLastIndex(fields, f => f.Length > 0) + 1;
        if (count == 0) throw ReadingErrors.UnreadableHeader(name, line, "it has no names");
        // Nameless columns at the end are dropped only when they are empty; one with values, as an index column may be, is named.
        foreach (var row in rows)
            if (row.Width > count && row.Width <= fields.Length) count = row.Width;
        if (count < fields.Length) notes.Add(ReadingErrors.EmptyColumnsDropped(name, line, count + 1, fields.Length - count));

        var names = fields[..count];
        for (var i = 0; i < count; i++)
        {
            if (names[i].Length > 0) continue;
            names[i] = string.Create(CultureInfo.InvariantCulture, $"column_{i + 1}");
            notes.Add(ReadingErrors.UnnamedColumn(name, line, i + 1, names[i]));
        }
        var positions = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (!positions.TryGetValue(names[i], out var list)) positions[names[i]] = list = [];
            list.Add(i + 1);
        }
        var doubles = positions.Where(p => p.Value.Count > 1).Select(p => (p.Key, p.Value)).ToList();
        // Doubled numbers are data: that is the clearer thing to say.
        if (doubles.Count > 0 && !doubles.All(d => LooksLikeValue(d.Key))) throw ReadingErrors.DuplicateHeaders(name, line, doubles);
        if (doubles.Count > 0) throw ReadingErrors.NoHeader(name, line, "it repeats numbers");
        return names;
    }

    static void RefuseData(string[] names, List<Record> rows, string name, long line)
    {
        var values = names.Where(LooksLikeValue).ToList();
        var years = values.All(v => v.Length == 4 && int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out var y) && y is >= 1900 and <= 2100);
        if (values.Count * 4 >= names.Length && !(years && values.Count < names.Length))
            throw ReadingErrors.NoHeader(name, line, string.Create(CultureInfo.InvariantCulture, $"{values.Count} of its {names.Length} fields are numbers, dates or addresses"));

        // Words: names do not come back as values in their own columns. Rows that repeat the header as a whole are joined files.
        if (names.Length < 3) return;
        var data = rows.Where(r => !r.Fields.Take(names.Length).SequenceEqual(names)).ToList();
        var again = 0;
        for (var i = 0; i < names.Length; i++)
            if (data.Any(r => i < r.Fields.Length && r.Fields[i] == names[i])) again++;
        if (data.Count > 1 && again * 2 > names.Length)
            throw ReadingErrors.NoHeader(name, line, string.Create(CultureInfo.InvariantCulture, $"{again} of its {names.Length} fields come back as values below"));
    }

    static bool LooksLikeValue(string field)
    {
        var bytes = Encoding.UTF8.GetBytes(field);
        if (FieldParser.TryParseNumber(bytes, NumberFormat.PointDecimal, out _) || FieldParser.TryParseNumber(bytes, NumberFormat.CommaDecimal, out _)) return true;
        if (FieldParser.TryParseDate(bytes, null, out _) || FieldParser.DateFormats.Any(f => FieldParser.TryParseDate(bytes, f, out _))) return true;
        return Guid.TryParseExact(field, "D", out _) || (field.Contains('@') && !field.Contains(' ') && field.LastIndexOf('.') > field.IndexOf('@'));
    }
}
