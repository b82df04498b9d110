using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;

namespace LeadPredict.Serving;

/// <summary>
/// JSON as it is put together from parts that are JSON already, numbers and texts, in one buffer that grows and is used again. Numbers and texts come out as
/// <see cref="System.Text.Json.Utf8JsonWriter"/> writes them with the relaxed encoder. Not thread safe.
/// </summary>
sealed class JsonText(int capacity) : IBufferWriter<byte>
{
    /// <summary>Bytes that a character may become, as in \u0000.</summary>
    const int LongestEscape = 6;
    /// <summary>More than the shortest text that reads back as a double ever takes.</summary>
    const int LongestNumber = 32;

    static readonly JavaScriptEncoder s_encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>JSON as it is.</summary>
    public void Raw(ReadOnlySpan<byte> json)
    {
        MakeRoom(json.Length);
        json.CopyTo(_bytes.AsSpan(Length));
        Length += json.Length;
    }

    /// <summary>The shortest number that reads back as the same double.</summary>
    public void Number(double value)
    {
        MakeRoom(LongestNumber);
        value.TryFormat(_bytes.AsSpan(Length), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>A text of UTF-8 in quotes, escaped where it must be.</summary>
    public void Text(ReadOnlySpan<byte> text)
    {
        MakeRoom(LongestEscape * text.Length + 2);
        _bytes[Length++] = (byte)'"';
        if (s_encoder.FindFirstCharacterToEncodeUtf8(text) < 0) Raw(text);
        else
        {
            s_encoder.EncodeUtf8(text, _bytes.AsSpan(Length), out _, out var written);
            Length += written;
        }
        _bytes[Length++] = (byte)'"';
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsSpan(Length);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    void MakeRoom(int bytes)
    {
        if (_bytes.Length - Length < bytes) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + bytes));
    }
}
