using System.Globalization;
using System.Text;

namespace LeadPredict.Data;

/// <summary>
/// UTF-8 fields to values, in the forms a <see cref="LeadColumn"/> can declare. Fields come trimmed. Nothing here allocates,
/// guesses a form, or depends on the machine's culture. Thread safe.
/// </summary>
public static partial class FieldParser
{
    const int LongestNumber = 400;

    static readonly double[] s_powersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>
    /// Reads a finite number: an optional sign, digits with groups of three by one kind of separator, a decimal mark, an exponent; a
    /// percent sign after it ("12 %" is 12) or one of € $ £ before or after it, also with spaces. No hexadecimal, no infinity, no NaN.
    /// </summary>
    /// <param name="field">Trimmed UTF-8; "001" is 1 here, whether it is an identifier is for the column's kind to say.</param>
    /// <param name="format">Which mark splits decimals; the other one, a space or an apostrophe may group thousands.</param>
    /// <param name="value">The nearest double; 0 when false is returned.</param>
    public static bool TryParseNumber(ReadOnlySpan<byte> field, NumberFormat format, out double value)
    {
        // Plain digits with at most one point are most of all numbers. Up to 15 digits over a power of ten is exact (Clinger 1990).
        var mark = format == NumberFormat.PointDecimal ? (byte)'.' : (byte)',';
        var i = 0;
        var negative = false;
        if (field.Length > 0 && field[0] is (byte)'-' or (byte)'+')
        {
            negative = field[0] == '-';
            i = 1;
        }
        long digits = 0;
        int count = 0, decimals = -1;
        for (; i < field.Length; i++)
        {
            var digit = (uint)(field[i] - '0');
            if (digit <= 9)
            {
                digits = digits * 10 + digit;
                if (++count > 15) return TryParseOther(field, mark, out value);
                if (decimals >= 0) decimals++;
            }
            else if (field[i] == mark && decimals < 0) decimals = 0;
            else return TryParseOther(field, mark, out value);
        }
        if (count == 0)
        {
            value = 0;
            return false;
        }
        value = decimals > 0 ? digits / s_powersOfTen[decimals] : digits;
        if (negative) value = -value;
        return true;
    }

    static bool TryParseOther(ReadOnlySpan<byte> field, byte mark, out double value)
    {
        value = 0;
        if (field.Length > LongestNumber) return false;
        if (!StripSymbols(ref field, out var sign)) return false;

        // The digits, a point and the exponent go to a buffer that the framework's parser reads.
        Span<byte> plain = stackalloc byte[LongestNumber + 1];
        var length = 0;
        if (sign == '-') plain[length++] = (byte)'-';
        int run = 0, groups = 0, total = 0, i = 0;
        byte group = 0;
        for (; i < field.Length; i++)
        {
            var c = field[i];
            if (char.IsAsciiDigit((char)c))
            {
                plain[length++] = c;
                run++;
                total++;
                continue;
            }
            if (c == mark || c is (byte)'e' or (byte)'E') break;
            var width = GroupSeparatorAt(field[i..], mark, out var kind);
            if (width == 0 || run == 0 || run > 3 || (groups > 0 && (run != 3 || kind != group))) return false;
            group = kind;
            groups++;
            run = 0;
            i += width - 1;
        }
        if (groups > 0 && run != 3) return false;
        if (i < field.Length && field[i] == mark)
        {
            plain[length++] = (byte)'.';
            for (i++; i < field.Length && char.IsAsciiDigit((char)field[i]); i++, total++) plain[length++] = field[i];
        }
        if (total == 0) return false;
        if (i < field.Length && field[i] is (byte)'e' or (byte)'E')
        {
            plain[length++] = (byte)'e';
            i++;
            if (i < field.Length && field[i] is (byte)'-' or (byte)'+') plain[length++] = field[i++];
            var first = i;
            for (; i < field.Length && char.IsAsciiDigit((char)field[i]); i++) plain[length++] = field[i];
            if (i == first) return false;
        }
        if (i != field.Length) return false;
        if (!double.TryParse(plain[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out value)) return false;
        if (double.IsFinite(value)) return true;
        value = 0;
        return false;
    }

    // A sign and a currency may come in either order before the digits; a currency or a percent sign may follow them; only one symbol in all.
    static bool StripSymbols(ref ReadOnlySpan<byte> field, out char sign)
    {
        sign = '\0';
        var symbols = 0;
        while (!field.IsEmpty)
        {
            if (field[0] is (byte)'-' or (byte)'+')
            {
                if (sign != '\0') return false;
                sign = (char)field[0];
                field = field[1..];
            }
            else if (CurrencyAtStart(field) is var width and > 0)
            {
                if (symbols++ > 0) return false;
                field = TrimSpaces(field[width..]);
            }
            else break;
        }
        var after = field.EndsWith("%"u8) || field.EndsWith("$"u8) ? 1 : field.EndsWith("£"u8) ? 2 : field.EndsWith("€"u8) ? 3 : 0;
        if (after > 0)
        {
            symbols++;
            field = TrimSpaces(field[..^after]);
        }
        return symbols <= 1 && !field.IsEmpty;
    }

    static int CurrencyAtStart(ReadOnlySpan<byte> field) =>
        field[0] == '$' ? 1 : field.StartsWith("€"u8) ? 3 : field.StartsWith("£"u8) ? 2 : 0;

    static ReadOnlySpan<byte> TrimSpaces(ReadOnlySpan<byte> field)
    {
        while (!field.IsEmpty)
        {
            if (field[0] == ' ') field = field[1..];
            else if (field[^1] == ' ') field = field[..^1];
            else if (field.StartsWith("\u00A0"u8)) field = field[2..];
            else if (field.EndsWith("\u00A0"u8)) field = field[..^2];
            else if (field.StartsWith("\u202F"u8)) field = field[3..];
            else if (field.EndsWith("\u202F"u8)) field = field[..^3];
            else break;
        }
        return field;
    }

    // Bytes of a thousands separator at the start, 0 for none; all spaces are one kind.
    static int GroupSeparatorAt(ReadOnlySpan<byte> rest, byte mark, out byte kind)
    {
        kind = rest[0];
        if (kind is (byte)' ' or (byte)'\'') return 1;
        if (kind is (byte)',' or (byte)'.') return kind == mark ? 0 : 1;
        kind = (byte)' ';
        if (rest.StartsWith("\u00A0"u8)) return 2;
        if (rest.StartsWith("\u202F"u8)) return 3;
        kind = (byte)'\'';
        return rest.StartsWith("\u2019"u8) ? 3 : 0;
    }

    /// <summary>
    /// Reads a truth value: one of the two given spellings, or, when neither is given, a known spelling in English, Italian, Danish, Spanish
    /// or German (yes/no, true/false, 1/0, y/n, t/f, won/lost, sì/no, ja/nej, ja/nein, wahr/falsch, vero/falso …). Without case.
    /// </summary>
    public static bool TryParseBoolean(ReadOnlySpan<byte> field, string? trueText, string? falseText, out bool value)
    {
        value = false;
        Span<char> chars = stackalloc char[64];
        if (trueText is null && falseText is null)
        {
            if (field.Length is 0 or > 12 || Encoding.UTF8.GetCharCount(field) > 12) return false;
            var text = chars[..Encoding.UTF8.GetChars(field, chars)];
            for (var i = 0; i < text.Length; i++) text[i] = char.ToLowerInvariant(text[i]);
            switch (text)
            {
                case "1" or "y" or "t" or "yes" or "true" or "on" or "won" or "si" or "sì" or "sí" or "vero" or "ja" or "sand" or "wahr" or "verdadero" or "vinto" or "gewonnen":
                    value = true;
                    return true;
                case "0" or "n" or "f" or "no" or "false" or "off" or "lost" or "loss" or "falso" or "nej" or "falsk" or "nein" or "falsch" or "perso" or "verloren":
                    return true;
                default:
                    return false;
            }
        }
        if (Same(field, trueText, chars)) return value = true;
        return Same(field, falseText, chars);
    }

    static bool Same(ReadOnlySpan<byte> field, string? text, Span<char> chars)
    {
        if (text is null || Encoding.UTF8.GetCharCount(field) != text.Length) return false;
        if (text.Length > chars.Length) return Encoding.UTF8.GetString(field).Equals(text, StringComparison.OrdinalIgnoreCase);
        return chars[..Encoding.UTF8.GetChars(field, chars)].Equals(text, StringComparison.OrdinalIgnoreCase);
    }
}
