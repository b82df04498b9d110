namespace LeadPredict.Boosting;

/// <summary>
/// One table of log-odds for each feature, indexed by bin: the linear part of a model, exact to explain since each feature adds its own entry.
/// Every table has mean 0 over the training rows, so that the bias holds the average. Immutable, thread safe.
/// </summary>
public sealed class AdditiveTerms
{
    readonly double[][] _tables;

    /// <summary>Tables of BinCount(f) finite values for each feature f; an empty table adds nothing.</summary>
    public AdditiveTerms(double[][] tables) => _tables = tables;

    /// <summary>Number of features F.</summary>
    public int FeatureCount => _tables.Length;

    /// <summary>The log-odds of each bin of a feature; empty when the feature adds nothing.</summary>
    public ReadOnlySpan<double> Table(int feature) => _tables[feature];

    /// <summary>What a feature in a bin adds.</summary>
    public double Of(int feature, byte bin) => _tables[feature].Length == 0 ? 0 : _tables[feature][bin];

    /// <summary>What a row of bins (length F) adds, summed in order of features.</summary>
    public double Sum(ReadOnlySpan<byte> bins)
    {
        double sum = 0;
        for (var f = 0; f < _tables.Length; f++)
            if (_tables[f].Length != 0) sum += _tables[f][bins[f]];
        return sum;
    }

    /// <summary>
    /// The terms averaged over members of which only <paramref name="share"/> have them. Past the outermost training value they go on with their whole
    /// slope: the other members are flat there because no tree can split where no row is, not because anything says so. Continuous; keeps every direction.
    /// </summary>
    /// <param name="table">The training rows.</param>
    internal AdditiveTerms Averaged(double share, BinnedTable table, WorkerTeam team)
    {
        var tables = new double[_tables.Length][];
        team.Run(tables.Length, f =>
        {
            tables[f] = [.. _tables[f].Select(v => v * share)];
            if (_tables[f].Length == 0 || table.Binner.Kinds[f].IsCategory) return;
            var seen = SeenBins(table, f);
            var last = table.Binner.MissingBin(f) - 1;
            GoOn(_tables[f], tables[f], seen, share, from: 0, to: last, step: 1);
            GoOn(_tables[f], tables[f], seen, share, from: last, to: 0, step: -1);
        });
        return new AdditiveTerms(tables);
    }

    static unsafe bool[] SeenBins(BinnedTable table, int feature)
    {
        var seen = new bool[256];
        var column = table.Column(feature);
        for (var row = 0; row < table.RowCount; row++) seen[column[row]] = true;
        return seen;
    }

    static void GoOn(double[] whole, double[] averaged, bool[] seen, double share, int from, int to, int step)
    {
        var edge = from;
        while (!seen[edge] && edge != to) edge += step;
        if (!seen[edge]) return;
        for (var bin = from; bin != edge; bin += step) averaged[bin] += (1 - share) * (whole[bin] - whole[edge]);
    }
}
