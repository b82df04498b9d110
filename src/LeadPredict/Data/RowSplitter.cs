using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LeadPredict.Data;

/// <summary>
/// Splits the rows of a block into fields, 32 bytes at a time. It reads what every row of a usual file is, quoted fields included, and says so by <see cref="IsUsual"/>; any
/// other row is for a <see cref="LeadReader"/> over the same bytes, which says the same of the usual ones. Not thread safe.
/// </summary>
sealed class RowSplitter(CsvLayout layout)
{
    readonly int _columns = layout.Columns == layout.Header.Length ? layout.Columns : -1;
    readonly byte[] _header = layout.HeaderBytes;
    readonly byte _separator = (byte)layout.Dialect.Separator;
    readonly Vector256<byte> _separators = Vector256.Create((byte)layout.Dialect.Separator);
    // Where each field of the row starts; one before the next one's start is its end, and so for the last.
    readonly int[] _starts = new int[layout.Columns + 1];
    byte[] _text = [];
    byte[] _unquoted = [];
    int _end;
    int _chunk;
    uint _marks;
    int _lineAt;
    long _line;
    bool _quotes;

    /// <summary>Where the current row starts in the block.</summary>
    public int RowStart { get; private set; }
    /// <summary>Its length without the line end.</summary>
    public int RowLength { get; private set; }
    /// <summary>Where the next row starts.</summary>
    public int Next { get; private set; }
    /// <summary>As many fields as columns, neither blank, nor too long, nor perhaps the header again. The fields may be asked for.</summary>
    public bool IsUsual { get; private set; }

    public ReadOnlySpan<byte> RawRow => _text.AsSpan(RowStart, RowLength);

    /// <summary>1-based line where the current row starts.</summary>
    public long Line
    {
        get
        {
            _line += CsvLayout.LineBreaks(_text.AsSpan(_lineAt, RowStart - _lineAt));
            _lineAt = RowStart;
            return _line;
        }
    }

    /// <summary>Nothing in the current row is quoted or holds a quote, so that its bytes can be copied as they are.</summary>
    public bool RowIsPlain => !_quotes;

    public void Start(RowBlock block)
    {
        _text = block.Bytes;
        _end = block.End;
        _line = block.Line;
        Next = RowStart = _lineAt = RowBlock.Start;
        MoveTo(RowBlock.Start);
    }

    /// <summary>Advances to the next row; false at the end of the block.</summary>
    public bool Read()
    {
        if (Next >= _end) return false;
        RowStart = _starts[0] = Next;
        _quotes = false;
        int fields = 0, fieldStart = Next, end;
        while (true)
        {
            while (_marks == 0)
            {
                if (_chunk + Vector256<byte>.Count >= _end) break;
                MoveTo(_chunk + Vector256<byte>.Count);
            }
            if (_marks == 0)
            {
                end = Next = _end;
                break;
            }
            var at = _chunk + BitOperations.TrailingZeroCount(_marks);
            _marks &= _marks - 1;
            if (_text[at] == _separator)
            {
                fieldStart = at + 1;
                if (++fields < _starts.Length) _starts[fields] = fieldStart;
            }
            else if (_text[at] == '"')
            {
                _quotes = true;
                if (at == fieldStart) MoveTo(CloseOfField(at + 1));
            }
            else
            {
                end = at;
                Next = at + 1;
                if (_text[at] == '\r' && _text[Next] == '\n') MoveTo(++Next);
                break;
            }
        }
        if (++fields < _starts.Length) _starts[fields] = end + 1;
        RowLength = end - RowStart;
        IsUsual = fields == _columns && RowLength <= LeadReader.LongestField && (RowLength > 3 * fields || !MayBeBlank())
            && (RowLength != _header.Length || !RawRow.SequenceEqual(_header));
        return true;
    }

    bool MayBeBlank()
    {
        foreach (var b in RawRow)
            if (b > ' ' && b != _separator && b != '"') return false;
        return true;
    }

    void MoveTo(int at)
    {
        _chunk = at;
        var bytes = Vector256.Create<byte>(_text.AsSpan(at, Vector256<byte>.Count));
        _marks = (Vector256.Equals(bytes, _separators) | Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'))).ExtractMostSignificantBits();
    }

    /// <summary>The first column from <paramref name="from"/> on whose bytes start with one of those given, -1 for none. The row has as many fields as columns.</summary>
    public int CellStartingWith(bool[] bytes, int from)
    {
        for (var column = from; column < _starts.Length - 1; column++)
            if (bytes[_text[_starts[column]]]) return column;
        return -1;
    }

    // The block was cut where every quoted field is closed.
    int CloseOfField(int at)
    {
        var close = LeadReader.CloseOfField(_text.AsSpan(0, _end), at);
        return close < 0 ? _end : close;
    }

    /// <summary>As <see cref="LeadReader.Field"/>; valid until the next field is asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Field(int column)
    {
        var field = UntrimmedField(column);
        return field.IsEmpty || (field[0] > ' ' && field[^1] > ' ') ? field : Trimmed(field);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> field) => field.Trim(" \t\r\n"u8);

    /// <summary>As <see cref="Field"/>, with the spaces around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> UntrimmedField(int column)
    {
        var start = _starts[column];
        ReadOnlySpan<byte> field = _text.AsSpan(start, _starts[column + 1] - 1 - start);
        return _quotes ? WithoutQuotes(field) : field;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    ReadOnlySpan<byte> WithoutQuotes(ReadOnlySpan<byte> field) => field.Length > 1 && field[0] == '"' ? Unquoted(field[1..^1]) : field;

    ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> field)
    {
        if (!field.Contains((byte)'"')) return field;
        if (_unquoted.Length < field.Length) _unquoted = new byte[field.Length * 2];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            if (field[i] == '"') i++;
            _unquoted[length++] = field[i];
        }
        return _unquoted.AsSpan(0, length);
    }
}
