using LeadPredict.Boosting;

namespace LeadPredict.Tests.Reference;

/// <summary>One node of a naive tree; children count as in <see cref="DecisionTree"/>: a node at or above 0, leaf <c>~child</c> below.</summary>
sealed record NaiveNode(int Feature, HashSet<int> Left, int Cover)
{
    public int LeftChild { get; set; }
    public int RightChild { get; set; }
}

/// <summary>Nodes in the order of their splits, then the leaves.</summary>
sealed record NaiveTree(List<NaiveNode> Nodes, List<double> LeafValues, List<int> LeafRows);

/// <summary>
/// A textbook histogram booster: all rows, all columns, every histogram summed from its rows, lists instead of buffers. It shares with the
/// product only the derivatives' rounding to integers, so that both see the same numbers and must grow the same trees.
/// </summary>
sealed class NaiveBooster
{
    readonly FeatureBinner _binner;
    readonly BoostingOptions _options;
    readonly NaiveSplitFinder _finder;
    readonly byte[][] _bins;
    readonly float[] _labels;
    readonly float[] _weights;
    readonly float[] _logOdds;

    sealed class Leaf
    {
        public required List<int> Rows { get; init; }
        public required int Depth { get; init; }
        public required double Gradient { get; init; }
        public required double Hessian { get; init; }
        public NaiveNode? Parent { get; init; }
        public bool IsLeft { get; init; }
        public NaiveSplit? Best { get; set; }
    }

    public NaiveBooster(FeatureBinner binner, byte[][] bins, float[] labels, float[]? weights, float startLogOdds, BoostingOptions options)
    {
        _binner = binner;
        _options = options;
        _finder = new NaiveSplitFinder(binner, options);
        _bins = bins;
        _labels = labels;
        _weights = weights ?? [.. labels.Select(_ => 1f)];
        _logOdds = [.. labels.Select(_ => startLogOdds)];
    }

    /// <summary>The training rows' log-odds.</summary>
    public float[] LogOdds => _logOdds;

    public NaiveTree Step()
    {
        var rows = _labels.Length;
        float[] g = new float[rows], h = new float[rows];
        var (absolute, hessians) = LogisticLoss.Differentiate(_logOdds, _labels, _weights, g, h);
        var scale = GradientScale.For(_weights.Max(), absolute, hessians, rows);
        var gradients = g.Select(v => (int)MathF.Round(v * scale.Gradient)).ToArray();
        var quantisedHessians = h.Select(v => (int)MathF.Round(v * scale.Hessian)).ToArray();

        var nodes = new List<NaiveNode>();
        var leaves = new List<Leaf>
        {
            new()
            {
                Rows = [.. Enumerable.Range(0, rows)],
                Depth = 0,
                Gradient = gradients.Sum(v => (double)v) / scale.Gradient,
                Hessian = quantisedHessians.Sum(v => (double)v) / scale.Hessian,
            },
        };
        FindSplit(leaves[0], gradients, quantisedHessians, scale);
        while (leaves.Count < _options.Leaves && leaves.Any(l => l.Best is not null))
        {
            var index = Enumerable.Range(0, leaves.Count).Where(i => leaves[i].Best is not null).MaxBy(i => leaves[i].Best!.Gain);
            var parent = leaves[index];
            var split = parent.Best!;
            var node = new NaiveNode(split.Feature, split.Left, parent.Rows.Count);
            Attach(parent.Parent, parent.IsLeft, nodes.Count);
            nodes.Add(node);
            var sides = parent.Rows.ToLookup(r => split.Left.Contains(_bins[r][split.Feature]));
            leaves[index] = Child(true, split.Gradient, split.Hessian);
            leaves.Add(Child(false, parent.Gradient - split.Gradient, parent.Hessian - split.Hessian));

            Leaf Child(bool isLeft, double gradient, double hessian)
            {
                var child = new Leaf
                {
                    Rows = [.. sides[isLeft]],
                    Depth = parent.Depth + 1,
                    Gradient = gradient,
                    Hessian = hessian,
                    Parent = node,
                    IsLeft = isLeft,
                };
                if (_options.Depth == 0 || child.Depth < _options.Depth) FindSplit(child, gradients, quantisedHessians, scale);
                return child;
            }
        }

        var values = leaves.Select(l => _finder.LeafValue(l.Gradient, l.Hessian) * _options.LearningRate).ToList();
        for (var i = 0; i < leaves.Count; i++)
        {
            Attach(leaves[i].Parent, leaves[i].IsLeft, ~i);
            foreach (var row in leaves[i].Rows) _logOdds[row] += (float)values[i];
        }
        return new NaiveTree(nodes, values, [.. leaves.Select(l => l.Rows.Count)]);
    }

    static void Attach(NaiveNode? parent, bool isLeft, int child)
    {
        if (parent is null) return;
        if (isLeft) parent.LeftChild = child;
        else parent.RightChild = child;
    }

    void FindSplit(Leaf leaf, int[] gradients, int[] hessians, GradientScale scale)
    {
        var (g, h) = NaiveHistogram.Sum(leaf.Rows, _bins, gradients, hessians);
        for (var f = 0; f < _binner.FeatureCount; f++)
        {
            var found = _finder.Find(f,
                [.. Enumerable.Range(0, 256).Select(b => g[f, b] / scale.Gradient)],
                [.. Enumerable.Range(0, 256).Select(b => h[f, b] / scale.Hessian)],
                leaf.Gradient, leaf.Hessian, leaf.Rows.Count);
            if (found is not null && found.Gain > (leaf.Best?.Gain ?? 0) + 1e-12) leaf.Best = found;
        }
    }
}
