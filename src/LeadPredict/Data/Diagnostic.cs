using System.Globalization;

namespace LeadPredict.Data;

/// <summary>
/// One problem in an input: what, where and how to fix it. Never holds a person's data: a value is described
/// ("text of 9 characters"), not quoted. Immutable.
/// </summary>
/// <param name="Source">File name or JSON path, as the user knows it; empty when there is none.</param>
/// <param name="Line">1-based line in the source, 0 when it does not apply.</param>
/// <param name="Column">1-based position: the character in the line for a text file's syntax, or the number of the field for a value; 0 when it does not apply.</param>
/// <param name="Code">Stable code, <c>LP</c> and four digits, listed in docs/ERRORS.md.</param>
/// <param name="Message">What is wrong and what to do about it.</param>
public sealed record Diagnostic(string Source, long Line, int Column, string Code, string Message)
{
    /// <summary><c>leads.csv:1042:17: LP0104 message</c>.</summary>
    public override string ToString()
    {
        var where = Source;
        if (Line > 0) where += string.Create(CultureInfo.InvariantCulture, $":{Line}");
        if (Line > 0 && Column > 0) where += string.Create(CultureInfo.InvariantCulture, $":{Column}");
        return where.Length == 0 ? $"{Code} {Message}" : $"{where}: {Code} {Message}";
    }
}
