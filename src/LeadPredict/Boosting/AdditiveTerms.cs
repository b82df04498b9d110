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

    /// <summary>The same terms multiplied by <paramref name="factor"/>.</summary>
    public AdditiveTerms Scaled(double factor) => new([.. _tables.Select(t => t.Select(v => v * factor).ToArray())]);
}
