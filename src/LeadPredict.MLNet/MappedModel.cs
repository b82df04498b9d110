using System.Text;
using System.Text.Json;

namespace LeadPredict.MLNet;

/// <summary>A column that a pipeline hands to a model.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="IsBoolean">Whether the number stands for true or false.</param>
sealed record MappedColumn(string Name, bool IsBoolean);

/// <summary>What a pipeline's zip holds of a LeadPredict step: which of the model's columns its numbers and its texts are, in order, and the model's file; as one text, JSON.</summary>
sealed record MappedModel(IReadOnlyList<MappedColumn> Numbers, IReadOnlyList<MappedColumn> Texts, byte[] Model)
{
    public string ToText()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            Write(json, "numbers", Numbers);
            Write(json, "texts", Texts);
            json.WriteBase64String("model", Model);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(memory.ToArray());
    }

    static void Write(Utf8JsonWriter json, string name, IReadOnlyList<MappedColumn> columns)
    {
        json.WriteStartArray(name);
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WriteBoolean("boolean", column.IsBoolean);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What was written by <see cref="ToText"/>.</summary>
    public static MappedModel Of(ReadOnlySpan<char> text)
    {
        using var json = JsonDocument.Parse(text.ToString());
        var root = json.RootElement;
        return new MappedModel(Columns("numbers"), Columns("texts"), root.GetProperty("model").GetBytesFromBase64());

        List<MappedColumn> Columns(string name) => [.. root.GetProperty(name).EnumerateArray().Select(c => new MappedColumn(c.GetProperty("name").GetString()!, c.GetProperty("boolean").GetBoolean()))];
    }
}
