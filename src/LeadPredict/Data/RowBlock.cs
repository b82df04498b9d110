namespace LeadPredict.Data;

/// <summary>
/// Whole rows cut out of a text by <see cref="LeadReader.TakeRows"/>, to be read by any thread with a <see cref="LeadReader.OverBlocks"/> and a
/// <see cref="RowSplitter"/>. Used again for other rows. Not thread safe.
/// </summary>
/// <remarks>
/// <code>
/// Bytes: [\n][ rows ][ 32 zeros ]     a line end before, for the parser; zeros after, so that a vector may be read at any byte
/// </code>
/// </remarks>
sealed class RowBlock
{
    public const int Start = 1;
    const int Padding = 32;

    public byte[] Bytes { get; private set; } = [];
    /// <summary>Where the rows end in <see cref="Bytes"/>.</summary>
    public int End { get; private set; } = Start;
    /// <summary>1-based line in the file of the first row.</summary>
    public long Line { get; private set; }

    public void Set(ReadOnlySpan<byte> rows, long line)
    {
        End = Start + rows.Length;
        if (Bytes.Length < End + Padding) Bytes = new byte[Math.Max(End + Padding, Bytes.Length * 2)];
        Bytes[0] = (byte)'\n';
        rows.CopyTo(Bytes.AsSpan(Start));
        Bytes.AsSpan(End, Padding).Clear();
        Line = line;
    }
}
