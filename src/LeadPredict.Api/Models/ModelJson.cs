using System.Text.Json;
using LeadPredict.Api.Health;
using LeadPredict.Api.Serving;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Models;

/// <summary>Models as JSON.</summary>
static class ModelJson
{
    /// <summary>How a name is served: what is in memory, and how it went.</summary>
    public static void WriteServed(Utf8JsonWriter json, ModelFileWatcher served)
    {
        var loaded = served.Loaded;
        json.WriteStartObject();
        json.WriteString("name", served.ModelName);
        json.WriteString("status", HealthApi.Word(served.State.Status));
        json.WriteBoolean("loaded", loaded is not null);
        json.WriteBoolean("on_demand", served.OnDemand);
        if (loaded is not null)
        {
            json.WriteString("id", loaded.Model.Id);
            if (loaded.Version.Length > 0) json.WriteString("version", loaded.Version);
            json.WriteNumber("bytes", loaded.Bytes);
            json.WriteString("last_reload", loaded.At);
        }
        json.WriteNumber("loads", served.Loads);
        if (served.LastUsed is { } used) json.WriteString("last_used", used);
        if (served.State.Why.Length > 0) json.WriteString("why", served.State.Why);
        if (served.LastError.Length > 0) json.WriteString("last_error", served.LastError);
        json.WriteEndObject();
    }

    /// <summary>As <see cref="WriteServed"/> for a model that another engine answers for.</summary>
    public static void WriteOther(Utf8JsonWriter json, OtherModel other)
    {
        json.WriteStartObject();
        json.WriteString("name", other.Name);
        json.WriteString("kind", other.Kind);
        json.WriteString("status", HealthApi.Word(other.State.Status));
        json.WriteBoolean("loaded", other.Id is not null);
        json.WriteBoolean("on_demand", false);
        if (other.Id is not null) json.WriteString("id", other.Id);
        if (other.LoadedAt is { } at) json.WriteString("last_reload", at);
        json.WriteNumber("loads", other.Loads);
        if (other.State.Why.Length > 0) json.WriteString("why", other.State.Why);
        json.WriteEndObject();
    }

    public static void WriteMemory(Utf8JsonWriter json, PredictionEngines engines)
    {
        json.WriteStartObject("memory");
        json.WriteNumber("bytes", engines.LoadedBytes);
        json.WriteNumber("budget_bytes", engines.MemoryBudget);
        json.WriteNumber("evictions", engines.Evictions);
        json.WriteEndObject();
    }

    /// <summary>Who is champion, who answers now (absent while the model is not in memory), and what is wrong if something is.</summary>
    public static void WriteAcknowledged(Utf8JsonWriter json, string name, ModelRegistry registry, PredictionEngines engines)
    {
        json.WriteString("name", name);
        json.WriteString("champion", registry.Champion(name));
        if (!engines.TryGet(name, out var model)) return;
        if (model.Pool is { } pool) json.WriteString("serving", pool.Current.Id);
        json.WriteString("status", HealthApi.Word(model.State.Status));
        if (model.State.Why.Length > 0) json.WriteString("why", model.State.Why);
    }

    /// <summary>A model's versions.</summary>
    public static void WriteModel(Utf8JsonWriter json, string name, IEnumerable<ModelEntry> versions, bool withCard)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteStartArray("versions");
        foreach (var entry in versions)
        {
            json.WriteStartObject();
            json.WriteString("version", entry.Version);
            json.WriteString("status", Word(entry.Status));
            json.WriteString("id", entry.Sha256.Length >= 12 ? entry.Sha256[..12] : "");
            json.WriteString("sha256", entry.Sha256);
            if (entry.Created is { } created) json.WriteString("created_at", created);
            if (withCard) WriteCard(json, entry);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A model of which the registry cannot tell more than its name.</summary>
    public static void WriteBroken(Utf8JsonWriter json, string name, LeadPredictException problem)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("error", string.Join(' ', problem.Diagnostics.Select(d => $"{d.Code} {d.Message}")));
        json.WriteStartArray("versions");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteCard(Utf8JsonWriter json, ModelEntry entry)
    {
        try
        {
            using var card = JsonDocument.Parse(File.ReadAllBytes(entry.CardFile));
            json.WritePropertyName("card");
            card.RootElement.WriteTo(json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // A version without a readable card is listed without one.
        }
    }

    static string Word(ModelStatus status) => status switch
    {
        ModelStatus.Champion => "champion",
        ModelStatus.Retired => "retired",
        _ => "candidate",
    };
}
