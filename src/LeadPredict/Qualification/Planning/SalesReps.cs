using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Qualification.Planning;

/// <summary>Reads a list of reps: a CSV with <c>rep</c> and <c>calls_per_week</c>, or <c>hours_per_week</c> for the time they have for calls.</summary>
public static class SalesReps
{
    /// <summary>The reps in file order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="minutesPerCall">What a lead takes with all that belongs to it; turns hours into calls.</param>
    /// <exception cref="LeadPredictException">A column is missing (LP0901), or a row cannot be used (LP0902); all rows that cannot are named.</exception>
    public static IReadOnlyList<SalesRep> Read(string path, double minutesPerCall)
    {
        using var file = LeadFile.Open(path);
        var name = FileColumns.Require(file, "the rep's name", "rep", "name", "owner_id", "sales_rep");
        var calls = FileColumns.Find(file, "calls_per_week");
        var hours = calls >= 0 ? -1 : FileColumns.Require(file, "what a rep can do", "calls_per_week", "hours_per_week");
        var format = FileColumns.NumbersOf(file, Math.Max(calls, hours));
        var reps = new List<SalesRep>();
        var wrong = new List<Diagnostic>();
        using var reader = file.OpenReader();
        reader.Rejected = r => wrong.Add(r.Diagnostic);
        while (reader.Read())
        {
            var column = calls >= 0 ? calls : hours;
            var rep = Encoding.UTF8.GetString(reader.Field(name));
            if (!FieldParser.TryParseNumber(reader.Field(column), format, out var amount) || amount is not (>= 0 and <= 100_000))
                wrong.Add(new Diagnostic(path, reader.Line, column + 1, "LP0902", $"column '{file.Header[column]}' must be a number from 0 to 100,000."));
            else if (rep.Length == 0) wrong.Add(new Diagnostic(path, reader.Line, name + 1, "LP0902", "a rep needs a name."));
            else if (reps.Exists(r => r.Name == rep)) wrong.Add(new Diagnostic(path, reader.Line, name + 1, "LP0902", "this rep is listed already. Write one row a rep."));
            else reps.Add(new SalesRep(rep, (int)Math.Floor(calls >= 0 ? amount : amount * 60 / minutesPerCall)));
        }
        if (reps.Count == 0 && wrong.Count == 0) wrong.Add(new Diagnostic(path, 0, 0, "LP0902", "the file lists no rep. Write one row a rep."));
        return wrong.Count == 0 ? reps : throw new LeadPredictException(wrong);
    }
}
