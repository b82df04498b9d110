namespace LeadPredict.Api.Predictions;

/// <summary>
/// Holds the first bytes of an answer back, so that headers can still be set when all of it is short; a longer one flows on. Never closes the answer.
/// </summary>
sealed class HeldStart(Stream answer, int mostBytes) : Stream
{
    MemoryStream? _held = new();

    /// <summary>Nothing was sent yet.</summary>
    public bool Holding => _held is not null;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_held is not null && _held.Length + buffer.Length <= mostBytes)
        {
            _held.Write(buffer.Span);
            return;
        }
        await ReleaseAsync(cancellationToken);
        await answer.WriteAsync(buffer, cancellationToken);
    }

    /// <summary>Sends what was held.</summary>
    public async ValueTask ReleaseAsync(CancellationToken ct)
    {
        if (_held is not { } held) return;
        _held = null;
        await answer.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), ct);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
