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
/// not in its leaves times their depth; paths with more than eight distinct features take the two passes again for every eight. No step branches on the row.
/// </para>
/// Holds scratch: one instance for each thread.
/// </summary>
public sealed class ContributionExplainer
{
    readonly EnsemblePaths _paths;
    readonly byte[] _bins;
    // The bins, and once more with missing below all others.
    readonly short[] _codes;
    // Of the tree at hand: for each edge, and for none, 1 if the row takes it and all before it of the same feature, else 0.
    readonly double[] _taken;
    // For each edge, and for none, its factor; for each node and leaf the product of the factors above and the sum below; for each node one over the earlier factor
    // of its feature; for each feature what its contribution is the sum of. A vector over two cache lines costs more than the arithmetic on it, so the
    // memory is pinned and its start chosen.
    readonly double[] _scratch;
    readonly int _first, _nodes;

    /// <summary>An explainer over paths that many explainers may share.</summary>
    public ContributionExplainer(EnsemblePaths paths)
    {
        _paths = paths;
        _nodes = paths.MostNodes;
        _bins = new byte[paths.Ensemble.FeatureCount];
        _codes = new short[2 * _bins.Length];
        _taken = new double[2 * _nodes + 1];
        _scratch = GC.AllocateArray<double>((3 * (2 * _nodes + 1) + _nodes + _bins.Length) * Vector256<double>.Count + 8, pinned: true);
        _first = (int)((64 - (Marshal.UnsafeAddrOfPinnedArrayElement(_scratch, 0) & 63)) & 63) / sizeof(double);
    }

    ref Vector256<double> Factor => ref Unsafe.As<double, Vector256<double>>(ref _scratch[_first]);
    ref Vector256<double> Above => ref Unsafe.Add(ref Factor, 2 * _nodes + 1);
    ref Vector256<double> Below => ref Unsafe.Add(ref Factor, 2 * (2 * _nodes + 1));
    ref Vector256<double> Inverse => ref Unsafe.Add(ref Factor, 3 * (2 * _nodes + 1));
    ref Vector256<double> Parts => ref Unsafe.Add(ref Inverse, _nodes);

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
        var parts = MemoryMarshal.CreateSpan(ref Parts, _bins.Length);
        parts.Clear();
        foreach (var tree in _paths.Trees)
        {
            if (tree.Nodes.Length == 0) continue;
            for (var q = 0; q < tree.Rule.Nodes.Length; q += Vector256<double>.Count)
            {
                Descend(tree, Vector256.LoadUnsafe(ref tree.Rule.Nodes[q]), Vector256.LoadUnsafe(ref tree.Rule.Weights[q]));
                Ascend(tree);
            }
        }
        for (var f = 0; f < parts.Length; f++)
            contributionsOut[f] = (ensemble.Additive?.Of(f, _bins[f]) ?? 0) + Vector256.Sum(parts[f]);
    }

    // The quadrature's weights stand at the root, so that every product has them. No branch but the loop's: a large model's would never be foreseen.
    void Descend(TreePaths tree, Vector256<double> point, Vector256<double> weight)
    {
        ref var codes = ref MemoryMarshal.GetArrayDataReference(_codes);
        ref var sets = ref MemoryMarshal.GetArrayDataReference(_paths.Sets);
        ref var taken = ref MemoryMarshal.GetArrayDataReference(_taken);
        ref var factor = ref Factor;
        ref var above = ref Above;
        ref var inverse = ref Inverse;
        var absent = Vector256<double>.One - point;
        above = weight;
        // What stands for the earlier edge where there is none.
        Unsafe.Add(ref taken, 2 * tree.Nodes.Length) = 1;
        Unsafe.Add(ref factor, 2 * tree.Nodes.Length) = Vector256<double>.One;
        nint at = 0;
        foreach (ref readonly var node in tree.Nodes.AsSpan())
        {
            nint code = Unsafe.Add(ref codes, node.Code);
            var goesLeft = Unsafe.BitCast<bool, byte>(code <= node.SplitBin) & (int)(Unsafe.Add(ref sets, node.Set + (code >> 6)) >> (int)code) & 1;
            // Where the path asked this feature before, its factor there is replaced by the one here.
            var takenBefore = Unsafe.Add(ref taken, (nint)node.Same);
            var left = goesLeft * takenBefore;
            var right = takenBefore - left;
            var overBefore = Vector256<double>.One / Unsafe.Add(ref factor, (nint)node.Same);
            var product = Unsafe.Add(ref above, at) * overBefore;
            var leftFactor = absent * node.LeftShare + point * left;
            var rightFactor = absent * node.RightShare + point * right;
            Unsafe.Add(ref taken, 2 * at) = left;
            Unsafe.Add(ref taken, 2 * at + 1) = right;
            Unsafe.Add(ref factor, 2 * at) = leftFactor;
            Unsafe.Add(ref factor, 2 * at + 1) = rightFactor;
            Unsafe.Add(ref inverse, at) = overBefore;
            Unsafe.Add(ref above, at) = product;
            Unsafe.Add(ref above, (nint)node.Left) = product * leftFactor;
            Unsafe.Add(ref above, (nint)node.Right) = product * rightFactor;
            at++;
        }
    }

    void Ascend(TreePaths tree)
    {
        ref var nodes = ref MemoryMarshal.GetArrayDataReference(tree.Nodes);
        ref var taken = ref MemoryMarshal.GetArrayDataReference(_taken);
        ref var factor = ref Factor;
        ref var above = ref Above;
        ref var inverse = ref Inverse;
        ref var below = ref Below;
        ref var parts = ref Parts;
        for (var leaf = 0; leaf < tree.LeafValues.Length; leaf++) Unsafe.Add(ref below, tree.Nodes.Length + leaf) = Vector256.Create(tree.LeafValues[leaf]);
        for (nint at = tree.Nodes.Length - 1; at >= 0; at--)
        {
            ref var node = ref Unsafe.Add(ref nodes, at);
            var left = Unsafe.Add(ref below, (nint)node.Left);
            var right = Unsafe.Add(ref below, (nint)node.Right);
            var sum = (left * Unsafe.Add(ref factor, 2 * at) + right * Unsafe.Add(ref factor, 2 * at + 1)) * Unsafe.Add(ref inverse, at);
            // The leaves below are counted at the earlier edge of the same feature too; they belong to this node's edges.
            var marginal = left * (Unsafe.Add(ref taken, 2 * at) - node.LeftShare) + right * (Unsafe.Add(ref taken, 2 * at + 1) - node.RightShare)
                - sum * (Unsafe.Add(ref taken, (nint)node.Same) - node.SameShare);
            Unsafe.Add(ref below, at) = sum;
            Unsafe.Add(ref parts, node.Feature) += Unsafe.Add(ref above, at) * marginal;
        }
    }
}
