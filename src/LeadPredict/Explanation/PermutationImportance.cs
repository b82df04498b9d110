using LeadPredict.Evaluation;
using LeadPredict.Inference;
using LeadPredict.Numerics;

namespace LeadPredict.Explanation;

/// <summary>Leads with known outcomes that a model has not seen, to judge its columns on.</summary>
/// <param name="Scorer">The model that has not seen them; its features are those of the model that is described.</param>
/// <param name="Rows">n rows of F encoded values, row-major.</param>
/// <param name="Labels">Outcomes 0 and 1, length n.</param>
/// <param name="Groups">Account of each lead, negative ones alone; length n, or empty.</param>
/// <param name="Probability">The model's probability of a log-odds.</param>
public sealed record HeldOutLeads(EnsembleScorer Scorer, float[] Rows, byte[] Labels, int[] Groups, Func<double, double> Probability);

/// <summary>
/// By how much the log-loss of held-out leads rises when a column's values are shuffled among them (Breiman 2001; Fisher, Rudin and Dominici 2019): what
/// the model would lose without the column. Three shuffles each; columns that say the same can be shuffled together. The same for any number of threads.
/// </summary>
sealed class PermutationImportance
{
    const int Shuffles = 3;

    readonly HeldOutLeads _leads;
    readonly LeadResamples _resamples;
    readonly double[] _loss;
    readonly ulong _seed;

    public PermutationImportance(HeldOutLeads leads, ulong seed)
    {
        _leads = leads;
        _seed = seed;
        _resamples = new LeadResamples(leads.Labels.Length, leads.Groups, seed);
        _loss = new double[leads.Labels.Length];
        AddLoss(leads.Rows, _loss, 1);
    }

    /// <summary>The rise of the mean log-loss, in nats, with its interval over leads.</summary>
    /// <param name="features">Shuffled together.</param>
    public MetricValue Of(ReadOnlySpan<int> features)
    {
        var n = _loss.Length;
        var width = _leads.Scorer.FeatureCount;
        var rise = Array.ConvertAll(_loss, l => -l);
        var rows = _leads.Rows.AsSpan().ToArray();
        int[] order = [.. Enumerable.Range(0, n)];
        for (var shuffle = 0; shuffle < Shuffles; shuffle++)
        {
            new DeterministicRandom(_seed, stream: (ulong)(301 + shuffle + Shuffles * features[0])).Shuffle<int>(order);
            foreach (var f in features)
                for (var i = 0; i < n; i++) rows[i * width + f] = _leads.Rows[order[i] * width + f];
            AddLoss(rows, rise, 1.0 / Shuffles);
        }
        return _resamples.Mean(rise);
    }

    void AddLoss(float[] rows, double[] lossOut, double share)
    {
        var logOdds = new double[lossOut.Length];
        _leads.Scorer.LogOdds(rows, logOdds);
        for (var i = 0; i < logOdds.Length; i++) lossOut[i] += share * ProbabilityMetrics.RowLogLoss(_leads.Probability(logOdds[i]), _leads.Labels[i]);
    }
}
