using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Wording;

namespace LeadPredict.Training.Scoring;

/// <summary>
/// What was made of what, beside the output: hashes of inputs and outputs as they are stored, counts, model, options, version. No time and no machine: the
/// same scoring has the same manifest.
/// </summary>
static class ScoringManifest
{
    public static byte[] ToBytes(
        ScoreRequest request, string modelId, string modelSha256, ScoringSummary summary, IReadOnlyList<HashedFile> inputs, StreamMeter output, StreamMeter rejects)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, ModelCardJson.Indented))
        {
            json.WriteStartObject();
            json.WriteString("software", $"leadpredict {ScoreRun.Version}");
            json.WriteStartObject("model");
            json.WriteString("id", modelId);
            json.WriteString("sha256", modelSha256);
            json.WriteEndObject();
            WriteOptions(json, request);
            json.WriteStartArray("inputs");
            foreach (var input in inputs) WriteFile(json, input.Path, input.Bytes, input.Sha256);
            json.WriteEndArray();
            json.WritePropertyName("output");
            WriteFile(json, request.Output!, output.Bytes, output.Sha256);
            json.WritePropertyName("rejects");
            if (summary.RowsRejected > 0 || request.Shard is not null) WriteFile(json, request.Rejects, rejects.Bytes, rejects.Sha256);
            else json.WriteNullValue();
            WriteCounts(json, summary);
            json.WriteEndObject();
        }
        memory.WriteByte((byte)'\n');
        return memory.ToArray();
    }

    static void WriteOptions(Utf8JsonWriter json, ScoreRequest request)
    {
        json.WriteStartObject("options");
        json.WriteNumber("reasons", request.Reasons);
        json.WriteString("lang", request.Language.Code());
        json.WriteBoolean("dials", request.Dials);
        if (request.Qualification is { } rules)
        {
            json.WriteString("qualification", rules.Hash);
            json.WriteString("as_of", FormattableString.Invariant($"{request.AsOf:yyyy-MM-dd}"));
        }
        json.WriteBoolean("rank", request.Order.Rank);
        json.WriteBoolean("sort", request.Order.Sort);
        if (request.Order.Top is { } top) json.WriteNumber("top", top);
        else json.WriteNull("top");
        json.WriteBoolean("keep_formulas", request.KeepFormulas);
        json.WriteString("shard", request.Shard is { } shard ? FormattableString.Invariant($"{shard.Index}/{shard.Count}") : null);
        json.WriteEndObject();
    }

    static void WriteFile(Utf8JsonWriter json, string path, long bytes, string sha256)
    {
        json.WriteStartObject();
        json.WriteString("path", path);
        json.WriteNumber("bytes", bytes);
        json.WriteString("sha256", sha256);
        json.WriteEndObject();
    }

    /// <summary>Rows, grades and what was unusual, as members of the object at hand; also for <c>--json</c>.</summary>
    public static void WriteCounts(Utf8JsonWriter json, ScoringSummary summary)
    {
        json.WriteStartObject("rows");
        json.WriteNumber("read", summary.RowsRead);
        json.WriteNumber("scored", summary.RowsScored);
        json.WriteNumber("rejected", summary.RowsRejected);
        json.WriteEndObject();
        json.WriteStartObject("grades");
        for (var grade = 0; grade < 4; grade++) json.WriteNumber("ABCD"[grade].ToString(), summary.RowsByGrade[grade]);
        json.WriteEndObject();
        if (!double.IsNaN(summary.Probability.Mean)) json.WriteNumber("mean_probability", summary.Probability.Mean);
        else json.WriteNull("mean_probability");
        json.WriteStartArray("missing_columns");
        foreach (var column in summary.MissingColumns) json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteStartObject("unknown_categories");
        foreach (var (column, rows) in summary.UnknownCategories) json.WriteNumber(column, rows);
        json.WriteEndObject();
        json.WriteNumber("formulas_neutralised", summary.FormulasNeutralised);
    }
}
