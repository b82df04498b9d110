using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace LeadPredict.Data;

/// <summary>A row that could not be read.</summary>
/// <param name="Line">1-based line where the row starts.</param>
/// <param name="Diagnostic">What is wrong with it.</param>
/// <param name="Text">The row's UTF-8 bytes as in the file, without the line end; may hold personal data. Cut at the longest row that is read.</param>
public readonly record struct RejectedRow(long Line, Diagnostic Diagnostic, ReadOnlyMemory<byte> Text);

/// <summary>
/// One pass over the rows of a lead file. A bad row does not end it: the row is counted, handed to <see cref="Rejected"/> with a
/// diagnostic, and reading goes on, so that always <see cref="RowsRead"/> = rows returned + <see cref="RowsRejected"/>. Memory is bounded
/// by the longest row. Not thread safe.
/// </summary>
/// <remarks>
/// <code>
/// _buffer:  [\n][ rows already returned | current row | rows to come | part of a row ]
///            0   1                       _rowStart     _next                          _end
/// </code>
/// CsvHelper parses the buffer in place. A record that reaches <c>_end</c> may go on in the file: it moves to the front, the
/// buffer is filled (or doubled), and parsing starts there anew. The line end before a start makes an empty record that is skipped; it
/// keeps the parser from taking the first bytes for a byte order mark.
/// </remarks>
public sealed partial class LeadReader : IDisposable
{
    /// <summary>The longest field that is read, in bytes of UTF-8; a longer one rejects its row.</summary>
    public const int LongestField = 1 << 20;

    /// <summary>A row that has not ended after so many bytes has an unclosed quote or no line end.</summary>
    const int LongestRow = 16 << 20;
    const int FirstBuffer = 128 * 1024;

    readonly LeadSource _source;
    readonly CsvLayout _layout;
    readonly Stream _text;
    readonly CsvReaderOptions _options;
    readonly int _separatorsExpected;
    readonly byte[] _header;
    byte[] _buffer;
    readonly bool _ownsBuffer = true;
    int _end = 1;
    int _next = 1;
    long _skip;
    long _forgotten;
    bool _ended;
    bool _clean = true;
    bool _discarding;
    CsvReader? _parser;
    int _parserStart;
    CsvMalformedRecord? _malformed;

    CsvReader? _row;
    CsvReader? _unwrapped;
    int _rowStart = 1;
    int _rowLength;
    long _firstLine;
    int _firstLineAt = 1;
    long _good;

    internal LeadReader(LeadSource source, CsvLayout layout, Func<Stream, Stream>? through = null)
    {
        _source = source;
        _layout = layout;
        _skip = _forgotten = layout.DataOffset;
        _firstLine = layout.DataLine;
        _separatorsExpected = layout.Columns - 1;
        _header = layout.HeaderBytes;
        _options = CsvLayout.ReaderOptions(layout.Dialect, OnMalformed);
        _buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        _buffer[0] = (byte)'\n';
        _text = source.OpenText(layout.Dialect.Encoding, layout.Dialect.Gzip, through);
    }

    /// <summary>
    /// Reads a stream that passes by once, such as the body of a request or the standard input. The header is read now (up to the first 64 KB are
    /// awaited for that); the stream is not closed.
    /// </summary>
    /// <param name="stream">From the first byte of the file on.</param>
    /// <param name="name">Names the source in diagnostics.</param>
    /// <param name="overrides">What is known of the dialect; null to recognise all.</param>
    /// <exception cref="LeadPredictException">The stream is no CSV or its header cannot be used.</exception>
    public static LeadReader FromStream(Stream stream, string name, CsvDialectOptions? overrides = null)
    {
        var replay = new ReplayStream(stream);
        var reader = FromHead(replay, name, overrides);
        replay.StopKeeping();
        return reader;
    }

    /// <summary>As <see cref="FromStream"/>, but no thread waits for the head of the stream.</summary>
    public static async ValueTask<LeadReader> FromStreamAsync(Stream stream, string name, CsvDialectOptions? overrides = null, CancellationToken ct = default)
    {
        var replay = new ReplayStream(stream);
        for (var head = CsvLayout.HeadOfStream; ; head *= 2)
        {
            await replay.KeepAsync(head, ct).ConfigureAwait(false);
            try
            {
                var reader = FromHead(replay, name, overrides);
                if (!replay.Starved)
                {
                    replay.StopKeeping();
                    return reader;
                }
                reader.Dispose();
            }
            catch (LeadPredictException) when (replay.Starved)
            {
                // The head was too short to judge: more of it, and again.
            }
        }
    }

    static LeadReader FromHead(ReplayStream replay, string name, CsvDialectOptions? overrides)
    {
        var source = new LeadSource(name, replay.Rewind);
        return new LeadReader(source, CsvLayout.Recognise(source, overrides, rereadable: false));
    }

    /// <summary>Names of the columns, trimmed, in file order.</summary>
    public IReadOnlyList<string> Header => _layout.Header;
    /// <inheritdoc cref="CsvDialect"/>
    public CsvDialect Dialect => _layout.Dialect;
    /// <summary>Names the source in diagnostics.</summary>
    public string Name => _source.Name;
    /// <summary>Gets every rejected row as it is found; null to only count them. The text is a copy.</summary>
    public Action<RejectedRow>? Rejected { get; set; }

    /// <summary>Good and rejected rows so far.</summary>
    public long RowsRead => _good + RowsRejected;
    /// <summary>Rows that could not be read so far.</summary>
    public long RowsRejected { get; private set; }
    /// <summary>Rows so far that were quoted whole and read all the same.</summary>
    public long RowsUnwrapped { get; private set; }
    /// <summary>1-based line of the first of them; 0 when there is none.</summary>
    internal long FirstUnwrappedLine { get; private set; }
    /// <summary>Lines so far that are empty or hold only separators and spaces: no rows.</summary>
    public long BlankLines { get; private set; }

    /// <summary>What was done to read the file: the notes of its header, and rows unwrapped so far.</summary>
    public IReadOnlyList<Diagnostic> Notes => RowsUnwrapped == 0
        ? _layout.Notes
        : [.. _layout.Notes, ReadingErrors.RowsUnwrapped(Name, FirstUnwrappedLine, RowsUnwrapped)];

    /// <summary>1-based line where the current row starts.</summary>
    public long Line
    {
        get
        {
            _firstLine += CsvLayout.LineBreaks(_buffer.AsSpan(_firstLineAt, _rowStart - _firstLineAt));
            _firstLineAt = _rowStart;
            return _firstLine;
        }
    }

    /// <summary>The current row's bytes as in the file (as UTF-8), without the line end. Valid until the next read.</summary>
    public ReadOnlySpan<byte> RawRow => _buffer.AsSpan(_rowStart, _rowLength);

    /// <summary>
    /// The field of the current row in a column of <see cref="Header"/>: UTF-8, without quotes and the spaces around it; empty when there is nothing.
    /// Valid until the next read.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Field(int column)
    {
        var field = _row!.GetSpan(column);
        return field.IsEmpty || (field[0] > ' ' && field[^1] > ' ') ? field : Trimmed(field);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> field) => field.Trim(" \t\r\n"u8);

    /// <summary>As <see cref="Field"/>, with the spaces around it.</summary>
    internal ReadOnlySpan<byte> UntrimmedField(int column) => _row!.GetSpan(column);

    /// <summary>Whether the bytes of the current row are one field a column and nothing is quoted, so that they can be copied as they are.</summary>
    internal bool RowIsPlain => _row == _parser && _parser!.FieldCount == _layout.Header.Length
        && RawRow.IndexOfAny((byte)'"', (byte)_layout.Dialect.Quote) < 0;

    /// <summary>Advances to the next good row; false at the end.</summary>
    /// <exception cref="LeadPredictException">The file cannot be read on (LP0102, LP0109).</exception>
    public bool Read()
    {
        while (true)
        {
            switch (Advance())
            {
                case Step.Row: return true;
                case Step.End: return false;
            }
            Fill();
        }
    }

    /// <summary>As <see cref="Read"/>, but no thread waits for the source.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct = default)
    {
        while (true)
        {
            switch (Advance())
            {
                case Step.Row: return true;
                case Step.End: return false;
            }
            MakeRoom();
            int read;
            try
            {
                read = await _text.ReadAsync(_buffer.AsMemory(_end), ct).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                throw _source.Unreadable(e);
            }
            Filled(read);
        }
    }

    enum Step
    {
        Row,
        End,
        NeedsBytes,
        /// <summary>A record that is no good row; only said to <see cref="ReadRecord"/>.</summary>
        NoRow,
    }

    Step Advance()
    {
        while (true)
        {
            if (_parser is null)
            {
                if (_discarding && !DiscardLine()) return _ended ? Step.End : Step.NeedsBytes;
                if (_next >= _end) return _ended ? Step.End : Step.NeedsBytes;
                _parserStart = _next - 1;
                _parser = CsvReader.Create(new ReadOnlyMemory<byte>(_buffer, _parserStart, _end - _parserStart), _options);
            }
            _malformed = null;
            if (!_parser.Read())
            {
                DropParser();
                if (_next < _end) continue;
                return _ended ? Step.End : Step.NeedsBytes;
            }
            var start = _parserStart + (int)_parser.ByteOffset;
            if (start < _next) continue;
            var raw = _parser.RawRecord;
            var end = start + raw.Length;
            var open = end >= _end || (_buffer[end] == '\r' && end + 1 >= _end);
            if (open && !_ended)
            {
                DropParser();
                _next = start;
                if (_end - start < LongestRow) return Step.NeedsBytes;
            }
            if ((open && !_ended) || raw.Length >= LongestRow)
            {
                GiveUpOnRow(start);
                if (_stepping) return Step.NoRow;
                continue;
            }

            _next = end >= _end ? _end : _buffer[end] == '\r' && end + 1 < _end && _buffer[end + 1] == '\n' ? end + 2 : end + 1;
            _rowStart = start;
            _rowLength = raw.Length;
            _row = _parser;
            var fields = _parser.FieldCount;
            // Only a row of several lines can hold rows inside it.
            var plain = fields == _layout.Columns && _malformed is null && _clean
                && raw.Length > 3 * fields && raw.Length <= LongestField && raw.Length != _header.Length
                && fields == _layout.Header.Length && raw.IndexOfAny((byte)'\n', (byte)'\r') < 0;
            if (!plain && !Accept(raw, fields))
            {
                if (_stepping) return Step.NoRow;
                continue;
            }
            _good++;
            return Step.Row;
        }
    }

    void OnMalformed(CsvMalformedRecord record) => _malformed = record;

    void DropParser()
    {
        _parser?.Dispose();
        _parser = null;
    }

    /// <summary>Reads what is left of the source and forgets it, so that all its bytes have passed its meter.</summary>
    public void SkipToEnd()
    {
        DropParser();
        while (!_ended)
        {
            _next = _end;
            Fill();
        }
    }

    /// <summary>Closes what it opened; the reader cannot be used after.</summary>
    public void Dispose()
    {
        DropParser();
        _unwrapped?.Dispose();
        _text.Dispose();
        if (_buffer.Length == 0 || !_ownsBuffer) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _end = _next = _rowStart = _firstLineAt = _rowLength = 0;
    }
}
