using System.Collections.Concurrent;
using System.Security.Cryptography;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

// What a program that runs for long needs: asking without reading, hashes that are kept, and removal.
public sealed partial class ModelRegistry
{
    static readonly TimeSpan s_settled = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, (long Length, DateTime Written, DateTime Born, string Sha256)> _hashes = new(StringComparer.Ordinal);

    /// <summary>Whether there is a version of <c>name</c>, or the version <c>name/version</c>. Opens no model file.</summary>
    public bool Has(string reference)
    {
        var parts = reference.Split('/');
        if (parts.Length > 2 || !parts.All(IsName)) return false;
        return parts.Length == 2 ? File.Exists(FileOf(parts[0], parts[1]))
            : File.Exists(Path.Combine(FolderOf(reference), ChampionFile.FileName)) || Versions(reference).Count > 0;
    }

    /// <summary>Removes a version; it can then not be rolled back to.</summary>
    /// <exception cref="LeadPredictException">There is none (LP0311, LP0312), it is the champion (LP0319), or the folder cannot be written (LP0316, LP0318).</exception>
    public void Remove(string name, string version)
    {
        RequireVersion(name, version);
        try
        {
            var staging = NewStaging();
            using (Lock(name))
            {
                if (ChampionFile.Read(FolderOf(name)) is { } champion)
                {
                    if (champion.Champion == version) throw RegistryErrors.ChampionStays(Root, name, version);
                    champion.Without(version).Write(FolderOf(name));
                }
                Directory.Move(Path.Combine(FolderOf(name), version), staging);
            }
            Directory.Delete(staging, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegistryErrors.NotWritable(Root, e);
        }
    }

    /// <summary>Removes a model with all its versions.</summary>
    /// <exception cref="LeadPredictException">There is none (LP0311), or the folder cannot be written (LP0318).</exception>
    public void Remove(string name)
    {
        RequireName(name);
        try
        {
            // One rename: at any moment there is the whole model or none of it.
            var staging = NewStaging();
            Directory.Move(FolderOf(name), staging);
            Directory.Delete(staging, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegistryErrors.NotWritable(Root, e);
        }
    }

    string NewStaging() => Path.Combine(Root, string.Create(null, $"{StagingPrefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_stagings)}"));

    string HashOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var (length, written, born) = (file.Length, file.LastWriteTimeUtc, file.CreationTimeUtc);
            if (_hashes.TryGetValue(path, out var kept) && (kept.Length, kept.Written, kept.Born) == (length, written, born)) return kept.Sha256;
            using var stream = File.OpenRead(path);
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(stream));
            // File times are coarse: the hash of a file that was just written is not kept.
            if (_clock.GetUtcNow().UtcDateTime - written > s_settled) _hashes[path] = (length, written, born, sha256);
            return sha256;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
