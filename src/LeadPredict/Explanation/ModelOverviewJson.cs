using System.Text.Json;
using LeadPredict.Evaluation;

namespace LeadPredict.Explanation;

public sealed partial record ModelOverview
{
    /// <summary>Writes the overview as one JSON object; NaN is null.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("leads", Leads);
        json.WriteNumber("judged_leads", JudgedLeads);
        Each(json, "columns", Columns, c =>
        {
            json.WriteString("column", c.Column);
            Write(json, "contribution", c.Contribution);
            Write(json, "permutation", c.Permutation);
            Write(json, "direction", c.Direction);
            json.WriteNumber("expected_direction", c.Expected);
        });
        Each(json, "correlated", Correlated, c =>
        {
            json.WriteStartArray("columns");
            foreach (var name in c.Columns) json.WriteStringValue(name);
            json.WriteEndArray();
            Write(json, "association", c.Association);
            Write(json, "contribution", c.Contribution);
            Write(json, "permutation", c.Permutation);
        });
        Each(json, "effects", Effects, e =>
        {
            json.WriteString("column", e.Column);
            json.WriteString("unit", e.Unit);
            json.WriteBoolean("numeric", e.IsNumeric);
            json.WriteBoolean("logarithmic", e.IsLogarithmic);
            Each(json, "points", e.Points, p => Write(json, p));
            if (e.Missing is not null) Each(json, "missing", [e.Missing], p => Write(json, p));
            CompactJson.Rows(json, "density", e.Density.Select(d => (double[])[d.From, d.To, d.Share]));
        });
        Each(json, "interactions", Interactions, i =>
        {
            json.WriteString("first", i.First);
            json.WriteString("second", i.Second);
            Write(json, "strength", i.Strength);
            Write(json, "share", i.Share);
            json.WriteString("where", i.Where);
            Write(json, "there", i.There);
        });
        Each(json, "typical", Typical, t =>
        {
            json.WriteString("grade", t.Grade.ToString());
            Write(json, "share", t.Share);
            Write(json, "probability", t.Probability);
            Each(json, "reasons", t.Reasons, r =>
            {
                json.WriteString("column", r.Column);
                json.WriteString("value", r.Value);
                Write(json, "log_odds", r.LogOdds);
            });
        });
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(Utf8JsonWriter)"/> wrote, to the bit; unknown fields are ignored.</summary>
    /// <exception cref="InvalidDataException">A field is missing or of another kind.</exception>
    public static ModelOverview FromJson(JsonElement json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("The overview of the model cannot be read.", e);
        }
    }

    static ModelOverview Read(JsonElement json) => new()
    {
        Leads = json.GetProperty("leads").GetInt32(),
        JudgedLeads = json.GetProperty("judged_leads").GetInt32(),
        Columns = Each(json, "columns", c => new ColumnInfluence(Text(c, "column")!, Metric(c, "contribution"), Metric(c, "permutation"), Number(c, "direction"), c.GetProperty("expected_direction").GetInt32())),
        Correlated = Each(json, "correlated", c => new CorrelatedColumns(Each(c, "columns", n => n.GetString()!), Number(c, "association"), Metric(c, "contribution"), Metric(c, "permutation"))),
        Effects = Each(json, "effects", e => new ColumnEffect(
            Text(e, "column")!, Text(e, "unit"), e.GetProperty("numeric").GetBoolean(), e.GetProperty("logarithmic").GetBoolean(), Each(e, "points", Point),
            e.TryGetProperty("missing", out _) ? Each(e, "missing", Point)[0] : null, [.. CompactJson.Rows(e, "density", 3).Select(d => new ValueShare(d[0], d[1], d[2]))])),
        Interactions = Each(json, "interactions", i => new ColumnInteraction(Text(i, "first")!, Text(i, "second")!, Number(i, "strength"), Number(i, "share"), Text(i, "where")!, Number(i, "there"))),
        Typical = Each(json, "typical", t => new TypicalLead(
            Text(t, "grade")![0], Number(t, "share"), Number(t, "probability"), Each(t, "reasons", r => new TypicalReason(Text(r, "column")!, Text(r, "value"), Number(r, "log_odds"))))),
    };

    static void Write(Utf8JsonWriter json, EffectPoint point)
    {
        json.WriteString("label", point.Label);
        Write(json, "value", point.Value);
        json.WriteNumber("leads", point.Leads);
        Write(json, "mean", point.Mean);
        Write(json, "low", point.Low);
        Write(json, "high", point.High);
    }

    static EffectPoint Point(JsonElement p) => new(Text(p, "label")!, Number(p, "value"), p.GetProperty("leads").GetInt32(), Number(p, "mean"), Number(p, "low"), Number(p, "high"));

    static void Each<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void Write(Utf8JsonWriter json, string name, MetricValue metric)
    {
        json.WriteStartObject(name);
        Write(json, "value", metric.Value);
        Write(json, "low", metric.Low);
        Write(json, "high", metric.High);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }

    static T[] Each<T>(JsonElement json, string name, Func<JsonElement, T> read) => [.. json.GetProperty(name).EnumerateArray().Select(read)];

    static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    static MetricValue Metric(JsonElement json, string name) => json.GetProperty(name) is var m ? new(Number(m, "value"), Number(m, "low"), Number(m, "high")) : default;

    static double Number(JsonElement json, string name) => json.GetProperty(name) is { ValueKind: not JsonValueKind.Null } n ? n.GetDouble() : double.NaN;
}
