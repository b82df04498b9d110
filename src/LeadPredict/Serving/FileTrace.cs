using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// What tells a file from the one before without reading it: where the path leads, its size, when it was written and when it came into
/// being. A renamed file and the target of a switched link have another birth, wherever in the path the link is.
/// </summary>
sealed record FileTrace(string Path, string Target, long Length, DateTime Written, DateTime Born)
{
    /// <summary>File times are coarse: a file changed this recently may change again without its time changing.</summary>
    static readonly TimeSpan s_stillWarm = TimeSpan.FromSeconds(2);

    public static FileTrace Of(string path)
    {
        var file = new FileInfo(path);
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo;
        var real = target ?? file;
        return real.Exists
            ? new FileTrace(path, target?.FullName ?? "", real.Length, real.LastWriteTimeUtc, real.CreationTimeUtc)
            : throw ModelErrors.NotFound(path);
    }

    /// <summary>Whether the content may differ though the trace does not. A time in the future, from a clock that was wrong, is not warm for ever.</summary>
    public bool IsWarm(DateTimeOffset now) => (now.UtcDateTime - Written).Duration() < s_stillWarm;

    /// <summary>The content; whoever replaces the file is not hindered.</summary>
    public static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        if (stream.Length > Array.MaxLength) throw ModelErrors.NotAModel(path);
        var bytes = new byte[stream.Length];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
