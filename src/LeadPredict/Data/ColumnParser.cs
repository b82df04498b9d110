namespace LeadPredict.Data;

/// <summary>Turns the text of one number, boolean or date column into its value, as the schema froze it. Immutable, thread safe, allocation-free.</summary>
public sealed class ColumnParser(LeadSchema schema, LeadColumn column)
{
    readonly MissingCodes _missing = MissingCodes.For(schema, column);

    /// <summary>Whether the trimmed field means "missing" in this column.</summary>
    public bool IsMissing(ReadOnlySpan<byte> field) => _missing.IsMissing(field);

    /// <summary>The value of a trimmed UTF-8 field: a number, 1 or 0, or days since 2000-01-01; NaN for missing.</summary>
    /// <param name="pointDecimal">True where the text is a JSON number, which has a decimal point whatever the column's files have.</param>
    /// <returns>False when the text is of another kind.</returns>
    public bool TryParse(ReadOnlySpan<byte> field, out float value, bool pointDecimal = false)
    {
        value = float.NaN;
        if (_missing.IsMissing(field)) return true;
        switch (column.Kind)
        {
            case ColumnKind.Number:
                if (!FieldParser.TryParseNumber(field, pointDecimal ? NumberFormat.PointDecimal : column.NumberFormat, out var number)) return false;
                value = (float)number;
                return true;
            case ColumnKind.Boolean:
                if (!FieldParser.TryParseBoolean(field, column.TrueText, column.FalseText, out var isTrue)) return false;
                value = isTrue ? 1 : 0;
                return true;
            case ColumnKind.Date:
                if (!FieldParser.TryParseDate(field, column.DateFormat, out var days)) return false;
                value = (float)days;
                return true;
            default:
                return false;
        }
    }
}
