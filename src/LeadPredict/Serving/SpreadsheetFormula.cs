using System.Buffers;
using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>
/// Tells the cells that a spreadsheet would run as a formula when it opens a CSV file (OWASP, CSV Injection): <c>= @</c>, a tab or a line break at the
/// start, <c>+ -</c> at the start of what is not plainly a number, and the full-width forms of the four. Spaces before them do not help.
/// </summary>
static class SpreadsheetFormula
{
    /// <summary>First bytes of cells that may be run; false for nearly all cells.</summary>
    public static readonly bool[] Starts = FirstBytes();
    static readonly SearchValues<byte> s_harmless = SearchValues.Create("0123456789 .,()-/%"u8);

    static bool[] FirstBytes()
    {
        var starts = new bool[256];
        foreach (var b in "=+-@\t\r\n "u8) starts[b] = true;
        starts["＝"u8[0]] = true;
        return starts;
    }

    /// <summary>Whether a cell, without its quotes but with the spaces around it, would be run.</summary>
    public static bool Is(ReadOnlySpan<byte> cell) => !cell.IsEmpty && Starts[cell[0]] && Runs(cell);

    static bool Runs(ReadOnlySpan<byte> cell)
    {
        cell = cell.TrimStart((byte)' ');
        if (cell.IsEmpty) return false;
        if (cell[0] is (byte)'=' or (byte)'@' or (byte)'\t' or (byte)'\r' or (byte)'\n' || cell.StartsWith("＝"u8) || cell.StartsWith("＠"u8)) return true;
        var signs = cell[0] is (byte)'+' or (byte)'-' ? 1 : cell.StartsWith("＋"u8) || cell.StartsWith("－"u8) ? 3 : 0;
        return signs > 0 && !IsNumber(cell, cell[signs..]);
    }

    // Without letters, references and operators but these there is nothing to run: numbers, telephone numbers, dates, a lone dash for "none".
    static bool IsNumber(ReadOnlySpan<byte> cell, ReadOnlySpan<byte> afterSign) =>
        afterSign.IndexOfAnyExcept(s_harmless) < 0
        || FieldParser.TryParseNumber(cell, NumberFormat.PointDecimal, out _) || FieldParser.TryParseNumber(cell, NumberFormat.CommaDecimal, out _);
}
