using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LeadPredict.Evaluation;

/// <summary>Lists of number lists on one line, so that a card with curves stays small and readable; what is not finite is null.</summary>
static class CompactJson
{
    public static void Rows(Utf8JsonWriter json, string name, IEnumerable<double[]> rows)
    {
        var text = new StringBuilder("[");
        foreach (var row in rows)
        {
            if (text.Length > 1) text.Append(',');
            text.Append('[').AppendJoin(',', row.Select(v => double.IsFinite(v) ? v.ToString("R", CultureInfo.InvariantCulture) : "null")).Append(']');
        }
        json.WritePropertyName(name);
        json.WriteRawValue(text.Append(']').ToString());
    }

    public static IReadOnlyList<double[]> Rows(JsonElement json, string name, int width)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
            throw EvaluationErrors.BadReport(name, "a list");
        var rows = new List<double[]>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != width) throw EvaluationErrors.BadReport(name, $"a list of {width} numbers each");
            rows.Add([.. item.EnumerateArray().Select(v => v.ValueKind == JsonValueKind.Null ? double.NaN
                : v.ValueKind == JsonValueKind.Number ? v.GetDouble() : throw EvaluationErrors.BadReport(name, "a list of numbers each"))]);
        }
        return rows;
    }
}
