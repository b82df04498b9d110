using System.Security.Cryptography;

namespace LeadPredict.Data;

/// <summary>
/// Counts and hashes the bytes of one stream as they are read, so that a file need not be read twice to be named. One thread reads; <see cref="Bytes"/> may be
/// asked by another.
/// </summary>
public sealed class StreamMeter : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _bytes;

    /// <summary>Bytes read so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>SHA-256 of the bytes read so far, in lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <summary><paramref name="inner"/>, measured; closing it closes the inner one. Its end must be read for the hash to be the file's.</summary>
    public Stream Around(Stream inner) => new Measured(inner, this);

    /// <summary>Takes bytes into account that did not pass a stream.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        Volatile.Write(ref _bytes, _bytes + bytes.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    sealed class Measured(Stream inner, StreamMeter meter) : ForwardStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            meter.Add(buffer[..read]);
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            meter.Add(buffer.Span[..read]);
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
