using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Models;
using LeadPredict.Api.Serving;
using LeadPredict.MLNet;
using LeadPredict.Modeling;

namespace LeadPredict.Api.Zips;

/// <summary>A zip that is served.</summary>
sealed record ZipEntry(ZipModelWatcher Watcher, JsonEncodedText JsonName);

/// <summary>The ML.NET zips of this service, by name: loaded before the first request, then looked at as often as our own models are. Thread safe.</summary>
sealed partial class ZipModels : IOtherModels, IHostedLifecycleService, IDisposable
{
    readonly Dictionary<string, ZipEntry> _byName = new(StringComparer.Ordinal);
    readonly ZipEntry? _default;
    readonly Lazy<ZipApi> _api;
    readonly TimeSpan _interval;
    readonly TimeProvider _clock;
    readonly ILogger<ZipModels> _logger;
    readonly CancellationTokenSource _stopping = new();
    Task _watching = Task.CompletedTask;

    ZipModels(IEnumerable<KeyValuePair<string, string>> paths, ApiOptions options, IServiceProvider services)
    {
        _interval = options.WatchInterval;
        _clock = services.GetRequiredService<TimeProvider>();
        _logger = services.GetRequiredService<ILogger<ZipModels>>();
        _api = new(() => ActivatorUtilities.CreateInstance<ZipApi>(services));
        foreach (var (name, path) in paths)
        {
            if (!_byName.TryAdd(name, new ZipEntry(new ZipModelWatcher(name, path, _clock), JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))))
                throw new StartRefusedException($"LeadPredict:MLNetModels: two models are named '{name}'.");
            _byName[name].Watcher.Changed += Tell;
        }
        if (OtherModels.IsZip(options.Model)) _default = _byName[PredictionEnginePoolBuilder.NameOf(options.Model)];
    }

    /// <exception cref="StartRefusedException">A name cannot be used.</exception>
    public static void Add(IServiceCollection services, IReadOnlyList<KeyValuePair<string, string>> paths, ApiOptions options)
    {
        foreach (var (name, _) in paths)
        {
            if (!ModelRegistry.IsName(name)) throw new StartRefusedException($"LeadPredict:MLNetModels:{name} is no name for a model: use letters, digits, '-', '_' and '.'.");
            if (!OtherModels.IsZip(options.Model) && name == PredictionEnginePoolBuilder.NameOf(options.Model)) throw new StartRefusedException($"LeadPredict:MLNetModels:{name} has the name of LeadPredict:Model. Give it another.");
        }
        services.AddSingleton(provider => new ZipModels(paths, options, provider));
        services.AddSingleton<IOtherModels>(provider => provider.GetRequiredService<ZipModels>());
        services.AddHostedService(provider => provider.GetRequiredService<ZipModels>());
    }

    public IEnumerable<OtherModel> All =>
        _byName.Values.Select(e => Listed(e.Watcher)).OrderBy(o => o.Name, StringComparer.Ordinal);

    static OtherModel Listed(ZipModelWatcher watcher)
    {
        var loaded = watcher.Loaded;
        return new OtherModel(watcher.ModelName, "mlnet", watcher.State, loaded?.Model.Id, loaded?.At, watcher.Loads);
    }

    public RequestDelegate Before(RequestDelegate next, ModelDoor door, bool byRoute) => context => Find(context, byRoute) is not { } entry ? next(context) : door switch
    {
        ModelDoor.Predict => _api.Value.PredictAsync(context, entry),
        ModelDoor.Batch => _api.Value.BatchAsync(context, entry),
        ModelDoor.Schema => SchemaAsync(context, entry.Watcher),
        _ => ReloadAsync(context, entry.Watcher),
    };

    ZipEntry? Find(HttpContext context, bool byRoute)
    {
        if (byRoute) return context.Request.RouteValues.ContainsKey("version") ? null : _byName.GetValueOrDefault($"{context.Request.RouteValues["name"]}");
        return context.Request.QueryString.HasValue && context.Request.Query.TryGetValue("model", out var asked) ? _byName.GetValueOrDefault(asked.ToString()) : _default;
    }

    static Task SchemaAsync(HttpContext context, ZipModelWatcher watcher) => watcher.Model is not { } model
        ? Problems.NoModel(context, watcher.ModelName, watcher.State.Why)
        : Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("model");
            json.WriteString("name", watcher.ModelName);
            json.WriteString("id", model.Id);
            json.WriteEndObject();
            json.WriteStartArray("columns");
            foreach (var field in model.Fields)
            {
                json.WriteStartObject();
                json.WriteString("name", field.Name);
                json.WriteString("type", field.TypeName);
                json.WriteBoolean("used", field.IsNeeded);
                json.WriteBoolean("may_be_missing", field.CanBeMissing || !field.IsNeeded);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });

    // After this look no request is answered by the model before.
    static Task ReloadAsync(HttpContext context, ZipModelWatcher watcher)
    {
        watcher.Look();
        return Json.WriteAsync(context, 200, json => ModelJson.WriteOther(json, Listed(watcher)));
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in _byName.Values) entry.Watcher.Look();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _watching = Task.Run(WatchAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    async Task WatchAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_interval, _clock, _stopping.Token);
                foreach (var entry in _byName.Values) entry.Watcher.Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    void Tell(ZipModelWatcher watcher)
    {
        if (watcher.State.Why.Length > 0) LogFailed(watcher.ModelName, watcher.Path, watcher.State.Why);
        else LogServing(watcher.ModelName, watcher.Model!.Id, watcher.Path);
    }

    [LoggerMessage(14, LogLevel.Information, "ML.NET model {Model} answers with {Id} from {Path}")]
    partial void LogServing(string model, string id, string path);

    [LoggerMessage(15, LogLevel.Warning, "ML.NET model {Model} was not taken; an earlier one goes on answering if there is one. {Path}: {Why}")]
    partial void LogFailed(string model, string path, string why);
}
