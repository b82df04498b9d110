using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Inference;

namespace LeadPredict.Modeling;

public sealed partial class LeadTrainer
{
    IEnsembleTrainer NewTrainer(BoostingOptions options) => _request.Trainer != Trainer.FastTree ? new GradientBooster(options)
        : _request.FastTree is { } make ? make(options)
        : throw TrainingErrors.NoFastTree(_request.Files[0]);

    (Recipe Recipe, HeldOut Held, int Validation) Choose(LeadTable table, IEnsembleTrainer trainer, int[] rows)
    {
        ForgetPhase(table);
        var set = Encode(table, rows, out _);
        var folds = FoldPlan.ForChoosing(table, rows, _request.Split, _options.Seed).Folds;
        var (recipe, outOfFold) = trainer.Choose(set, rows, folds, progress: Forward(), ct: _ct);
        var kept = RowSelection.Positions(rows.Length, i => folds[i] >= 0);
        var heldRows = Array.ConvertAll(kept, i => rows[i]);
        var held = new HeldOut(Array.ConvertAll(kept, i => outOfFold[i]), Gather(table.Labels, heldRows), GroupsOf(table, heldRows), heldRows);
        return (recipe, held, kept.Length);
    }

    Fitted Fit(LeadTable table, IEnsembleTrainer trainer, int[] rows, Recipe recipe)
    {
        ForgetPhase(table);
        var set = Encode(table, rows, out var encoder);
        var ensemble = trainer.Fit(set, rows, recipe, Forward(), _ct);
        return new Fitted(encoder, ensemble, set, trainer.LastBoostSeconds);
    }

    TrainingSet Encode(LeadTable table, int[] rows, out LeadEncoder encoder)
    {
        encoder = LeadEncoder.Fit(table, rows, _options.MaxCategories, _options.MinRowsPerCategory);
        if (encoder.FeatureCount == 0) throw TrainingErrors.NoFeatures(_request.Files[0]);
        return new TrainingSet(
            encoder.Encode(table),
            [.. encoder.Features.Select(f => new FeatureKind(f.IsCategory, f.CodeCount))],
            Array.ConvertAll(table.Labels, l => (float)l),
            Weights(table, rows),
            Constraints(encoder));
    }

    // Only their ratios count: a mean of 1 over the rows that teach leaves the other options their meaning.
    static float[]? Weights(LeadTable table, int[] rows)
    {
        if (table.Weights is not { } weights) return null;
        var largest = rows.Max(r => weights[r]);
        var mean = rows.Average(r => weights[r] / largest);
        return Array.ConvertAll(weights, w => (float)(w / largest / mean));
    }

    static FeatureConstraints? Constraints(LeadEncoder encoder)
    {
        var names = encoder.Features.Select(f => f.Column.Name).ToList();
        var groups = (encoder.Schema.Interactions ?? []).Select(g => g.Select(n => names.IndexOf(n)).Where(f => f >= 0).ToArray()).ToArray();
        var directions = encoder.Features.Select(f => f.Column.Monotone switch { Monotonicity.Increasing => 1, Monotonicity.Decreasing => -1, _ => 0 }).ToArray();
        return groups.Length == 0 && Array.TrueForAll(directions, d => d == 0) ? null : new FeatureConstraints(directions, groups);
    }

    Forwarding? Forward() => _progress is null ? null : new Forwarding(_progress);

    sealed class Forwarding(IProgress<TrainingProgress> target) : IProgress<BoostingProgress>
    {
        public void Report(BoostingProgress value) => target.Report(new TrainingProgress(value.Phase, value.Done, value.Total));
    }

    static double[] LogOdds(Fitted model, int[] rows)
    {
        const int Block = 1024;
        var scorer = new EnsembleScorer(model.Ensemble);
        var features = scorer.FeatureCount;
        var result = new double[rows.Length];
        Parallel.For(0, (rows.Length + Block - 1) / Block, block =>
        {
            var part = rows.AsSpan(block * Block, Math.Min(Block, rows.Length - block * Block));
            var encoded = new float[part.Length * features];
            for (var i = 0; i < part.Length; i++) model.Set.CopyRow(part[i], encoded.AsSpan(i * features, features));
            scorer.LogOdds(encoded, result.AsSpan(block * Block, part.Length));
        });
        return result;
    }
}
