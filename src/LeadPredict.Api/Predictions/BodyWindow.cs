using System.Buffers;

namespace LeadPredict.Api.Predictions;

/// <summary>A window that slides over a request's body: what was read and not yet consumed, contiguous. Memory is bounded by the longest piece asked for.</summary>
sealed class BodyWindow(Stream body, long mostBytes) : IDisposable
{
    byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    int _start, _end;
    long _total;
    bool _reading;

    /// <summary>What is there.</summary>
    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Nothing follows what is there.</summary>
    public bool Ended { get; private set; }

    /// <summary>More was sent than is read; the rest is ignored.</summary>
    public bool TooLong { get; private set; }

    public void Consume(int bytes) => _start += bytes;

    /// <summary>Adds what has arrived, at least a byte, until there are so many bytes, or finds the end.</summary>
    public async ValueTask FillAsync(int least, CancellationToken ct)
    {
        do
        {
            MakeRoom();
            _reading = true;
            var read = await body.ReadAsync(_buffer.AsMemory(_end), ct);
            _reading = false;
            _end += read;
            _total += read;
            TooLong = _total > mostBytes;
            Ended = read == 0 || TooLong;
        } while (!Ended && _end - _start < least);
    }

    void MakeRoom()
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            _end -= _start;
            _start = 0;
        }
        if (_end < _buffer.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Buffer.BlockCopy(_buffer, 0, larger, 0, _end);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    public void Dispose()
    {
        // A read that was given up may still write into it.
        if (!_reading) ArrayPool<byte>.Shared.Return(_buffer);
    }
}
