namespace LeadPredict.Data;

/// <summary>The rows that start at or after one byte of a text and before another. Offsets count the text's UTF-8 bytes from its first one, a mark included.</summary>
/// <param name="From">The first offset of the range.</param>
/// <param name="Until">The first offset after it; <see cref="long.MaxValue"/> for all the rest.</param>
public readonly record struct TextRange(long From, long Until)
{
    /// <summary>All rows.</summary>
    public static TextRange All { get; } = new(0, long.MaxValue);
}
