using System.Text.Json.Nodes;
using LeadPredict.Data;
using LeadPredict.Modeling;
using Microsoft.OpenApi;

namespace LeadPredict.Api.Description;

/// <summary>The lead of a model as a JSON schema, a property a column that it uses, with an example that can be pasted.</summary>
static class LeadDescription
{
    public static OpenApiSchema Schema(LeadModel? model)
    {
        var properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        if (model is null)
            return new OpenApiSchema { Type = JsonSchemaType.Object, Description = "A lead: column and value. No model is served yet, so its columns are not known." };
        foreach (var (column, feature) in Columns(model)) properties[column.Name] = Property(column, feature);
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "A lead: column and value. Every field may be left out or null, which means that it is not known.",
            Properties = properties,
            Examples = [Example(model)],
        };
    }

    /// <summary>A lead that the model can score without a warning.</summary>
    public static JsonObject Example(LeadModel model)
    {
        var example = new JsonObject();
        foreach (var (column, feature) in Columns(model))
            example[column.Name] = column.Kind switch
            {
                ColumnKind.Id => "L-1",
                ColumnKind.Category when feature is { Levels.Count: > 0 } => feature.Levels[feature.Levels.Count / 2],
                ColumnKind.Number => Typical(model, column),
                ColumnKind.Boolean => true,
                ColumnKind.Date => new DateTime(2025, 6, 30).ToString(column.DateFormat ?? "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
                _ => null,
            };
        return example;
    }

    static IEnumerable<(LeadColumn Column, FeatureEncoding? Feature)> Columns(LeadModel model)
    {
        var encoder = model.Encoder;
        foreach (var column in model.Schema.Columns)
        {
            var feature = encoder.Features.FirstOrDefault(f => f.Column.Name == column.Name);
            if (feature is not null || column.Role == ColumnRole.Id || (encoder.NeedsTime && column.Role == ColumnRole.Time)) yield return (column, feature);
        }
    }

    static OpenApiSchema Property(LeadColumn column, FeatureEncoding? feature)
    {
        var unit = column.Unit is null ? "" : $" In {column.Unit}.";
        var schema = new OpenApiSchema { Description = $"{column.Description}{unit}".Trim() };
        switch (column.Kind)
        {
            case ColumnKind.Number:
                schema.Type = JsonSchemaType.Number | JsonSchemaType.Null;
                break;
            case ColumnKind.Boolean:
                schema.Type = JsonSchemaType.Boolean | JsonSchemaType.Null;
                break;
            case ColumnKind.Date:
                schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
                schema.Format = column.DateFormat is null ? "date" : null;
                if (column.DateFormat is not null) schema.Description += $" Written as {column.DateFormat}.";
                break;
            default:
                schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
                // Examples, not an enumeration: another category is scored as "other".
                if (feature is { Levels.Count: > 0 }) schema.Examples = [.. feature.Levels.Take(20).Select(l => (JsonNode)JsonValue.Create(l)!)];
                break;
        }
        return schema;
    }

    // The middle of the column's bins is a value that training saw.
    static JsonValue? Typical(LeadModel model, LeadColumn column)
    {
        for (var f = 0; f < model.Encoder.FeatureCount; f++)
        {
            if (model.Encoder.Features[f].Column.Name != column.Name) continue;
            var thresholds = model.Ensemble.Binner.Thresholds(f);
            return JsonValue.Create(thresholds.IsEmpty ? 1 : Math.Round((double)thresholds[thresholds.Length / 2], 2));
        }
        return JsonValue.Create(1);
    }
}
