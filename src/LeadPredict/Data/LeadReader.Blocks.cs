namespace LeadPredict.Data;

// Cutting the text into blocks of whole rows, which other threads read, and reading such a block.
public sealed partial class LeadReader
{
    /// <summary>The largest block. A record in a block is at most as long as a field may be, so none of those too long is.</summary>
    internal const int LargestBlock = LongestField;

    bool _stepping;

    LeadReader(LeadReader of)
    {
        _source = of._source;
        _layout = of._layout;
        _text = Stream.Null;
        _separatorsExpected = of._separatorsExpected;
        _header = of._header;
        _options = CsvLayout.ReaderOptions(of._layout.Dialect, OnMalformed);
        _buffer = [];
        _ownsBuffer = false;
    }

    /// <summary>Offset of the next record in the text, as <see cref="TextRange"/> counts.</summary>
    internal long NextOffset => _forgotten + _next - 1;

    /// <summary>1-based line of the next record.</summary>
    internal long NextLine
    {
        get
        {
            DropParser();
            (_rowStart, _rowLength) = (_next, 0);
            return Line;
        }
    }

    /// <summary>False within a line without end that is being skipped.</summary>
    internal bool AtRecord => !_discarding;

    internal CsvLayout Layout => _layout;

    /// <summary>Starts at a record that an earlier pass saw, by its offset and line; only before the first row.</summary>
    internal void StartAt(long offset, long line) => (_skip, _forgotten, _firstLine) = (offset, offset, line);

    /// <summary>A reader of blocks that were taken from this one; it reads nothing until <see cref="Over"/>.</summary>
    internal LeadReader OverBlocks() => new(this);

    /// <summary>Sets a reader made by <see cref="OverBlocks"/> to records of a block, whole ones; a line end is before the first.</summary>
    internal void Over(byte[] buffer, int start, int end, long line)
    {
        DropParser();
        _buffer = buffer;
        _next = _rowStart = _firstLineAt = start;
        _rowLength = 0;
        _end = end;
        _firstLine = line;
        _ended = true;
        _discarding = false;
        _clean = IsClean(buffer.AsSpan(start, end - start), ended: true);
    }

    /// <summary>Reads one record: true for a good row, false for one that is none (then it was counted and reported), null at the end.</summary>
    internal bool? ReadRecord()
    {
        _stepping = true;
        try
        {
            while (true)
            {
                switch (Advance())
                {
                    case Step.Row: return true;
                    case Step.NoRow: return false;
                    case Step.End: return null;
                }
                Fill();
            }
        }
        finally
        {
            _stepping = false;
        }
    }

    void Fill()
    {
        MakeRoom();
        int read;
        try
        {
            read = _text.Read(_buffer.AsSpan(_end));
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw _source.Unreadable(e);
        }
        Filled(read);
    }

    /// <summary>
    /// Takes the next records as a block, as far as it is certain, without reading them, that reading them from the start of the file would end there.
    /// What is taken depends on the text and <paramref name="most"/> alone.
    /// </summary>
    /// <param name="block">Gets them; null to step over them.</param>
    /// <param name="most">Most bytes, 1 to <see cref="LargestBlock"/>.</param>
    /// <returns>False when the next record must be read by <see cref="ReadRecord"/>, or there is none.</returns>
    internal bool TakeRows(RowBlock? block, int most)
    {
        DropParser();
        if (_discarding) return false;
        while (!_ended && _end - _next < most + 2) Fill();
        var text = _buffer.AsSpan(_next, _end - _next);
        var length = WholeRecords(text, most);
        if (length == 0) return false;
        block?.Set(text[..length], NextLine);
        _next += length;
        return true;
    }

    // Bytes of whole records at the start of the text. Every quote must open or close a field as it should, or stand inside an unquoted one; where that
    // ends, the records before are taken. A row with line breaks that might be several rows is left to the parser too, since what it makes of it may
    // change where the next one starts.
    int WholeRecords(ReadOnlySpan<byte> text, int most)
    {
        const byte quote = (byte)'"';
        if (_layout.Dialect.Quote != quote || _layout.Dialect.SpacesAroundQuotes) return 0;
        var separator = (byte)_layout.Dialect.Separator;
        var whole = _ended && text.Length <= most;
        var end = Math.Min(text.Length, most);
        int taken = 0, at = 0;
        var severalLines = false;
        while (true)
        {
            var quoteAt = text[at..end].IndexOf(quote);
            var stop = quoteAt < 0 ? end : at + quoteAt;
            if (severalLines && text[at..stop].IndexOfAny((byte)'\n', (byte)'\r') is var first and >= 0)
            {
                if (!IsOneRow(text[taken..(at + first)])) return taken;
                severalLines = false;
            }
            if (!severalLines && text[at..stop].LastIndexOfAny((byte)'\n', (byte)'\r') is var last and >= 0)
            {
                taken = at + last + 1;
                if (text[taken - 1] == '\r' && taken < text.Length && text[taken] == '\n') taken++;
            }
            if (quoteAt < 0) break;
            at = stop + 1;
            if (stop > 0 && text[stop - 1] != separator && text[stop - 1] is not ((byte)'\n' or (byte)'\r')) continue;
            var close = CloseOfField(text[..end], at);
            if (close < 0 || (close == end && !whole)) return taken;
            if (close < end && text[close] != separator && text[close] is not ((byte)'\n' or (byte)'\r')) return taken;
            severalLines |= text[at..close].IndexOfAny((byte)'\n', (byte)'\r') >= 0;
            at = close;
        }
        return !whole ? taken : severalLines && !IsOneRow(text[taken..end]) ? taken : end;
    }

    // Where a quoted field whose text starts at a byte ends, after its quote; -1 when that is not in the text.
    internal static int CloseOfField(ReadOnlySpan<byte> text, int at)
    {
        while (true)
        {
            var quote = text[at..].IndexOf((byte)'"');
            if (quote < 0) return -1;
            at += quote + 1;
            if (at >= text.Length || text[at] != '"') return at;
            at++;
        }
    }

    bool IsOneRow(ReadOnlySpan<byte> record)
    {
        var separator = (byte)_layout.Dialect.Separator;
        var fields = 1;
        for (var at = 0; at < record.Length; at++, fields++)
        {
            if (record[at] == '"') at = CloseOfField(record, at + 1);
            var next = record[at..].IndexOf(separator);
            if (next < 0) break;
            at += next;
            // A separator that ends the record has an empty field after it.
            if (at == record.Length - 1) return fields + 1 == _layout.Columns && !SwallowsRows(record);
        }
        return fields == _layout.Columns && !SwallowsRows(record);
    }
}
