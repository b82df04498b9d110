using System.Buffers;
using System.Globalization;
using System.Text;

namespace LeadPredict.Serving;

/// <summary>Builds rows of CSV in UTF-8, quoting only where needed. The owner empties <see cref="Written"/>. Not thread safe; grows, then allocates nothing.</summary>
sealed class CsvRowWriter
{
    readonly ArrayBufferWriter<byte> _bytes = new(128 * 1024);
    readonly SearchValues<byte> _needQuotes;
    readonly byte _separator;
    readonly byte[] _lineEnd;
    bool _rowStarted;

    /// <param name="lineEnd">"\n" or "\r\n".</param>
    public CsvRowWriter(char separator, string lineEnd)
    {
        _separator = (byte)separator;
        _lineEnd = Encoding.ASCII.GetBytes(lineEnd);
        _needQuotes = SearchValues.Create([_separator, (byte)'"', (byte)'\r', (byte)'\n']);
    }

    /// <summary>What was written since <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    public void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Fields that are already written as CSV with this separator.</summary>
    public void Raw(ReadOnlySpan<byte> fields)
    {
        Separate();
        _bytes.Write(fields);
    }

    public void Field(ReadOnlySpan<byte> text)
    {
        Separate();
        if (text.IndexOfAny(_needQuotes) < 0 && (text.IsEmpty || (text[0] != ' ' && text[^1] != ' ')))
        {
            _bytes.Write(text);
            return;
        }
        _bytes.Write("\""u8);
        for (var quote = text.IndexOf((byte)'"'); quote >= 0; quote = text.IndexOf((byte)'"'))
        {
            _bytes.Write(text[..(quote + 1)]);
            _bytes.Write("\""u8);
            text = text[(quote + 1)..];
        }
        _bytes.Write(text);
        _bytes.Write("\""u8);
    }

    public void Field(string text) => Field(Encoding.UTF8.GetBytes(text));

    /// <summary>The shortest text that reads back as the same double, as in JSON answers.</summary>
    public void Number(double value)
    {
        Separate();
        value.TryFormat(_bytes.GetSpan(32), out var written, provider: CultureInfo.InvariantCulture);
        _bytes.Advance(written);
    }

    public void Number(long value)
    {
        Separate();
        value.TryFormat(_bytes.GetSpan(32), out var written, provider: CultureInfo.InvariantCulture);
        _bytes.Advance(written);
    }

    public void EndRow()
    {
        _bytes.Write(_lineEnd);
        _rowStarted = false;
    }

    /// <summary>Bytes before the first row.</summary>
    public void Prefix(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    void Separate()
    {
        if (_rowStarted) _bytes.Write([_separator]);
        _rowStarted = true;
    }
}
