using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LeadPredict.Explanation;

/// <summary>
/// Splits a row's log-odds exactly into a base and one contribution for each feature: Shapley values with absent features averaged over the
/// training rows that took each path (path-dependent TreeSHAP, Lundberg et al. 2020), plus the additive terms, which are their own contributions.
/// Base + sum of contributions = log-odds, within rounding (1e-9).
/// <para>
/// On one leaf the game is a product: feature j brings o(j), 1 if the row takes all of its splits on the path and else 0, when present, and z(j), the
/// share of training rows that do, when absent. The Shapley value of a product game is, by its multilinear extension (Owen 1972),
/// <c>value * (o(i) - z(i)) * integral over t in [0, 1] of the product over the other features of (t o(j) + (1 - t) z(j))</c>, a polynomial that
/// Gauss-Legendre quadrature integrates exactly. At four quadrature points at once, in one vector, a pass down carries the product of the factors above
/// each node, and a pass up the sum of the leaves' values times the factors below; a node's part is the product of the two. So a tree costs time in its nodes,
/// not in its leaves times their depth; paths with more than eight distinct features take two passes more for every eight. No step branches on the row.
/// </para>
/// Holds scratch: one instance for each thread.
/// </summary>
public sealed class ContributionExplainer
{
    readonly EnsemblePaths _paths;
    readonly byte[] _bins;
    // The bins, and once more with missing below all others.
    readonly short[] _codes;
    // Of the tree at hand: for each edge 1 if the row takes it and all before it of the same feature, else 0, and the edge's factor; for each node the product of the
    // factors above and the sum below.
    readonly double[] _taken;
    readonly Vector256<double>[] _factor, _above, _below;
    // For each feature what its contribution is the sum of.
    readonly Vector256<double>[] _parts;

    /// <summary>An explainer over paths that many explainers may share.</summary>
    public ContributionExplainer(EnsemblePaths paths)
    {
        _paths = paths;
        var features = paths.Ensemble.FeatureCount;
        _bins = new byte[features];
        _codes = new short[2 * features];
        _taken = new double[2 * paths.MostNodes];
        _factor = new Vector256<double>[2 * paths.MostNodes];
        _above = new Vector256<double>[paths.MostNodes];
        _below = new Vector256<double>[paths.MostNodes];
        _parts = new Vector256<double>[features];
    }

    /// <summary>The log-odds of an average training row; where every explanation starts.</summary>
    public double Base => _paths.Base;

    /// <summary>
    /// Writes the contribution of each feature in log-odds.
    /// </summary>
    /// <param name="row">Encoded row, length F, NaN is missing.</param>
    /// <param name="contributionsOut">Length F.</param>
    public void Explain(ReadOnlySpan<float> row, Span<double> contributionsOut)
    {
        var ensemble = _paths.Ensemble;
        _paths.Binner.Bin(row, _bins);
        for (var f = 0; f < _bins.Length; f++)
        {
            _codes[f] = _bins[f];
            _codes[_bins.Length + f] = _bins[f] == ensemble.Binner.MissingBin(f) ? (short)-1 : _bins[f];
        }
        Array.Clear(_parts);
        foreach (var tree in _paths.Trees)
        {
            if (tree.Nodes.Length == 0) continue;
            for (var q = 0; q < tree.Rule.Nodes.Length; q += Vector256<double>.Count)
            {
                Descend(tree, Vector256.LoadUnsafe(ref tree.Rule.Nodes[q]), Vector256.LoadUnsafe(ref tree.Rule.Weights[q]));
                Ascend(tree);
            }
        }
        for (var f = 0; f < _bins.Length; f++)
            contributionsOut[f] = (ensemble.Additive?.Of(f, _bins[f]) ?? 0) + Vector256.Sum(_parts[f]);
    }

    // The quadrature's weights stand at the root, so that every product has them.
    void Descend(TreePaths tree, Vector256<double> point, Vector256<double> weight)
    {
        ref var codes = ref MemoryMarshal.GetArrayDataReference(_codes);
        ref var sets = ref MemoryMarshal.GetArrayDataReference(_paths.Sets);
        ref var taken = ref MemoryMarshal.GetArrayDataReference(_taken);
        ref var factor = ref MemoryMarshal.GetArrayDataReference(_factor);
        ref var above = ref MemoryMarshal.GetArrayDataReference(_above);
        var absent = Vector256<double>.One - point;
        above = weight;
        var edge = 0;
        foreach (ref readonly var node in tree.Nodes.AsSpan())
        {
            int code = Unsafe.Add(ref codes, node.Code);
            var goesLeft = node.Set < 0
                ? Unsafe.BitCast<bool, byte>(code <= node.SplitBin)
                : (int)(Unsafe.Add(ref sets, node.Set + (code >> 6)) >> code) & 1;
            double left = goesLeft, right = 1 - goesLeft;
            ref var product = ref Unsafe.Add(ref above, edge >> 1);
            if (node.Same >= 0)
            {
                // The path asked this feature before: the factor there is replaced by the one here.
                left *= Unsafe.Add(ref taken, node.Same);
                right *= Unsafe.Add(ref taken, node.Same);
                product /= Unsafe.Add(ref factor, node.Same);
            }
            var leftFactor = absent * node.LeftShare + point * left;
            var rightFactor = absent * node.RightShare + point * right;
            Unsafe.Add(ref taken, edge) = left;
            Unsafe.Add(ref taken, edge + 1) = right;
            Unsafe.Add(ref factor, edge) = leftFactor;
            Unsafe.Add(ref factor, edge + 1) = rightFactor;
            if (node.Left >= 0) Unsafe.Add(ref above, (int)node.Left) = product * leftFactor;
            if (node.Right >= 0) Unsafe.Add(ref above, (int)node.Right) = product * rightFactor;
            edge += 2;
        }
    }

    void Ascend(TreePaths tree)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(tree.Nodes);
        ref var leaves = ref MemoryMarshal.GetArrayDataReference(tree.LeafValues);
        ref var taken = ref MemoryMarshal.GetArrayDataReference(_taken);
        ref var factor = ref MemoryMarshal.GetArrayDataReference(_factor);
        ref var above = ref MemoryMarshal.GetArrayDataReference(_above);
        ref var below = ref MemoryMarshal.GetArrayDataReference(_below);
        ref var parts = ref MemoryMarshal.GetArrayDataReference(_parts);
        for (var at = tree.Nodes.Length - 1; at >= 0; at--)
        {
            ref var node = ref Unsafe.Add(ref nodes, at);
            var left = node.Left >= 0 ? Unsafe.Add(ref below, (int)node.Left) : Vector256.Create(Unsafe.Add(ref leaves, ~node.Left));
            var right = node.Right >= 0 ? Unsafe.Add(ref below, (int)node.Right) : Vector256.Create(Unsafe.Add(ref leaves, ~node.Right));
            var sum = left * Unsafe.Add(ref factor, 2 * at) + right * Unsafe.Add(ref factor, 2 * at + 1);
            var marginal = left * (Unsafe.Add(ref taken, 2 * at) - node.LeftShare) + right * (Unsafe.Add(ref taken, 2 * at + 1) - node.RightShare);
            if (node.Same >= 0)
            {
                // The leaves below are counted at the earlier edge too; they belong to this node's edges.
                ref var before = ref Unsafe.Add(ref nodes, node.Same >> 1);
                sum /= Unsafe.Add(ref factor, (int)node.Same);
                marginal -= sum * (Unsafe.Add(ref taken, (int)node.Same) - ((node.Same & 1) == 0 ? before.LeftShare : before.RightShare));
            }
            Unsafe.Add(ref below, at) = sum;
            Unsafe.Add(ref parts, node.Feature) += Unsafe.Add(ref above, at) * marginal;
        }
    }
}
