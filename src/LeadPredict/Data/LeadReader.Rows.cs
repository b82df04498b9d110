using System.Text.Unicode;
using CsvHelper;

namespace LeadPredict.Data;

// What is a row, what is not, and where reading goes on after one that is broken.
public sealed partial class LeadReader
{
    // For the rows that are not evidently plain. False when the record is no good row; then it has been counted and reported.
    bool Accept(ReadOnlySpan<byte> raw, int fields)
    {
        var expected = _layout.Header.Length;
        if (raw.Length <= 3 * fields && IsBlank(fields))
        {
            BlankLines++;
            return false;
        }
        if (!_clean)
        {
            if (raw.IndexOf((byte)0) is var nul and >= 0) return Reject(ReadingErrors.NulByte(Name, Line, nul + 1), raw, fields);
            if (!Utf8.IsValid(raw)) return Reject(ReadingErrors.InvalidText(Name, Line, FirstInvalid(raw) + 1), raw, fields);
        }
        if (_malformed is { } malformed)
        {
            var column = ColumnOf(malformed, raw);
            if (malformed.Reason == CsvMalformedReason.UnterminatedQuote) return Reject(ReadingErrors.QuoteNotClosed(Name, Line, column), raw, fields);
            if (HasTextAfterQuote(fields))
                return Reject(ReadingErrors.TextAfterQuote(Name, Line, column), raw, fields);
        }
        if (fields == 1 && expected > 1 && TryUnwrap()) return true;
        if (fields < expected) return Reject(ReadingErrors.TooFewFields(Name, Line, fields, expected), raw, fields);
        for (var i = expected; i < fields; i++)
            if (!Field(i).IsEmpty) return Reject(ReadingErrors.TooManyFields(Name, Line, LastFilled(fields) + 1, expected), raw, fields);
        if (raw.Length > LongestField)
            for (var i = 0; i < fields; i++)
                if (_row!.GetSpan(i).Length > LongestField) return Reject(ReadingErrors.FieldTooLong(Name, Line, i + 1, LongestField), raw, fields);
        if (raw.SequenceEqual(_header)) return Reject(ReadingErrors.HeaderRepeated(Name, Line), raw, fields);
        if (SwallowsRows(raw)) return Reject(ReadingErrors.QuoteNotClosed(Name, Line, 0), raw, fields);
        return true;
    }

    bool IsBlank(int fields)
    {
        for (var i = 0; i < fields; i++)
            if (!Field(i).IsEmpty) return false;
        return true;
    }

    int LastFilled(int fields)
    {
        for (var i = fields - 1; i > 0; i--)
            if (!Field(i).IsEmpty) return i;
        return 0;
    }

    static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && System.Text.Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }

    // The position in the record's first line, 0 when the problem is on a later one.
    int ColumnOf(CsvMalformedRecord malformed, ReadOnlySpan<byte> raw)
    {
        var at = (int)(_parserStart + malformed.ByteOffset - _rowStart);
        if (at < 0 || at >= raw.Length || raw[..at].IndexOfAny((byte)'\n', (byte)'\r') >= 0) return 0;
        return at + 1;
    }

    // The parser reports the first problem of a record. A quote inside an unquoted field is text, and so are spaces after a closing quote.
    bool HasTextAfterQuote(int fields)
    {
        var quote = (byte)_layout.Dialect.Quote;
        for (var i = 0; i < fields; i++)
        {
            var field = _row!.GetRawSpan(i);
            field = _layout.Dialect.SpacesAroundQuotes ? field.Trim(" \t"u8) : field.TrimEnd(" \t"u8);
            if (field.IsEmpty || field[0] != quote) continue;
            var at = 1;
            while (at < field.Length && (field[at] != quote || (at + 1 < field.Length && field[at + 1] == quote))) at += field[at] == quote ? 2 : 1;
            if (at != field.Length - 1) return true;
        }
        return false;
    }

    // A row quoted whole: one field whose text is a record of as many fields as the header has.
    bool TryUnwrap()
    {
        var text = _row!.GetSpan(0);
        if (!text.Contains((byte)_layout.Dialect.Separator)) return false;
        _unwrapped?.Dispose();
        _unwrapped = CsvReader.Create(text.ToArray(), CsvLayout.ReaderOptions(_layout.Dialect, OnMalformed));
        _malformed = null;
        if (!_unwrapped.Read() || _malformed is { Reason: not CsvMalformedReason.StrayQuote }) return false;
        var fields = _unwrapped.FieldCount;
        if (fields < _layout.Header.Length || fields > _layout.Columns) return false;
        _row = _unwrapped;
        if (RowsUnwrapped++ == 0) FirstUnwrappedLine = Line;
        return true;
    }

    // Whether a record of the right width is one with a lost quote that another lost quote, rows later, closed: the lines inside are rows.
    bool SwallowsRows(ReadOnlySpan<byte> raw)
    {
        if (_separatorsExpected < 2 || raw.IndexOfAny((byte)'\n', (byte)'\r') < 0) return false;
        var (lines, rows) = InnerLines(raw);
        return rows >= (_separatorsExpected >= 3 ? 3 : 10) && rows * 5 >= lines * 4;
    }

    // The lines of a record after its first, the unfinished last one not counted; and how many of them are as wide as rows.
    (int Lines, int Rows) InnerLines(ReadOnlySpan<byte> raw)
    {
        int lines = 0, rows = 0;
        for (var first = true; raw.IndexOfAny((byte)'\n', (byte)'\r') is var at and >= 0; first = false)
        {
            // CR LF cuts twice: the empty piece between them is no line.
            if (!first && at > 0)
            {
                lines++;
                if (raw[..at].Count((byte)_layout.Dialect.Separator) == _separatorsExpected) rows++;
            }
            raw = raw[(at + 1)..];
        }
        return (lines, rows);
    }

    // Rejects the record; when its quotes are at fault and it spans lines, only its first line, so that a lost quote costs one row.
    bool Reject(Diagnostic diagnostic, ReadOnlySpan<byte> raw, int fields)
    {
        var lineEnd = raw.IndexOfAny((byte)'\n', (byte)'\r');
        if (lineEnd >= 0 && (diagnostic.Code is "LP0123" or "LP0124" || (fields != _layout.Columns && InnerLines(raw).Rows > 0)))
        {
            ResumeAfterLine(lineEnd);
            raw = raw[..lineEnd];
        }
        Report(diagnostic, raw);
        return false;
    }

    void ResumeAfterLine(int lineLength)
    {
        DropParser();
        var at = _rowStart + lineLength;
        _next = _buffer[at] == '\r' && at + 1 < _end && _buffer[at + 1] == '\n' ? at + 2 : at + 1;
    }

    void Report(Diagnostic diagnostic, ReadOnlySpan<byte> raw)
    {
        RowsRejected++;
        Rejected?.Invoke(new(diagnostic.Line, diagnostic, raw.ToArray()));
    }

    // A record as long as the buffer may grow: an unclosed quote if it has lines, one endless line otherwise.
    void GiveUpOnRow(int start)
    {
        _rowStart = start;
        // What is done may not depend on how much of the file happens to be in the buffer.
        DropParser();
        var raw = _buffer.AsSpan(start, LongestRow);
        var lineEnd = raw.IndexOfAny((byte)'\n', (byte)'\r');
        if (lineEnd >= 0 && lineEnd + 1 < raw.Length)
        {
            var column = Math.Max(0, raw[..lineEnd].LastIndexOf((byte)_layout.Dialect.Quote) + 1);
            ResumeAfterLine(lineEnd);
            Report(ReadingErrors.QuoteNotClosed(Name, Line, column), raw[..lineEnd]);
            return;
        }
        Report(ReadingErrors.FieldTooLong(Name, Line, 0, LongestRow), raw[..LongestField]);
        _next = start + LongestRow;
        _discarding = true;
    }

    // Skips the rest of an endless line; false when its end is not in the buffer.
    bool DiscardLine()
    {
        var at = _buffer.AsSpan(_next, _end - _next).IndexOfAny((byte)'\n', (byte)'\r');
        if (at < 0)
        {
            _next = _end;
            return false;
        }
        at += _next;
        if (_buffer[at] == '\r' && at + 1 >= _end && !_ended)
        {
            _next = at;
            return false;
        }
        _next = _buffer[at] == '\r' && at + 1 < _end && _buffer[at + 1] == '\n' ? at + 2 : at + 1;
        _discarding = false;
        return true;
    }
}
