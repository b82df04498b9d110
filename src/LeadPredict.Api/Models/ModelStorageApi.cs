using System.Buffers;
using System.Globalization;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace LeadPredict.Api.Models;

/// <summary>
/// Putting model files into the registry and removing them while the service runs, with the admin key. A file is checked whole and must score a lead
/// before it is stored; nobody is answered by it before it is promoted, but the first version of a name, which is champion at once.
/// </summary>
sealed class ModelStorageApi(ModelRegistry registry, PredictionEngines engines, ApiOptions options, TimeProvider clock)
{
    /// <summary>
    /// <c>POST /models/{name}</c> and <c>PUT /models/{name}/versions/{version}</c> with the file as body; <c>?promote=true</c> makes it champion. The same file
    /// again changes nothing and is answered 200; another file under a version that exists is 409.
    /// </summary>
    public async Task AddAsync(HttpContext context)
    {
        var name = ModelsApi.Name(context);
        var asked = context.Request.RouteValues["version"] as string;
        if (!TryPromote(context.Request, out var promote))
        {
            await Problems.BadQuery(context, "promote", "true or false");
            return;
        }
        if (await ReadAsync(context) is not { } bytes) return;
        LeadModel model;
        try
        {
            model = LeadModelFile.Parse(bytes, "request");
            ModelTrial.Run(model, "request");
        }
        catch (LeadPredictException e)
        {
            await Problems.RefusedModel(context, e);
            return;
        }
        var same = registry.List(name).FirstOrDefault(v => asked is null ? v.Sha256 == model.Sha256 : v.Version == asked);
        if (same is not null && same.Sha256 != model.Sha256)
        {
            await Problems.OtherModel(context, name, asked!);
            return;
        }
        var version = same?.Version ?? registry.Add(name, bytes, Card(model), asked ?? Label(model));
        if (same is null && asked is not null && version != asked)
        {
            // Somebody else stored another file under this label at the same time.
            registry.Remove(name, version);
            await Problems.OtherModel(context, name, asked);
            return;
        }
        if (promote || registry.Champion(name) is null) registry.Promote(name, version);
        engines.Look(name);
        await Json.WriteAsync(context, same is null ? 201 : 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("version", version);
            json.WriteString("id", model.Id);
            ModelJson.WriteAcknowledged(json, name, registry, engines);
            json.WriteEndObject();
        });
    }

    /// <summary><c>DELETE /models/{name}/versions/{version}</c>: a version that is not champion.</summary>
    public async Task RemoveVersionAsync(HttpContext context)
    {
        var (name, version) = (ModelsApi.Name(context), (string)context.Request.RouteValues["version"]!);
        if (registry.Has($"{name}/{version}") && IsSetUp($"{name}/{version}"))
        {
            await Problems.InUse(context);
            return;
        }
        registry.Remove(name, version);
        engines.Forget($"{name}/{version}");
        await RemovedAsync(context, name);
    }

    /// <summary><c>DELETE /models/{name}</c>: a model with all its versions, unless the service is set up to serve it.</summary>
    public async Task RemoveAsync(HttpContext context)
    {
        var name = ModelsApi.Name(context);
        if (registry.List(name).Any(v => IsSetUp($"{name}/{v.Version}")) || (registry.Has(name) && engines.TryGet(name, out var model) && !model.OnDemand))
        {
            await Problems.InUse(context);
            return;
        }
        // One that another program took out of the registry may still answer from memory; for a name that nobody knows the registry finds the words.
        if (registry.Has(name) || !engines.TryGet(name, out var left) || !left.OnDemand) registry.Remove(name);
        engines.Forget(name);
        await RemovedAsync(context, name);
    }

    // Whether a model that must stay in memory is answered from this version.
    bool IsSetUp(string reference)
    {
        var file = Path.GetFullPath(registry.Resolve(reference));
        return engines.All.Any(w => !w.OnDemand && w.Loaded is { } loaded && Path.GetFullPath(loaded.Path) == file);
    }

    static Task RemovedAsync(HttpContext context, string name) => Json.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("removed", context.Request.RouteValues["version"] as string ?? "all versions");
        json.WriteEndObject();
    });

    static bool TryPromote(HttpRequest request, out bool promote)
    {
        promote = false;
        return !request.Query.TryGetValue("promote", out var text) || bool.TryParse(text, out promote);
    }

    // Null when it was answered.
    async Task<byte[]?> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = null;
        if (context.Request.ContentLength > options.MaxModelBytes)
        {
            await Problems.TooLargeModel(context, options.MaxModelBytes);
            return null;
        }
        using var bytes = new MemoryStream((int)(context.Request.ContentLength ?? 0));
        var piece = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await context.Request.Body.ReadAsync(piece, context.RequestAborted) is var read and > 0)
            {
                if (bytes.Length + read > options.MaxModelBytes)
                {
                    await Problems.TooLargeModel(context, options.MaxModelBytes);
                    return null;
                }
                bytes.Write(piece, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
        return bytes.Length == bytes.Capacity ? bytes.GetBuffer() : bytes.ToArray();
    }

    // As the training command labels its versions.
    string Label(LeadModel model) => string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyyMMdd-HHmmss}-{model.Id[..8]}");

    byte[] Card(LeadModel model)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        json.WriteString("sha256", model.Sha256);
        json.WriteString("created_at", clock.GetUtcNow());
        json.WriteString("source", "uploaded without a card");
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }
}
