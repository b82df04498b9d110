namespace LeadPredict.Data;

/// <summary>A stream that passes by once, whose head can be read again: what was read is kept until <see cref="StopKeeping"/>. Never closes the stream.</summary>
sealed class ReplayStream(Stream inner) : ForwardStream
{
    readonly MemoryStream _kept = new();
    bool _keeping = true;
    bool _keptOnly;
    bool _ended;

    /// <summary>A reader wanted more than <see cref="KeepAsync"/> had kept.</summary>
    public bool Starved { get; private set; }

    /// <summary>Back to the start; only while keeping.</summary>
    public ReplayStream Rewind()
    {
        _kept.Position = 0;
        return this;
    }

    /// <summary>What passes after what is kept by now is forgotten.</summary>
    public void StopKeeping() => _keeping = _keptOnly = false;

    /// <summary>Keeps <paramref name="bytes"/> in all, or the whole stream if it is shorter. Until <see cref="StopKeeping"/> a reader gets these and then an end.</summary>
    public async ValueTask KeepAsync(int bytes, CancellationToken ct)
    {
        (_keptOnly, Starved) = (true, false);
        var buffer = new byte[16 * 1024];
        _kept.Position = _kept.Length;
        while (_kept.Length < bytes && !_ended)
        {
            var read = await inner.ReadAsync(buffer, ct).ConfigureAwait(false);
            Note(buffer.AsSpan(0, read));
        }
    }

    public override int Read(Span<byte> buffer)
    {
        if (ReadKept(buffer) is var known && (known > 0 || buffer.IsEmpty || _keptOnly)) return known;
        var read = inner.Read(buffer);
        Note(buffer[..read]);
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (ReadKept(buffer.Span) is var known && (known > 0 || buffer.IsEmpty || _keptOnly)) return known;
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Note(buffer.Span[..read]);
        return read;
    }

    int ReadKept(Span<byte> buffer)
    {
        var known = _kept.Read(buffer);
        if (known == 0 && !buffer.IsEmpty && _keptOnly && !_ended) Starved = true;
        return known;
    }

    void Note(ReadOnlySpan<byte> read)
    {
        if (read.IsEmpty) _ended = true;
        else if (_keeping) _kept.Write(read);
    }
}
