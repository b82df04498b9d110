using System.Buffers;
using System.Globalization;

namespace LeadPredict.Wording;

/// <summary>Numbers and days as people of a language write them, as UTF-8; nothing here asks the machine's culture, or allocates.</summary>
static class NumberText
{
    const int Longest = 400;

    /// <summary>A number with grouped thousands and at most two decimals, four below 1.</summary>
    public static void Write(IBufferWriter<byte> output, double value, byte decimalMark, byte groupMark)
    {
        Span<byte> digits = stackalloc byte[Longest];
        var magnitude = Math.Abs(value);
        if (magnitude >= 1e15 || !magnitude.TryFormat(digits, out var length, magnitude >= 1 ? "F2" : "F4", CultureInfo.InvariantCulture))
        {
            value.TryFormat(digits, out length, default, CultureInfo.InvariantCulture);
            output.Write(digits[..length]);
            return;
        }
        while (digits[length - 1] == '0') length--;
        var point = digits[..length].IndexOf((byte)'.');
        if (digits[length - 1] == '.') length = point;
        var span = output.GetSpan(2 * length + 2);
        var at = 0;
        if (value < 0 && !(length == 1 && digits[0] == '0')) span[at++] = (byte)'-';
        for (var i = 0; i < point; i++)
        {
            if (i > 0 && (point - i) % 3 == 0) span[at++] = groupMark;
            span[at++] = digits[i];
        }
        if (point < length)
        {
            span[at++] = decimalMark;
            for (var i = point + 1; i < length; i++) span[at++] = digits[i];
        }
        output.Advance(at);
    }

    /// <summary>Points with their sign: whole ones, below 1 with one decimal.</summary>
    /// <returns>Whether it is one point.</returns>
    public static bool WritePoints(IBufferWriter<byte> output, double points, byte decimalMark)
    {
        var magnitude = Math.Abs(points);
        var whole = magnitude >= 0.95;
        output.Write(points < 0 ? "-"u8 : "+"u8);
        var span = output.GetSpan(32);
        magnitude.TryFormat(span, out var length, whole ? "F0" : "F1", CultureInfo.InvariantCulture);
        if (!whole) span[span[..length].IndexOf((byte)'.')] = decimalMark;
        output.Advance(length);
        return whole && length == 1 && span[0] == '1';
    }

    /// <summary>A day as <c>2026-09-30</c>.</summary>
    /// <param name="days">Days since 2000-01-01.</param>
    public static void WriteDay(IBufferWriter<byte> output, double days)
    {
        var day = new DateTime(2000, 1, 1).AddDays(Math.Clamp(Math.Floor(days), -700_000, 2_900_000));
        var span = output.GetSpan(10);
        day.TryFormat(span, out var length, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        output.Advance(length);
    }
}
