using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Qualification.Planning;

namespace LeadPredict.Training.Results;

/// <summary>A result as one JSON object: its figures by name, each table as an array of objects, then <c>findings</c> and <c>notes</c>.</summary>
static class ResultJson
{
    public static void Write(Stream output, ResultSheet sheet)
    {
        using (var json = new Utf8JsonWriter(output, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            foreach (var fact in sheet.Facts) Value(json, fact.Key, fact.Value);
            foreach (var table in sheet.Tables.Where(t => !t.IsView))
            {
                json.WriteStartArray(table.Key);
                foreach (var row in table.Rows)
                {
                    json.WriteStartObject();
                    for (var c = 0; c < row.Length; c++) Value(json, table.Columns[c].Key, row[c]);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
            Sentences(json, "findings", sheet.Findings);
            Sentences(json, "notes", sheet.Notes);
            json.WriteEndObject();
        }
        output.WriteByte((byte)'\n');
    }

    static void Sentences(Utf8JsonWriter json, string key, List<string> sentences)
    {
        json.WriteStartArray(key);
        foreach (var sentence in sentences) json.WriteStringValue(sentence);
        json.WriteEndArray();
    }

    static void Value(Utf8JsonWriter json, string key, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(key); break;
            case string text: json.WriteString(key, text); break;
            case bool yes: json.WriteBoolean(key, yes); break;
            case int count: json.WriteNumber(key, count); break;
            case long count: json.WriteNumber(key, count); break;
            case decimal amount: json.WriteNumber(key, amount); break;
            case double number: Number(json, key, number); break;
            case Expected e:
                json.WriteStartObject(key);
                Number(json, "value", e.Value);
                Number(json, "low", e.Low);
                Number(json, "high", e.High);
                json.WriteEndObject();
                break;
            default: json.WriteString(key, value.ToString()); break;
        }
    }

    // JSON knows neither "not known" nor "no limit".
    static void Number(Utf8JsonWriter json, string key, double number)
    {
        if (double.IsFinite(number)) json.WriteNumber(key, number);
        else json.WriteNull(key);
    }
}

/// <summary>A table as CSV for programs: an interval takes three columns, a value that is not known is empty, a formula is disarmed.</summary>
static class ResultCsv
{
    public static string Of(ResultTable table)
    {
        var spread = Enumerable.Range(0, table.Columns.Count).Select(c => table.Rows.Exists(r => r[c] is Expected)).ToArray();
        var text = new StringBuilder();
        Line(table.Columns.SelectMany((c, i) => spread[i] ? [c.Key, c.Key + "_low", c.Key + "_high"] : (string[])[c.Key]));
        foreach (var row in table.Rows)
            Line(row.SelectMany((value, c) => !spread[c] ? [Cell(value)] : value is Expected e ? [Cell(e.Value), Cell(e.Low), Cell(e.High)] : (string[])[Cell(value), "", ""]));
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.AppendJoin(',', cells).Append('\n');
    }

    static string Cell(object? value) => value switch
    {
        null => "",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        decimal amount => amount.ToString(CultureInfo.InvariantCulture),
        bool yes => yes ? "true" : "false",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(value.ToString() ?? ""),
    };

    static string Quoted(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r') text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
