using LeadPredict.Data;

namespace LeadPredict.MLNet;

/// <summary>Wording of problems with ML.NET's models and data views: LP0950 to LP0969. Columns are named, values are described.</summary>
static class ZipErrors
{
    public static Diagnostic WrongType(LeadColumn column, string found)
    {
        var kind = column.Kind switch { ColumnKind.Number => "a number", ColumnKind.Boolean => "a truth value", ColumnKind.Date => "a date", _ => "a category" };
        var wanted = column.Kind switch { ColumnKind.Number => "a number or text", ColumnKind.Boolean => "Boolean or text", ColumnKind.Date => "text such as 2026-03-31", _ => "text, a number or Boolean" };
        return new("the data view", 0, 0, "LP0950", $"column '{column.Name}' is {found}, and {kind} for the model. Give it as one value of {wanted} a row, or drop it: then it is missing in every row.");
    }
}
