using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Serving;

/// <summary>
/// Registers the models that a host serves; <see cref="PredictionEngines"/> is what to ask for then.
/// <code>
/// services.AddPredictionEnginePool()
///     .FromFile(modelName: "leads", filePath: "models/leads/v1/model.leadmodel", watchForChanges: true);
/// </code>
/// </summary>
public sealed class PredictionEnginePoolBuilder(IServiceCollection services)
{
    /// <summary>Serves a model file, or the model file in a folder. It need not exist yet: until it does the host is not ready.</summary>
    /// <param name="modelName">The name to ask for it by.</param>
    /// <param name="filePath">The file or folder.</param>
    /// <param name="watchForChanges">Whether a replaced file is taken while running.</param>
    public PredictionEnginePoolBuilder FromFile(string modelName, string filePath, bool watchForChanges = true) =>
        Add(clock => ModelFileWatcher.OfFile(modelName, filePath, clock, watchForChanges));

    /// <summary>Serves what a reference means in a registry: <c>leads</c> follows the champion, <c>leads/VERSION</c> stays, a path is a path.</summary>
    /// <param name="reference">The reference; its name part is the model's name.</param>
    /// <param name="modelsFolder">The registry's folder.</param>
    public PredictionEnginePoolBuilder FromRegistry(string reference, string modelsFolder) =>
        Add(clock => ModelFileWatcher.OfRegistry(NameOf(reference), new ModelRegistry(modelsFolder, clock), reference, clock));

    /// <summary>
    /// Serves any other model of a registry too: loaded when it is first asked for, put out of memory, the least recently used first, when all
    /// models together take more than the budget.
    /// </summary>
    /// <param name="modelsFolder">The registry's folder.</param>
    /// <param name="memoryBudget">Bytes; what was named by the other methods counts, but stays.</param>
    public PredictionEnginePoolBuilder OnDemand(string modelsFolder, long memoryBudget)
    {
        services.AddSingleton(provider => new OnDemandModels(new ModelRegistry(modelsFolder, provider.GetService<TimeProvider>()), memoryBudget));
        return this;
    }

    PredictionEnginePoolBuilder Add(Func<TimeProvider, ModelFileWatcher> make)
    {
        services.AddSingleton(provider => make(provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return this;
    }

    /// <summary>The name that a reference is served under: <c>leads</c> of <c>leads/v1</c>; for a path, its version folder's parent or the file's name.</summary>
    public static string NameOf(string reference)
    {
        var parts = reference.Split('/', '\\');
        if (parts.Length <= 2 && parts.All(ModelRegistry.IsName) && !Path.Exists(reference)) return parts[0];
        var name = Path.GetFileNameWithoutExtension(reference.TrimEnd('/', '\\'));
        return ModelRegistry.IsName(name) && name != "model" ? name : "leads";
    }
}

/// <summary>Where models are loaded from on demand, and what they may take.</summary>
sealed record OnDemandModels(ModelRegistry Registry, long MemoryBudget);

/// <summary>The door of <see cref="PredictionEnginePoolBuilder"/>.</summary>
public static class PredictionEnginePoolExtensions
{
    /// <summary>Adds the pools and the service that keeps them up to date.</summary>
    /// <param name="watchInterval">How often files are looked at; null for 250 ms.</param>
    public static PredictionEnginePoolBuilder AddPredictionEnginePool(this IServiceCollection services, TimeSpan? watchInterval = null)
    {
        services.AddSingleton(provider =>
        {
            var onDemand = provider.GetService<OnDemandModels>();
            return new PredictionEngines(provider.GetServices<ModelFileWatcher>(), onDemand?.Registry, onDemand?.MemoryBudget ?? long.MaxValue, provider.GetService<TimeProvider>());
        });
        services.AddHostedService(provider => new ModelWatchService(
            provider.GetRequiredService<PredictionEngines>(), watchInterval ?? ModelFileWatcher.DefaultInterval,
            provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<ILogger<ModelWatchService>>()));
        return new PredictionEnginePoolBuilder(services);
    }
}
