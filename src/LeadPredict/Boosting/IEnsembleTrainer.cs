namespace LeadPredict.Boosting;

/// <summary>
/// What fits an ensemble to encoded rows: <see cref="Choose"/> finds the recipe on held-out rows, <see cref="Fit"/> follows it on any rows. Same rows,
/// options and seed must give the same ensemble, to the bit. Not thread safe; dispose it.
/// </summary>
public interface IEnsembleTrainer : IDisposable
{
    /// <summary>Seconds that the last <see cref="Fit"/> boosted, binning not counted where that can be told.</summary>
    double LastBoostSeconds { get; }

    /// <summary>What a person who reads the model's card must know of this trainer, in sentences; mostly empty.</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Chooses the recipe on <paramref name="rows"/> by the loss on held-out folds.</summary>
    /// <param name="folds">Fold of each of <paramref name="rows"/>, 0 … K - 1; -1 marks rows that always train. One fold is a single hold-out.</param>
    /// <param name="forward">Whether a fold's model learns from the folds before it alone, as it must where folds follow one another in time.</param>
    /// <returns>The recipe, and for each of <paramref name="rows"/> the log-odds from a model that did not see it (NaN for fold -1).</returns>
    (Recipe Recipe, double[] OutOfFold) Choose(
        TrainingSet set, int[] rows, int[] folds, bool forward = false, IProgress<BoostingProgress>? progress = null, CancellationToken ct = default);

    /// <summary>Fits the recipe on <paramref name="rows"/>.</summary>
    TreeEnsemble Fit(TrainingSet set, int[] rows, Recipe recipe, IProgress<BoostingProgress>? progress = null, CancellationToken ct = default);

    /// <summary>In one line what a recipe makes of so many rows.</summary>
    string Shape(Recipe recipe, int rows);
}
