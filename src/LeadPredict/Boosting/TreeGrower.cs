using System.Runtime.InteropServices;

namespace LeadPredict.Boosting;

/// <summary>
/// Grows one tree leaf by leaf, always splitting the leaf whose best split gains most (Shi 2007; Ke et al. 2017). The entries of a leaf lie
/// together; a split moves them, in order, from one of two buffers to the other. Only the smaller child's histogram is summed from rows; the
/// larger one's is the parent's minus it. Owns scratch memory for one training run; not thread safe, parallel inside.
/// </summary>
sealed unsafe partial class TreeGrower : IDisposable
{
    const int ChunkRows = 8192;
    const int SmallNode = 2048;

    readonly BinnedTable _table;
    readonly BoostingOptions _options;
    readonly WorkerTeam _team;
    readonly SplitFinder _finder;
    readonly NativeBuffer<ulong> _first, _second;
    readonly NativeBuffer<byte> _marks;
    readonly HistogramPool _histograms;
    readonly FeatureConstraints? _constraints;
    readonly Leaf[] _leaves;
    readonly Split[] _found;
    // The features that this tree may ask, padded to a multiple of four, and each one's place in its histograms: the others are not summed.
    readonly NativeBuffer<int> _drawn;
    readonly int[] _placeOf;
    int _drawnCount, _cells;
    bool _allDrawn;
    GradientScale _scale;

    /// <summary>
    /// One leaf of the growing tree: where its entries and its histogram are (-1 for none), its sums, the bounds of its value, the features asked
    /// on the way to it (kept only where paths are limited), the features it may ask, and the best way to split it.
    /// </summary>
    struct Leaf
    {
        public int Start, Count, Histogram, Depth, Parent;
        public bool IsLeft, InSecond;
        public double Gradient, Hessian, Low, High;
        public int[] Path, Features;
        public Split Best;
    }

    public TreeGrower(BinnedTable table, BoostingOptions options, WorkerTeam team, HistogramPool histograms, FeatureConstraints? constraints = null)
    {
        _table = table;
        _options = options;
        _team = team;
        _finder = new SplitFinder(table.Binner, options, constraints);
        _histograms = histograms;
        _constraints = constraints;
        _first = new NativeBuffer<ulong>(table.RowCount + HistogramKernel.EntrySlack);
        _second = new NativeBuffer<ulong>(table.RowCount + HistogramKernel.EntrySlack);
        _marks = new NativeBuffer<byte>(table.RowCount);
        _leaves = new Leaf[options.Leaves];
        _found = new Split[2 * table.FeatureCount];
        _drawn = new NativeBuffer<int>(table.Stride);
        _placeOf = new int[table.FeatureCount];
    }

    /// <summary>The entries to grow from, filled by the caller before each tree.</summary>
    public ulong* Entries => _first.Pointer;

    /// <summary>Scratch of 8 bytes a row, free between trees.</summary>
    public ulong* Scratch => _second.Pointer;

    /// <summary>
    /// Grows a tree from the first <paramref name="count"/> of <see cref="Entries"/>, splitting only on <paramref name="features"/> (ascending).
    /// </summary>
    /// <param name="leafOfRow">Receives the leaf of each entry's row; other rows are left alone.</param>
    public DecisionTree Grow(int count, int[] features, GradientScale scale, byte* leafOfRow)
    {
        _scale = scale;
        _histograms.ReturnAll();
        Draw(features);
        var builder = new TreeBuilder(_options.Leaves, _table.Binner);
        ref var root = ref _leaves[0];
        root = new Leaf
        {
            Count = count,
            Parent = -1,
            Histogram = _histograms.Rent(),
            Low = double.NegativeInfinity,
            High = double.PositiveInfinity,
            Path = [],
            Features = features,
        };
        BuildHistogram(root);
        SumRoot(ref root);
        FindSplits(0, -1);

        var leafCount = 1;
        while (leafCount < _options.Leaves)
        {
            var chosen = MostGain(leafCount);
            if (chosen < 0) break;
            SplitLeaf(chosen, leafCount, builder, isLast: leafCount + 1 == _options.Leaves);
            leafCount++;
        }

        for (var i = 0; i < leafCount; i++)
        {
            ref readonly var leaf = ref _leaves[i];
            builder.SetLeaf(i, leaf.Parent, leaf.IsLeft, ValueOf(leaf) * _options.LearningRate, leaf.Count);
        }
        MarkLeaves(leafCount, leafOfRow);
        return builder.Build(leafCount);
    }

    void Draw(int[] features)
    {
        _allDrawn = features.Length == _table.FeatureCount;
        _drawnCount = (features.Length + 3) & ~3;
        _cells = _drawnCount * HistogramKernel.CellsPerFeature;
        for (var i = 0; i < _drawnCount; i++) _drawn.Pointer[i] = features[Math.Min(i, features.Length - 1)];
        for (var i = 0; i < features.Length; i++) _placeOf[features[i]] = i;
    }

    void Accumulate(ulong* entries, int count, long* cells)
    {
        if (_allDrawn) HistogramKernel.Accumulate(entries, count, _table.Rows, _table.Stride, cells);
        else HistogramKernel.Accumulate(entries, count, _table.Rows, _table.Stride, _drawn.Pointer, _drawnCount, cells);
    }

    double ValueOf(in Leaf leaf) => SplitFinder.Within(_finder.LeafValue(leaf.Gradient, leaf.Hessian), leaf.Low, leaf.High);

    int MostGain(int leafCount)
    {
        var chosen = -1;
        double gain = 0;
        for (var i = 0; i < leafCount; i++)
        {
            if (_leaves[i].Best.Gain <= gain) continue;
            gain = _leaves[i].Best.Gain;
            chosen = i;
        }
        return chosen;
    }

    void SplitLeaf(int index, int newIndex, TreeBuilder builder, bool isLast)
    {
        var parent = _leaves[index];
        ref readonly var split = ref parent.Best;
        var node = builder.AddNode(parent.Parent, parent.IsLeft, split, parent.Count);
        var leftCount = Partition(parent, split);

        var left = new Leaf
        {
            Start = parent.Start,
            Count = leftCount,
            Histogram = -1,
            Parent = node,
            IsLeft = true,
            InSecond = !parent.InSecond,
            Depth = parent.Depth + 1,
            Gradient = split.GradientLeft,
            Hessian = split.HessianLeft,
            Low = parent.Low,
            High = parent.High,
            Path = parent.Path,
            Features = parent.Features,
        };
        var right = left with
        {
            Start = parent.Start + leftCount,
            Count = parent.Count - leftCount,
            IsLeft = false,
            Gradient = parent.Gradient - split.GradientLeft,
            Hessian = parent.Hessian - split.HessianLeft,
        };

        if (_constraints is not null) Constrain(ref left, ref right, split);

        var mayGrow = !isLast && (_options.Depth == 0 || left.Depth < _options.Depth);
        if (mayGrow)
        {
            ref var small = ref left.Count < right.Count ? ref left : ref right;
            ref var large = ref left.Count < right.Count ? ref right : ref left;
            small.Histogram = RentHistogram(newIndex, index);
            BuildHistogram(small);
            large.Histogram = parent.Histogram;
            if (large.Histogram >= 0)
            {
                HistogramKernel.Subtract(_histograms[large.Histogram], _histograms[small.Histogram], _cells);
            }
            else
            {
                large.Histogram = RentHistogram(newIndex, index);
                BuildHistogram(large);
            }
        }
        else if (parent.Histogram >= 0) _histograms.Return(parent.Histogram);
        _leaves[index] = left;
        _leaves[newIndex] = right;
        if (mayGrow) FindSplits(index, newIndex);
    }

    // A split on a feature with a direction parts the values that its children may take; every later split below keeps to its part.
    void Constrain(ref Leaf left, ref Leaf right, in Split split)
    {
        if (_constraints!.LimitsPaths)
        {
            left.Path = right.Path = [.. left.Path, split.Feature];
            left.Features = right.Features = _constraints.After(left.Path, left.Features);
        }
        var direction = _finder.DirectionOf(split);
        if (direction == 0) return;
        var leftValue = ValueOf(left);
        var middle = leftValue + (ValueOf(right) - leftValue) / 2;
        if (direction > 0) left.High = right.Low = middle;
        else left.Low = right.High = middle;
    }

    // When none is left, the leaf that is least likely to be split next gives its histogram up.
    int RentHistogram(int leafCount, int except)
    {
        var slot = _histograms.Rent();
        if (slot >= 0) return slot;
        var giver = -1;
        for (var i = 0; i < leafCount; i++)
            if (i != except && _leaves[i].Histogram >= 0 && (giver < 0 || _leaves[i].Best.Gain < _leaves[giver].Best.Gain)) giver = i;
        slot = _leaves[giver].Histogram;
        _leaves[giver].Histogram = -1;
        return slot;
    }

    void BuildHistogram(in Leaf leaf)
    {
        var cells = _histograms[leaf.Histogram];
        var entries = (leaf.InSecond ? _second.Pointer : _first.Pointer) + leaf.Start;
        var count = leaf.Count;
        NativeMemory.Clear(cells, (nuint)_cells * sizeof(long));
        if (_histograms.Workers == 1 || count < SmallNode)
        {
            Accumulate(entries, count, cells);
            return;
        }

        var chunk = Math.Clamp(count / (8 * _team.Threads), 512, 32768);
        var next = 0;
        var partials = _histograms.Partial();
        _team.Run(_histograms.Workers, worker =>
        {
            var target = cells;
            if (worker > 0)
            {
                target = partials[worker - 1].Pointer;
                NativeMemory.Clear(target, (nuint)_cells * sizeof(long));
            }
            int from;
            while ((from = Interlocked.Add(ref next, chunk) - chunk) < count)
                Accumulate(entries + from, Math.Min(chunk, count - from), target);
        });
        foreach (var partial in partials) HistogramKernel.Add(cells, partial.Pointer, _cells);
    }

    void SumRoot(ref Leaf root)
    {
        long gradient = 0, hessian = 0;
        var cells = _histograms[root.Histogram];
        for (var bin = 0; bin < HistogramKernel.CellsPerFeature; bin++)
        {
            gradient += HistogramKernel.GradientSum(cells[bin]);
            hessian += HistogramKernel.HessianSum(cells[bin]);
        }
        root.Gradient = gradient * (1.0 / _scale.Gradient);
        root.Hessian = hessian * (1.0 / _scale.Hessian);
    }

    // Both children of a split at once: one hand-over to the team instead of two.
    void FindSplits(int firstLeaf, int secondLeaf)
    {
        const int FeaturesPerPiece = 16;
        // Both come from one path, so they may ask the same features.
        var features = _leaves[firstLeaf].Features;
        var perLeaf = (features.Length + FeaturesPerPiece - 1) / FeaturesPerPiece;
        var leaves = secondLeaf < 0 ? 1 : 2;
        _team.Run(leaves * perLeaf, piece =>
        {
            var which = piece / perLeaf;
            ref readonly var leaf = ref _leaves[which == 0 ? firstLeaf : secondLeaf];
            var from = piece % perLeaf * FeaturesPerPiece;
            var to = Math.Min(features.Length, from + FeaturesPerPiece);
            var cells = _histograms[leaf.Histogram];
            var sums = new NodeSums(leaf.Gradient, leaf.Hessian, leaf.Count, leaf.Low, leaf.High);
            for (var i = from; i < to; i++)
            {
                var feature = features[i];
                _found[which * features.Length + i] = _finder.Find(feature, cells + _placeOf[feature] * HistogramKernel.CellsPerFeature, sums, _scale);
            }
        });

        for (var which = 0; which < leaves; which++)
        {
            ref var leaf = ref _leaves[which == 0 ? firstLeaf : secondLeaf];
            var best = 0;
            for (var i = 1; i < features.Length; i++)
                if (_found[which * features.Length + i].Gain > _found[which * features.Length + best].Gain) best = i;
            leaf.Best = _found[which * features.Length + best];
            if (leaf.Best.Gain > 0) continue;
            _histograms.Return(leaf.Histogram);
            leaf.Histogram = -1;
        }
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _marks.Dispose();
        _drawn.Dispose();
    }
}
