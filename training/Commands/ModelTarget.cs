using System.Globalization;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>Where a trained model goes: into the registry under a name, or to a path, with nothing else touched.</summary>
/// <param name="Name">The model's name in the registry and in answers.</param>
/// <param name="Path">Folder or file to write, or null for the registry.</param>
sealed record ModelTarget(string Name, string? Path)
{
    const string Extension = ".leadmodel";
    const string NextScore = "next: leadpredict score data/leads-to-score.csv --out scored.csv --rank --sort";

    /// <summary>Where the model was put and what to say of it.</summary>
    public sealed record Kept(string Path, string Said, string Next);

    /// <summary>A word without separators or a leading dot is a registry name; anything else is a path.</summary>
    public static ModelTarget Parse(string text)
    {
        var isPath = text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
            || text.StartsWith('.') || text.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) || System.IO.Path.IsPathRooted(text);
        if (!isPath) return new ModelTarget(text, null);
        var name = System.IO.Path.GetFileNameWithoutExtension(System.IO.Path.TrimEndingDirectorySeparator(text));
        return new ModelTarget(name.Length == 0 ? "leads" : name, text);
    }

    /// <summary>The folder that will hold the model's file or folder.</summary>
    public string Beside => Path is null ? Places.Models : System.IO.Path.GetDirectoryName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path))) ?? Path;

    /// <param name="result">What was trained.</param>
    /// <param name="mayAnswer">False when the gate refused it: it becomes no champion, and no file that a server may be watching is replaced.</param>
    public Kept Keep(TrainingResult result, bool mayAnswer = true) => Keep(result.Model, ModelCardJson.ToBytes(result.Card), result.Card.CreatedAt, mayAnswer);

    /// <summary>Keeps any model with its card.</summary>
    public Kept Keep(LeadModel model, byte[] card, DateTimeOffset created, bool mayAnswer = true) =>
        Path is null ? KeepInRegistry(model, card, created, mayAnswer)
        : mayAnswer ? KeepAtPath(model, card, Path)
        : new Kept(Path, $"nothing was written to {Path}", "next: leadpredict doctor LEADS.csv says what the data support");

    static Kept KeepAtPath(LeadModel model, byte[] cardJson, string path)
    {
        var isFile = path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);
        var file = isFile ? path : System.IO.Path.Combine(path, LeadModelFile.FileName);
        var card = isFile ? System.IO.Path.ChangeExtension(path, ".card.json") : System.IO.Path.Combine(path, ModelRegistry.CardName);
        LeadModelFile.Write(model, file);
        AtomicFile.Write(card, cardJson);
        return new Kept(path, $"wrote {file} and {card}", $"next: leadpredict score LEADS.csv --model {path}");
    }

    Kept KeepInRegistry(LeadModel model, byte[] card, DateTimeOffset created, bool mayAnswer)
    {
        var registry = new ModelRegistry(Places.Models);
        if (registry.List().FirstOrDefault(m => m.Name == Name && m.Status == ModelStatus.Champion && m.Sha256 == model.Sha256) is { } same)
            return new Kept(Places.Shown(same.Path), $"this is, byte for byte, the champion {Name}/{same.Version}; nothing was added", NextScore);
        var label = string.Create(CultureInfo.InvariantCulture, $"{created:yyyyMMdd-HHmmss}-{model.Id[..8]}");
        var version = registry.Add(Name, model, card, label);
        var isFirst = !registry.List().Any(m => m.Name == Name && m.Status == ModelStatus.Champion);
        var folder = Places.Shown(System.IO.Path.Combine(Places.Models, Name, version));
        if (!mayAnswer) return new Kept(folder, $"wrote {folder}; it is a candidate, and {(isFirst ? $"'{Name}' has no champion" : "the champion stays")}", $"next: leadpredict models show {Name}/{version}");
        if (isFirst) registry.Promote(Name, version);
        return isFirst
            ? new Kept(folder, $"wrote {folder}; it is the champion, the first of '{Name}'", NextScore)
            : new Kept(folder, $"wrote {folder}; it is a candidate, the champion stays", $"next: leadpredict models promote {Name}/{version}");
    }
}
