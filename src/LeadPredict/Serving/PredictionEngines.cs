using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// The models that a program serves, by name: some set up at the start, which stay in memory, and any in a registry, which are loaded when they are
/// asked for and put out of memory, the least recently used first, when all together take more than the budget. Thread safe.
/// <code>
/// if (!engines.TryGet("leads", out var model)) …            // no such name
/// var pool = await engines.AcquireAsync(model, ct);         // null: no usable model, model.State.Why says why
/// using var lease = pool.Rent();
/// </code>
/// </summary>
public sealed class PredictionEngines
{
    readonly ConcurrentDictionary<string, ModelFileWatcher> _byName = new(StringComparer.Ordinal);
    readonly TimeProvider _clock;
    readonly Lock _trimming = new();
    long _uses, _evictions;

    /// <param name="watchers">The names that are set up; they are loaded by <see cref="Look"/> and never put out of memory.</param>
    /// <param name="registry">Where other names are looked for; null when there are none.</param>
    /// <param name="memoryBudget">Bytes that the models in memory may take. A model that is larger alone is still loaded.</param>
    /// <param name="clock">For times of use.</param>
    public PredictionEngines(IEnumerable<ModelFileWatcher> watchers, ModelRegistry? registry = null, long memoryBudget = long.MaxValue, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        Registry = registry;
        MemoryBudget = memoryBudget;
        foreach (var watcher in watchers)
        {
            Default ??= watcher;
            if (!_byName.TryAdd(watcher.ModelName, watcher)) throw new ArgumentException($"Two models are named '{watcher.ModelName}'.", nameof(watchers));
            watcher.Changed += Tell;
        }
    }

    /// <summary>Where names that were not set up are looked for.</summary>
    public ModelRegistry? Registry { get; }

    /// <summary>Bytes that the models in memory may take.</summary>
    public long MemoryBudget { get; }

    /// <summary>The first name that was set up.</summary>
    public ModelFileWatcher? Default { get; }

    /// <summary>Every name that was set up or asked for, in no order; not all that the registry has.</summary>
    public IEnumerable<ModelFileWatcher> All => _byName.Values;

    /// <summary>Bytes that the models in memory take, as measured.</summary>
    public long LoadedBytes => All.Sum(w => w.Loaded?.Bytes ?? 0);

    /// <summary>Models put out of memory so far.</summary>
    public long Evictions => Interlocked.Read(ref _evictions);

    /// <summary>Told of every model taken, put out of memory, and of every distinct failure. Called by whoever noticed; must not throw.</summary>
    public event Action<ModelFileEvent>? Changed;

    /// <summary>What keeps a name served: one that was set up, a name in the registry (its champion is followed) or <c>name/version</c>. Loads nothing.</summary>
    public bool TryGet(string modelName, [NotNullWhen(true)] out ModelFileWatcher? watcher)
    {
        if (_byName.TryGetValue(modelName, out watcher) && (!watcher.OnDemand || watcher.Pool is not null)) return true;
        if (Registry?.Has(modelName) == true)
        {
            watcher ??= _byName.GetOrAdd(modelName, Make);
            return true;
        }
        // It was removed from the registry while it was not in memory.
        if (watcher is not null) Drop(watcher);
        watcher = null;
        return false;
    }

    /// <summary>The pool of a name that is in memory now; false for any other.</summary>
    public bool TryGetPool(string modelName, [NotNullWhen(true)] out PredictionEnginePool? pool)
    {
        pool = TryGet(modelName, out var watcher) ? watcher.Pool : null;
        return pool is not null;
    }

    /// <summary>
    /// The pool of a model, loaded first where it must be; at once when it is in memory. However many ask for the same model, it is loaded once, and
    /// who asks for another does not wait for it. Rent from it soon: a pool that is kept is not told of later versions once its model was put out of memory.
    /// </summary>
    /// <param name="ct">Ends the waiting, not the loading.</param>
    /// <returns>Null when there is no usable model; <see cref="ModelFileWatcher.State"/> says why.</returns>
    public ValueTask<PredictionEnginePool?> AcquireAsync(ModelFileWatcher model, CancellationToken ct = default)
    {
        // What stays in memory needs no order of use, so its requests share no counter.
        model.Use(model.OnDemand ? Interlocked.Increment(ref _uses) : 0);
        if (model.Pool is { } pool) return new(pool);
        return model.OnDemand ? new(model.LoadAsync(() => Trim(model)).WaitAsync(ct)) : new((PredictionEnginePool?)null);
    }

    /// <summary>Looks at every file once. When it returns, no model is older than its file was at the call, where that is good.</summary>
    public void Look() => LookAt(_ => true);

    /// <summary>Does what the first explanation by each model in memory would wait for.</summary>
    public void PrepareExplanations()
    {
        foreach (var watcher in All) watcher.PrepareExplanations();
    }

    /// <summary>Looks at the files of one name and of its versions.</summary>
    public void Look(string modelName) =>
        LookAt(w => !w.OnDemand || w.ModelName == modelName || w.ModelName.StartsWith(modelName + "/", StringComparison.Ordinal));

    /// <summary>Looks at every watched file each <paramref name="interval"/> until cancelled; one task for all of them, on no thread of its own.</summary>
    public async Task WatchAsync(TimeSpan interval, CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(interval, _clock, ct).ConfigureAwait(false);
            LookAt(w => w.WatchForChanges);
        }
    }

    void LookAt(Func<ModelFileWatcher, bool> which)
    {
        // Of many files few are compared at a look, so that reading does not grow with their number.
        var looksPerComparison = Math.Max(ModelFileWatcher.UsualLooksPerComparison, _byName.Count);
        foreach (var watcher in All.Where(which))
        {
            watcher.LooksPerComparison = looksPerComparison;
            watcher.Look();
        }
        Trim(null);
    }

    /// <summary>Puts a name and its versions out of memory and forgets them, after they were removed from the registry. What was set up stays.</summary>
    public void Forget(string modelName)
    {
        foreach (var watcher in All.Where(w => w.OnDemand && (w.ModelName == modelName || w.ModelName.StartsWith(modelName + "/", StringComparison.Ordinal)))) Drop(watcher);
    }

    void Drop(ModelFileWatcher watcher)
    {
        _byName.TryRemove(new(watcher.ModelName, watcher));
        watcher.Sleep();
    }

    ModelFileWatcher Make(string reference)
    {
        var watcher = ModelFileWatcher.Sleeping(Registry!, reference, _clock);
        watcher.Changed += Tell;
        return watcher;
    }

    void Tell(ModelFileEvent what) => Changed?.Invoke(what);

    // No watcher's lock is held by whoever comes here, so that two loads never wait for each other. A degraded model stays: it could not be loaded again.
    void Trim(ModelFileWatcher? kept)
    {
        if (LoadedBytes <= MemoryBudget) return;
        lock (_trimming)
        {
            while (LoadedBytes > MemoryBudget
                && All.Where(w => w.OnDemand && w != kept && w is { Pool: not null, State.Status: ServingStatus.Ready }).MinBy(w => w.LastUse) is { } oldest)
                if (oldest.Sleep(onlyReady: true)) Interlocked.Increment(ref _evictions);
        }
    }
}
