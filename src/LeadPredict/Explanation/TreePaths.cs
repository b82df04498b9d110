using LeadPredict.Inference;

namespace LeadPredict.Explanation;

/// <summary>A node as an explanation reads it. Offsets are in bytes, to vectors of four doubles.</summary>
/// <param name="LeftShare">Product of the shares of training rows over the path's edges of the same feature, the left edge included; in (0, 1).</param>
/// <param name="Feature">Offset of the feature it asks.</param>
/// <param name="Left">Offset of the left child's place; leaves whose parent has a node below have places after all nodes.</param>
/// <param name="Right">Offset of the right child's place.</param>
readonly record struct PathNode(double LeftShare, int Feature, ushort Left, ushort Right);

/// <summary>What a node needs besides when its path asked its feature before.</summary>
/// <param name="SameShare">The product of shares at the earlier edge; in (0, 1).</param>
/// <param name="Before">Place of the node that asked last.</param>
/// <param name="Reached">Which repetition that node is, from 1 on; 0 when it asked first.</param>
/// <param name="WentLeft">1 when the path went left there, else 0.</param>
readonly record struct Repetition(double SameShare, short Before, short Reached, byte WentLeft);

/// <summary>The leaves of a node that has no other node below.</summary>
/// <param name="Right">Log-odds of the right one.</param>
/// <param name="Difference">Left less right.</param>
readonly record struct LeafPair(double Right, double Difference);

/// <summary>A leaf beside a node, and its place.</summary>
readonly record struct LoneLeaf(int Place, double Value);

/// <summary>So many nodes in a row that ask their feature first on their path, then so many that ask it again.</summary>
readonly record struct Run(int First, int Again);

/// <summary>
/// What of the contributions of a few neighbouring trees does not depend on the row. Their nodes have places so that no loop over them needs a branch, and few loops do: roots
/// first, parents before children, nodes with two leaves last, and among both kinds runs of nodes that ask a feature for the first time and of nodes that ask
/// it again. Immutable, thread safe.
/// </summary>
sealed class TreePaths
{
    /// <summary>Points of the quadrature in a vector.</summary>
    public const int Lanes = 4;
    const int Stride = Lanes * sizeof(double);

    readonly TreeShares[] _trees;
    readonly int[][] _places;

    /// <param name="trees">Trees with nodes, whose quadrature is the same.</param>
    public TreePaths(TreeShares[] trees)
    {
        _trees = trees;
        _places = Array.ConvertAll(trees, t => new int[t.Tree.NodeCount]);
        Rule = RuleOf(trees[0]);
        var order = Order();
        for (var place = 0; place < order.Count; place++) _places[order[place].Tree][order[place].Node] = place;

        Nodes = new PathNode[order.Count];
        var repetitions = new List<Repetition>();
        var repetitionOfPlace = new short[order.Count];
        var pairs = new List<LeafPair>();
        var lone = new List<LoneLeaf>();
        for (var place = 0; place < order.Count; place++)
        {
            var (t, node) = order[place];
            var tree = trees[t].Tree;
            if (trees[t].Same[node] is >= 0 and var same)
            {
                var before = _places[t][same >> 1];
                repetitions.Add(new Repetition(trees[t].OfEdge[same], (short)before, repetitionOfPlace[before], (byte)(~same & 1)));
                repetitionOfPlace[place] = (short)repetitions.Count;
            }
            int left = tree.Left[node], right = tree.Right[node];
            var isPair = node > 0 && left < 0 && right < 0;
            if (isPair) pairs.Add(new LeafPair(tree.LeafValue[~right], tree.LeafValue[~left] - tree.LeafValue[~right]));
            Nodes[place] = new PathNode(trees[t].OfEdge[2 * node], Stride * tree.Feature[node], isPair ? (ushort)0 : Offset(t, left), isPair ? (ushort)0 : Offset(t, right));
        }
        (Repetitions, Pairs, Lone) = ([.. repetitions], [.. pairs], [.. lone]);

        ushort Offset(int t, int child)
        {
            if (child >= 0) return (ushort)(Stride * _places[t][child]);
            lone.Add(new LoneLeaf(Nodes.Length + lone.Count, trees[t].Tree.LeafValue[~child]));
            return (ushort)(Stride * lone[^1].Place);
        }
    }

    /// <summary>The quadrature that is exact for the most distinct features on any path of a tree.</summary>
    public static GaussLegendre RuleOf(TreeShares tree) => GaussLegendre.ForDegree(Math.Max(0, tree.MostFeatures - 1));

    /// <inheritdoc cref="RuleOf"/>
    public GaussLegendre Rule { get; }

    /// <summary>Number of trees; their roots have the first places.</summary>
    public int TreeCount => _trees.Length;

    /// <summary>The bit of each node is its place.</summary>
    public DecisionGroup Decisions => new(Array.ConvertAll(_trees, t => t.Tree), _places);

    /// <summary>The nodes by place.</summary>
    public PathNode[] Nodes { get; }

    /// <summary>The runs of nodes that have another node below.</summary>
    public Run[] Runs { get; private set; } = [];

    /// <summary>The nodes that have two leaves.</summary>
    public Run LastRun { get; private set; }

    /// <summary>In order of places.</summary>
    public Repetition[] Repetitions { get; }

    /// <summary>Leaves of the nodes in the last run.</summary>
    public LeafPair[] Pairs { get; }

    /// <summary>Leaves of all other nodes.</summary>
    public LoneLeaf[] Lone { get; }

    /// <summary>Nodes and lone leaves.</summary>
    public int PlaceCount => Nodes.Length + Lone.Length;

    /// <summary>Vectors that <see cref="Invert"/> writes.</summary>
    public int InverseCount => 2 * Repetitions.Length * (Rule.Points / Lanes);

    /// <summary>How many vectors of <see cref="EnsemblePaths.Inverses"/> belong to trees before these.</summary>
    public required int FirstInverse { get; init; }

    /// <summary>
    /// Writes for each four points of the quadrature and each repetition two vectors: one over the factor of the earlier edge when the row does not take it, and when it does.
    /// </summary>
    public void Invert(Span<double> vectorsOut)
    {
        var at = 0;
        for (var q = 0; q < Rule.Points; q += Lanes)
            foreach (var repetition in Repetitions)
                for (var taken = 0; taken < 2; taken++)
                    for (var i = 0; i < Lanes; i++)
                        vectorsOut[at++] = 1 / ((1 - Rule.Nodes[q + i]) * repetition.SameShare + taken * Rule.Nodes[q + i]);
    }

    // All that can stand next and asks first, then all that asks again, and so on.
    List<(int Tree, int Node)> Order()
    {
        var order = new List<(int, int)>();
        var runs = new List<Run>();
        var ready = new[] { new Queue<(int, int)>(), new Queue<(int, int)>() };
        var last = new[] { new List<(int, int)>(), new List<(int, int)>() };
        // A root that has two leaves comes first like other roots, where both its leaves are lone.
        for (var t = 0; t < _trees.Length; t++) ready[0].Enqueue((t, 0));
        while (ready[0].Count + ready[1].Count > 0) runs.Add(new Run(Take(ready[0]), Take(ready[1])));
        order.AddRange(last[0]);
        order.AddRange(last[1]);
        Runs = [.. runs];
        LastRun = new Run(last[0].Count, last[1].Count);
        return order;

        int Take(Queue<(int Tree, int Node)> queue)
        {
            var count = 0;
            for (; queue.TryDequeue(out var at); count++)
            {
                order.Add(at);
                Found(at.Tree, _trees[at.Tree].Tree.Left[at.Node]);
                Found(at.Tree, _trees[at.Tree].Tree.Right[at.Node]);
            }
            return count;
        }

        void Found(int t, int node)
        {
            if (node < 0) return;
            var tree = _trees[t].Tree;
            var again = _trees[t].Same[node] < 0 ? 0 : 1;
            if (tree.Left[node] < 0 && tree.Right[node] < 0) last[again].Add((t, node));
            else ready[again].Enqueue((t, node));
        }
    }
}
