using System.Text.Json;
using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>Wording of problems with leads that are to be scored: LP0171 to LP0180. Fields are named, values are described.</summary>
static class ServingErrors
{
    public static Diagnostic BrokenJson(long line, long bytePosition) =>
        New("LP0171", string.Create(CultureInfo.InvariantCulture,
            $"this is not well-formed JSON (line {line + 1}, byte {bytePosition + 1} of the line). Send one object such as {{\"lead_source\": \"referral\"}}."));

    public static Diagnostic NotUtf8() =>
        New("LP0171", "this is not UTF-8 text. JSON is sent as UTF-8.");

    public static Diagnostic NotAnObject(JsonTokenType found) =>
        New("LP0172", $"expected a JSON object of columns and values, found {Describe(found)}. Send one object such as {{\"lead_source\": \"referral\"}}.");

    static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };

    public static Diagnostic NestedValue(string column) =>
        New("LP0173", $"column '{column}': expected a single value, found an object or an array. Send a text, a number, true, false or null.");

    public static Diagnostic NotUnicode(string column) =>
        New("LP0174", $"column '{column}': the text is not valid Unicode (half of a surrogate pair). Correct the escape sequence.");

    public static Diagnostic WrongKind(LeadColumn column, ReadOnlySpan<byte> text) => EncodingErrors.WrongKind("", 0, 0, column, text);

    public static LeadPredictException NoColumnOfTheModel(string source, IReadOnlyList<string> columns) =>
        new(new Diagnostic(source, 0, 0, "LP0175", string.Create(CultureInfo.InvariantCulture,
            $"the file has none of the {columns.Count} columns that the model uses ({string.Join(", ", columns.Take(5))}{(columns.Count > 5 ? " …" : "")}). ")
            + "Give the file that the model is for, with a line of column names."));

    public static Diagnostic ColumnMissing(string source, string column) =>
        new(source, 0, 0, "LP0176", $"the model's column '{column}' is not in the file; taken as missing in every row.");

    public static Diagnostic RulesColumnMissing(string source, string column) =>
        new(source, 0, 0, "LP0819", $"the qualification's column '{column}' is not in the file; taken as missing in every row.");

    public static LeadPredictException NoPoints(Qualification.QualificationRules rules) =>
        new(new Diagnostic(rules.Source, 0, 0, "LP0820", "the rules have no points, which grade leads where there is no model. Add \"points\" with items and grades; see docs/QUALIFICATION.md."));

    public static Diagnostic ColumnRenamed(string source, string column, string given) =>
        new(source, 0, 0, "LP0177", $"the file has a column '{column}' of its own; the prediction's is called '{given}'.");

    public static Diagnostic UnknownCategories(string source, string column, long rows) =>
        new(source, 0, 0, "LP0178", string.Create(CultureInfo.InvariantCulture, $"column '{column}': {rows} row(s) hold a category that the model does not know; scored as 'other'."));

    public static Diagnostic FormulasNeutralised(string source, long cells) =>
        new(source, 0, 0, "LP0179", string.Create(CultureInfo.InvariantCulture, $"{cells} cell(s) start like a formula; they are written with an apostrophe before, so that no spreadsheet runs them."));

    public static LeadPredictException OtherColumns(string first, IReadOnlyList<string> expected, string other, IReadOnlyList<string> found)
    {
        var missing = expected.Except(found).ToList();
        var more = found.Except(expected).ToList();
        var what = (missing.Count > 0 ? $"without {Names(missing)}" : "") + (missing.Count > 0 && more.Count > 0 ? ", " : "") + (more.Count > 0 ? $"with {Names(more)}" : "");
        return new(new Diagnostic(other, 0, 0, "LP0180", $"its columns are not those of '{first}': {what}. Files that are scored into one output have the same column names, in any order; score it by itself."));

        static string Names(List<string> names) => string.Join(", ", names.Take(5).Select(n => $"'{n}'")) + (names.Count > 5 ? " …" : "");
    }

    public static LeadPredictException NoSuchColumn(string column) =>
        new(New("LP0181", $"the model uses no column '{column}'. Name one that it uses; leadpredict explain and GET /schema list them."));

    public static LeadPredictException NoObservedValues() =>
        new(New("LP0182", "the model does not say which values its leads had, so nothing can be proposed. Train it again with this version."));

    public static LeadPredictException NothingActionable() =>
        new(New("LP0183", "no column is marked as one that somebody can change. Put \"actionable\": true at columns of the schema file and train again, or name them with --actionable."));

    /// <summary>RFC 6901: the place of a member in a JSON document.</summary>
    public static string Pointer(string member) =>
        "/" + member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    static Diagnostic New(string code, string message) => new("", 0, 0, code, message);
}
