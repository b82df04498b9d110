using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadPredict.Modeling;

/// <summary>
/// Finished trials in a small file, one line of JSON each, so that an interrupted search goes on where it stopped. A line belongs to the search whose
/// key it has; lines of other searches are left alone. A line that was cut is passed over. Not thread safe.
/// </summary>
sealed class TuningJournal
{
    readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    TuningJournal(string? path, IReadOnlyList<string> dataSha256)
    {
        Path = path;
        DataSha256 = dataSha256;
    }

    /// <summary>The file, or null when nothing is kept.</summary>
    public string? Path { get; }

    /// <summary>SHA-256 of the training files.</summary>
    public IReadOnlyList<string> DataSha256 { get; }

    /// <summary>The journal of a request; its file need not exist.</summary>
    /// <exception cref="Data.LeadPredictException">The file is something else (LP0407), or cannot be read (LP0408).</exception>
    public static TuningJournal Open(TuningRequest request, IReadOnlyList<string> dataSha256)
    {
        var data = dataSha256.Count == 1 ? dataSha256[0] : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(dataSha256))));
        var path = request.StateFile ?? (request.StateFolder is { } folder ? System.IO.Path.Combine(folder, $".tune-{data[..8]}.jsonl") : null);
        var journal = new TuningJournal(path, dataSha256);
        journal.RequireOwnFile();
        return journal;
    }

    /// <summary>The finished trials of one search by number; their lines go with <see cref="Remove"/>.</summary>
    public IReadOnlyDictionary<int, TuningTrial> Read(string key)
    {
        _keys.Add(key);
        var trials = new Dictionary<int, TuningTrial>();
        foreach (var line in Lines().Select(Parse))
            if (line is not null && line.Key == key) trials[line.Trial] = new TuningTrial(line.Trial, line.Options, line.LogLoss, line.Difference, line.StandardError, line.Seconds);
        return trials;
    }

    /// <summary>Puts a finished trial at the end.</summary>
    public void Append(string key, TuningTrial trial) => Use(path =>
    {
        var line = new JournalLine(key, trial.Trial, trial.LogLoss, trial.Difference, trial.StandardError, trial.Seconds, new(trial.Changed));
        var json = JsonSerializer.SerializeToUtf8Bytes(line, JournalJson.Default.JournalLine);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        // After a line that was cut, a new one begins.
        byte[] before = [];
        if (stream.Length > 0)
        {
            stream.Seek(-1, SeekOrigin.End);
            if (stream.ReadByte() != '\n') before = [(byte)'\n'];
        }
        stream.Write([.. before, .. json, (byte)'\n']);
        stream.Flush(flushToDisk: true);
    });

    /// <summary>Takes out the lines of the searches that were read, and the file with the last of them.</summary>
    public void Remove() => Use(path =>
    {
        if (!File.Exists(path)) return;
        var others = Lines().Where(l => Parse(l) is { } line && !_keys.Contains(line.Key)).ToArray();
        if (others.Length == 0) File.Delete(path);
        else AtomicFile.Write(path, Encoding.UTF8.GetBytes(string.Concat(others.Select(l => l + "\n"))));
    });

    // A file of another kind would be lost in Remove: it is refused before the first trial.
    void RequireOwnFile()
    {
        const string start = "{\"key\":\"";
        if (Lines().FirstOrDefault(l => l.Length > 0) is not { } first) return;
        var length = Math.Min(first.Length, start.Length);
        if (first[..length] != start[..length]) throw TrainingErrors.NoJournal(Path!);
    }

    string[] Lines()
    {
        string[] lines = [];
        Use(path => lines = File.Exists(path) ? File.ReadAllLines(path) : []);
        return lines;
    }

    void Use(Action<string> action)
    {
        if (Path is null) return;
        try
        {
            action(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TrainingErrors.JournalUnusable(Path, e);
        }
    }

    static JournalLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.JournalLine) is { Key: not null, Options: not null } parsed ? parsed : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

sealed record JournalLine(string Key, int Trial, double LogLoss, double Difference, double StandardError, double Seconds, Dictionary<string, string> Options);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JournalLine))]
sealed partial class JournalJson : JsonSerializerContext;
