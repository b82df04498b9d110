using System.Text;

namespace LeadPredict.Data;

/// <summary>What a text value looks like, judged by its characters. Allocation-free.</summary>
static class ValueShape
{
    public static int Words(ReadOnlySpan<byte> field)
    {
        var words = 0;
        var inside = false;
        foreach (var b in field)
        {
            var space = b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
            if (!space && !inside) words++;
            inside = !space;
        }
        return words;
    }

    public static bool IsInteger(ReadOnlySpan<byte> field, out bool leadingZero)
    {
        leadingZero = false;
        if (!field.IsEmpty && field[0] is (byte)'-' or (byte)'+') field = field[1..];
        if (field.IsEmpty || field.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0) return false;
        leadingZero = field.Length > 1 && field[0] == '0';
        return true;
    }

    /// <summary>A minus or nothing, then up to 15 digits with at most one point among or after them: most of all numbers.</summary>
    /// <param name="digits">How many digits there are in all.</param>
    /// <param name="decimals">How many of them stand after the point; -1 without one.</param>
    public static bool IsPlainNumber(ReadOnlySpan<byte> field, out int digits, out int decimals)
    {
        digits = 0;
        decimals = -1;
        if (field.Length is 0 or > 17) return false;
        for (var i = field[0] == '-' ? 1 : 0; i < field.Length; i++)
        {
            if ((uint)(field[i] - '0') <= 9)
            {
                digits++;
                if (decimals >= 0) decimals++;
            }
            else if (field[i] == '.' && decimals < 0 && digits > 0) decimals = 0;
            else return false;
        }
        return digits is > 0 and <= 15;
    }

    /// <summary>8-4-4-4-12 hexadecimal digits, or 32 of them.</summary>
    public static bool IsUuid(ReadOnlySpan<byte> field)
    {
        if (field.Length is not (32 or 36 or 38)) return false;
        Span<char> chars = stackalloc char[38];
        if (!Ascii.IsValid(field)) return false;
        for (var i = 0; i < field.Length; i++) chars[i] = (char)field[i];
        return Guid.TryParse(chars[..field.Length], out _);
    }

    public static bool IsEmail(ReadOnlySpan<byte> field)
    {
        var at = field.IndexOf((byte)'@');
        return at > 0 && field.LastIndexOf((byte)'@') == at && field[at..].LastIndexOf((byte)'.') > 1 && field[^1] != '.' && field.IndexOfAny(" \t,;"u8) < 0;
    }

    public static bool IsUrl(ReadOnlySpan<byte> field) =>
        field.StartsWith("http://"u8) || field.StartsWith("https://"u8) || field.StartsWith("www."u8);

    /// <summary>7 to 15 digits with a plus in front or with spaces, dashes, brackets or dots between; bare digits are a number.</summary>
    public static bool IsPhone(ReadOnlySpan<byte> field)
    {
        if (field.Length is < 8 or > 24 || (field[0] is not ((byte)'+' or (byte)'(') && !char.IsAsciiDigit((char)field[0]))) return false;
        int digits = 0, marks = 0;
        for (var i = 0; i < field.Length; i++)
        {
            if (char.IsAsciiDigit((char)field[i])) digits++;
            else if (field[i] is (byte)' ' or (byte)'-' or (byte)'(' or (byte)')' or (byte)'.' or (byte)'/' || (i == 0 && field[i] == '+')) marks++;
            else return false;
        }
        return digits is >= 7 and <= 15 && (field[0] == '+' || (marks >= 2 && field[0] == '(') || (marks >= 2 && field.IndexOf((byte)'.') < 0));
    }
}
