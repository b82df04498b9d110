using System.Runtime.Intrinsics;
using LeadPredict.Boosting;

namespace LeadPredict.Explanation;

/// <summary>
/// Splits a row's log-odds exactly into a base and one contribution for each feature: Shapley values with absent features averaged over the
/// training rows that took each path (path-dependent TreeSHAP, Lundberg et al. 2020), plus the additive terms, which are their own contributions.
/// Base + sum of contributions = log-odds, within rounding (1e-9).
/// <para>
/// On one leaf the game is a product: feature j brings o(j), 1 if the row takes all of its splits on the path and else 0, when present, and z(j), the
/// share of training rows that do, when absent. The Shapley value of a product game is, by its multilinear extension (Owen 1972),
/// <c>value * (o(i) - z(i)) * integral over t in [0, 1] of the product over the other features of (t o(j) + (1 - t) z(j))</c>, a polynomial that
/// Gauss-Legendre quadrature integrates exactly. One walk carries the product at all quadrature points down and the leaves' sum up, so a tree costs
/// time in its nodes, not in its leaves times their depth.
/// </para>
/// Holds scratch: one instance for each thread.
/// </summary>
public sealed class ContributionExplainer
{
    readonly EnsemblePaths _paths;
    readonly double[] _products, _sums, _factors;
    readonly bool[] _taken;

    /// <summary>An explainer over paths that many explainers may share.</summary>
    public ContributionExplainer(EnsemblePaths paths)
    {
        _paths = paths;
        var points = Math.Max(4, paths.MostPoints);
        var depth = paths.Deepest + 2;
        _products = new double[depth * points];
        _sums = new double[depth * points];
        _factors = new double[Math.Max(1, 2 * paths.MostNodes) * points];
        _taken = new bool[Math.Max(1, 2 * paths.MostNodes)];
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
        contributionsOut.Clear();
        if (ensemble.Additive is { } additive)
            for (var f = 0; f < row.Length; f++)
                contributionsOut[f] = additive.Of(f, ensemble.Binner.Bin(f, row[f]));
        foreach (var tree in _paths.Trees)
        {
            if (tree.Tree.NodeCount == 0) continue;
            var points = tree.Rule.Nodes.Length;
            _products.AsSpan(0, points).Fill(1);
            Visit(tree, 0, 0, points, row, contributionsOut);
        }
    }

    // Leaves the sum over the leaves below `node` of value * product in the sums of this depth.
    void Visit(TreePaths paths, int node, int depth, int points, ReadOnlySpan<float> row, Span<double> contributions)
    {
        var tree = paths.Tree;
        var feature = tree.Feature[node];
        var goesLeft = tree.GoesLeft(node, row[feature]);
        var same = paths.SameFeature[node];
        var product = _products.AsSpan(depth * points, points);
        var childProduct = _products.AsSpan((depth + 1) * points, points);
        var childSum = _sums.AsSpan((depth + 1) * points, points);
        var sum = _sums.AsSpan(depth * points, points);
        var sameFactor = same < 0 ? default : _factors.AsSpan(same * points, points);
        sum.Clear();

        for (var side = 0; side < 2; side++)
        {
            var edge = 2 * node + side;
            var taken = (side == 0) == goesLeft && (same < 0 || _taken[same]);
            _taken[edge] = taken;
            var share = paths.EdgeShare[edge];
            var factor = _factors.AsSpan(edge * points, points);
            FillFactor(paths.Rule.Nodes, share, taken, factor);
            Extend(product, factor, sameFactor, childProduct);

            var child = side == 0 ? tree.Left[node] : tree.Right[node];
            if (child >= 0) Visit(paths, child, depth + 1, points, row, contributions);
            else Scale(childProduct, tree.LeafValue[~child], childSum);

            // The feature's own factor is taken out of the product; leaves that an earlier edge of this feature already counted are moved to this one.
            var contribution = ((taken ? 1 : 0) - share) * Integrate(paths.Rule.Weights, childSum, factor);
            if (same >= 0) contribution -= ((_taken[same] ? 1 : 0) - paths.EdgeShare[same]) * Integrate(paths.Rule.Weights, childSum, sameFactor);
            contributions[feature] += contribution;
            Add(sum, childSum);
        }
    }

    static void FillFactor(double[] nodes, double share, bool taken, Span<double> factorOut)
    {
        for (var q = 0; q < factorOut.Length; q += 4)
        {
            var t = Vector256.LoadUnsafe(ref nodes[q]);
            var absent = (Vector256<double>.One - t) * share;
            (taken ? absent + t : absent).StoreUnsafe(ref factorOut[q]);
        }
    }

    static void Extend(ReadOnlySpan<double> product, ReadOnlySpan<double> factor, ReadOnlySpan<double> replaced, Span<double> productOut)
    {
        for (var q = 0; q < product.Length; q += 4)
        {
            var value = Vector256.Create(product.Slice(q, 4)) * Vector256.Create(factor.Slice(q, 4));
            if (!replaced.IsEmpty) value /= Vector256.Create(replaced.Slice(q, 4));
            value.CopyTo(productOut[q..]);
        }
    }

    static void Scale(ReadOnlySpan<double> product, double value, Span<double> sumOut)
    {
        for (var q = 0; q < product.Length; q += 4)
            (Vector256.Create(product.Slice(q, 4)) * value).CopyTo(sumOut[q..]);
    }

    static void Add(Span<double> sum, ReadOnlySpan<double> addend)
    {
        for (var q = 0; q < sum.Length; q += 4)
            (Vector256.Create<double>(sum.Slice(q, 4)) + Vector256.Create(addend.Slice(q, 4))).CopyTo(sum[q..]);
    }

    static double Integrate(double[] weights, ReadOnlySpan<double> sum, ReadOnlySpan<double> factor)
    {
        var total = Vector256<double>.Zero;
        for (var q = 0; q < sum.Length; q += 4)
            total += Vector256.LoadUnsafe(ref weights[q]) * Vector256.Create(sum.Slice(q, 4)) / Vector256.Create(factor.Slice(q, 4));
        return Vector256.Sum(total);
    }
}
