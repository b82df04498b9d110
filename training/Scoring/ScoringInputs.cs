using System.IO.Enumeration;
using LeadPredict.Data;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Scoring;

/// <summary>The files that are scored into one output, in order; or standard input alone.</summary>
sealed class ScoringInputs
{
    public const string StandardInput = "-";

    ScoringInputs(IReadOnlyList<string> paths) => Paths = paths;

    public IReadOnlyList<string> Paths { get; }
    public bool IsStandardInput => Paths is [StandardInput];

    /// <summary>The files that arguments name. One with * or ? stands for the files that match, in ordinal order, for shells that leave that to the program.</summary>
    /// <exception cref="UsageException">A pattern matches nothing, or standard input is not alone.</exception>
    public static ScoringInputs Of(IReadOnlyList<string> arguments)
    {
        var paths = new List<string>();
        foreach (var argument in arguments)
        {
            if (argument == StandardInput || argument.IndexOfAny(['*', '?']) < 0 || File.Exists(argument)) paths.Add(argument);
            else paths.AddRange(Matches(argument));
        }
        if (paths.Count > 1 && paths.Contains(StandardInput)) throw new UsageException("Standard input (-) is scored alone: name files, or pipe all of it.");
        return new ScoringInputs(paths);
    }

    static IReadOnlyList<string> Matches(string pattern)
    {
        var folder = Path.GetDirectoryName(pattern) ?? "";
        if (folder.IndexOfAny(['*', '?']) >= 0) throw new UsageException($"'{pattern}': only the last part of a path may be a pattern.");
        var name = Path.GetFileName(pattern);
        string[] found = Directory.Exists(folder.Length == 0 ? "." : folder)
            ? [.. Directory.EnumerateFiles(folder.Length == 0 ? "." : folder).Select(Path.GetFileName).Where(f => FileSystemName.MatchesSimpleExpression(name, f, ignoreCase: false) && f![0] != '.').Order(StringComparer.Ordinal)!]
            : [];
        return found.Length > 0 ? [.. found.Select(f => Path.Combine(folder, f))] : throw new UsageException($"No file matches '{pattern}'.");
    }

    /// <summary>Name, length and time of each file: what tells whether they are still the same.</summary>
    public IEnumerable<string> Identities()
    {
        foreach (var path in Paths)
        {
            var file = new FileInfo(path);
            yield return file.Exists ? FormattableString.Invariant($"{path}|{file.Length}|{file.LastWriteTimeUtc.Ticks}") : path;
        }
    }

    /// <summary>Bytes of all files as they are stored; 0 when that is not known.</summary>
    public long TotalBytes() => IsStandardInput ? 0 : Paths.Sum(p => new FileInfo(p) is { Exists: true } file ? file.Length : 0);
}
