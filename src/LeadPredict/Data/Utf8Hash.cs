using System.Buffers.Binary;

namespace LeadPredict.Data;

/// <summary>A 64-bit hash of UTF-8 text: eight bytes a step, multiplied and folded; the same on every machine. Against chance, not against enemies.</summary>
static class Utf8Hash
{
    const ulong Multiplier = 0x9E3779B97F4A7C15;

    public static ulong Of(ReadOnlySpan<byte> text)
    {
        var hash = (ulong)text.Length * Multiplier;
        for (; text.Length >= 8; text = text[8..]) hash = Fold(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(text));
        return Fold(Fold(hash ^ Rest(text)));
    }

    // Up to seven bytes in at most two overlapping reads.
    static ulong Rest(ReadOnlySpan<byte> text) => text.Length switch
    {
        0 => 0,
        >= 4 => BinaryPrimitives.ReadUInt32LittleEndian(text) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(text[^4..]) << 32),
        _ => text[0] | ((ulong)text[text.Length >> 1] << 8) | ((ulong)text[^1] << 16),
    };

    static ulong Fold(ulong value)
    {
        var high = Math.BigMul(value ^ 0xD6E8FEB86659FD93, Multiplier, out var low);
        return high ^ low;
    }
}
