using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace LeadPredict.Serving;

/// <summary>The models that a program serves, by name. Immutable, thread safe; what each name serves changes behind its watcher.</summary>
public sealed class PredictionEngines(IEnumerable<ModelFileWatcher> watchers)
{
    readonly FrozenDictionary<string, ModelFileWatcher> _byName = watchers.ToFrozenDictionary(w => w.ModelName, StringComparer.Ordinal);

    /// <summary>Every name's watcher.</summary>
    public IEnumerable<ModelFileWatcher> All => _byName.Values;

    /// <summary>The watcher of a name.</summary>
    public bool TryGet(string modelName, [NotNullWhen(true)] out ModelFileWatcher? watcher) => _byName.TryGetValue(modelName, out watcher);

    /// <summary>The pool of a name; false for an unknown name and while it has no model.</summary>
    public bool TryGetPool(string modelName, [NotNullWhen(true)] out PredictionEnginePool? pool)
    {
        pool = TryGet(modelName, out var watcher) ? watcher.Pool : null;
        return pool is not null;
    }
}
