using System.Text.Json;

namespace LeadPredict.Diagnosis;

/// <summary>Writes a <see cref="DoctorReport"/> as one JSON object: what <c>doctor --json</c> prints.</summary>
public static class DoctorReportJson
{
    /// <param name="json">Gets one object.</param>
    /// <param name="schemaPath">Where the schema was written, or null.</param>
    public static void Write(Utf8JsonWriter json, DoctorReport report, string? schemaPath)
    {
        json.WriteStartObject();
        json.WriteString("file", report.Source);
        json.WriteString("crm", report.Crm);
        json.WriteBoolean("clean", report.IsClean);
        json.WriteStartObject("rows");
        json.WriteNumber("read", report.RowsRead);
        json.WriteNumber("rejected", report.RowsRejected);
        json.WriteEndObject();
        json.WriteStartArray("columns");
        foreach (var column in report.Columns) WriteColumn(json, column);
        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("kind", LeakFindingJson.Word(problem.Kind));
            json.WriteString("column", problem.Column);
            json.WriteNumber("count", problem.Count);
            json.WriteString("text", problem.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        LeakFindingJson.Write(json, report.Leaks);
        if (report.Sufficiency is { } enough) WriteSufficiency(json, enough);
        else json.WriteNull("sufficiency");
        json.WriteStartArray("notes");
        foreach (var note in report.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteString("schema", schemaPath);
        json.WriteEndObject();
    }

    static void WriteColumn(Utf8JsonWriter json, ColumnDescription d)
    {
        json.WriteStartObject();
        json.WriteString("name", d.Column.Name);
        json.WriteString("canonical", d.Canonical);
        json.WriteString("kind", LeakFindingJson.Word(d.Column.Kind));
        json.WriteString("role", LeakFindingJson.Word(d.Column.Role));
        json.WriteString("known_at", LeakFindingJson.Word(d.Column.KnownAt));
        json.WriteBoolean("personal", d.Column.Personal);
        json.WriteString("excluded_because", d.Column.ExcludedBecause);
        json.WriteNumber("missing", Math.Round(d.Missing, 4));
        json.WriteNumber("distinct", d.Distinct);
        WriteNumber(json, "min", d.Min);
        WriteNumber(json, "max", d.Max);
        json.WriteString("unit", d.Unit);
        json.WriteStartArray("examples");
        foreach (var example in d.Examples) json.WriteStringValue(example);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteSufficiency(Utf8JsonWriter json, DataSufficiency s)
    {
        json.WriteStartObject("sufficiency");
        json.WriteNumber("rows", s.Rows);
        json.WriteNumber("positives", s.Positives);
        json.WriteNumber("features", s.Features);
        json.WriteNumber("events_per_column", Math.Round(s.EventsPerColumn, 2));
        WriteNumber(json, "auc_half_width", s.AucHalfWidth);
        WriteNumber(json, "auc_half_width_on_test", s.AucHalfWidthOnTest);
        json.WriteNumber("positives_wanted", s.PositivesWanted);
        json.WriteBoolean("enough", s.IsEnough);
        json.WriteEndObject();
    }

    static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, 6));
        else json.WriteNull(name);
    }
}
