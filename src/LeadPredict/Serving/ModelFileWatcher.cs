using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// Keeps one model name served from a file that may be replaced in any way: renamed over, copied in place, a symbolic link switched anywhere in its
/// path, another champion promoted, deleted and put back. It looks again and again instead of waiting for events, which some file systems and
/// some replacements never send. What cannot be used keeps the model that answers; it is told once, tried again, and the next good
/// file is taken. Thread safe.
/// </summary>
public sealed partial class ModelFileWatcher
{
    /// <summary>How often it looks unless told otherwise.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(250);

    const long LargestComparedAnyway = 64 << 20;

    readonly Func<string> _locate;
    readonly TimeProvider _clock;
    readonly Lock _looking = new();
    PredictionEnginePool? _pool;
    LoadedModel? _loaded;
    ServingState _state = new(ServingStatus.NoModel, "The model was not looked for yet.", "");
    FileTrace? _taken, _refused;
    string _failure = "", _lastError = "";
    int _looks;
    long _reloads, _failures;

    /// <param name="modelName">The name that is served.</param>
    /// <param name="locate">Path of the model file at this moment; may throw <see cref="LeadPredictException"/> when there is none.</param>
    public ModelFileWatcher(string modelName, Func<string> locate, TimeProvider? clock = null)
    {
        ModelName = modelName;
        JsonName = JsonEncodedText.Encode(modelName, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        _locate = locate;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>A watcher of one file, or of the model file in a folder.</summary>
    public static ModelFileWatcher OfFile(string modelName, string path, TimeProvider? clock = null, bool watchForChanges = true) =>
        new(modelName, () => Directory.Exists(path) ? Path.Combine(path, LeadModelFile.FileName) : path, clock) { WatchForChanges = watchForChanges };

    /// <summary>A watcher of what a reference means in a registry: <c>leads</c> follows the champion.</summary>
    public static ModelFileWatcher OfRegistry(string modelName, ModelRegistry registry, string reference, TimeProvider? clock = null) =>
        new(modelName, () => registry.Resolve(reference), clock) { _hasVersions = true };

    /// <summary>The name that is served.</summary>
    public string ModelName { get; }

    /// <summary>The name as it stands in answers.</summary>
    public JsonEncodedText JsonName { get; }

    /// <summary>Whether a watch of many looks at it by itself; <see cref="Look"/> always does.</summary>
    public bool WatchForChanges { get; private init; } = true;

    /// <summary>The pool; null until a first model could be loaded, and while none is in memory.</summary>
    public PredictionEnginePool? Pool => Volatile.Read(ref _pool);

    /// <summary>The model that answers and where it is from; null as <see cref="Pool"/> is.</summary>
    public LoadedModel? Loaded => Volatile.Read(ref _loaded);

    /// <summary>How the name is served now.</summary>
    public ServingState State => Volatile.Read(ref _state);

    /// <summary>What was last wrong, though it may be over; empty when nothing ever was.</summary>
    public string LastError => Volatile.Read(ref _lastError);

    /// <summary>Models published so far, the first included.</summary>
    public long Loads => Interlocked.Read(ref _reloads);

    /// <summary>Distinct failures so far: the same bad file counts once.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Every so many looks the content is compared even though nothing else changed.</summary>
    internal int LooksPerComparison { get; set; } = UsualLooksPerComparison;

    internal const int UsualLooksPerComparison = 20;

    /// <summary>Told of every model taken and of every distinct failure. Called by whoever looks; must not throw.</summary>
    public event Action<ModelFileEvent>? Changed;

    /// <summary>Looks every <paramref name="interval"/> until cancelled.</summary>
    public async Task WatchAsync(TimeSpan interval, CancellationToken ct)
    {
        while (true)
        {
            await Task.Delay(interval, _clock, ct).ConfigureAwait(false);
            Look();
        }
    }

    /// <summary>Looks now. When it returns and the file is good, no request is answered by an older model. A model that is not in memory stays out of it.</summary>
    public void Look()
    {
        lock (_looking)
            if (!_sleeps) LookAtFile();
    }

    /// <summary>Does what the first explanation would wait for; nothing where no model is in memory.</summary>
    public void PrepareExplanations()
    {
        lock (_looking)
        {
            if (_pool is null) return;
            ReasonText.PrepareShared();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            using (var lease = _pool.Rent())
            {
                lease.Engine.Clear();
                lease.Engine.Predict();
                lease.Engine.Contributions();
                ReasonText.Of(lease.Engine.Model, Wording.Language.English);
            }
            Volatile.Write(ref _loaded, _loaded! with { Bytes = _loaded.Bytes + GC.GetAllocatedBytesForCurrentThread() - allocated });
        }
    }

    void LookAtFile()
    {
        var path = "";
        FileTrace? before = null;
        try
        {
            path = _locate();
            before = FileTrace.Of(path);
            // What was refused is read again only when it may be another file.
            if (before == (_failure.Length == 0 ? _taken : _refused) && !MustCompare(before)) return;
            Take(path, FileTrace.ReadShared(path), before);
        }
        catch (LeadPredictException e)
        {
            if (!IsInMotion(before)) Fail(path, Text(e), before);
        }
        catch (Exception e)
        {
            // Whatever a file does to the reader, the watch goes on: one bad file must not end reloading for the life of the process.
            var problem = e is FileNotFoundException or DirectoryNotFoundException ? ModelErrors.NotFound(path) : ModelErrors.Unreadable(path, e);
            Fail(path, Text(problem), null);
        }
    }

    // A file that changed while it was read is being written: nothing to alarm anyone with while an earlier model answers. The next look sees the rest.
    bool IsInMotion(FileTrace? before)
    {
        try
        {
            return _pool is not null && before is not null && FileTrace.Of(before.Path) != before;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LeadPredictException)
        {
            return false;
        }
    }

    // Without the path, which is for the log and not for every caller.
    static string Text(LeadPredictException problem) => string.Join(' ', problem.Diagnostics.Select(d => $"{d.Code} {d.Message}"));

    bool MustCompare(FileTrace trace) =>
        trace.IsWarm(_clock.GetUtcNow()) || (++_looks % LooksPerComparison == 0 && trace.Length <= LargestComparedAnyway);

    void Take(string path, byte[] bytes, FileTrace before)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (_pool?.Current.Sha256 != sha256)
        {
            var explains = OnDemand || _pool is not null;
            if (explains) ReasonText.PrepareShared();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var model = LeadModelFile.Parse(bytes, path);
            // Nobody is answered before the first model is there, so it starts sooner without explaining; its owner prepares that next.
            var engine = ModelTrial.Run(model, path, explain: explains);
            if (_pool is null) Volatile.Write(ref _pool, new PredictionEnginePool(engine));
            else _pool.Publish(engine);
            Interlocked.Increment(ref _reloads);
            var size = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Volatile.Write(ref _loaded, new LoadedModel(model, path, VersionOf(path), size, _clock.GetUtcNow()));
            Settle(path, before);
            Changed?.Invoke(new ModelFileEvent(ModelName, model, _state));
            return;
        }
        var recovered = _failure.Length > 0;
        // Another version may hold the same bytes.
        if (_loaded!.Path != path) Volatile.Write(ref _loaded, _loaded with { Path = path, Version = VersionOf(path) });
        Settle(path, before);
        if (recovered) Changed?.Invoke(new ModelFileEvent(ModelName, _pool.Current, _state));
    }

    void Settle(string path, FileTrace before)
    {
        _taken = before;
        _refused = null;
        _failure = "";
        Volatile.Write(ref _state, new ServingState(ServingStatus.Ready, "", path));
    }

    void Fail(string path, string why, FileTrace? refused)
    {
        _taken = null;
        _refused = refused;
        _failedAt = _clock.GetTimestamp();
        if (why == _failure) return;
        _failure = why;
        Volatile.Write(ref _lastError, why);
        Interlocked.Increment(ref _failures);
        Volatile.Write(ref _state, new ServingState(_pool is null ? ServingStatus.NoModel : ServingStatus.Degraded, why, path));
        Changed?.Invoke(new ModelFileEvent(ModelName, null, _state));
    }
}
