using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadPredict.Data;

/// <summary>
/// Reads and writes a <see cref="LeadSchema"/> as JSON (<c>leads.schema.json</c>): a person can edit it, unknown keys are refused.
/// </summary>
public static class LeadSchemaFile
{
    /// <summary>The schema in the file at <paramref name="path"/>.</summary>
    /// <exception cref="LeadPredictException">The file cannot be read, is not JSON, or names a column twice (LP0201 to LP0204).</exception>
    public static LeadSchema Read(string path)
    {
        byte[] json;
        try
        {
            json = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LeadPredictException(new Diagnostic(path, 0, 0, "LP0201", "the schema file cannot be read. Check the path."), e);
        }
        return Parse(json, path);
    }

    /// <summary>The schema in <paramref name="json"/> (UTF-8); <paramref name="source"/> names it in errors.</summary>
    public static LeadSchema Parse(ReadOnlySpan<byte> json, string source)
    {
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        SchemaDocument document;
        try
        {
            document = SchemaReader.Read(json)
                ?? throw new LeadPredictException(new Diagnostic(source, 0, 0, "LP0202", "the schema is empty. Write an object with \"columns\"."));
        }
        catch (JsonException e)
        {
            var line = (e.LineNumber ?? -1) + 1;
            var column = (int)((e.BytePositionInLine ?? -1) + 1);
            throw new LeadPredictException(new Diagnostic(source, line, column, "LP0202",
                $"the schema is not as expected at '{e.Path}'. See data/README.md for its keys and values."), e);
        }

        var problems = new List<Diagnostic>();
        foreach (var twice in document.Columns.GroupBy(c => c.Name, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add(new Diagnostic(source, 0, 0, "LP0203", $"column '{twice.Key}' is described twice. Keep one."));
        foreach (var role in new[] { ColumnRole.Label, ColumnRole.Id, ColumnRole.Time, ColumnRole.Group, ColumnRole.Weight })
            if (document.Columns.Count(c => c.Role == role) > 1)
                problems.Add(new Diagnostic(source, 0, 0, "LP0204", $"more than one column has the role '{role}'. Keep one."));
        if (problems.Count > 0) throw new LeadPredictException(problems);

        return new LeadSchema
        {
            Columns = document.Columns,
            PositiveLabel = document.Positive,
            NegativeLabel = document.Negative,
            MissingCodes = document.Missing ?? LeadSchema.DefaultMissingCodes,
            Interactions = document.Interactions,
        };
    }

    /// <summary>The schema as indented UTF-8 JSON that <see cref="Parse"/> reads back unchanged.</summary>
    public static byte[] ToJson(LeadSchema schema)
    {
        var document = new SchemaDocument
        {
            Positive = schema.PositiveLabel,
            Negative = schema.NegativeLabel,
            Missing = schema.MissingCodes,
            Interactions = schema.Interactions,
            Columns = schema.Columns,
        };
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, SchemaJson.Default.SchemaDocument), (byte)'\n'];
    }
}

sealed class SchemaDocument
{
    public int Version { get; init; } = 1;
    public string? Positive { get; init; }
    public string? Negative { get; init; }
    public IReadOnlyList<string>? Missing { get; init; }
    public IReadOnlyList<IReadOnlyList<string>>? Interactions { get; init; }
    public required IReadOnlyList<LeadColumn> Columns { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    WriteIndented = true,
    NewLine = "\n",
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(SchemaDocument))]
sealed partial class SchemaJson : JsonSerializerContext;
