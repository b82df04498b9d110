using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LeadPredict.Inference;

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
/// not in its leaves times their depth; paths with more than eight distinct features take the two passes again for every eight.
/// </para>
/// <para>
/// The factors of a node's two edges, over the factor of the edge that asked the same feature before, sum to 1 at every t: either the row takes one of them, and t is in that one's, or
/// neither, and both are shares. So one factor a node is enough, and one marginal, which the right side has with the other sign.
/// </para>
/// Holds scratch: one instance for each thread.
/// </summary>
public sealed class ContributionExplainer
{
    readonly EnsemblePaths _paths;
    readonly byte[] _bins;
    readonly int[] _starts;
    // By repetition, from 1 on, whether the row takes the earlier edge; 1 at 0, for a node that asks first.
    readonly byte[] _reached;
    // Vectors of four doubles, each on one cache line: a vector over two costs more than the arithmetic on it, so the memory is pinned and its start chosen.
    readonly double[] _scratch;
    readonly int _first, _places;

    /// <summary>An explainer over paths that many explainers may share.</summary>
    public ContributionExplainer(EnsemblePaths paths)
    {
        _paths = paths;
        _places = paths.MostPlaces;
        _bins = new byte[paths.Ensemble.FeatureCount];
        _starts = new int[_bins.Length + 1];
        _reached = new byte[paths.MostRepetitions + 1];
        _reached[0] = 1;
        _scratch = GC.AllocateArray<double>(RowWords + (4 + 4 * _places + _bins.Length) * Vector256<double>.Count + 8, pinned: true);
        _first = (int)((64 - (Marshal.UnsafeAddrOfPinnedArrayElement(_scratch, 0) & 63)) & 63) / sizeof(double);
        Unsafe.Add(ref Present, Takes + 1) = Vector256<double>.One;
    }

    const int RowWords = LeafMasks.WordsPerRow;
    const int Takes = 2;

    /// <summary>The decisions of a block of groups.</summary>
    ref ulong Row => ref Unsafe.As<double, ulong>(ref _scratch[_first]);
    /// <summary>What a present feature brings at the quadrature's points, where the row does not take an edge, and where it does; from <see cref="Takes"/> on 0 and 1.</summary>
    ref Vector256<double> Present => ref Unsafe.As<double, Vector256<double>>(ref _scratch[_first + RowWords]);
    /// <summary>Of each place, the product of the factors above.</summary>
    ref Vector256<double> Above => ref Unsafe.Add(ref Present, 4);
    /// <summary>Of each place, the sum of the leaves times the factors below.</summary>
    ref Vector256<double> Below => ref Unsafe.Add(ref Above, _places);
    /// <summary>Of each node, the factor of its left edge over that of the earlier edge of its feature.</summary>
    ref Vector256<double> Factors => ref Unsafe.Add(ref Above, 2 * _places);
    /// <summary>Of each node, what its left side counts for in its part.</summary>
    ref Vector256<double> Marginals => ref Unsafe.Add(ref Above, 3 * _places);
    /// <summary>What each feature's contribution is the sum of.</summary>
    ref Vector256<double> Parts => ref Unsafe.Add(ref Above, 4 * _places);

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
        var parts = MemoryMarshal.CreateSpan(ref Parts, _bins.Length);
        parts.Clear();
        if (_paths.Decisions is { } decisions) ExplainBlocks(decisions);
        else ExplainGroups();
        for (var f = 0; f < parts.Length; f++)
            contributionsOut[f] = (ensemble.Additive?.Of(f, _bins[f]) ?? 0) + Vector256.Sum(parts[f]);
    }

    void ExplainBlocks(LeafMasks decisions)
    {
        MaskKernel.Start(decisions, _bins, _starts);
        var first = 0;
        for (var b = 0; b < decisions.Blocks.Length; b++)
        {
            MaskKernel.And(decisions, b, _starts, ref Row);
            ref readonly var block = ref decisions.Blocks[b];
            for (var i = 0; i < block.Trees; i++)
            {
                var bit = i * block.Width;
                ref var words = ref Unsafe.Add(ref Row, bit >> 6);
                var shifted = words >> bit;
                if (block.Width < 64) Explain(_paths.Groups[first + i], ref shifted);
                else Explain(_paths.Groups[first + i], ref words);
            }
            first += block.Trees;
        }
    }

    // Where the tables would be too large.
    void ExplainGroups()
    {
        foreach (var group in _paths.Groups)
        {
            var row = MemoryMarshal.CreateSpan(ref Row, RowWords);
            row.Clear();
            var (trees, places) = group.Decisions;
            for (var t = 0; t < trees.Length; t++)
                for (var node = 0; node < places[t].Length; node++)
                    if (trees[t].BinGoesLeft(node, _bins[trees[t].Feature[node]])) row[places[t][node] >> 6] |= 1UL << places[t][node];
            Explain(group, ref Row);
        }
    }

    void Explain(TreePaths group, ref ulong goesLeft)
    {
        ref var below = ref Below;
        foreach (ref readonly var leaf in group.Lone.AsSpan()) Unsafe.Add(ref below, leaf.Place) = Vector256.Create(leaf.Value);
        ref var inverses = ref Unsafe.As<double, Vector256<double>>(ref Unsafe.Add(ref _paths.Inverses, TreePaths.Lanes * group.FirstInverse));
        ref var points = ref MemoryMarshal.GetArrayDataReference(group.Rule.Nodes);
        ref var weights = ref MemoryMarshal.GetArrayDataReference(group.Rule.Weights);
        for (var q = 0; q < group.Rule.Points; q += TreePaths.Lanes)
        {
            var point = Vector256.LoadUnsafe(ref points, (nuint)q);
            Unsafe.Add(ref Present, 1) = point;
            // The quadrature's weights stand at the roots, so that every product has them.
            var weight = Vector256.LoadUnsafe(ref weights, (nuint)q);
            for (var tree = 0; tree < group.TreeCount; tree++) Unsafe.Add(ref Above, tree) = weight;
            var absent = Vector256<double>.One - point;
            var (at, repetition) = Descend(group, ref goesLeft, absent, ref inverses);
            Pairs(group, ref goesLeft, absent, ref inverses, at, repetition);
            Ascend(group, at);
            inverses = ref Unsafe.Add(ref inverses, 2 * group.Repetitions.Length);
        }
    }

    // No branch but the loops': a large model's would never be foreseen.
    (nint At, nint Repetition) Descend(TreePaths group, ref ulong goesLeft, Vector256<double> absent, ref Vector256<double> inverses)
    {
        ref var node = ref MemoryMarshal.GetArrayDataReference(group.Nodes);
        ref var again = ref MemoryMarshal.GetArrayDataReference(group.Repetitions);
        ref var present = ref Present;
        ref var above = ref Above;
        ref var factors = ref Factors;
        ref var marginals = ref Marginals;
        ref var reached = ref MemoryMarshal.GetArrayDataReference(_reached);
        nint at = 0, repetition = 0;
        foreach (var run in group.Runs)
        {
            for (var end = at + run.First; at < end; at++, node = ref Unsafe.Add(ref node, 1))
            {
                AskFirst(node, GoesLeft(ref goesLeft, at), absent, ref present, out var factor, out var marginal);
                Step(node, factor, marginal, ref above, ref factors, ref marginals, at);
            }
            for (var end = at + run.Again; at < end; at++, node = ref Unsafe.Add(ref node, 1))
            {
                AskAgain(node, Unsafe.Add(ref again, repetition), ref reached, repetition++, ref goesLeft, at, absent, ref present, ref inverses, out var factor, out var marginal);
                Step(node, factor, marginal, ref above, ref factors, ref marginals, at);
            }
        }
        return (at, repetition);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Step(
        in PathNode node, Vector256<double> factor, Vector256<double> marginal,
        ref Vector256<double> above, ref Vector256<double> factors, ref Vector256<double> marginals, nint at)
    {
        var product = Unsafe.Add(ref above, at);
        var left = product * factor;
        Unsafe.Add(ref factors, at) = factor;
        Unsafe.Add(ref marginals, at) = product * marginal;
        At(ref above, node.Left) = left;
        At(ref above, node.Right) = product - left;
    }

    // The nodes with two leaves: both ways at once.
    void Pairs(TreePaths group, ref ulong goesLeft, Vector256<double> absent, ref Vector256<double> inverses, nint at, nint repetition)
    {
        ref var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Nodes), at);
        ref var again = ref MemoryMarshal.GetArrayDataReference(group.Repetitions);
        ref var pair = ref MemoryMarshal.GetArrayDataReference(group.Pairs);
        ref var present = ref Present;
        ref var above = ref Above;
        ref var below = ref Below;
        ref var parts = ref Parts;
        ref var reached = ref MemoryMarshal.GetArrayDataReference(_reached);
        for (var end = at + group.LastRun.First; at < end; at++, node = ref Unsafe.Add(ref node, 1), pair = ref Unsafe.Add(ref pair, 1))
        {
            AskFirst(node, GoesLeft(ref goesLeft, at), absent, ref present, out var factor, out var marginal);
            var difference = Vector256.Create(pair.Difference);
            Unsafe.Add(ref below, at) = Vector256.Create(pair.Right) + factor * difference;
            At(ref parts, node.Feature) += Unsafe.Add(ref above, at) * marginal * difference;
        }
        for (var end = at + group.LastRun.Again; at < end; at++, node = ref Unsafe.Add(ref node, 1), pair = ref Unsafe.Add(ref pair, 1))
        {
            AskAgain(node, Unsafe.Add(ref again, repetition), ref reached, repetition++, ref goesLeft, at, absent, ref present, ref inverses, out var factor, out var marginal);
            var difference = Vector256.Create(pair.Difference);
            Unsafe.Add(ref below, at) = Vector256.Create(pair.Right) + factor * difference;
            At(ref parts, node.Feature) += Unsafe.Add(ref above, at) * marginal * difference;
        }
    }

    void Ascend(TreePaths group, nint at)
    {
        ref var node = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(group.Nodes), at);
        ref var below = ref Below;
        ref var factors = ref Factors;
        ref var marginals = ref Marginals;
        ref var parts = ref Parts;
        while (--at >= 0)
        {
            node = ref Unsafe.Subtract(ref node, 1);
            var right = At(ref below, node.Right);
            var difference = At(ref below, node.Left) - right;
            Unsafe.Add(ref below, at) = right + Unsafe.Add(ref factors, at) * difference;
            At(ref parts, node.Feature) += Unsafe.Add(ref marginals, at) * difference;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ref Vector256<double> At(ref Vector256<double> first, nint offset) => ref Unsafe.AddByteOffset(ref first, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nint GoesLeft(ref ulong words, nint place) => (nint)(Unsafe.Add(ref words, place >> 6) >> (int)place) & 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AskFirst(
        in PathNode node, nint goesLeft, Vector256<double> absent, ref Vector256<double> present, out Vector256<double> factor, out Vector256<double> marginal)
    {
        var share = Vector256.Create(node.LeftShare);
        factor = absent * share + Unsafe.Add(ref present, goesLeft);
        marginal = Unsafe.Add(ref present, goesLeft + Takes) - share;
    }

    // The leaves below are counted at the earlier edge of the same feature too; they belong to this node's edges.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void AskAgain(
        in PathNode node, in Repetition again, ref byte reached, nint repetition, ref ulong goesLeft, nint at, Vector256<double> absent,
        ref Vector256<double> present, ref Vector256<double> inverses, out Vector256<double> factor, out Vector256<double> marginal)
    {
        var taken = Unsafe.Add(ref reached, (nint)again.Reached) & ~(GoesLeft(ref goesLeft, again.Before) ^ again.WentLeft);
        Unsafe.Add(ref reached, repetition + 1) = (byte)taken;
        var left = taken & GoesLeft(ref goesLeft, at);
        var overBefore = Unsafe.Add(ref inverses, 2 * repetition + taken);
        var share = Vector256.Create(node.LeftShare);
        factor = (absent * share + Unsafe.Add(ref present, left)) * overBefore;
        marginal = (Unsafe.Add(ref present, left + Takes) - share - factor * (Unsafe.Add(ref present, taken + Takes) - Vector256.Create(again.SameShare))) * overBefore;
    }
}
