using System.Globalization;
using System.Text.Json;
using LeadPredict.Boosting;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>Whether a model came out again.</summary>
/// <param name="ExpectedSha256">SHA-256 of the model file that was verified.</param>
/// <param name="RetrainedSha256">SHA-256 of the file that its training gives now; null when other data made training pointless.</param>
/// <param name="Differences">What differs, in sentences; empty when the files are the same.</param>
public sealed record VerificationResult(string ExpectedSha256, string? RetrainedSha256, IReadOnlyList<string> Differences)
{
    /// <summary>Whether both files are the same, byte for byte.</summary>
    public bool Same => RetrainedSha256 == ExpectedSha256;
}

/// <summary>
/// Trains a model again from what its file says of its training, and compares the files: the proof that a model is what this data and these options
/// give, and nothing else. The schema is the model's own, frozen one. Thread safe.
/// </summary>
public static class ModelVerification
{
    /// <summary>Verifies the model file at <paramref name="modelPath"/> against its training data.</summary>
    /// <param name="files">The training files, in any order.</param>
    /// <param name="threads">Training threads, 0 for every processor; no number changes the result.</param>
    /// <param name="fastTree">As <see cref="TrainingRequest.FastTree"/>: needed for a model that FastTree made.</param>
    /// <exception cref="LeadPredictException">The model cannot be read (LP030x) or does not say how it was trained (LP0306), or a file cannot be read.</exception>
    public static VerificationResult Verify(
        string modelPath, IReadOnlyList<string> files, int threads, TimeProvider clock, IProgress<TrainingProgress>? progress = null, Func<BoostingOptions, IEnsembleTrainer>? fastTree = null, CancellationToken ct = default)
    {
        var model = LeadModelFile.Read(modelPath);
        var request = Request(model, modelPath) with { Boosting = Options(model, modelPath) with { Threads = threads }, FastTree = fastTree };
        var differences = new List<string>();
        if (model.Origin.Recalibrated is not null)
            return new VerificationResult(model.Sha256, null, ["The model was corrected by newer outcomes after its training (leadpredict recalibrate); verify the version it was made of."]);
        if (InOrderOfTraining(model.Origin.DataSha256, files, differences) is not { } ordered) return new VerificationResult(model.Sha256, null, differences);

        var again = LeadTrainer.Train(request with { Files = ordered }, clock, progress, ct).Model;
        // What a file from before it was kept does not have is not compared.
        again = LeadModelFile.Parse(LeadModelFile.ToBytes(again.WithPartsOf(model)), modelPath);
        if (again.Sha256 == model.Sha256) return new VerificationResult(model.Sha256, again.Sha256, []);

        if (again.Origin.Tool != model.Origin.Tool) differences.Add($"The model was made by {model.Origin.Tool}; this is {again.Origin.Tool}.");
        AddOptions(model.Origin.Options, again.Origin.Options, differences);
        var bytes = File.ReadAllBytes(Directory.Exists(modelPath) ? Path.Combine(modelPath, LeadModelFile.FileName) : modelPath);
        if (LeadModelFile.FirstDifference(bytes, LeadModelFile.ToBytes(again)) is { } section) differences.Add($"The first section of the file that differs is '{section}'.");
        return new VerificationResult(model.Sha256, again.Sha256, differences);
    }

    /// <summary>What made the model file, with its training files in their order; null when these are not they, or when more than a training made it.</summary>
    internal static TrainingRequest? RequestOf(string modelPath, IReadOnlyList<string> files)
    {
        var model = LeadModelFile.Read(modelPath);
        return model.Origin is { Setup: not null, Recalibrated: null, Trainer: not ModelOrigin.Imported } && InOrderOfTraining(model.Origin.DataSha256, files, []) is { } ordered
            ? Request(model, modelPath) with { Boosting = Options(model, modelPath), Files = ordered }
            : null;
    }

    static TrainingRequest Request(LeadModel model, string path)
    {
        if (model.Origin.Trainer == ModelOrigin.Imported) throw ModelErrors.WasImported(path);
        if (model.Origin.Setup is not { } setup) throw ModelErrors.NotRepeatable(path);
        return new TrainingRequest
        {
            Files = [],
            FrozenSchema = model.Schema,
            Trainer = Word<Trainer>(model.Origin.Trainer, path),
            Evaluation = Word<EvaluationMethod>(setup.Evaluation, path),
            Split = Word<SplitMethod>(setup.Split, path),
            TestShare = setup.TestShare is > 0 and <= 0.5 ? setup.TestShare : throw Unusable(path, "the test share is out of range."),
            Refit = setup.Refit,
            Horizon = setup.Horizon,
            AsOf = setup.AsOf,
            ShorterHorizons = setup.ShorterHorizons ?? [],
            // The limit refused nothing when the model was made, and it changes no model.
            MaxRejected = 1,
        };
    }

    static BoostingOptions Options(LeadModel model, string path)
    {
        try
        {
            var options = OptionNames.FromText(model.Origin.Options);
            return options.Validate() is { Count: > 0 } problems ? throw Unusable(path, string.Join(" ", problems)) : options;
        }
        catch (JsonException)
        {
            throw Unusable(path, "an option is not of its type.");
        }
    }

    static T Word<T>(string text, string path) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : throw Unusable(path, $"its {typeof(T).Name} is not known.");

    static LeadPredictException Unusable(string path, string what) => ModelErrors.Inconsistent(path, new InvalidDataException(what));

    // The files as the training had them, found by their hashes; null, and why, when they are not all there.
    static string[]? InOrderOfTraining(IReadOnlyList<string> expected, IReadOnlyList<string> files, List<string> differences)
    {
        var given = new List<(string Path, string Sha256)>();
        foreach (var path in files)
        {
            using var file = LeadFile.Open(path);
            given.Add((path, file.Sha256));
        }
        if (files.Count != expected.Count)
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"The model was trained on {expected.Count} file(s); {files.Count} were given."));
        var ordered = new List<string>();
        var missing = new List<string>();
        foreach (var sha256 in expected)
        {
            var at = given.FindIndex(g => g.Sha256 == sha256);
            if (at < 0)
            {
                missing.Add(sha256);
                continue;
            }
            ordered.Add(given[at].Path);
            given.RemoveAt(at);
        }
        if (missing.Count > 0)
            differences.Add($"The data differs: the model was trained on SHA-256 {string.Join(", ", missing)}; given was {string.Join(", ", given.Select(g => $"{g.Sha256} ({Path.GetFileName(g.Path)})"))}.");
        return differences.Count == 0 ? [.. ordered] : null;
    }

    static void AddOptions(IReadOnlyDictionary<string, string> model, IReadOnlyDictionary<string, string> again, List<string> differences)
    {
        foreach (var key in model.Keys.Union(again.Keys).Order(StringComparer.Ordinal))
        {
            string? was = model.GetValueOrDefault(key), now = again.GetValueOrDefault(key);
            if (was != now) differences.Add($"The option '{key}' was {was ?? "not there"}; now it is {now ?? "not there"}.");
        }
    }
}
