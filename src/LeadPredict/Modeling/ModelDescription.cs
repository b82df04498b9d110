using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Inference;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>Describes a whole model (<see cref="ModelOverview"/>) over leads of a table: drawn at random where there are more than are needed.</summary>
public static class ModelDescription
{
    /// <summary>
    /// Describes a model over labelled leads. Where they have both outcomes, the columns are also judged by shuffling them: honest only where the model was not fitted on these leads.
    /// </summary>
    /// <param name="table">Leads read with the model's schema.</param>
    public static ModelOverview Of(LeadModel model, LeadTable table, ulong seed = 42)
    {
        var rows = Drawn([.. Enumerable.Range(0, table.RowCount)], ContributionSample.RowsFor(model.Encoder.FeatureCount), seed);
        var sample = ContributionSample.Of(model.Paths, Encoded(model.Encoder, table, rows));
        return ModelOverview.Compute(Request(model, sample, Groups(table, rows), seed) with { HeldOut = HeldOut(model, model.Encoder, model.Scorer, table, rows) });
    }

    /// <summary>Describes a model over leads without outcomes.</summary>
    /// <param name="rows">Encoded rows, row-major, NaN is missing.</param>
    public static ModelOverview Of(LeadModel model, float[] rows, ulong seed = 42) =>
        ModelOverview.Compute(Request(model, ContributionSample.Of(model.Paths, rows), [], seed));

    /// <summary>Describes a new model over its training leads, and judges its columns on the test's, with the judged model, which never saw them.</summary>
    /// <param name="judged">The judged model's parts and the test's rows; null when there was no test.</param>
    internal static ModelOverview Of(LeadModel model, LeadTable table, int[] training, (LeadEncoder Encoder, TreeEnsemble Ensemble, int[] Test)? judged, ulong seed)
    {
        var most = ContributionSample.RowsFor(model.Encoder.FeatureCount);
        var rows = Drawn(training, most, seed);
        var request = Request(model, ContributionSample.Of(model.Paths, Encoded(model.Encoder, table, rows)), Groups(table, rows), seed);
        if (judged is not { } other || !Names(other.Encoder).SequenceEqual(Names(model.Encoder))) return ModelOverview.Compute(request);
        return ModelOverview.Compute(request with { HeldOut = HeldOut(model, other.Encoder, new EnsembleScorer(other.Ensemble), table, Drawn(other.Test, most, seed)) });

        static IEnumerable<string> Names(LeadEncoder encoder) => encoder.Features.Select(f => f.Column.Name);
    }

    static OverviewRequest Request(LeadModel model, ContributionSample sample, int[] groups, ulong seed) =>
        new(model.Encoder, model.Scorer, sample, groups, model.Calibrator.Calibrate, model.Grades.Of) { Seed = seed };

    static HeldOutLeads? HeldOut(LeadModel model, LeadEncoder encoder, EnsembleScorer scorer, LeadTable table, int[] rows)
    {
        var labels = Array.ConvertAll(rows, r => table.Labels[r]);
        return labels.Distinct().Count() < 2 ? null : new HeldOutLeads(scorer, Encoded(encoder, table, rows), labels, Groups(table, rows), model.Calibrator.Calibrate);
    }

    static int[] Drawn(int[] rows, int most, ulong seed)
    {
        if (rows.Length <= most) return rows;
        int[] drawn = [.. rows];
        new DeterministicRandom(seed, stream: 202).Shuffle<int>(drawn);
        return [.. drawn.Take(most).Order()];
    }

    static float[] Encoded(LeadEncoder encoder, LeadTable table, int[] rows)
    {
        var set = new TrainingSet(encoder.Encode(table), [], []);
        var features = encoder.FeatureCount;
        var encoded = new float[rows.Length * features];
        for (var i = 0; i < rows.Length; i++) set.CopyRow(rows[i], encoded.AsSpan(i * features, features));
        return encoded;
    }

    static int[] Groups(LeadTable table, int[] rows) => table.Groups is { } groups ? Array.ConvertAll(rows, r => groups[r]) : [];
}
