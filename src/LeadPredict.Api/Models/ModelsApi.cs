using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Models;

/// <summary>What is in the registry and what answers; changing the champion, with the admin key. A change is acknowledged once it answers.</summary>
sealed class ModelsApi(ModelRegistry registry, PredictionEngines engines)
{
    const int LongestBody = 4096;

    public Task ListAsync(HttpContext context)
    {
        var entries = registry.List();
        return Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("serving");
            foreach (var served in engines.All) WriteServed(json, served);
            json.WriteEndArray();
            json.WriteStartArray("models");
            foreach (var name in entries.GroupBy(e => e.Name)) WriteModel(json, name.Key, name, withCard: false);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public Task ShowAsync(HttpContext context)
    {
        var name = Name(context);
        var entries = registry.List().Where(e => e.Name == name).ToArray();
        // The registry's own words for a name that it does not have.
        if (entries.Length == 0) registry.Promote(name, "none");
        return Json.WriteAsync(context, 200, json => WriteModel(json, name, entries, withCard: true));
    }

    public async Task PromoteAsync(HttpContext context)
    {
        if (await VersionAsync(context) is not { } version)
        {
            await Problems.BadRequest(context, 400, "Send {\"version\": \"…\"} with a version that GET /models lists.");
            return;
        }
        registry.Promote(Name(context), version);
        await AcknowledgeAsync(context);
    }

    public Task RollbackAsync(HttpContext context)
    {
        registry.Rollback(Name(context));
        return AcknowledgeAsync(context);
    }

    // After this look no request is answered by the champion before.
    Task AcknowledgeAsync(HttpContext context)
    {
        foreach (var served in engines.All) served.Look();
        var name = Name(context);
        return Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("champion", registry.Champion(name));
            if (engines.TryGetPool(name, out var pool)) json.WriteString("serving", pool.Current.Id);
            json.WriteEndObject();
        });
    }

    static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

    static async Task<string?> VersionAsync(HttpContext context)
    {
        if (context.Request.ContentLength is null or > LongestBody) return null;
        try
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.String ? version.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static void WriteServed(Utf8JsonWriter json, ModelFileWatcher served)
    {
        json.WriteStartObject();
        json.WriteString("name", served.ModelName);
        json.WriteString("status", HealthApi.Word(served.State.Status));
        if (served.Pool is { } pool) json.WriteString("id", pool.Current.Id);
        json.WriteEndObject();
    }

    static void WriteModel(Utf8JsonWriter json, string name, IEnumerable<ModelEntry> versions, bool withCard)
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

/// <summary>The routes of models.</summary>
static class ModelRoutes
{
    public static void MapModels(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ApiOptions>();
        var api = new ModelsApi(new ModelRegistry(options.ModelsFolder), app.Services.GetRequiredService<PredictionEngines>());
        app.MapGet("/models", api.ListAsync);
        app.MapGet("/models/{name}", api.ShowAsync);
        app.MapPost("/models/{name}/promote", AdminKey.Require(options, api.PromoteAsync));
        app.MapPost("/models/{name}/rollback", AdminKey.Require(options, api.RollbackAsync));
    }
}
