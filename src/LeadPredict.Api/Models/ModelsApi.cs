using System.Text.Json;
using LeadPredict.Api.Description;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Serving;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Models;

/// <summary>What is in the registry and what answers; changing the champion, with the admin key. A change is acknowledged once it answers.</summary>
sealed class ModelsApi(ModelRegistry registry, PredictionEngines engines, IOtherModels? others = null)
{
    const int LongestBody = 4096;

    public Task ListAsync(HttpContext context)
    {
        var names = registry.Names();
        return Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("serving");
            foreach (var served in engines.All.OrderBy(w => w.ModelName, StringComparer.Ordinal)) ModelJson.WriteServed(json, served);
            foreach (var other in others?.All ?? []) ModelJson.WriteOther(json, other);
            json.WriteEndArray();
            ModelJson.WriteMemory(json, engines);
            json.WriteStartArray("models");
            foreach (var name in names) WriteModel(json, name);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    // One model that is broken keeps none of the others from being listed.
    void WriteModel(Utf8JsonWriter json, string name)
    {
        ModelEntry[] versions;
        try
        {
            versions = [.. registry.List(name)];
        }
        catch (LeadPredictException e)
        {
            ModelJson.WriteBroken(json, name, e);
            return;
        }
        ModelJson.WriteModel(json, name, versions, withCard: false);
    }

    public Task ShowAsync(HttpContext context)
    {
        var name = Name(context);
        var entries = registry.List(name).ToArray();
        return entries.Length == 0 ? Problems.NoSuchModel(context) : Json.WriteAsync(context, 200, json => ModelJson.WriteModel(json, name, entries, withCard: true));
    }

    public async Task SchemaAsync(HttpContext context)
    {
        if (!ModelChoice.TryChoose(context, engines, byRoute: true, out var model)) await Problems.NoSuchModel(context);
        else if (await engines.AcquireAsync(model, context.RequestAborted) is { } pool) await SchemaApi.WriteAsync(context, model.ModelName, pool.Current);
        else await Problems.NoModel(context, model.ModelName, model.State.Why);
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

    /// <summary>Looks at the model's file now: for whoever replaced it and wants to know that it answers.</summary>
    public Task ReloadAsync(HttpContext context) => engines.TryGet(Name(context), out _) ? AcknowledgeAsync(context) : Problems.NoSuchModel(context);

    // After this look no request is answered by the model before.
    Task AcknowledgeAsync(HttpContext context)
    {
        var name = Name(context);
        engines.Look(name);
        return Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            ModelJson.WriteAcknowledged(json, name, registry, engines);
            json.WriteEndObject();
        });
    }

    internal static string Name(HttpContext context) => (string)context.Request.RouteValues["name"]!;

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
}

/// <summary>The routes of models.</summary>
static class ModelRoutes
{
    public static void MapModels(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<ApiOptions>();
        var engines = app.Services.GetRequiredService<PredictionEngines>();
        var registry = engines.Registry ?? new ModelRegistry(options.ModelsFolder);
        var others = app.Services.GetService<IOtherModels>();
        var api = new ModelsApi(registry, engines, others);
        var storage = new ModelStorageApi(registry, engines, options, app.Services.GetRequiredService<TimeProvider>());
        app.MapGet("/models", api.ListAsync);
        app.MapGet("/models/{name}", api.ShowAsync);
        app.MapGet("/models/{name}/schema", others.Then(api.SchemaAsync, ModelDoor.Schema));
        app.MapPost("/models/{name}/promote", AdminKey.Require(options, api.PromoteAsync));
        app.MapPost("/models/{name}/rollback", AdminKey.Require(options, api.RollbackAsync));
        app.MapPost("/models/{name}/reload", AdminKey.Require(options, others.Then(api.ReloadAsync, ModelDoor.Reload)));
        app.MapPost("/models/{name}", AdminKey.Require(options, storage.AddAsync));
        app.MapPut("/models/{name}/versions/{version}", AdminKey.Require(options, storage.AddAsync));
        app.MapDelete("/models/{name}/versions/{version}", AdminKey.Require(options, storage.RemoveVersionAsync));
        app.MapDelete("/models/{name}", AdminKey.Require(options, storage.RemoveAsync));
    }
}
