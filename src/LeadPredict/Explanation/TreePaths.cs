using LeadPredict.Boosting;

namespace LeadPredict.Explanation;

/// <summary>A node as an explanation reads it.</summary>
/// <param name="LeftShare">Product of the shares of training rows over the path's edges of the same feature, the left edge included; in (0, 1).</param>
/// <param name="RightShare">The same with the right edge.</param>
/// <param name="SameShare">The product at the edge <paramref name="Same"/>; 1 where there is none.</param>
/// <param name="Feature">The feature it asks.</param>
/// <param name="Code">Where its code stands: at the feature, or, when missing goes left at a number, F after it, where missing is -1.</param>
/// <param name="Set">First word of a category's set in <see cref="EnsemblePaths.Sets"/>; at numbers of the set of all.</param>
/// <param name="Left">Left child; leaves are numbered on from the nodes.</param>
/// <param name="Right">Right child.</param>
/// <param name="Same">The edge higher on the path that asked the same feature last, or the one after all edges. Edge <c>2 * node</c> goes left, <c>2 * node + 1</c> right.</param>
/// <param name="SplitBin">The last code that goes left at a number; above all codes at a category.</param>
readonly record struct PathNode(
    double LeftShare, double RightShare, double SameShare, int Feature, int Code, int Set, short Left, short Right, short Same, short SplitBin);

/// <summary>
/// What of a tree's contributions does not depend on the row: for every edge the share of training rows of its feature's splits so far on the
/// path, and which edge higher up asked the same feature. A parent stands before its children. Immutable, thread safe.
/// </summary>
sealed class TreePaths
{
    readonly DecisionTree _tree;

    /// <param name="sets">Where the tree's category sets are added.</param>
    public TreePaths(DecisionTree tree, int featureCount, List<ulong> sets)
    {
        _tree = tree;
        var shares = new double[2 * tree.NodeCount];
        var same = new int[tree.NodeCount];
        var features = 0;
        if (tree.NodeCount > 0) features = Walk(0, [], 1, shares, same);
        else Expected = tree.LeafValue[0];
        Rule = GaussLegendre.ForDegree(Math.Max(0, features - 1));
        Nodes = new PathNode[tree.NodeCount];
        for (var node = 0; node < Nodes.Length; node++)
        {
            var f = tree.Feature[node];
            var isNumber = tree.SetStart[node] < 0;
            Nodes[node] = new PathNode(
                shares[2 * node], shares[2 * node + 1], same[node] < 0 ? 1 : shares[same[node]],
                f, isNumber && tree.MissingLeft[node] ? featureCount + f : f, isNumber ? EnsemblePaths.SetOfAll : sets.Count,
                Child(tree.Left[node]), Child(tree.Right[node]), (short)(same[node] < 0 ? 2 * Nodes.Length : same[node]), isNumber ? tree.SplitBin[node] : short.MaxValue);
            if (isNumber) continue;
            for (var bin = 0; bin < 64 * DecisionTree.WordsPerSet; bin++)
            {
                if (bin % 64 == 0) sets.Add(0);
                if (bin == tree.MissingBin[node] ? tree.MissingLeft[node] : tree.InSet(node, bin)) sets[^1] |= 1UL << bin;
            }
        }
    }

    short Child(int child) => (short)(child >= 0 ? child : Nodes.Length + ~child);

    /// <summary>The nodes; none for a tree of one leaf.</summary>
    public PathNode[] Nodes { get; }

    /// <summary>Log-odds of each leaf.</summary>
    public double[] LeafValues => _tree.LeafValue;

    /// <summary>The tree's mean over its training rows: its leaves by the shares that their paths take.</summary>
    public double Expected { get; private set; }

    /// <summary>The quadrature that is exact for the most distinct features on any path.</summary>
    public GaussLegendre Rule { get; }

    // Returns the most distinct features on a path below the node, those of `edges` included.
    int Walk(int node, Dictionary<int, int> edges, double reach, double[] shares, int[] same)
    {
        var feature = _tree.Feature[node];
        same[node] = edges.GetValueOrDefault(feature, -1);
        var most = 0;
        for (var side = 0; side < 2; side++)
        {
            var edge = 2 * node + side;
            var child = side == 0 ? _tree.Left[node] : _tree.Right[node];
            var cover = child >= 0 ? _tree.Cover[child] : _tree.LeafCover[~child];
            // A side that no training row took still needs a share above 0 to divide by; it then counts as half a row.
            var share = Math.Max(cover, 0.5) / Math.Max(_tree.Cover[node], 1);
            shares[edge] = same[node] < 0 ? share : share * shares[same[node]];
            var had = edges.TryGetValue(feature, out var before);
            edges[feature] = edge;
            if (child < 0) Expected += reach * share * _tree.LeafValue[~child];
            most = Math.Max(most, child >= 0 ? Walk(child, edges, reach * share, shares, same) : edges.Count);
            if (had) edges[feature] = before;
            else edges.Remove(feature);
        }
        return most;
    }
}
