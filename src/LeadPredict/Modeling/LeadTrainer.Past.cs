using LeadPredict.Calibration;
using LeadPredict.Qualification;

namespace LeadPredict.Modeling;

/// <summary>A model as it would have been before its newest leads were known: what it says of those leads is said without having seen them. Immutable.</summary>
/// <param name="Model">Fitted and calibrated on the older leads alone.</param>
/// <param name="Until">Creation time, in days since 2000-01-01, from which on it has seen no lead, nor an older one of their accounts.</param>
public sealed record PastModel(LeadModel Model, double Until)
{
    /// <summary>Trains a model file again on the older of its own leads, split as its training split them by time.</summary>
    /// <param name="modelPath">The model's folder or file.</param>
    /// <param name="files">Its training files.</param>
    /// <param name="fastTree">As <see cref="TrainingRequest.FastTree"/>: needed for a model that FastTree made.</param>
    /// <returns>
    /// Null when the model has no time column to split by, was not made of these files, or was not made by a training alone: imported, corrected by newer outcomes, or from before
    /// files said how they were made.
    /// </returns>
    /// <exception cref="LeadPredictException">The model or a file cannot be read (LP030x), or its trainer is not there (LP0920).</exception>
    public static PastModel? Of(
        string modelPath, IReadOnlyList<string> files, TimeProvider clock, IProgress<TrainingProgress>? progress = null, Func<Boosting.BoostingOptions, Boosting.IEnsembleTrainer>? fastTree = null, CancellationToken ct = default) =>
        ModelVerification.RequestOf(modelPath, files) is { } request && request.FrozenSchema!.Single(Data.ColumnRole.Time) is not null
            ? LeadTrainer.BeforeTheNewest(request with { Split = Data.SplitMethod.Time, FastTree = fastTree }, clock, progress, ct)
            : null;
}

public sealed partial class LeadTrainer
{
    internal static PastModel BeforeTheNewest(TrainingRequest request, TimeProvider clock, IProgress<TrainingProgress>? progress, CancellationToken ct) =>
        new LeadTrainer(request, clock, progress, ct).BeforeTheNewest();

    PastModel BeforeTheNewest()
    {
        var (table, files, _, _) = new TrainingData(_request, _notes, _progress, _ct).Read();
        var (split, _) = Split(table);
        using var trainer = NewTrainer(_options);
        var (recipe, held, _) = Choose(table, trainer, split.Train);
        var fitted = Fit(table, trainer, split.Train, recipe);
        var calibrator = CalibratorFitter.Choose(held.LogOdds, held.Labels, held.Groups, _options.Seed).Calibrator;
        var reference = ReferenceLeads.Fit(Calibrated(calibrator, (double[])held.LogOdds.Clone()), held.Labels);
        var origin = new ModelOrigin(Tool, [.. files.Select(f => f.Sha256)], Word(_request.Trainer), split.Train.Length, split.Train.Count(r => table.Labels[r] == 1), OptionNames.ToText(_options, table.Schema));
        var model = new LeadModel(fitted.Encoder, fitted.Ensemble, calibrator, GradeScale.FromReference(reference.Quantiles), reference, origin);
        return new PastModel(model, split.Test.Min(r => table.Times![r]));
    }
}
