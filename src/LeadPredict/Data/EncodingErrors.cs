using System.Globalization;
using System.Text;

namespace LeadPredict.Data;

/// <summary>Wording of problems with values: LP0161 to LP0169. A value is described, never quoted: it may be a person's.</summary>
static class EncodingErrors
{
    public static Diagnostic WrongKind(string source, long line, int position, LeadColumn column, ReadOnlySpan<byte> field)
    {
        var length = Encoding.UTF8.GetCharCount(field);
        var expected = column.Kind switch
        {
            ColumnKind.Number => column.NumberFormat == NumberFormat.CommaDecimal ? "a number with a decimal comma" : "a number",
            ColumnKind.Boolean => column.TrueText is null ? "yes or no" : $"'{column.TrueText}' or '{column.FalseText}'",
            ColumnKind.Date => $"a date ({column.DateFormat ?? "yyyy-MM-dd"})",
            _ => "another kind of value",
        };
        return new Diagnostic(source, line, position, "LP0161", string.Create(CultureInfo.InvariantCulture,
            $"column '{column.Name}': expected {expected}, found text of {length} characters. Correct it, leave it empty for missing, or give the column another kind in a schema file (--schema)."));
    }

    public static Diagnostic NotALabel(string source, long line, int position, string column, LeadSchema schema) =>
        new(source, line, position, "LP0162",
            $"label '{column}': expected '{schema.PositiveLabel}' or '{schema.NegativeLabel}'. Correct it, or leave it empty while the outcome is not known.");

    public static Diagnostic NotAWeight(string source, long line, int position, string column) =>
        new(source, line, position, "LP0163", $"weight '{column}': expected a number from 0 to 1e15. Write 1 for a row that counts as usual, 0 for one that must not teach.");
}
