using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeadPredict.Modeling;

/// <summary>
/// Which version of a model is served, and which were before: <c>models/NAME/champion.json</c>, always replaced whole.
/// </summary>
sealed record ChampionFile
{
    public const string FileName = "champion.json";

    /// <summary>The version that is served.</summary>
    public required string Champion { get; init; }

    /// <summary>Champions before it, the newest first: what a rollback goes back to.</summary>
    public IReadOnlyList<string> Previous { get; init; } = [];

    /// <summary>Champions that a rollback took away, the newest first.</summary>
    public IReadOnlyList<string> RolledBack { get; init; } = [];

    /// <summary>The file in a model's folder, or null when no version was promoted yet.</summary>
    /// <exception cref="Data.LeadPredictException">It is damaged (LP0317).</exception>
    public static ChampionFile? Read(string modelFolder)
    {
        var path = Path.Combine(modelFolder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            if (Parse(File.ReadAllBytes(path)) is { } file) return file;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw RegistryErrors.DamagedChampion(path, e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RegistryErrors.NotWritable(path, e);
        }
        throw RegistryErrors.DamagedChampion(path, null);
    }

    // By hand: the serializer compiles a hundred methods first, and a service reads this before it answers.
    static ChampionFile? Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (!root.TryGetProperty("champion", out var champion) || champion.GetString() is not { } version || !ModelRegistry.IsName(version)) return null;
        return new ChampionFile { Champion = version, Previous = Versions("previous"), RolledBack = Versions("rolled_back") };

        string[] Versions(string name) => root.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(v => v.GetString()!)] : [];
    }

    public void Write(string modelFolder) =>
        AtomicFile.Write(Path.Combine(modelFolder, FileName), [.. JsonSerializer.SerializeToUtf8Bytes(this, ChampionJson.Default.ChampionFile), (byte)'\n']);

    /// <summary>The file once <paramref name="version"/> is champion.</summary>
    public static ChampionFile Promoted(ChampionFile? before, string version) => new()
    {
        Champion = version,
        Previous = before is null ? [] : before.Champion == version ? before.Previous : [before.Champion, .. before.Previous.Where(v => v != version)],
        RolledBack = before is null ? [] : [.. before.RolledBack.Where(v => v != version)],
    };

    /// <summary>The file once the champion before is champion again; <see cref="Previous"/> must not be empty.</summary>
    public ChampionFile RolledBackOnce() => new()
    {
        Champion = Previous[0],
        Previous = [.. Previous.Skip(1)],
        RolledBack = [Champion, .. RolledBack.Where(v => v != Champion && v != Previous[0])],
    };

    /// <summary>The file once a version that is not champion is gone.</summary>
    public ChampionFile Without(string version) => this with { Previous = [.. Previous.Where(v => v != version)], RolledBack = [.. RolledBack.Where(v => v != version)] };

    public ModelStatus StatusOf(string version) =>
        version == Champion ? ModelStatus.Champion
        : Previous.Contains(version) || RolledBack.Contains(version) ? ModelStatus.Retired
        : ModelStatus.Candidate;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(ChampionFile))]
sealed partial class ChampionJson : JsonSerializerContext;
