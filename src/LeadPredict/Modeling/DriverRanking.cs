using LeadPredict.Boosting;
using LeadPredict.Explanation;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>Ranks columns by the mean absolute contribution they make over a sample of leads (Lundberg et al. 2020, section 2.5).</summary>
static class DriverRanking
{
    const int SampleRows = 1000;

    public static IReadOnlyList<Driver> Rank(LeadModel model, TrainingSet set, int[] rows, ulong seed)
    {
        var sample = rows;
        if (rows.Length > SampleRows)
        {
            sample = [.. rows];
            new DeterministicRandom(seed, stream: 201).Shuffle<int>(sample);
            sample = sample[..SampleRows];
        }
        var explainer = new ContributionExplainer(model.Paths);
        var row = new float[model.Encoder.FeatureCount];
        var contributions = new double[row.Length];
        var sums = new double[row.Length];
        foreach (var r in sample)
        {
            set.CopyRow(r, row);
            explainer.Explain(row, contributions);
            for (var f = 0; f < sums.Length; f++) sums[f] += Math.Abs(contributions[f]);
        }
        return [.. model.Encoder.Features
            .Select((feature, f) => new Driver(feature.Column.Name, sums[f] / sample.Length))
            .OrderByDescending(d => d.MeanAbsoluteLogOdds).ThenBy(d => d.Column, StringComparer.Ordinal)];
    }
}
