using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Inference;

namespace LeadPredict.Explanation;

/// <summary>The model to describe and the leads to describe it with.</summary>
/// <param name="Encoder">Its columns.</param>
/// <param name="Scorer">Its trees.</param>
/// <param name="Sample">Leads of the kind that it will meet, with their contributions.</param>
/// <param name="Groups">Account of each lead of the sample, negative ones alone; or empty.</param>
/// <param name="Probability">Its probability of a log-odds.</param>
/// <param name="Grade">Its grade of a probability.</param>
public sealed record OverviewRequest(
    LeadEncoder Encoder, EnsembleScorer Scorer, ContributionSample Sample, int[] Groups, Func<double, double> Probability, Func<double, char> Grade)
{
    /// <summary>Leads to judge columns on by shuffling; null leaves that out.</summary>
    public HeldOutLeads? HeldOut { get; init; }
    /// <summary>Seed of shuffles and resamples: the same seed and leads give the same overview for any number of threads.</summary>
    public ulong Seed { get; init; } = 42;
}

public sealed partial record ModelOverview
{
    const int MostColumns = 60;
    const int MostEffects = 12;
    const int Digits = 6;

    /// <summary>Describes a model. About a second for 2,000 leads and 740 trees.</summary>
    public static ModelOverview Compute(OverviewRequest request)
    {
        var sample = request.Sample;
        var encoder = request.Encoder;
        var sizes = new double[sample.FeatureCount];
        for (var i = 0; i < sample.Count; i++)
            for (var f = 0; f < sizes.Length; f++) sizes[f] += Math.Abs(sample.Contribution(i, f));
        int[] strongest = [.. Enumerable.Range(0, sizes.Length).Where(f => sizes[f] > 0).OrderByDescending(f => sizes[f]).ThenBy(f => f).Take(MostColumns)];

        var resamples = new LeadResamples(sample.Count, request.Groups, request.Seed);
        var shuffling = request.HeldOut is { } heldOut ? new PermutationImportance(heldOut, request.Seed) : null;
        var columns = new ColumnInfluence[strongest.Length];
        Parallel.For(0, columns.Length, i =>
        {
            var f = strongest[i];
            var column = encoder.Features[f].Column;
            columns[i] = new ColumnInfluence(
                column.Name, Rounded(resamples.Mean(Sizes(sample, [f]))), Rounded(shuffling?.Of([f]) ?? MetricValue.None), Math.Round(Direction(sample, encoder.Features[f], f), 4), ExpectedDirections.Of(column));
        });
        var correlated = new ColumnAssociations(sample, encoder, strongest).Groups().Select(g => new CorrelatedColumns(
            [.. g.Features.Select(f => encoder.Features[f].Column.Name)], Math.Round(g.Association, 4), Rounded(resamples.Mean(Sizes(sample, g.Features))), Rounded(shuffling?.Of(g.Features) ?? MetricValue.None)));
        return new ModelOverview
        {
            Leads = sample.Count,
            JudgedLeads = request.HeldOut?.Labels.Length ?? 0,
            Columns = columns,
            Correlated = [.. correlated.OrderByDescending(c => c.Contribution.Value)],
            Effects = [.. strongest.Take(MostEffects).Select(f => EffectCurves.Of(sample, encoder.Features[f], f))],
            Interactions = new InteractionStrength(sample, encoder, request.Scorer).Strongest(strongest),
            Typical = TypicalLeads.Of(sample, encoder, strongest, request.Probability, request.Grade),
        };
    }

    // What the columns together moved each lead by.
    static double[] Sizes(ContributionSample sample, int[] features)
    {
        var sizes = new double[sample.Count];
        for (var i = 0; i < sizes.Length; i++)
        {
            double sum = 0;
            foreach (var f in features) sum += sample.Contribution(i, f);
            sizes[i] = Math.Abs(sum);
        }
        return sizes;
    }

    static double Direction(ContributionSample sample, FeatureEncoding feature, int f)
    {
        if (feature.IsCategory) return double.NaN;
        var (values, parts) = (new float[sample.Count], new float[sample.Count]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = sample.Value(i, f);
            // As coarse as rounding errors of a sum are not.
            parts[i] = float.IsNaN(values[i]) ? float.NaN : (float)Math.Round(sample.Contribution(i, f), 9);
        }
        return ColumnAssociations.RankCorrelation(ColumnAssociations.RanksOf(values), ColumnAssociations.RanksOf(parts));
    }

    static MetricValue Rounded(MetricValue value) => new(Math.Round(value.Value, Digits), Math.Round(value.Low, Digits), Math.Round(value.High, Digits));
}
