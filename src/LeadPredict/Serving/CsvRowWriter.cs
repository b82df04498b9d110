using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadPredict.Serving;

/// <summary>Builds rows of CSV in UTF-8, quoting only where needed. The owner empties <see cref="Written"/>. Not thread safe; grows, then allocates nothing.</summary>
sealed class CsvRowWriter
{
    const int LongestNumber = 32;

    readonly SearchValues<byte> _needQuotes;
    readonly byte _separator;
    readonly byte[] _lineEnd;
    byte[] _bytes = new byte[4096];
    int _length;
    bool _rowStarted;

    /// <param name="lineEnd">"\n" or "\r\n".</param>
    public CsvRowWriter(char separator, string lineEnd)
    {
        _separator = (byte)separator;
        _lineEnd = Encoding.ASCII.GetBytes(lineEnd);
        _needQuotes = SearchValues.Create([_separator, (byte)'"', (byte)'\r', (byte)'\n']);
    }

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Bytes written since <see cref="Clear"/>.</summary>
    public int Length => _length;

    public void Clear() => _length = 0;

    /// <summary>Fields that are already written as CSV with this separator.</summary>
    public void Raw(ReadOnlySpan<byte> fields)
    {
        Separate(fields.Length);
        Put(fields);
    }

    /// <param name="asText">Put an apostrophe first, so that a spreadsheet takes the cell for text.</param>
    public void Field(ReadOnlySpan<byte> text, bool asText = false)
    {
        // Each quote may be doubled.
        Separate(2 * text.Length + 3);
        if (text.IndexOfAny(_needQuotes) < 0 && (text.IsEmpty || (text[0] != ' ' && text[^1] != ' ')))
        {
            if (asText) _bytes[_length++] = (byte)'\'';
            Put(text);
            return;
        }
        _bytes[_length++] = (byte)'"';
        if (asText) _bytes[_length++] = (byte)'\'';
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            Put(text[..(quote + 1)]);
            _bytes[_length++] = (byte)'"';
            text = text[(quote + 1)..];
        }
        Put(text);
        _bytes[_length++] = (byte)'"';
    }

    public void Field(string text, bool asText = false) => Field(Encoding.UTF8.GetBytes(text), asText);

    /// <summary>The shortest text that reads back as the same double, as in JSON answers.</summary>
    public void Number(double value)
    {
        Separate(LongestNumber);
        value.TryFormat(_bytes.AsSpan(_length), out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Number(long value)
    {
        Separate(LongestNumber);
        value.TryFormat(_bytes.AsSpan(_length), out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    public void EndRow()
    {
        Reserve(2);
        Put(_lineEnd);
        _rowStarted = false;
    }

    /// <summary>Begins a row anew, after its fields were written elsewhere: only <see cref="Written"/> is wanted.</summary>
    public void AbandonRow() => _rowStarted = false;

    /// <summary>Bytes before the first row.</summary>
    public void Prefix(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        Put(bytes);
    }

    void Separate(int more)
    {
        Reserve(more + 1);
        if (_rowStarted) _bytes[_length++] = _separator;
        _rowStarted = true;
    }

    void Reserve(int more)
    {
        if (_length + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_length + more, 2 * _bytes.Length));
    }

    void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }
}
