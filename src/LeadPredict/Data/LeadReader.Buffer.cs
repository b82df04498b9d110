using System.Buffers;
using System.Text.Unicode;

namespace LeadPredict.Data;

// The buffer: room for what comes next, and whether what came is text.
public sealed partial class LeadReader
{
    void MakeRoom()
    {
        if (_next > 1)
        {
            // Lines are counted up to where the next row starts, then everything before it is forgotten.
            _rowStart = _next;
            _ = Line;
            Buffer.BlockCopy(_buffer, _next, _buffer, 1, _end - _next);
            _end -= _next - 1;
            _forgotten += _next - 1;
            _next = _rowStart = _firstLineAt = 1;
            _buffer[0] = (byte)'\n';
        }
        _rowLength = 0;
        if (_end < _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    void Filled(int read)
    {
        if (read == 0) _ended = true;
        _end += read;
        if (_skip > 0)
        {
            var skipped = (int)Math.Min(_skip, _end - 1);
            _skip -= skipped;
            Buffer.BlockCopy(_buffer, 1 + skipped, _buffer, 1, _end - 1 - skipped);
            _end -= skipped;
        }
        _clean = IsClean(_buffer.AsSpan(1, _end - 1), _ended);
    }

    // No NUL and valid UTF-8, but for a character that the end of the buffer cuts: checked once a buffer, so that rows need not be.
    internal static bool IsClean(ReadOnlySpan<byte> text, bool ended)
    {
        var other = text.IndexOfAnyExceptInRange((byte)1, (byte)0x7F);
        if (other < 0) return true;
        text = text[other..];
        if (text.Contains((byte)0)) return false;
        if (!ended)
        {
            var lead = text.Length - 1;
            while (lead > 0 && text.Length - lead < 4 && (text[lead] & 0xC0) == 0x80) lead--;
            if (text[lead] >= 0xC0) text = text[..lead];
        }
        return Utf8.IsValid(text);
    }
}
