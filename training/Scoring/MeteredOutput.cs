using LeadPredict.Data;

namespace LeadPredict.Training.Scoring;

/// <summary>A stream that is only written, whose bytes are counted and hashed on their way.</summary>
sealed class MeteredOutput(Stream inner, StreamMeter meter) : Stream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        meter.Add(buffer);
        inner.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void WriteByte(byte value) => Write([value]);
    public override void Flush() => inner.Flush();
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
