using System.Text;

namespace LeadPredict.Data;

/// <summary>
/// The spellings of "missing", compiled for UTF-8 fields. The empty field is always missing; ASCII letters match without case,
/// other characters exactly. Immutable, thread safe, allocation-free to ask.
/// </summary>
public sealed class MissingCodes
{
    readonly byte[][][] _byLength;
    // First bytes of the codes in both cases: most fields are told apart by theirs.
    readonly bool[] _first = new bool[256];

    /// <summary>The set of <paramref name="codes"/> (trimmed, as fields are) and the empty text.</summary>
    public MissingCodes(IEnumerable<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var bytes = codes.Select(c => Encoding.UTF8.GetBytes(c.Trim())).Where(b => b.Length > 0).ToArray();
        _byLength = new byte[bytes.Length == 0 ? 1 : bytes.Max(b => b.Length) + 1][][];
        for (var length = 0; length < _byLength.Length; length++)
            _byLength[length] = [.. bytes.Where(b => b.Length == length)];
        foreach (var code in bytes)
        {
            _first[code[0]] = true;
            if (char.IsAsciiLetter((char)code[0])) _first[code[0] ^ 0x20] = true;
        }
    }

    /// <summary>The codes of a whole table and those of one column.</summary>
    public static MissingCodes For(LeadSchema schema, LeadColumn column)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(column);
        return new(column.MissingCodes is { } own ? schema.MissingCodes.Concat(own) : schema.MissingCodes);
    }

    /// <summary>Whether the trimmed field means "missing".</summary>
    public bool IsMissing(ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty) return true;
        if (!_first[field[0]] || field.Length >= _byLength.Length) return false;
        foreach (var code in _byLength[field.Length])
            if (EqualsIgnoreAsciiCase(field, code)) return true;
        return false;
    }

    static bool EqualsIgnoreAsciiCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (left[i], right[i]);
            if (a != b && ((a ^ b) != 0x20 || !char.IsAsciiLetter((char)a))) return false;
        }
        return true;
    }
}
