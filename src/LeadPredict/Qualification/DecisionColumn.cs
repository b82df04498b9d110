using System.Text;
using System.Text.Unicode;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>A column that decisions look at: how its text is read, and which texts rules compare it with. Complete before the first lead; then immutable, thread safe.</summary>
sealed class DecisionColumn(LeadSchema schema, LeadColumn column)
{
    readonly MissingCodes _missing = MissingCodes.For(schema, column);
    readonly List<byte[]> _texts = [];

    public string Name => column.Name;
    public LeadColumn Column => column;

    /// <summary>Whether rules compare its value as a number: numbers, 1 and 0 for truth values, days since 2000-01-01 for dates.</summary>
    public bool IsNumeric => column.Kind is ColumnKind.Number or ColumnKind.Boolean or ColumnKind.Date;

    /// <summary>The number of a text that a rule compares with.</summary>
    public int CodeOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var code = Find(bytes);
        if (code >= 0) return code;
        _texts.Add(bytes);
        return _texts.Count - 1;
    }

    int Find(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _texts.Count; i++)
            if (text.SequenceEqual(_texts[i]) || Ascii.EqualsIgnoreCase(text, _texts[i])) return i;
        return -1;
    }

    /// <summary>The number that a rule's text stands for; NaN for none.</summary>
    public double NumberOf(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return column.Kind switch
        {
            ColumnKind.Number => FieldParser.TryParseNumber(bytes, NumberFormat.PointDecimal, out var number) ? number : double.NaN,
            ColumnKind.Boolean => TryBoolean(bytes, column, out var isTrue) ? isTrue ? 1 : 0 : double.NaN,
            ColumnKind.Date => FieldParser.TryParseDate(bytes, null, out var days) ? days : double.NaN,
            _ => double.NaN,
        };
    }

    /// <summary>Reads a lead's value.</summary>
    /// <param name="text">Trimmed UTF-8.</param>
    /// <param name="isJson">Whether it is a JSON number or truth value, whose spelling is not that of the column's files.</param>
    /// <param name="number">For a numeric column; NaN where it is missing or cannot be read.</param>
    /// <param name="code">For any other: which of the rules' texts it is, -1 for none of them.</param>
    /// <returns>Whether there is a value. One that cannot be read is there, but compares with nothing.</returns>
    public bool Read(ReadOnlySpan<byte> text, bool isJson, out double number, out int code)
    {
        number = double.NaN;
        code = -1;
        if (_missing.IsMissing(text)) return false;
        switch (column.Kind)
        {
            case ColumnKind.Number:
                if (FieldParser.TryParseNumber(text, isJson ? NumberFormat.PointDecimal : column.NumberFormat, out var value)) number = value;
                break;
            case ColumnKind.Boolean:
                if (TryBoolean(text, column, out var isTrue)) number = isTrue ? 1 : 0;
                break;
            case ColumnKind.Date:
                if (TryDate(text, out var days)) number = days;
                break;
            default:
                code = Find(text);
                break;
        }
        return true;
    }

    /// <summary>A day in the column's format, else ISO 8601.</summary>
    public bool TryDate(ReadOnlySpan<byte> text, out double days) =>
        FieldParser.TryParseDate(text, column.DateFormat, out days) || (column.DateFormat is not null && FieldParser.TryParseDate(text, null, out days));

    /// <summary>A truth value in the column's spelling, else as JSON spells it.</summary>
    public static bool TryBoolean(ReadOnlySpan<byte> text, LeadColumn column, out bool value) =>
        FieldParser.TryParseBoolean(text, column.TrueText, column.FalseText, out value)
        || (column.TrueText is not null && FieldParser.TryParseBoolean(text, "true", "false", out value));
}
