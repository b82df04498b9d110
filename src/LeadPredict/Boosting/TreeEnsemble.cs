namespace LeadPredict.Boosting;

/// <summary>
/// A fitted classifier over encoded rows: log-odds = bias + additive terms + the trees' leaves. What every trainer returns and every scorer
/// reads. Immutable, thread safe.
/// </summary>
public sealed class TreeEnsemble
{
    readonly DecisionTree[] _trees = [];

    /// <summary>Bins of the features; the additive terms are indexed by them.</summary>
    public required FeatureBinner Binner { get; init; }
    /// <summary>Log-odds of an average row.</summary>
    public required double Bias { get; init; }
    /// <summary>The linear part; null when there is none.</summary>
    public AdditiveTerms? Additive { get; init; }
    /// <summary>All trees of all members, each already divided by the number of members.</summary>
    public required IReadOnlyList<DecisionTree> Trees
    {
        get => _trees;
        // An array of its own: a walk over the interface would allocate its enumerator.
        init => _trees = [.. value];
    }

    /// <summary>Number of features F.</summary>
    public int FeatureCount => Binner.FeatureCount;

    /// <summary>The log-odds of an encoded row: length F, NaN is missing. The reference that every faster scorer must equal to the bit.</summary>
    public double LogOdds(ReadOnlySpan<float> row)
    {
        var sum = Bias;
        if (Additive is not null)
            for (var f = 0; f < row.Length; f++)
                sum += Additive.Of(f, Binner.Bin(f, row[f]));
        foreach (var tree in _trees) sum += tree.LeafValue[tree.LeafOf(row)];
        return sum;
    }

    /// <summary>The log-odds of a row of bins, length F; equal to the walk over the values to the bit.</summary>
    public double LogOdds(ReadOnlySpan<byte> bins)
    {
        var sum = Bias;
        if (Additive is not null)
            for (var f = 0; f < bins.Length; f++)
                sum += Additive.Of(f, bins[f]);
        foreach (var tree in _trees) sum += tree.LeafValue[tree.LeafOf(bins)];
        return sum;
    }
}
