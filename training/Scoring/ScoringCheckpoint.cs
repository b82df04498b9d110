using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.Training.Scoring;

/// <summary>A file that was scored: its name, length and hash, as in a manifest.</summary>
sealed record HashedFile(string Path, long Bytes, string Sha256);

/// <summary>
/// How far a scoring got, in a file beside its output: written when all it speaks of is on the disk, replaced whole.
/// </summary>
/// <param name="Of">What was being done, as one hash: model, options, inputs, version. Another scoring cannot go on from here.</param>
/// <param name="Done">The inputs that were read to their end.</param>
sealed record ScoringCheckpoint(string Of, IReadOnlyList<HashedFile> Done, ScoringState State)
{
    public static string PathFor(string output) => PartialFile.Beside(output, "checkpoint");

    /// <summary>One hash of everything that the bytes of an output depend on.</summary>
    public static string Fingerprint(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));

    /// <summary>Replaces the checkpoint. The next one has the same temporary name, so that a killed run leaves one file of it at most.</summary>
    public void Write(string path)
    {
        using (var stream = new FileStream(Next(path), FileMode.Create, FileAccess.Write, FileShare.None))
        {
            JsonSerializer.Serialize(stream, this, ScoringCheckpointJson.Default.ScoringCheckpoint);
            stream.Flush(flushToDisk: true);
        }
        File.Move(Next(path), path, overwrite: true);
    }

    /// <summary>Removes the checkpoint and what a killed run left of the next one.</summary>
    public static void Delete(string path)
    {
        File.Delete(Next(path));
        File.Delete(path);
    }

    static string Next(string path) => path + ".next";

    /// <summary>The checkpoint at <paramref name="path"/>; null when there is none, or none that can be read.</summary>
    public static ScoringCheckpoint? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ScoringCheckpointJson.Default.ScoringCheckpoint) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether the files that it speaks of are there.</summary>
    public bool Fits(string output, string rejects) =>
        Length(PartialFile.PartialPath(output)) >= State.OutputBytes && Length(PartialFile.PartialPath(rejects)) >= State.RejectsBytes;

    static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : -1;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScoringCheckpoint))]
sealed partial class ScoringCheckpointJson : JsonSerializerContext;
