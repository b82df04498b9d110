using System.Security.Cryptography;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.MLNet;

/// <summary>An ML.NET model in memory. Immutable.</summary>
/// <param name="Model">The model.</param>
/// <param name="At">When it was taken into service.</param>
public sealed record LoadedZip(ZipModel Model, DateTimeOffset At);

/// <summary>
/// Keeps a name served from an ML.NET zip that may be replaced in any way: renamed over, copied in place, a link switched, deleted and put back. As <see cref="ModelFileWatcher"/> it looks again
/// and again instead of waiting for events; a file that cannot be used keeps the model that answers and is tried again. Thread safe.
/// </summary>
public sealed class ZipModelWatcher(string modelName, string path, TimeProvider? clock = null)
{
    const int LooksPerComparison = 20;
    const long LargestComparedAnyway = 64 << 20;

    readonly TimeProvider _clock = clock ?? TimeProvider.System;
    readonly Lock _looking = new();
    LoadedZip? _loaded;
    ServingState _state = new(ServingStatus.NoModel, "The model was not looked for yet.", path);
    FileTrace? _taken, _refused;
    string _failure = "";
    int _looks;
    long _loads;

    /// <summary>The name that is served.</summary>
    public string ModelName => modelName;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>The model that answers; null until a first one could be loaded.</summary>
    public ZipModel? Model => Loaded?.Model;

    /// <summary>That model and when it was taken; null as <see cref="Model"/> is.</summary>
    public LoadedZip? Loaded => Volatile.Read(ref _loaded);

    /// <summary>How the name is served now.</summary>
    public ServingState State => Volatile.Read(ref _state);

    /// <summary>Models taken so far, the first included.</summary>
    public long Loads => Interlocked.Read(ref _loads);

    /// <summary>Told of each model taken and of each distinct failure. Called by whoever looks; must not throw.</summary>
    public event Action<ZipModelWatcher>? Changed;

    /// <summary>Looks now. When it returns and the file is good, no lead is answered by an older model.</summary>
    public void Look()
    {
        lock (_looking) LookAtFile();
    }

    void LookAtFile()
    {
        FileTrace? before = null;
        try
        {
            before = FileTrace.Of(path);
            if (before == (_failure.Length == 0 ? _taken : _refused) && !MustCompare(before)) return;
            Take(FileTrace.ReadShared(path), before);
        }
        catch (LeadPredictException e)
        {
            if (!IsInMotion(before)) Fail(string.Join(' ', e.Diagnostics.Select(d => $"{d.Code} {d.Message}")), before);
        }
        catch (Exception e)
        {
            // Whatever a file does to the reader, the watch goes on.
            var problem = e is FileNotFoundException or DirectoryNotFoundException ? ModelErrors.NotFound(path) : ModelErrors.Unreadable(path, e);
            Fail(string.Join(' ', problem.Diagnostics.Select(d => $"{d.Code} {d.Message}")), null);
        }
    }

    // A file that changed while it was read is being written: the next look sees the rest.
    bool IsInMotion(FileTrace? before)
    {
        try
        {
            return _loaded is not null && before is not null && FileTrace.Of(path) != before;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or LeadPredictException)
        {
            return false;
        }
    }

    bool MustCompare(FileTrace trace) => trace.IsWarm(_clock.GetUtcNow()) || (++_looks % LooksPerComparison == 0 && trace.Length <= LargestComparedAnyway);

    void Take(byte[] bytes, FileTrace before)
    {
        var isNew = Model?.Sha256 != Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (isNew)
        {
            Volatile.Write(ref _loaded, new LoadedZip(ZipModel.Parse(bytes, path), _clock.GetUtcNow()));
            Interlocked.Increment(ref _loads);
        }
        var tell = isNew || _failure.Length > 0;
        (_taken, _refused, _failure) = (before, null, "");
        Volatile.Write(ref _state, new ServingState(ServingStatus.Ready, "", path));
        if (tell) Changed?.Invoke(this);
    }

    void Fail(string why, FileTrace? refused)
    {
        (_taken, _refused) = (null, refused);
        if (why == _failure) return;
        _failure = why;
        Volatile.Write(ref _state, new ServingState(_loaded is null ? ServingStatus.NoModel : ServingStatus.Degraded, why, path));
        Changed?.Invoke(this);
    }
}
