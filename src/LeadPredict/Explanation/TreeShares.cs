using LeadPredict.Boosting;

namespace LeadPredict.Explanation;

/// <summary>
/// For every edge of a tree the share of training rows that take it and all edges of the same feature before it on the path. Edge <c>2 * node</c> goes left,
/// <c>2 * node + 1</c> right. Immutable, thread safe.
/// </summary>
sealed class TreeShares
{
    public TreeShares(DecisionTree tree)
    {
        Tree = tree;
        Same = new int[tree.NodeCount];
        OfEdge = new double[2 * tree.NodeCount];
        if (tree.NodeCount > 0)
        {
            // Of each feature the last edge of the path that asks it.
            var edges = new int[tree.Feature.Max() + 1];
            Array.Fill(edges, -1);
            MostFeatures = Walk(0, edges, 0, 1);
        }
        else Expected = tree.LeafValue[0];
    }

    public DecisionTree Tree { get; }

    /// <summary>In (0, 1), by edge.</summary>
    public double[] OfEdge { get; }

    /// <summary>By node, the edge higher up that asked the same feature last, or -1.</summary>
    public int[] Same { get; }

    /// <summary>The tree's mean over its training rows: its leaves by the shares that their paths take.</summary>
    public double Expected { get; private set; }

    /// <summary>The most distinct features on any path.</summary>
    public int MostFeatures { get; }

    // Returns the most distinct features on a path below the node, those before it included.
    int Walk(int node, int[] edges, int features, double reach)
    {
        var feature = Tree.Feature[node];
        var before = Same[node] = edges[feature];
        if (before < 0) features++;
        // A side that no training row took still needs a share above 0 to divide by; it then counts as half a row.
        double left = Math.Max(Cover(Tree.Left[node]), 0.5), right = Math.Max(Cover(Tree.Right[node]), 0.5);
        var most = features;
        for (var side = 0; side < 2; side++)
        {
            var edge = 2 * node + side;
            var child = side == 0 ? Tree.Left[node] : Tree.Right[node];
            var share = (side == 0 ? left : right) / (left + right);
            OfEdge[edge] = before < 0 ? share : share * OfEdge[before];
            edges[feature] = edge;
            if (child < 0) Expected += reach * share * Tree.LeafValue[~child];
            else most = Math.Max(most, Walk(child, edges, features, reach * share));
        }
        edges[feature] = before;
        return most;
    }

    double Cover(int child) => child >= 0 ? Tree.Cover[child] : Tree.LeafCover[~child];
}
