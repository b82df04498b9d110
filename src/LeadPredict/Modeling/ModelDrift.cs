using LeadPredict.Data;
using LeadPredict.Diagnosis;

namespace LeadPredict.Modeling;

/// <summary>How newer leads differ from those a model was trained on. Immutable.</summary>
/// <param name="Rows">Newer leads looked at, with and without an outcome.</param>
/// <param name="Worth">How many independent leads they are worth.</param>
/// <param name="Probability">How far the probabilities have moved from those of the reference leads.</param>
/// <param name="MeanBefore">Mean probability of the reference leads.</param>
/// <param name="MeanNow">Mean probability of the newer leads.</param>
/// <param name="Columns">Each feature, largest shift first.</param>
public sealed record DriftReport(int Rows, double Worth, ColumnShift Probability, double MeanBefore, double MeanNow, IReadOnlyList<ColumnShift> Columns)
{
    /// <summary>Whether anything surely moved by enough to matter.</summary>
    public bool HasFindings => Probability.Moved || Columns.Any(c => c.Moved);
}

/// <summary>Compares newer leads with a model's training leads. A pure function.</summary>
public static class ModelDrift
{
    /// <summary>Compares.</summary>
    /// <param name="leads">Read with the model's schema; their outcomes do not matter.</param>
    /// <exception cref="LeadPredictException">The model does not keep how its training leads were spread (LP0308).</exception>
    public static DriftReport Compare(LeadModel model, LeadTable leads, string modelPath, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(leads);
        if (model.Distribution is not { } before) throw ModelErrors.NoDistribution(modelPath);
        int[] rows = [.. Enumerable.Range(0, leads.RowCount)];
        var columns = before.Compare(model.Encoder, model.Encoder.Encode(leads), rows, leads.Groups);
        var probabilities = TableScoring.LogOdds(model, leads, ct);
        model.Calibrator.Calibrate(probabilities, probabilities);
        var worth = TrainingDistribution.WorthOf(rows, leads.Groups);
        return new(
            rows.Length, worth, OfProbabilities(model.Reference.Quantiles, probabilities, before.Worth, worth), model.Reference.Quantiles.Average(),
            probabilities.DefaultIfEmpty(double.NaN).Average(), [.. columns.OrderByDescending(c => c.Size).ThenBy(c => c.Column, StringComparer.Ordinal)]);
    }

    // The tenths of the reference leads; equal probabilities share a cell.
    static ColumnShift OfProbabilities(double[] quantiles, double[] probabilities, double worthBefore, double worth)
    {
        var edges = Enumerable.Range(1, 9).Select(k => quantiles[k * (quantiles.Length - 1) / 10]).Distinct().ToArray();
        int[] before = Count(quantiles), after = Count(probabilities);
        return ColumnShift.Measure("(probability)", before, after, worthBefore, worth);

        int[] Count(double[] values)
        {
            var counts = new int[edges.Length + 1];
            foreach (var value in values)
            {
                var at = Array.BinarySearch(edges, value);
                counts[at < 0 ? ~at : at]++;
            }
            return counts;
        }
    }
}
