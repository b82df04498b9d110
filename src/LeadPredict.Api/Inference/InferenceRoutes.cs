using System.Diagnostics.CodeAnalysis;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Inference;

/// <summary>
/// The Open Inference Protocol, version 2, over HTTP (kserve/open-inference-protocol, specification/protocol/inference_rest.md), with the binary tensor data
/// extension, which Triton's clients use unless told otherwise. A model's inputs are its columns by name, one value a lead.
/// </summary>
static class InferenceRoutes
{
    public static void MapInference(this WebApplication app)
    {
        var engines = app.Services.GetRequiredService<PredictionEngines>();
        var infer = new InferApi(engines, app.Services.GetRequiredService<EdgeOptions>(), app.Services.GetRequiredService<ServiceMetrics>());
        var room = app.Services.GetRequiredService<Rooms>().Inference;
        app.MapGet("/v2", ServerAsync);
        app.MapGet("/v2/health/live", context => HealthAsync(context, ready: true));
        app.MapGet("/v2/health/ready", context => HealthAsync(context, engines.All.All(m => m.OnDemand || m.State.Status != ServingStatus.NoModel)));
        foreach (var prefix in (ReadOnlySpan<string>)["/v2/models/{name}", "/v2/models/{name}/versions/{version}"])
        {
            app.MapGet(prefix, context => ModelAsync(context, engines));
            app.MapGet(prefix + "/ready", context => ModelReadyAsync(context, engines));
            app.MapPost(prefix + "/infer", room.Around(infer.HandleAsync));
        }
    }

    /// <summary>The model of a route; false for a name or version that there is not.</summary>
    public static bool TryFind(HttpContext context, PredictionEngines engines, [NotNullWhen(true)] out ModelFileWatcher? model)
    {
        var values = context.Request.RouteValues;
        return engines.TryGet(values["version"] is string version ? $"{values["name"]}/{version}" : (string)values["name"]!, out model);
    }

    static Task ServerAsync(HttpContext context) => Json.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("name", "leadpredict");
        json.WriteString("version", typeof(InferenceRoutes).Assembly.GetName().Version!.ToString(3));
        json.WriteStartArray("extensions");
        json.WriteStringValue("binary_tensor_data");
        json.WriteEndArray();
        json.WriteEndObject();
    });

    // The protocol's text names the member "live" in both answers, its servers say "ready".
    static Task HealthAsync(HttpContext context, bool ready) => Json.WriteAsync(context, ready ? 200 : 503, json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("live", true);
        json.WriteBoolean("ready", ready);
        json.WriteEndObject();
    });

    static Task ModelReadyAsync(HttpContext context, PredictionEngines engines)
    {
        if (!TryFind(context, engines, out var model)) return Problems.NoSuchModel(context);
        var ready = model.State.Status != ServingStatus.NoModel;
        return Json.WriteAsync(context, ready ? 200 : 503, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", context.Request.RouteValues["name"] as string);
            json.WriteBoolean("ready", ready);
            if (!ready) json.WriteString("error", model.State.Why);
            json.WriteEndObject();
        });
    }

    static async Task ModelAsync(HttpContext context, PredictionEngines engines)
    {
        if (!TryFind(context, engines, out var watcher))
        {
            await Problems.NoSuchModel(context);
            return;
        }
        if (await engines.AcquireAsync(watcher, context.RequestAborted) is not { } pool)
        {
            await Problems.NoModel(context, watcher.ModelName, watcher.State.Why);
            return;
        }
        var name = (string)context.Request.RouteValues["name"]!;
        var versions = Versions(engines, watcher, name);
        await Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteStartArray("versions");
            foreach (var version in versions) json.WriteStringValue(version);
            json.WriteEndArray();
            json.WriteString("platform", "leadpredict");
            json.WriteStartArray("inputs");
            foreach (var (column, type) in ModelTensors.Inputs(pool.Current)) Tensor(column, type);
            json.WriteEndArray();
            json.WriteStartArray("outputs");
            foreach (var output in ModelTensors.Outputs) Tensor(output.Name, output.Type);
            json.WriteEndArray();
            json.WriteEndObject();

            void Tensor(string tensor, string type)
            {
                json.WriteStartObject();
                json.WriteString("name", tensor);
                json.WriteString("datatype", type);
                json.WriteStartArray("shape");
                json.WriteNumberValue(-1);
                json.WriteEndArray();
                json.WriteEndObject();
            }
        });
    }

    static string[] Versions(PredictionEngines engines, ModelFileWatcher watcher, string name)
    {
        string[] listed = [.. (engines.Registry?.List() ?? []).Where(entry => entry.Name == name).Select(entry => entry.Version)];
        return listed.Length > 0 ? listed : watcher.Loaded is { } loaded ? [loaded.Version] : [];
    }
}
