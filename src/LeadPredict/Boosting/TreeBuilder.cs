namespace LeadPredict.Boosting;

/// <summary>Collects the nodes and leaves of a growing tree and closes them into a <see cref="DecisionTree"/>.</summary>
sealed class TreeBuilder(int mostLeaves, FeatureBinner binner)
{
    readonly int[] _feature = new int[mostLeaves - 1];
    readonly float[] _threshold = new float[mostLeaves - 1];
    readonly byte[] _bin = new byte[mostLeaves - 1];
    readonly bool[] _missingLeft = new bool[mostLeaves - 1];
    readonly byte[] _missingBin = new byte[mostLeaves - 1];
    readonly int[] _setStart = new int[mostLeaves - 1];
    readonly int[] _left = new int[mostLeaves - 1];
    readonly int[] _right = new int[mostLeaves - 1];
    readonly double[] _cover = new double[mostLeaves - 1];
    readonly float[] _gain = new float[mostLeaves - 1];
    readonly double[] _leafValue = new double[mostLeaves];
    readonly double[] _leafCover = new double[mostLeaves];
    readonly List<ulong> _sets = [];
    int _nodes;

    /// <summary>Adds a node under <paramref name="parent"/> (-1 for the root) and returns its index.</summary>
    public int AddNode(int parent, bool isLeft, in Split split, int rows)
    {
        var node = _nodes++;
        Attach(parent, isLeft, node);
        _feature[node] = split.Feature;
        _missingLeft[node] = split.MissingLeft;
        _missingBin[node] = (byte)binner.MissingBin(split.Feature);
        _cover[node] = rows;
        _gain[node] = (float)split.Gain;
        if (split.IsCategory)
        {
            _setStart[node] = _sets.Count;
            for (var word = 0; word < DecisionTree.WordsPerSet; word++) _sets.Add(split.Set[word]);
        }
        else
        {
            _setStart[node] = -1;
            _bin[node] = (byte)split.Bin;
            var edges = binner.Thresholds(split.Feature);
            _threshold[node] = split.Bin < edges.Length ? edges[split.Bin] : float.PositiveInfinity;
        }
        return node;
    }

    /// <summary>Puts leaf <paramref name="leaf"/> under its parent node.</summary>
    public void SetLeaf(int leaf, int parent, bool isLeft, double value, int rows)
    {
        Attach(parent, isLeft, ~leaf);
        _leafValue[leaf] = value;
        _leafCover[leaf] = rows;
    }

    void Attach(int parent, bool isLeft, int child)
    {
        if (parent < 0) return;
        if (isLeft) _left[parent] = child;
        else _right[parent] = child;
    }

    public DecisionTree Build(int leafCount) => new()
    {
        Feature = _feature[.._nodes],
        Threshold = _threshold[.._nodes],
        SplitBin = _bin[.._nodes],
        MissingLeft = _missingLeft[.._nodes],
        MissingBin = _missingBin[.._nodes],
        SetStart = _setStart[.._nodes],
        CategorySets = [.. _sets],
        Left = _left[.._nodes],
        Right = _right[.._nodes],
        Cover = _cover[.._nodes],
        Gain = _gain[.._nodes],
        LeafValue = _leafValue[..leafCount],
        LeafCover = _leafCover[..leafCount],
    };
}
