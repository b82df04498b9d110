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
    /// <returns>Null when the model has no time column to split by, or was not made of these files.</returns>
    /// <exception cref="LeadPredictException">The model cannot be read (LP030x) or does not say how it was trained (LP0306), or a file cannot be read.</exception>
    public static PastModel? Of(string modelPath, IReadOnlyList<string> files, TimeProvider clock, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default) =>
        ModelVerification.RequestOf(modelPath, files) is { } request && request.FrozenSchema!.Single(Data.ColumnRole.Time) is not null
            ? LeadTrainer.BeforeTheNewest(request with { Split = Data.SplitMethod.Time }, clock, progress, ct)
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
        using var booster = new Boosting.GradientBooster(_options);
        var (recipe, held, _) = Choose(table, booster, split.Train);
        var fitted = Fit(table, booster, split.Train, recipe);
        var calibrator = CalibratorFitter.Choose(held.LogOdds, held.Labels, held.Groups, _options.Seed).Calibrator;
        var reference = ReferenceLeads.Fit(Calibrated(calibrator, (double[])held.LogOdds.Clone()), held.Labels);
        var origin = new ModelOrigin(Tool, [.. files.Select(f => f.Sha256)], Word(_request.Trainer), split.Train.Length, split.Train.Count(r => table.Labels[r] == 1), OptionNames.ToText(_options, table.Schema));
        var model = new LeadModel(fitted.Encoder, fitted.Ensemble, calibrator, GradeScale.FromReference(reference.Quantiles), reference, origin);
        return new PastModel(model, split.Test.Min(r => table.Times![r]));
    }
}
