using LeadPredict.Boosting;

namespace LeadPredict.Explanation;

/// <summary>
/// What of a tree's contributions does not depend on the row: for every edge the share of training rows of its feature's splits so far on the
/// path, and which edge higher up asked the same feature. Edge <c>2 * node</c> goes left, <c>2 * node + 1</c> right. Immutable, thread safe.
/// </summary>
sealed class TreePaths
{
    public TreePaths(DecisionTree tree)
    {
        Tree = tree;
        EdgeShare = new double[2 * tree.NodeCount];
        SameFeature = new int[tree.NodeCount];
        var features = 0;
        if (tree.NodeCount > 0) features = Walk(0, [], 1);
        else Expected = tree.LeafValue[0];
        Rule = GaussLegendre.ForDegree(Math.Max(0, features - 1));
    }

    public DecisionTree Tree { get; }

    /// <summary>Product of the shares of training rows over this path's edges of the same feature, this one included; in (0, 1).</summary>
    public double[] EdgeShare { get; }

    /// <summary>For each node, the edge higher on its path that asked the same feature last, or -1.</summary>
    public int[] SameFeature { get; }

    /// <summary>The tree's mean over its training rows: its leaves by the shares that their paths take.</summary>
    public double Expected { get; private set; }

    /// <summary>The quadrature that is exact for the most distinct features on any path.</summary>
    public GaussLegendre Rule { get; }

    // Returns the most distinct features on a path below the node, those of `edges` included.
    int Walk(int node, Dictionary<int, int> edges, double reach)
    {
        var feature = Tree.Feature[node];
        SameFeature[node] = edges.GetValueOrDefault(feature, -1);
        var most = 0;
        for (var side = 0; side < 2; side++)
        {
            var edge = 2 * node + side;
            var child = side == 0 ? Tree.Left[node] : Tree.Right[node];
            var cover = child >= 0 ? Tree.Cover[child] : Tree.LeafCover[~child];
            // A side that no training row took still needs a share above 0 to divide by; it then counts as half a row.
            var share = Math.Max(cover, 0.5) / Math.Max(Tree.Cover[node], 1);
            EdgeShare[edge] = SameFeature[node] < 0 ? share : share * EdgeShare[SameFeature[node]];
            var had = edges.TryGetValue(feature, out var before);
            edges[feature] = edge;
            if (child < 0) Expected += reach * share * Tree.LeafValue[~child];
            most = Math.Max(most, child >= 0 ? Walk(child, edges, reach * share) : edges.Count);
            if (had) edges[feature] = before;
            else edges.Remove(feature);
        }
        return most;
    }
}
