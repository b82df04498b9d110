using System.Buffers.Binary;
using System.IO.Compression;

namespace LeadPredict.Data;

/// <summary>
/// Unpacks gzip and notices when it was cut: <see cref="GZipStream"/> takes the end of its input for the end of the data. The length that ends a gzip
/// file (RFC 1952) must be that of the text; in a file of several members joined, it is that of the last one.
/// </summary>
sealed class GzipText : ForwardStream
{
    readonly Tail _packed;
    readonly GZipStream _unpacked;
    long _length;

    public GzipText(Stream packed)
    {
        _packed = new(packed);
        _unpacked = new(_packed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> buffer) => Checked(_unpacked.Read(buffer), buffer.Length);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Checked(await _unpacked.ReadAsync(buffer, cancellationToken).ConfigureAwait(false), buffer.Length);

    int Checked(int read, int wanted)
    {
        _length += read;
        if (read > 0 || wanted == 0) return read;
        var last = _packed.LastFour;
        var joined = _packed.MembersSeen > 1 && last <= _length;
        if (last != (uint)_length && !joined && last != 0) throw new InvalidDataException("The gzip data ends before its length.");
        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Passes the packed bytes on and remembers the last four, and where another member may start.</summary>
    sealed class Tail(Stream inner) : ForwardStream
    {
        readonly byte[] _last = new byte[4];

        public int MembersSeen { get; private set; }
        public uint LastFour => BinaryPrimitives.ReadUInt32LittleEndian(_last);

        public override int Read(Span<byte> buffer) => Seen(buffer, inner.Read(buffer));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            return Seen(buffer.Span, read);
        }

        int Seen(Span<byte> buffer, int read)
        {
            ReadOnlySpan<byte> bytes = buffer[..read];
            ReadOnlySpan<byte> start = [0x1F, 0x8B, 0x08];
            if (read == 0) return 0;
            MembersSeen += bytes.Count(start);
            // A start that two reads cut apart.
            if ((_last[3] == start[0] && bytes.StartsWith(start[1..])) || (_last.AsSpan(2).SequenceEqual(start[..2]) && bytes[0] == start[2])) MembersSeen++;
            if (read < 4) _last.AsSpan(read).CopyTo(_last);
            bytes = bytes[Math.Max(0, read - 4)..];
            bytes.CopyTo(_last.AsSpan(4 - bytes.Length));
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
