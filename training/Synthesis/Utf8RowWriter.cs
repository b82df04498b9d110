using System.Buffers.Text;
using System.Text;

namespace LeadPredict.Training.Synthesis;

/// <summary>
/// Writes CSV as UTF-8 without a byte order mark, with LF line ends and fields quoted only where RFC 4180 asks for it.
/// No culture takes part. Not thread safe; <see cref="Flush"/> hands over the last bytes.
/// </summary>
sealed class Utf8RowWriter(Stream stream)
{
    const int LongestField = 256;
    readonly byte[] _buffer = new byte[64 * 1024];
    int _length;
    bool _rowStarted;

    /// <summary>An empty field: a missing cell.</summary>
    public void Missing() => StartField();

    /// <summary>A text of at most 64 characters.</summary>
    public void Text(string text)
    {
        StartField();
        if (text.AsSpan().IndexOfAny(",\"\n\r") < 0)
        {
            _length += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
            return;
        }
        _length += Encoding.UTF8.GetBytes($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", _buffer.AsSpan(_length));
    }

    public void Number(long value)
    {
        StartField();
        Digits(value);
    }

    /// <summary>A non-negative number kept as a whole count of its last decimal: 1250 with 2 decimals is <c>12.50</c>.</summary>
    public void Decimal(long value, int decimals)
    {
        StartField();
        var scale = 1L;
        for (var i = 0; i < decimals; i++) scale *= 10;
        Digits(value / scale);
        _buffer[_length++] = (byte)'.';
        for (var rest = value % scale; scale > 1; rest %= scale)
        {
            scale /= 10;
            _buffer[_length++] = (byte)('0' + rest / scale);
        }
    }

    public void Boolean(bool value) => Text(value ? "true" : "false");

    /// <summary>A day counted as <see cref="DateOnly.DayNumber"/>, as <c>2025-03-14</c>.</summary>
    public void Day(int dayNumber)
    {
        StartField();
        var day = DateOnly.FromDayNumber(dayNumber);
        Digits(day.Year);
        TwoDigits(day.Month);
        TwoDigits(day.Day);
    }

    public void EndRow()
    {
        _buffer[_length++] = (byte)'\n';
        _rowStarted = false;
    }

    public void Flush()
    {
        stream.Write(_buffer, 0, _length);
        _length = 0;
    }

    void StartField()
    {
        if (_length > _buffer.Length - LongestField) Flush();
        if (_rowStarted) _buffer[_length++] = (byte)',';
        _rowStarted = true;
    }

    void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_length), out var written);
        _length += written;
    }

    void TwoDigits(int value)
    {
        _buffer[_length++] = (byte)'-';
        _buffer[_length++] = (byte)('0' + value / 10);
        _buffer[_length++] = (byte)('0' + value % 10);
    }
}
