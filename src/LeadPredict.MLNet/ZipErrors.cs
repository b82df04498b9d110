using System.Globalization;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.MLNet;

/// <summary>Wording of problems with ML.NET's models and data views: LP0950 to LP0959. Columns are named, values are described.</summary>
static class ZipErrors
{
    public static Diagnostic WrongType(LeadColumn column, string found)
    {
        var kind = column.Kind switch { ColumnKind.Number => "a number", ColumnKind.Boolean => "a truth value", ColumnKind.Date => "a date", _ => "a category" };
        var wanted = column.Kind switch { ColumnKind.Number => "a number or text", ColumnKind.Boolean => "Boolean or text", ColumnKind.Date => "text such as 2026-03-31", _ => "text, a number or Boolean" };
        return new("the data view", 0, 0, "LP0950", $"column '{column.Name}' is {found}, and {kind} for the model. Give it as one value of {wanted} a row, or drop it: then it is missing in every row.");
    }

    public static LeadPredictException NotLoaded(string path, Exception cause) =>
        new(new Diagnostic(path, 0, 0, "LP0951", $"ML.NET cannot load this file ({cause.GetType().Name}). Write it again by mlContext.Model.Save(model, data.Schema, path); a step of another package needs that package here."), cause);

    public static LeadPredictException NoSchema(string path) =>
        new(new Diagnostic(path, 0, 0, "LP0952", "the file does not say which columns its model reads. Save it with them: mlContext.Model.Save(model, data.Schema, path)."));

    public static LeadPredictException NotBinary(string path) =>
        new(new Diagnostic(path, 0, 0, "LP0953", "its pipeline gives neither a Probability nor a Score with a PredictedLabel of true or false. Only binary classifiers rank leads."));

    public static LeadPredictException CannotBeFed(string path, IEnumerable<string> columns) =>
        new(new Diagnostic(path, 0, 0, "LP0954", $"its pipeline needs what no lead can bring: {string.Join("; ", columns)}. Train it on plain columns: text, numbers, true or false, or vectors whose slots have names."));

    public static LeadPredictException DoesNotPredict(string path, Exception cause) =>
        new(new Diagnostic(path, 0, 0, "LP0955", $"its pipeline does not predict a lead without values ({cause.GetType().Name}). Save the whole pipeline that starts from the columns of the schema, not its last part alone."), cause);

    public static LeadPredictException NoColumnOfTheModel(string source, IReadOnlyList<string> columns) => Serving.ServingErrors.NoColumnOfTheModel(source, columns);

    public static Diagnostic WrongKind(ZipField field, ReadOnlySpan<byte> text, string source = "", long line = 0, int position = 0) =>
        new(source, line, position, "LP0956", string.Create(CultureInfo.InvariantCulture,
            $"column '{field.Name}': expected {field.Expected}, found text of {Encoding.UTF8.GetCharCount(text)} characters. Correct it{(field.CanBeMissing ? ", or leave it empty for missing" : "")}."));

    public static Diagnostic CannotBeMissing(ZipField field, string source = "", long line = 0, int position = 0) =>
        new(source, line, position, "LP0957", $"column '{field.Name}' has no value, and its type in the ML.NET model ({field.TypeName}) has none for missing. Send {field.Expected}, or train the model with the column as Single, where NaN is missing.");

    public static Diagnostic NoNumber(string source = "", long line = 0) =>
        new(source, line, 0, "LP0958", "the ML.NET model answers this lead with NaN. A step of its pipeline cannot take a missing value: send all fields, or put ReplaceMissingValues into the pipeline.");

    public static LeadPredictException NotAsked(string flag) =>
        new(new Diagnostic("", 0, 0, "LP0959", $"{flag} needs a LeadPredict model: an ML.NET zip has no reasons, reference leads or schema to go by. Leave it out, or train or import the model with leadpredict."));
}
