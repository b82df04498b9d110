using System.Diagnostics;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet;

/// <summary>
/// ML.NET's FastTree (binary, logistic loss) as a trainer of LeadPredict's. The number of trees is chosen on the caller's folds by pooled log-loss, as LeadPredict's
/// own trainer chooses it: the folds are trained with many trees, and every prefix is judged. Same rows, options and seed give the same ensemble, to the bit.
/// A cancellation is heeded between its trainings, which ML.NET does not break off. Not thread safe.
/// </summary>
public sealed class FastTreeTrainer : IEnsembleTrainer
{
    // FastTree cannot go on with a model: more trees mean a new training, so that their number is doubled.
    const int FirstTrees = 128;
    const int BlockRows = 1024;
    const string Source = "FastTree";

    readonly BoostingOptions _options;

    /// <summary>A trainer with options that FastTree can follow.</summary>
    /// <exception cref="ArgumentException">An option is out of range, or one that FastTree does not know was set; see <see cref="FastTreeSettings.Problems"/>.</exception>
    public FastTreeTrainer(BoostingOptions options)
    {
        if (FastTreeSettings.Problems(options) is { Count: > 0 } problems) throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _options = options;
    }

    /// <inheritdoc/>
    public double LastBoostSeconds { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => [FastTreeSettings.WithoutPart];

    /// <inheritdoc/>
    public string Shape(Recipe recipe, int rows) => $"{recipe.TreesFromBase} trees by ML.NET's FastTree (before the refit)";

    /// <inheritdoc/>
    /// <exception cref="LeadPredictException">LP0921: the set has constraints.</exception>
    public TreeEnsemble Fit(TrainingSet set, int[] rows, Recipe recipe, IProgress<BoostingProgress>? progress = null, CancellationToken ct = default)
    {
        var started = Stopwatch.GetTimestamp();
        var trees = Math.Max(1, recipe.TreesFromBase);
        var ensemble = Train(set, rows, trees, ct);
        LastBoostSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        progress?.Report(new BoostingProgress("fitting", trees, trees, double.NaN));
        ensemble = TreeCovers.Counted(FastTreeConversion.WithoutConstants(ensemble), set, rows, ct);
        return new TreeEnsemble { Binner = ensemble.Binner, Bias = ensemble.Bias - Shift, Trees = ensemble.Trees };
    }

    /// <inheritdoc/>
    /// <exception cref="LeadPredictException">LP0921: the set has constraints.</exception>
    public (Recipe Recipe, double[] OutOfFold) Choose(
        TrainingSet set, int[] rows, int[] folds, bool forward = false, IProgress<BoostingProgress>? progress = null, CancellationToken ct = default)
    {
        var count = folds.Max() + 1;
        var rounds = _options.EarlyStoppingRounds;
        var size = rounds == 0 ? _options.Trees : Math.Min(FirstTrees, _options.Trees);
        while (true)
        {
            var runs = new FoldRun[count];
            for (var k = 0; k < count; k++)
            {
                var positions = RowSelection.Positions(rows.Length, i => folds[i] == k);
                var ensemble = Train(set, RowSelection.Where(rows, i => forward ? folds[i] < k : folds[i] != k), size, ct);
                runs[k] = Judge(ensemble, set, rows, positions, size);
                progress?.Report(new BoostingProgress("choosing the number of trees", (k + 1) * size, count * size, double.NaN));
            }
            var best = rounds == 0 ? size : Best(runs, size);
            if (size < _options.Trees && size - best < rounds)
            {
                size = Math.Min(2 * size, _options.Trees);
                continue;
            }
            var outOfFold = new double[rows.Length];
            Array.Fill(outOfFold, double.NaN);
            foreach (var run in runs) HeldLogOdds(run, set, rows, best, outOfFold);
            return (new Recipe(best, 0, 0), outOfFold);
        }
    }

    /// <summary>A fold's model, the positions of its held-out rows, and their summed loss with 0, 1, 2 … trees.</summary>
    sealed record FoldRun(TreeEnsemble Ensemble, int[] Positions, double[] Losses);

    FoldRun Judge(TreeEnsemble ensemble, TrainingSet set, int[] rows, int[] positions, int size)
    {
        var losses = new double[(positions.Length + BlockRows - 1) / BlockRows][];
        Parallel.For(0, losses.Length, block =>
        {
            var row = new float[set.Kinds.Length];
            var sums = losses[block] = new double[size + 1];
            for (var i = block * BlockRows; i < Math.Min(positions.Length, (block + 1) * BlockRows); i++)
            {
                var at = rows[positions[i]];
                set.CopyRow(at, row);
                var weight = WeightOf(set, at);
                var sign = set.Labels[at] > 0.5f ? -1 : 1;
                var logOdds = ensemble.Bias;
                for (var t = 0; t <= size; t++)
                {
                    // Where FastTree found nothing more to split, the rest is as it was.
                    if (t > 0 && t <= ensemble.Trees.Count) logOdds += ensemble.Trees[t - 1].LeafValue[ensemble.Trees[t - 1].LeafOf(row)];
                    sums[t] += weight * PortableMath.Softplus(sign * logOdds);
                }
            }
        });
        var total = new double[size + 1];
        foreach (var sums in losses)
            for (var t = 0; t <= size; t++) total[t] += sums[t];
        return new FoldRun(ensemble, positions, total);
    }

    // The walk of the best trees again costs less than keeping every prefix.
    void HeldLogOdds(FoldRun run, TrainingSet set, int[] rows, int trees, double[] outOfFold)
    {
        var best = new TreeEnsemble { Binner = run.Ensemble.Binner, Bias = run.Ensemble.Bias - Shift, Trees = [.. run.Ensemble.Trees.Take(trees)] };
        var row = new float[set.Kinds.Length];
        foreach (var position in run.Positions)
        {
            set.CopyRow(rows[position], row);
            outOfFold[position] = best.LogOdds(row);
        }
    }

    static int Best(FoldRun[] runs, int size)
    {
        var best = 1;
        for (var t = 1; t <= size; t++)
            if (runs.Sum(r => r.Losses[t]) < runs.Sum(r => r.Losses[best])) best = t;
        return best;
    }

    TreeEnsemble Train(TrainingSet set, int[] rows, int trees, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (set.Constraints is not null) throw MLNetErrors.NoConstraints(Source);
        var ml = new MLContext((int)(_options.Seed & int.MaxValue));
        var slots = FeatureSlots.For(set, rows);
        return Convert(Train(ml, slots, set, rows, trees), slots);
    }

    /// <summary>ML.NET's own model on rows of a set.</summary>
    internal BinaryPredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<FastTreeBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>> Train(
        MLContext ml, FeatureSlots slots, TrainingSet set, int[] rows, int trees)
    {
        var weighted = set.Weights is not null || _options.PositiveWeight != 1;
        var settings = FastTreeSettings.Of(_options, trees);
        settings.LabelColumnName = EncodedRowsView.Label;
        settings.FeatureColumnName = EncodedRowsView.Features;
        settings.ExampleWeightColumnName = weighted ? EncodedRowsView.Weight : null;
        return ml.BinaryClassification.Trainers.FastTree(settings).Fit(new EncodedRowsView(slots, set, rows, weighted ? row => WeightOf(set, row) : null));
    }

    /// <summary>ML.NET's model as an ensemble of LeadPredict's, without covers.</summary>
    internal static TreeEnsemble Convert(
        BinaryPredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<FastTreeBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>> model, FeatureSlots slots) =>
        FastTreeConversion.Convert(model.Model.SubModel.TrainedTreeEnsemble.Trees, slots.Slots, slots.Kinds, -model.Model.Calibrator.Slope, -model.Model.Calibrator.Offset, Source);

    float WeightOf(TrainingSet set, int row) => (set.Weights?[row] ?? 1) * (set.Labels[row] > 0.5f ? (float)_options.PositiveWeight : 1);

    // Positives that count X times have X times their odds: ln X too much in every log-odds.
    double Shift => _options.PositiveWeight == 1 ? 0 : PortableMath.Log(_options.PositiveWeight);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
