using System.Text.Json;

namespace LeadPredict.Modeling;

/// <summary>
/// Reads the origin of a model file. By hand: the serializer compiles hundreds of methods before it reads the first number, and a service reads this before it answers.
/// </summary>
static class OriginReader
{
    /// <exception cref="InvalidDataException">It is no origin.</exception>
    public static ModelOrigin Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Origin(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException("The origin is not as expected.", e);
        }
    }

    static ModelOrigin Origin(JsonElement origin) => new(
        Text(origin, "tool"),
        Texts(origin.GetProperty("data_sha256")),
        Text(origin, "trainer"),
        origin.GetProperty("rows").GetInt32(),
        origin.GetProperty("positives").GetInt32(),
        Options(origin.GetProperty("options")))
    {
        Setup = Part(origin, "setup") is { } setup ? Setup(setup) : null,
        Recalibrated = Part(origin, "recalibrated") is { } correction ? Correction(correction) : null,
    };

    static List<string> Texts(JsonElement list)
    {
        var texts = new List<string>();
        foreach (var text in list.EnumerateArray()) texts.Add(text.GetString()!);
        return texts;
    }

    static Dictionary<string, string> Options(JsonElement given)
    {
        var options = new Dictionary<string, string>();
        foreach (var option in given.EnumerateObject()) options[option.Name] = option.Value.GetString()!;
        return options;
    }

    static TrainingSetup Setup(JsonElement setup) => new(
        Text(setup, "evaluation"), Text(setup, "split"), setup.GetProperty("test_share").GetDouble(), setup.GetProperty("refit").GetBoolean())
    {
        Horizon = Part(setup, "horizon")?.GetDouble(),
        AsOf = Part(setup, "as_of")?.GetDouble(),
        ShorterHorizons = Part(setup, "shorter_horizons") is { } shorter ? [.. shorter.EnumerateArray().Select(d => d.GetDouble())] : null,
    };

    static RecalibrationOrigin Correction(JsonElement correction) => new(
        Text(correction, "data_sha256"),
        correction.GetProperty("rows").GetInt32(),
        correction.GetProperty("positives").GetInt32(),
        correction.GetProperty("shift").GetDouble(),
        correction.GetProperty("slope").GetDouble());

    static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new InvalidDataException($"The origin has no {name}.");

    static JsonElement? Part(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;
}
