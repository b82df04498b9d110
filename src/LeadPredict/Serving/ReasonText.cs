using System.Buffers;
using System.Globalization;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>
/// Reasons as people read them: the same parts in an answer's sentence, <c>lead_source = referral (+0.84 log-odds)</c>, and in a table's
/// cell, <c>lead_source=referral (+0.84)</c>. Thread safe.
/// </summary>
public static class ReasonText
{
    /// <summary>A longer value is cut: a reason is for reading.</summary>
    const int LongestValue = 60;

    /// <summary>One reason as a sentence of UTF-8.</summary>
    /// <param name="value">The field as it was given, empty when it was not; shown unless the column is personal.</param>
    /// <param name="status">What became of the field.</param>
    public static void WriteSentence(IBufferWriter<byte> output, LeadColumn column, ReadOnlySpan<byte> value, FieldStatus status, double logOdds)
    {
        Write(output, column, value, status, " is not stated"u8, " = "u8);
        WriteLogOdds(output, logOdds, " log-odds)"u8);
    }

    /// <summary>One reason as a part of a cell; reasons are set apart by <c>"; "</c>.</summary>
    /// <inheritdoc cref="WriteSentence"/>
    public static void WriteCell(IBufferWriter<byte> output, LeadColumn column, ReadOnlySpan<byte> value, FieldStatus status, double logOdds)
    {
        Write(output, column, value, status, " not stated"u8, "="u8);
        WriteLogOdds(output, logOdds, ")"u8);
    }

    static void Write(IBufferWriter<byte> output, LeadColumn column, ReadOnlySpan<byte> value, FieldStatus status, ReadOnlySpan<byte> missing, ReadOnlySpan<byte> equals)
    {
        var name = output.GetSpan(Encoding.UTF8.GetMaxByteCount(column.Name.Length));
        output.Advance(Encoding.UTF8.GetBytes(column.Name, name));
        if (status == FieldStatus.Missing) output.Write(missing);
        else if (!column.Personal)
        {
            output.Write(equals);
            WriteValue(output, value);
        }
    }

    // On one line, and cut between characters.
    static void WriteValue(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        var length = value.Length;
        if (length > LongestValue)
            for (length = LongestValue; length > 0 && (value[length] & 0xC0) == 0x80;) length--;
        var span = output.GetSpan(length);
        for (var i = 0; i < length; i++) span[i] = value[i] < ' ' ? (byte)' ' : value[i];
        output.Advance(length);
        if (length < value.Length) output.Write("…"u8);
    }

    static void WriteLogOdds(IBufferWriter<byte> output, double logOdds, ReadOnlySpan<byte> end)
    {
        output.Write(logOdds < 0 ? " (-"u8 : " (+"u8);
        var span = output.GetSpan(32);
        Math.Abs(logOdds).TryFormat(span, out var written, "F2", CultureInfo.InvariantCulture);
        output.Advance(written);
        output.Write(end);
    }
}
