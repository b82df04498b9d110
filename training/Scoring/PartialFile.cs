using LeadPredict.Data;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Scoring;

/// <summary>
/// A file that is being written beside its final place, as <c>.NAME.partial</c>, by one process at a time; a later one can go on with it. It takes its own name on
/// <see cref="Commit"/>, stays as it is after <see cref="Keep"/>, and else vanishes. Without a path it is standard output.
/// </summary>
sealed class PartialFile : IDisposable
{
    readonly string? _path, _partial;
    readonly Stream _inner;
    bool _stays;

    PartialFile(string? path, string? partial, Stream inner)
    {
        _path = path;
        _partial = partial;
        _inner = inner;
        Stream = new MeteredOutput(inner, Meter);
    }

    public Stream Stream { get; }

    /// <summary>What is in the file.</summary>
    public StreamMeter Meter { get; } = new();

    public static string PartialPath(string path) => Beside(path, "partial");

    /// <summary>A hidden file beside another.</summary>
    public static string Beside(string path, string what)
    {
        var full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{what}");
    }

    /// <param name="keep">Bytes of what is there already to go on after; the rest is cut off.</param>
    public static PartialFile At(string? path, long keep = 0)
    {
        if (path is null) return new PartialFile(null, null, new BufferedStream(Console.OpenStandardOutput(), 1 << 16));
        var partial = PartialPath(path);
        FileStream stream;
        try
        {
            stream = new FileStream(partial, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1 << 16);
        }
        catch (IOException e) when (File.Exists(partial))
        {
            throw new UsageException($"'{Places.Shown(partial)}' cannot be opened: {e.Message} Another scoring may be writing {path}: wait for it, or choose another --out.");
        }
        var file = new PartialFile(Path.GetFullPath(path), partial, stream);
        stream.SetLength(keep);
        var block = new byte[1 << 16];
        for (int read; (read = stream.Read(block)) > 0;) file.Meter.Add(block.AsSpan(0, read));
        return file;
    }

    /// <summary>What was written is on the disk.</summary>
    public void Flush()
    {
        if (_inner is FileStream file) file.Flush(flushToDisk: true);
        else _inner.Flush();
    }

    public void Commit()
    {
        Flush();
        if (_partial is null) return;
        _inner.Dispose();
        File.Move(_partial, _path!, overwrite: true);
        _stays = true;
    }

    /// <summary>Leaves the partial file for a run that goes on.</summary>
    public void Keep() => _stays = true;

    public void Dispose()
    {
        _inner.Dispose();
        Meter.Dispose();
        if (_partial is not null && !_stays) File.Delete(_partial);
    }
}
