using LeadPredict.Modeling;

namespace LeadPredict.Serving;

// In memory or not: what a name that is loaded on demand needs beyond watching.
public sealed partial class ModelFileWatcher
{
    /// <summary>A model that could not be loaded is not tried again for every request.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>So many are loaded at the same time; more wait.</summary>
    static readonly SemaphoreSlim s_loads = new(8);

    readonly Lock _starting = new();
    Task<PredictionEnginePool?>? _loading;
    bool _hasVersions, _sleeps;
    long _failedAt, _usedAt, _use;

    /// <summary>When it was last asked for; null when never.</summary>
    public DateTimeOffset? LastUsed => Interlocked.Read(ref _usedAt) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The number of its last use; larger is later.</summary>
    internal long LastUse => Interlocked.Read(ref _use);

    /// <summary>Whether it is loaded when asked for and may be put out of memory; otherwise it was set up to stay.</summary>
    public bool OnDemand { get; private init; }

    /// <summary>A watcher that holds no model before <see cref="LoadAsync"/>.</summary>
    internal static ModelFileWatcher Sleeping(ModelRegistry registry, string reference, TimeProvider clock) =>
        new(reference, () => registry.Resolve(reference), clock)
        {
            _hasVersions = true,
            _sleeps = true,
            _state = new ServingState(ServingStatus.Idle, "", ""),
            OnDemand = true,
        };

    internal void Use(long number)
    {
        Volatile.Write(ref _use, number);
        Volatile.Write(ref _usedAt, _clock.GetUtcNow().UtcTicks);
    }

    /// <summary>
    /// Loads the model off this thread; whoever asks meanwhile waits for the same load. Null when there is none to load, and then for a second without
    /// trying again.
    /// </summary>
    /// <param name="loaded">Done after a load, before it is handed out.</param>
    internal Task<PredictionEnginePool?> LoadAsync(Action loaded)
    {
        lock (_starting)
        {
            if (_loading is not null) return _loading;
            if (Pool is null && State.Status == ServingStatus.NoModel && _failure.Length > 0 && _clock.GetElapsedTime(Volatile.Read(ref _failedAt)) < s_patience)
                return Task.FromResult<PredictionEnginePool?>(null);
            var loading = LoadNowAsync(loaded);
            // Done already, it would not be taken away again, and would keep its pool in memory.
            _loading = loading.IsCompleted ? null : loading;
            return loading;
        }
    }

    // On a thread for the while: the pool's threads answer requests, however many models are asked for at once.
    async Task<PredictionEnginePool?> LoadNowAsync(Action loaded)
    {
        await s_loads.WaitAsync().ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(Load, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            s_loads.Release();
            lock (_starting) _loading = null;
        }

        PredictionEnginePool? Load()
        {
            PredictionEnginePool? pool;
            lock (_looking)
            {
                _sleeps = false;
                if (_pool is null) LookAtFile();
                // Taken here: it may be out of memory again before those who wait for it run.
                pool = _pool;
            }
            loaded();
            return pool;
        }
    }

    /// <summary>Puts the model out of memory; engines that are rented finish. The next use loads it again.</summary>
    /// <param name="onlyReady">Whether to leave a model that its file would not give again.</param>
    /// <returns>Whether one was in memory and is not any more.</returns>
    internal bool Sleep(bool onlyReady = false)
    {
        lock (_looking)
        {
            if (onlyReady && _state.Status != ServingStatus.Ready) return false;
            var slept = _pool is not null;
            _sleeps = true;
            Volatile.Write(ref _pool, null);
            Volatile.Write(ref _loaded, null);
            _taken = _refused = null;
            _failure = "";
            Volatile.Write(ref _state, new ServingState(ServingStatus.Idle, "", _state.Path));
            if (slept) Changed?.Invoke(new ModelFileEvent(ModelName, null, _state));
            return slept;
        }
    }

    // models/NAME/VERSION/model.leadmodel
    string VersionOf(string path) => _hasVersions ? Path.GetFileName(Path.GetDirectoryName(path)) ?? "" : "";
}
