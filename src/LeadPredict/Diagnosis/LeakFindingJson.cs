using System.Text.Json;

namespace LeadPredict.Diagnosis;

/// <summary>Writes findings as the array <c>findings</c>: the same in the card, in <c>train --json</c> and in <c>doctor --json</c>.</summary>
public static class LeakFindingJson
{
    /// <summary>Writes the property <c>findings</c> into the object that <paramref name="json"/> stands in.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<LeakFinding> findings)
    {
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("column", finding.Column);
            json.WriteString("kind", Word(finding.Kind));
            json.WriteString("action", Word(finding.Action));
            json.WriteString("evidence", finding.Evidence);
            json.WriteStartObject("auc");
            Number("value", finding.Auc);
            Number("low", finding.AucLow);
            Number("high", finding.AucHigh);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();

        void Number(string name, double value)
        {
            if (double.IsNaN(value)) json.WriteNull(name);
            else json.WriteNumber(name, Math.Round(value, 4));
        }
    }

    /// <summary>Reads one finding as <see cref="Write"/> wrote it.</summary>
    /// <exception cref="Exception">A field is missing or of another kind (as JsonElement throws).</exception>
    internal static LeakFinding Read(JsonElement json)
    {
        var auc = json.GetProperty("auc");
        return new LeakFinding(
            json.GetProperty("column").GetString()!, Member<LeakKind>("kind"), Member<LeakAction>("action"), json.GetProperty("evidence").GetString()!, Number("value"), Number("low"), Number("high"));

        double Number(string name) => auc.GetProperty(name) is { ValueKind: not JsonValueKind.Null } number ? number.GetDouble() : double.NaN;
        T Member<T>(string name) where T : struct, Enum => Enum.GetValues<T>().First(v => Word(v) == json.GetProperty(name).GetString());
    }

    internal static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
