using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Api.Description;

/// <summary>The columns that the live model knows: what each is, whether it is used, and the levels of a category.</summary>
static class SchemaApi
{
    public static Task WriteAsync(HttpContext context, string modelName, LeadModel model)
    {
        var features = model.Encoder.Features.ToDictionary(f => f.Column.Name, StringComparer.Ordinal);
        return Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("name", modelName);
            json.WriteString("id", model.Id);
            json.WriteEndObject();
            json.WriteStartArray("columns");
            foreach (var column in model.Schema.Columns) WriteColumn(json, column, features.GetValueOrDefault(column.Name));
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    static void WriteColumn(Utf8JsonWriter json, LeadColumn column, FeatureEncoding? feature)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("kind", Word(column.Kind));
        json.WriteString("role", Word(column.Role));
        json.WriteBoolean("used", feature is not null);
        if (column.Group != ColumnGroup.None) json.WriteString("group", Word(column.Group));
        json.WriteString("known_at", Word(column.KnownAt));
        if (column.Unit is not null) json.WriteString("unit", column.Unit);
        if (column.Description is not null) json.WriteString("description", column.Description);
        if (column.ExcludedBecause is not null) json.WriteString("excluded_because", column.ExcludedBecause);
        if (feature is { IsCategory: true })
        {
            json.WriteStartArray("levels");
            foreach (var level in feature.Levels) json.WriteStringValue(level);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    static string Word<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
