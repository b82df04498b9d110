using System.Security.Cryptography;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// Keeps one model name served from a file that may be replaced in any way: renamed over, copied in place, a symbolic link switched anywhere in its
/// path, another champion promoted, deleted and put back. It looks again and again instead of waiting for events, which some file systems and
/// some replacements never send. What cannot be used keeps the model that answers; it is told once, tried again at every look, and the next good
/// file is taken. Thread safe.
/// </summary>
public sealed class ModelFileWatcher
{
    /// <summary>How often it looks unless told otherwise.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>File times are coarse: a file changed this recently may change again without its time changing.</summary>
    static readonly TimeSpan s_stillWarm = TimeSpan.FromSeconds(2);

    /// <summary>Every so many looks the content is compared even though nothing else changed.</summary>
    const int LooksPerComparison = 20;
    const long LargestComparedAnyway = 64 << 20;

    readonly Func<string> _locate;
    readonly TimeProvider _clock;
    readonly Lock _looking = new();
    PredictionEnginePool? _pool;
    ServingState _state = new(ServingStatus.NoModel, "The model was not looked for yet.", "");
    Trace? _taken;
    string _failure = "";
    int _looks;
    long _reloads, _failures;

    /// <param name="modelName">The name that is served.</param>
    /// <param name="locate">Path of the model file at this moment; may throw <see cref="LeadPredictException"/> when there is none.</param>
    public ModelFileWatcher(string modelName, Func<string> locate, TimeProvider? clock = null)
    {
        ModelName = modelName;
        _locate = locate;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>A watcher of one file, or of the model file in a folder.</summary>
    public static ModelFileWatcher OfFile(string modelName, string path, TimeProvider? clock = null) =>
        new(modelName, () => Directory.Exists(path) ? Path.Combine(path, LeadModelFile.FileName) : path, clock);

    /// <summary>A watcher of what a reference means in a registry: <c>leads</c> follows the champion.</summary>
    public static ModelFileWatcher OfRegistry(string modelName, ModelRegistry registry, string reference, TimeProvider? clock = null) =>
        new(modelName, () => registry.Resolve(reference), clock);

    /// <summary>The name that is served.</summary>
    public string ModelName { get; }

    /// <summary>The pool; null until a first model could be loaded.</summary>
    public PredictionEnginePool? Pool => Volatile.Read(ref _pool);

    /// <summary>How the name is served now.</summary>
    public ServingState State => Volatile.Read(ref _state);

    /// <summary>Models published so far, the first included.</summary>
    public long Loads => Interlocked.Read(ref _reloads);

    /// <summary>Distinct failures so far: the same bad file counts once.</summary>
    public long Failures => Interlocked.Read(ref _failures);

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

    /// <summary>Looks now. When it returns and the file is good, no request is answered by an older model.</summary>
    public void Look()
    {
        lock (_looking)
        {
            var path = "";
            try
            {
                path = _locate();
                var before = Trace.Of(path);
                if (before == _taken && _failure.Length == 0 && !MustCompare(before)) return;
                var bytes = ReadShared(path);
                Take(path, bytes, before);
            }
            catch (LeadPredictException e)
            {
                Fail(path, Text(e));
            }
            catch (Exception e)
            {
                // Whatever a file does to the reader, the watch goes on: one bad file must not end reloading for the life of the process.
                var problem = e is FileNotFoundException or DirectoryNotFoundException ? ModelErrors.NotFound(path) : ModelErrors.Unreadable(path, e);
                Fail(path, Text(problem));
            }
        }
    }

    // Without the path, which is for the log and not for every caller.
    static string Text(LeadPredictException problem) => string.Join(' ', problem.Diagnostics.Select(d => $"{d.Code} {d.Message}"));

    bool MustCompare(Trace trace) =>
        _clock.GetUtcNow().UtcDateTime - trace.Written < s_stillWarm || (++_looks % LooksPerComparison == 0 && trace.Length <= LargestComparedAnyway);

    void Take(string path, byte[] bytes, Trace before)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (_pool?.Current.Sha256 != sha256)
        {
            var model = LeadModelFile.Parse(bytes, path);
            if (_pool is null) Volatile.Write(ref _pool, new PredictionEnginePool(model));
            else _pool.Publish(model);
            Interlocked.Increment(ref _reloads);
            Settle(path, before);
            Changed?.Invoke(new ModelFileEvent(ModelName, model, _state));
            return;
        }
        var recovered = _failure.Length > 0;
        Settle(path, before);
        if (recovered) Changed?.Invoke(new ModelFileEvent(ModelName, _pool!.Current, _state));
    }

    void Settle(string path, Trace before)
    {
        _taken = before;
        _failure = "";
        Volatile.Write(ref _state, new ServingState(ServingStatus.Ready, "", path));
    }

    void Fail(string path, string why)
    {
        _taken = null;
        if (why == _failure) return;
        _failure = why;
        Interlocked.Increment(ref _failures);
        Volatile.Write(ref _state, new ServingState(_pool is null ? ServingStatus.NoModel : ServingStatus.Degraded, why, path));
        Changed?.Invoke(new ModelFileEvent(ModelName, null, _state));
    }

    // Whoever replaces the file must not be hindered by a look.
    static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        if (stream.Length > Array.MaxLength) throw ModelErrors.NotAModel(path);
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    /// <summary>
    /// What tells a file from the one before without reading it: where the path leads, its size, when it was written and when it came into
    /// being. A renamed file and the target of a switched link have another birth, wherever in the path the link is.
    /// </summary>
    sealed record Trace(string Path, string Target, long Length, DateTime Written, DateTime Born)
    {
        public static Trace Of(string path)
        {
            var file = new FileInfo(path);
            var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
            var real = target ?? file;
            return real.Exists
                ? new Trace(path, target?.FullName ?? "", real.Length, real.LastWriteTimeUtc, real.CreationTimeUtc)
                : throw ModelErrors.NotFound(path);
        }
    }
}
