using LeadPredict.Boosting;

namespace LeadPredict.Explanation;

/// <summary>
/// Splits a row's log-odds against a sample of other rows: Shapley values where absent features have the values that a background row has, averaged over the
/// background (interventional TreeSHAP, Lundberg et al. 2020, section "TreeExplainer"). Base + sum of contributions = log-odds, within rounding. A feature
/// that no tree asks, or on which the row and the background agree, contributes nothing.
/// <para>
/// Between two rows only the leaves count that some mixture of them reaches: the walk parts at a node where they go different ways, unless the path has
/// chosen a row for that feature before. A leaf that wants a features from one row and b from the other gives each of the a a share of a!(b)!/(a+b)! over a.
/// </para>
/// Holds scratch: one instance for each thread. Time in the background's rows times the trees' leaves, at worst.
/// </summary>
public sealed class InterventionalExplainer
{
    readonly TreeEnsemble _ensemble;
    readonly float[][] _background;
    readonly double[] _parts;
    // Which row each feature is taken from on the path: 0 undecided, 1 the explained, 2 the background's.
    readonly byte[] _from;

    /// <summary>An explainer against the rows of <paramref name="background"/>, each encoded, length F; at least one.</summary>
    public InterventionalExplainer(TreeEnsemble ensemble, IReadOnlyList<float[]> background)
    {
        ArgumentOutOfRangeException.ThrowIfZero(background.Count, nameof(background));
        _ensemble = ensemble;
        _background = [.. background];
        _parts = new double[ensemble.FeatureCount];
        _from = new byte[ensemble.FeatureCount];
        foreach (var row in _background) Base += ensemble.LogOdds(row) / _background.Length;
    }

    /// <summary>The mean log-odds of the background's rows.</summary>
    public double Base { get; }

    /// <summary>Writes the contribution of each feature in log-odds.</summary>
    /// <param name="row">Encoded row, length F, NaN is missing.</param>
    /// <param name="contributionsOut">Length F.</param>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributionsOut)
    {
        Array.Clear(_parts);
        foreach (var reference in _background) Add(row, reference);
        for (var f = 0; f < _parts.Length; f++) contributionsOut[f] = _parts[f] / _background.Length;
    }

    /// <summary>What each feature's change does on the way from one row to another, in log-odds; a feature that does not change does nothing.</summary>
    public static double[] Between(TreeEnsemble ensemble, float[] from, ReadOnlySpan<float> to)
    {
        var parts = new double[from.Length];
        new InterventionalExplainer(ensemble, [from]).Explain(to, parts);
        return parts;
    }

    void Add(ReadOnlySpan<float> row, float[] reference)
    {
        if (_ensemble.Additive is { } additive)
            for (var f = 0; f < _parts.Length; f++)
                _parts[f] += additive.Of(f, _ensemble.Binner.Bin(f, row[f])) - additive.Of(f, _ensemble.Binner.Bin(f, reference[f]));
        foreach (var tree in _ensemble.Trees)
            if (tree.NodeCount > 0) Walk(tree, 0, row, reference, 0, 0);
    }

    // What the leaves below give each feature that is taken from the row, and take from each that is taken from the reference.
    (double Given, double Taken) Walk(DecisionTree tree, int node, ReadOnlySpan<float> row, float[] reference, int fromRow, int fromReference)
    {
        if (node < 0)
        {
            var value = tree.LeafValue[~node];
            return (fromRow == 0 ? 0 : value * Share(fromRow - 1, fromReference), fromReference == 0 ? 0 : value * Share(fromRow, fromReference - 1));
        }
        var f = tree.Feature[node];
        var rowsChild = tree.GoesLeft(node, row[f]) ? tree.Left[node] : tree.Right[node];
        var othersChild = tree.GoesLeft(node, reference[f]) ? tree.Left[node] : tree.Right[node];
        if (rowsChild == othersChild || _from[f] == 1) return Walk(tree, rowsChild, row, reference, fromRow, fromReference);
        if (_from[f] == 2) return Walk(tree, othersChild, row, reference, fromRow, fromReference);

        _from[f] = 1;
        var withRow = Walk(tree, rowsChild, row, reference, fromRow + 1, fromReference);
        _from[f] = 2;
        var withReference = Walk(tree, othersChild, row, reference, fromRow, fromReference + 1);
        _from[f] = 0;
        _parts[f] += withRow.Given - withReference.Taken;
        return (withRow.Given + withReference.Given, withRow.Taken + withReference.Taken);
    }

    // a! b! / (a + b + 1)!: the chance that in a random order of all a come before, and b after, one more.
    static double Share(int a, int b)
    {
        if (a < b) (a, b) = (b, a);
        var share = 1.0 / (a + 1);
        for (var i = 1; i <= b; i++) share *= i / (a + i + 1.0);
        return share;
    }
}
