namespace LeadPredict.Training.Terminal;

/// <summary>A file under a temporary name in its final folder, which takes its own name on <see cref="Commit"/> and vanishes without it.</summary>
sealed class PendingFile : IDisposable
{
    readonly string? _path, _temporary;
    bool _committed;

    PendingFile(Stream stream, string? path, string? temporary)
    {
        Stream = stream;
        _path = path;
        _temporary = temporary;
    }

    public Stream Stream { get; }

    public static PendingFile At(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full)!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(full)}.{Environment.ProcessId}.tmp");
        return new PendingFile(new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16), full, temporary);
    }

    /// <summary>Standard output, which cannot be taken back.</summary>
    public static PendingFile StandardOutput() => new(new BufferedStream(Console.OpenStandardOutput(), 1 << 16), null, null);

    public void Commit()
    {
        if (_temporary is null)
        {
            Stream.Flush();
            return;
        }
        ((FileStream)Stream).Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _path!, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_temporary is not null && !_committed) File.Delete(_temporary);
    }
}
