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
/// Gauss-Legendre quadrature integrates exactly. One walk carries the product at four quadrature points down, in one vector, and the leaves' sum
/// up, so a tree costs time in its nodes, not in its leaves times their depth; paths with more than eight distinct features take a walk more for
/// every eight.
/// </para>
/// Holds scratch: one instance for each thread.
/// </summary>
public sealed class ContributionExplainer
{
    readonly EnsemblePaths _paths;
    readonly bool[] _taken;

    /// <summary>An explainer over paths that many explainers may share.</summary>
    public ContributionExplainer(EnsemblePaths paths)
    {
        _paths = paths;
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
            for (var q = 0; q < tree.Rule.Nodes.Length; q += Vector256<double>.Count)
                new Walk(tree, q, row, _taken, contributionsOut).Visit(0, Vector256<double>.One);
        }
    }

    /// <summary>One walk over one tree at four quadrature points.</summary>
    readonly ref struct Walk(TreePaths paths, int firstPoint, ReadOnlySpan<float> row, bool[] taken, Span<double> contributions)
    {
        readonly TreePaths _paths = paths;
        readonly DecisionTree _tree = paths.Tree;
        readonly ReadOnlySpan<float> _row = row;
        readonly bool[] _taken = taken;
        readonly Span<double> _contributions = contributions;
        readonly Vector256<double> _point = Vector256.LoadUnsafe(ref paths.Rule.Nodes[firstPoint]);
        readonly Vector256<double> _weight = Vector256.LoadUnsafe(ref paths.Rule.Weights[firstPoint]);

        /// <summary>Adds the contributions of the splits below <paramref name="node"/>; returns the sum of its leaves' value times product.</summary>
        /// <param name="product">Product of the factors of the distinct features above.</param>
        public Vector256<double> Visit(int node, Vector256<double> product)
        {
            var feature = _tree.Feature[node];
            var goesLeft = _tree.GoesLeft(node, _row[feature]);
            var same = _paths.SameFeature[node];
            // Where the path asked this feature before, its factor there is replaced by the one here.
            var takenBefore = same < 0 || _taken[same];
            var before = same < 0 ? Vector256<double>.One : Factor(_paths.EdgeShare[same], takenBefore);
            if (same >= 0) product /= before;

            var marginal = Vector256<double>.Zero;
            var sum = Side(2 * node, _tree.Left[node], goesLeft && takenBefore, product, ref marginal);
            sum += Side(2 * node + 1, _tree.Right[node], !goesLeft && takenBefore, product, ref marginal);
            // The leaves below were counted once for the earlier edge; now they belong to this node's edges.
            if (same >= 0) marginal -= sum / before * ((takenBefore ? 1 : 0) - _paths.EdgeShare[same]);
            _contributions[feature] += Vector256.Sum(_weight * marginal);
            return sum;
        }

        // A leaf's sum over its factor is the product above: no division there.
        Vector256<double> Side(int edge, int child, bool taken, Vector256<double> product, ref Vector256<double> marginal)
        {
            _taken[edge] = taken;
            var share = _paths.EdgeShare[edge];
            var factor = Factor(share, taken);
            var presence = (taken ? 1 : 0) - share;
            if (child < 0)
            {
                var leaf = product * _tree.LeafValue[~child];
                marginal += leaf * presence;
                return leaf * factor;
            }
            var sum = Visit(child, product * factor);
            marginal += sum / factor * presence;
            return sum;
        }

        Vector256<double> Factor(double share, bool taken)
        {
            var absent = (Vector256<double>.One - _point) * share;
            return taken ? absent + _point : absent;
        }
    }
}
