using System.Security.Cryptography;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>
/// The folder of models: one folder a version, and which version is champion.
/// <code>
/// models/leads/champion.json                 {"champion":"2025-11-30","previous":["2025-10-31"]}
/// models/leads/2025-11-30/model.leadmodel    and card.json
/// models/.staging-…                          a version being written; what a killed process left is removed a day later
/// </code>
/// A version appears by a rename of its whole folder and a champion changes by a rename of one file, so a process that is killed at any
/// moment leaves the registry as it was before or as it is after. Several processes may use one folder. Thread safe.
/// </summary>
public sealed partial class ModelRegistry
{
    /// <summary>Name of the card in a version's folder.</summary>
    public const string CardName = "card.json";
    const string StagingPrefix = ".staging-";
    const string LockName = ".lock";
    const long LockPatienceMilliseconds = 5000;
    static readonly TimeSpan s_stagingKept = TimeSpan.FromDays(1);
    static int s_stagings;

    readonly TimeProvider _clock;

    /// <summary>The registry in a folder, which need not exist before the first <see cref="Add"/>.</summary>
    public ModelRegistry(string root, TimeProvider? clock = null)
    {
        Root = root;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The folder, as given.</summary>
    public string Root { get; }

    /// <summary>Whether <paramref name="text"/> may name a model or a version: 1 to 100 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, no dot first and no two in a row.</summary>
    public static bool IsName(string text) =>
        text.Length is >= 1 and <= 100 && char.IsAsciiLetterOrDigit(text[0]) && !text.Contains("..", StringComparison.Ordinal)
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary>Names of the models that have a version, in ordinal order.</summary>
    public IReadOnlyList<string> Names() => [.. Folders(Root).Where(n => Versions(n).Count > 0)];

    /// <summary>Labels of a model's versions, in ordinal order; empty for an unknown name.</summary>
    public IReadOnlyList<string> Versions(string name) =>
        IsName(name) ? [.. Folders(FolderOf(name)).Where(v => File.Exists(Path.Combine(FolderOf(name), v, LeadModelFile.FileName)))] : [];

    /// <summary>Adds a version as a candidate: it can be served when <see cref="Promote"/> says so.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="cardJson">The card, UTF-8 JSON; kept as it is.</param>
    /// <param name="versionLabel">The version; when there is one of this label, <c>-2</c>, <c>-3</c> … is put after it.</param>
    /// <returns>The version's label.</returns>
    /// <exception cref="LeadPredictException">A name is not allowed (LP0313), or the folder cannot be written (LP0318).</exception>
    public string Add(string name, LeadModel model, ReadOnlySpan<byte> cardJson, string versionLabel) => Add(name, LeadModelFile.ToBytes(model), cardJson, versionLabel);

    /// <summary>Adds a model file as it is, as a candidate. Whoever gives it has found it whole: <see cref="LeadModelFile.Parse"/>.</summary>
    /// <returns>The version's label.</returns>
    /// <exception cref="LeadPredictException">As above.</exception>
    public string Add(string name, ReadOnlySpan<byte> modelFile, ReadOnlySpan<byte> cardJson, string versionLabel)
    {
        if (!IsName(name)) throw RegistryErrors.BadName(Root, "model name", name);
        if (!IsName(versionLabel)) throw RegistryErrors.BadName(Root, "version", versionLabel);
        var staging = NewStaging();
        try
        {
            RemoveOldStagings();
            Directory.CreateDirectory(FolderOf(name));
            Directory.CreateDirectory(staging);
            AtomicFile.Write(Path.Combine(staging, LeadModelFile.FileName), modelFile);
            AtomicFile.Write(Path.Combine(staging, CardName), cardJson);
            using var held = Lock(name);
            var version = versionLabel;
            for (var i = 2; Path.Exists(Path.Combine(FolderOf(name), version)); i++) version = string.Create(null, $"{versionLabel}-{i}");
            Directory.Move(staging, Path.Combine(FolderOf(name), version));
            return version;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegistryErrors.NotWritable(Root, e);
        }
        finally
        {
            if (Directory.Exists(staging)) Directory.Delete(staging, recursive: true);
        }
    }

    /// <summary>Makes a version the champion, after its model file was opened and found whole.</summary>
    /// <exception cref="LeadPredictException">There is no such version (LP0311, LP0312), its file is damaged (LP030x), or the champion cannot be written (LP0316, LP0318).</exception>
    public void Promote(string name, string version)
    {
        RequireVersion(name, version);
        LeadModelFile.Read(FileOf(name, version));
        Change(name, () => ChampionFile.Promoted(ReadChampionForPromotion(name), version));
    }

    /// <summary>Makes the champion before the present one champion again.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="LeadPredictException">There is none (LP0315), or its file is gone or damaged.</exception>
    public string Rollback(string name)
    {
        RequireName(name);
        return Change(name, () =>
        {
            var now = ChampionFile.Read(FolderOf(name)) ?? throw RegistryErrors.NoChampion(Root, name, Versions(name));
            if (now.Previous.Count == 0) throw RegistryErrors.NothingBefore(Root, name, now.Champion);
            var before = now.RolledBackOnce();
            RequireVersion(name, before.Champion);
            LeadModelFile.Read(FileOf(name, before.Champion));
            return before;
        }).Champion;
    }

    /// <summary>The version that is champion of a model, or null.</summary>
    /// <exception cref="LeadPredictException">The file that says so is damaged (LP0317).</exception>
    public string? Champion(string name) => IsName(name) ? ChampionFile.Read(FolderOf(name))?.Champion : null;

    /// <summary>Every version of every model, by name and version in ordinal order. Reads a model file for its hash; once, as long as it does not change.</summary>
    public IReadOnlyList<ModelEntry> List() => [.. Folders(Root).SelectMany(List)];

    /// <summary>Every version of one model, in ordinal order; none for a name that the registry does not have.</summary>
    public IEnumerable<ModelEntry> List(string name)
    {
        var versions = Versions(name);
        var champion = versions.Count == 0 ? null : ChampionFile.Read(FolderOf(name));
        foreach (var version in versions)
        {
            var folder = Path.Combine(FolderOf(name), version);
            var status = champion?.StatusOf(version) ?? ModelStatus.Candidate;
            yield return new ModelEntry(name, version, status, HashOf(FileOf(name, version)), CreatedAt(Path.Combine(folder, CardName)), folder);
        }
    }

    /// <summary>
    /// The model file that a reference means: <c>leads</c> (its champion), <c>leads/VERSION</c>, or the path of a model file, of a version's folder or of
    /// a model's folder. A name in the registry goes before a path that reads the same; write <c>./leads</c> for the path.
    /// </summary>
    /// <exception cref="LeadPredictException">There is nothing of that name (LP0301, LP0311, LP0312), or no champion (LP0314, LP0317).</exception>
    public string Resolve(string reference)
    {
        var parts = reference.Split('/');
        if (parts.Length <= 2 && parts.All(IsName))
        {
            // Asked for at every look of a watch: the usual case needs no list of versions.
            if ((parts.Length == 2 ? parts[1] : ChampionFile.Read(FolderOf(parts[0]))?.Champion) is { } usual && File.Exists(FileOf(parts[0], usual)))
                return FileOf(parts[0], usual);
            var versions = Versions(parts[0]);
            if (parts.Length == 1 && versions.Count > 0)
                return FileOf(parts[0], ChampionFile.Read(FolderOf(parts[0]))?.Champion ?? throw RegistryErrors.NoChampion(Root, parts[0], versions));
            if (!Path.Exists(reference))
                throw versions.Count > 0 ? RegistryErrors.NoSuchVersion(Root, parts[0], parts[1], versions) : RegistryErrors.NoSuchModel(Root, reference, Names());
        }
        if (!Directory.Exists(reference)) return File.Exists(reference) ? reference : throw ModelErrors.NotFound(reference);
        var inFolder = Path.Combine(reference, LeadModelFile.FileName);
        if (!File.Exists(inFolder) && ChampionFile.Read(reference) is { } champion) inFolder = Path.Combine(reference, champion.Champion, LeadModelFile.FileName);
        return File.Exists(inFolder) ? inFolder : throw ModelErrors.NotFound(reference);
    }

    string FolderOf(string name) => Path.Combine(Root, name);

    string FileOf(string name, string version) => Path.Combine(Root, name, version, LeadModelFile.FileName);

    void RequireName(string name)
    {
        if (Versions(name).Count == 0) throw RegistryErrors.NoSuchModel(Root, name, Names());
    }

    void RequireVersion(string name, string version)
    {
        RequireName(name);
        if (!IsName(version) || !File.Exists(FileOf(name, version))) throw RegistryErrors.NoSuchVersion(Root, name, version, Versions(name));
    }

    // A promotion repairs a damaged file: what was champion before is then not known any more.
    ChampionFile? ReadChampionForPromotion(string name)
    {
        try
        {
            return ChampionFile.Read(FolderOf(name));
        }
        catch (LeadPredictException e) when (e.Diagnostics[0].Code == "LP0317")
        {
            return null;
        }
    }

    ChampionFile Change(string name, Func<ChampionFile> next)
    {
        try
        {
            using var held = Lock(name);
            var file = next();
            file.Write(FolderOf(name));
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegistryErrors.NotWritable(FolderOf(name), e);
        }
    }

    // The lock of the operating system ends with the process that holds it, however that ends; the file stays.
    FileStream Lock(string name)
    {
        var path = Path.Combine(FolderOf(name), LockName);
        var started = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
            {
                if (Environment.TickCount64 - started > LockPatienceMilliseconds) throw RegistryErrors.Locked(path, e);
                Thread.Sleep(20);
            }
        }
    }

    void RemoveOldStagings()
    {
        if (!Directory.Exists(Root)) return;
        foreach (var folder in Directory.GetDirectories(Root, StagingPrefix + "*"))
        {
            if (_clock.GetUtcNow().UtcDateTime - Directory.GetLastWriteTimeUtc(folder) <= s_stagingKept) continue;
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // Another process cleans up too.
            }
        }
    }

    static IEnumerable<string> Folders(string root) => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root).Select(f => Path.GetFileName(f)).Where(IsName).Order(StringComparer.Ordinal)
        : [];

    static DateTimeOffset? CreatedAt(string cardPath)
    {
        try
        {
            using var card = JsonDocument.Parse(File.ReadAllBytes(cardPath));
            return card.RootElement.ValueKind == JsonValueKind.Object && card.RootElement.TryGetProperty("created_at", out var at)
                && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var created) ? created : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
