using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LeadPredict.Boosting;

namespace LeadPredict.Inference;

/// <summary>
/// Builds the <see cref="LeafMasks"/> of an ensemble, block after block: time and memory in its nodes, and in bins times blocks for the index. Runs once a
/// model, often first of all, so its loops ask for optimised code at once.
/// </summary>
sealed class LeafMasksBuilder
{
    const int RowBits = 512;
    static readonly int[] s_widths = [16, 32, 64, 128, 256];

    readonly IReadOnlyList<DecisionTree> _trees;
    readonly int[] _slotOfFeature, _slotStart, _binCounts;
    readonly List<TreeBlock> _blocks = [];
    readonly List<ushort> _asked = [];
    readonly int _blockCount, _entries;
    readonly ushort[] _index;
    readonly double[] _leafValues;
    readonly long _mostBytes;
    readonly DecisionGroup[]? _groups;
    ulong[] _rows;
    int _first, _words, _leaves;

    // Of the block at hand: its nodes, for each slot the newest of them, and the slots that have some.
    readonly Node[] _nodes = new Node[RowBits];
    readonly int[] _newest;
    readonly List<ushort> _slots = [];
    int _nodeCount;
    // Hashes of the rows that the slot at hand has made, to find equal ones.
    readonly List<ulong> _hashes = [];

    /// <summary>A node; when it sends a row right it rules out the bits From to To of the block's row. Before is the node before it on the same slot.</summary>
    readonly record struct Node(DecisionTree Tree, short At, short From, short To, short Before, byte SplitBin, bool MissingLeft);

    LeafMasksBuilder(TreeEnsemble ensemble, ReadOnlySpan<int> features, TreeBlock[] plan, int nodes, int leafValues, long mostBytes, DecisionGroup[]? groups)
    {
        _trees = ensemble.Trees;
        _groups = groups;
        _mostBytes = mostBytes;
        _blockCount = plan.Length;
        _slotOfFeature = new int[ensemble.FeatureCount];
        _newest = new int[features.Length];
        _newest.AsSpan().Fill(-1);
        _slotStart = new int[features.Length + 1];
        _binCounts = new int[features.Length];
        for (var slot = 0; slot < features.Length; slot++)
        {
            _slotOfFeature[features[slot]] = slot;
            _slotStart[slot] = _entries;
            _binCounts[slot] = ensemble.Binner.BinCount(features[slot]);
            _entries += _binCounts[slot];
        }
        // One entry more, row 0 at every block, for the slot that fills up a block's list.
        _slotStart[^1] = _entries++;
        _index = new ushort[_entries * plan.Length];
        _leafValues = new double[leafValues];
        _rows = [];
        Reserve(LeafMasks.WordsPerRow * (nodes + plan.Length));
    }

    /// <param name="features">The features that the trees ask, at least; their positions are the slots.</param>
    /// <param name="mostBytes">Most bytes that the tables may take.</param>
    /// <returns>Null when they would take more.</returns>
    public static LeafMasks? Build(TreeEnsemble ensemble, ReadOnlySpan<int> features, long mostBytes) => Build(ensemble, features, mostBytes, null);

    /// <summary>Tables whose bits are not leaves but nodes: set where a row goes left. There are no leaf values; a "tree" of a block is a group.</summary>
    /// <inheritdoc cref="Build(TreeEnsemble, ReadOnlySpan{int}, long)"/>
    public static LeafMasks? BuildDecisions(TreeEnsemble ensemble, ReadOnlySpan<int> features, DecisionGroup[] groups, long mostBytes) =>
        Build(ensemble, features, mostBytes, groups);

    static LeafMasks? Build(TreeEnsemble ensemble, ReadOnlySpan<int> features, long mostBytes, DecisionGroup[]? groups)
    {
        var plan = Plan(groups is null ? [.. ensemble.Trees.Select(t => t.NodeCount + 1)] : Array.ConvertAll(groups, g => g.Bits));
        long bins = 0, leafValues = 0;
        foreach (var f in features) bins += ensemble.Binner.BinCount(f);
        if (groups is null)
            foreach (var block in plan) leafValues += block.Width * block.Trees;
        // A row a node is about what numbers need, since neighbouring trees share cuts.
        var least = 4 * (bins + 1) * plan.Length + 8 * leafValues;
        long nodes = 0;
        foreach (var grown in ensemble.Trees) nodes += grown.NodeCount;
        if (least + RowBits / 8 * nodes > Math.Min(mostBytes, int.MaxValue) || features.Length >= ushort.MaxValue) return null;
        var builder = new LeafMasksBuilder(ensemble, features, plan, (int)nodes, (int)leafValues, mostBytes - least, groups);
        var tree = 0;
        foreach (var block in plan)
        {
            if (!builder.Add(block, tree)) return null;
            tree += block.Trees;
        }
        return builder.Close();
    }

    // From each tree or group on, the width that takes most of them.
    static TreeBlock[] Plan(int[] bits)
    {
        var plan = new List<TreeBlock>();
        for (var first = 0; first < bits.Length; first += plan[^1].Trees)
        {
            int best = 0, width = 0;
            foreach (var candidate in s_widths)
            {
                var count = 0;
                while (count < RowBits / candidate && first + count < bits.Length && bits[first + count] <= candidate) count++;
                if (count > best) (best, width) = (count, candidate);
            }
            if (best == 0) throw new ArgumentException("A tree has more than 256 leaves.", nameof(bits));
            plan.Add(new TreeBlock(0, 0, 0, 0, (short)width, (short)best));
        }
        return [.. plan];
    }

    bool Add(TreeBlock block, int firstTree)
    {
        var start = _words;
        _nodeCount = 0;
        _slots.Clear();
        for (var i = 0; i < block.Trees; i++)
        {
            if (_groups is null) AddNodes(_trees[firstTree + i], i * block.Width, _leafValues.AsSpan(_leaves + i * block.Width, block.Width));
            else AddDecisions(_groups[firstTree + i], i * block.Width);
        }
        _slots.Sort();
        // Row 0 rules out nothing.
        NewRow().Fill(ulong.MaxValue);
        foreach (var slot in _slots)
        {
            AddSlot(slot, start);
            _newest[slot] = -1;
        }
        while (_slots.Count % LeafMasks.AskedPerStep != 0) _slots.Add((ushort)(_slotStart.Length - 1));
        _blocks.Add(block with { Masks = start, Asked = _asked.Count, AskedCount = _slots.Count, Leaves = _leaves });
        _asked.AddRange(_slots);
        if (_groups is null) _leaves += block.Width * block.Trees;
        return 8L * _words <= _mostBytes && _words <= Array.MaxLength / 2;
    }

    // A parent stands before its children, so sizes come from the back and places from the front.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddNodes(DecisionTree tree, int firstBit, Span<double> valuesOut)
    {
        var nodes = tree.NodeCount;
        if (nodes == 0)
        {
            valuesOut[0] = tree.LeafValue[0];
            return;
        }
        Span<int> leaves = stackalloc int[nodes];
        Span<int> from = stackalloc int[nodes];
        for (var node = nodes - 1; node >= 0; node--)
            leaves[node] = (tree.Left[node] < 0 ? 1 : leaves[tree.Left[node]]) + (tree.Right[node] < 0 ? 1 : leaves[tree.Right[node]]);
        from[0] = 0;
        for (var node = 0; node < nodes; node++)
        {
            int left = tree.Left[node], right = tree.Right[node];
            var middle = from[node] + (left < 0 ? 1 : leaves[left]);
            if (left < 0) valuesOut[from[node]] = tree.LeafValue[~left];
            else from[left] = from[node];
            if (right < 0) valuesOut[middle] = tree.LeafValue[~right];
            else from[right] = middle;

            AddNode(tree, node, firstBit + from[node], firstBit + middle);
        }
    }

    void AddDecisions(DecisionGroup group, int firstBit)
    {
        for (var t = 0; t < group.Trees.Length; t++)
            for (var node = 0; node < group.Places[t].Length; node++)
                AddNode(group.Trees[t], node, firstBit + group.Places[t][node], firstBit + group.Places[t][node] + 1);
    }

    void AddNode(DecisionTree tree, int node, int from, int to)
    {
        var slot = _slotOfFeature[tree.Feature[node]];
        if (_newest[slot] < 0) _slots.Add((ushort)slot);
        _nodes[_nodeCount] = new Node(tree, (short)node, (short)from, (short)to, (short)_newest[slot], tree.SplitBin[node], tree.MissingLeft[node]);
        _newest[slot] = _nodeCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void AddSlot(int slot, int start)
    {
        var index = _index.AsSpan(_blocks.Count * _entries + _slotStart[slot], _binCounts[slot]);
        var missingBin = index.Length - 1;
        var newest = _newest[slot];
        _hashes.Clear();
        index[missingBin] = RowOfMissing(newest, start);
        if (_nodes[newest].Tree.SetStart[_nodes[newest].At] >= 0)
        {
            for (var bin = 0; bin < missingBin; bin++) index[bin] = RowOfCategory(newest, bin, start);
            return;
        }

        // In order of cuts: the row after a cut rules out what the row before it does, and what the nodes with this cut do.
        Span<int> byCut = stackalloc int[RowBits];
        var count = 0;
        for (int n = newest; n >= 0; n = _nodes[n].Before) byCut[count++] = _nodes[n].SplitBin << 16 | n;
        byCut[..count].Sort();
        int from = 0, before = 0;
        for (var i = 0; i < count;)
        {
            // The last value bin as a cut sends every value left.
            var cut = byCut[i] >> 16;
            if (cut >= missingBin - 1) break;
            index[from..(cut + 1)].Fill((ushort)before);
            from = cut + 1;
            var row = NewRow();
            Row(start + before * LeafMasks.WordsPerRow).CopyTo(row);
            for (; i < count && byCut[i] >> 16 == cut; i++) RuleOut(row, _nodes[byCut[i] & 0xFFFF]);
            before = Known(start);
        }
        index[from..missingBin].Fill((ushort)before);
    }

    // The walk over values asks the flag for a missing one, at categories too.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    ushort RowOfMissing(int newest, int start)
    {
        var row = NewRow();
        row.Fill(ulong.MaxValue);
        for (int n = newest; n >= 0; n = _nodes[n].Before)
            if (!_nodes[n].MissingLeft) RuleOut(row, _nodes[n]);
        return Known(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    ushort RowOfCategory(int newest, int bin, int start)
    {
        var row = NewRow();
        row.Fill(ulong.MaxValue);
        for (int n = newest; n >= 0; n = _nodes[n].Before)
            if (!_nodes[n].Tree.InSet(_nodes[n].At, bin)) RuleOut(row, _nodes[n]);
        return Known(start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    Span<ulong> NewRow()
    {
        if (_rows.Length - _first < _words + LeafMasks.WordsPerRow) Reserve(_rows.Length * 2);
        _words += LeafMasks.WordsPerRow;
        return Row(_words - LeafMasks.WordsPerRow);
    }

    Span<ulong> Row(int word) => _rows.AsSpan(_first + word, LeafMasks.WordsPerRow);

    // In an array that stays where it is, each row on one cache line.
    void Reserve(int words)
    {
        var rows = GC.AllocateUninitializedArray<ulong>(words + LeafMasks.WordsPerRow, pinned: true);
        var first = (int)((64 - (Marshal.UnsafeAddrOfPinnedArrayElement(rows, 0) & 63)) & 63) / sizeof(ulong);
        _rows.AsSpan(_first, _words).CopyTo(rows.AsSpan(first));
        (_rows, _first) = (rows, first);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void RuleOut(Span<ulong> row, in Node node)
    {
        for (var word = node.From >> 6; word <= (node.To - 1) >> 6; word++)
        {
            var from = Math.Max(0, node.From - 64 * word);
            var to = Math.Min(64, node.To - 64 * word);
            row[word] &= ~(ulong.MaxValue >> (64 - (to - from)) << from);
        }
    }

    // The newest row's number in the block; an equal one of the same slot, or row 0, takes its place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    ushort Known(int start)
    {
        var row = Row(_words - LeafMasks.WordsPerRow);
        if (row.IndexOfAnyExcept(ulong.MaxValue) < 0)
        {
            _words -= LeafMasks.WordsPerRow;
            return 0;
        }
        var number = (_words - start) / LeafMasks.WordsPerRow - 1;
        ulong hash = 0;
        foreach (var word in row) hash = (ulong.RotateLeft(hash, 29) ^ word) * 0xD6E8FEB86659FD93UL;
        for (var i = 0; i < _hashes.Count; i++)
        {
            var other = number - _hashes.Count + i;
            if (_hashes[i] != hash || !row.SequenceEqual(Row(start + other * LeafMasks.WordsPerRow))) continue;
            _words -= LeafMasks.WordsPerRow;
            return (ushort)other;
        }
        _hashes.Add(hash);
        return (ushort)number;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    LeafMasks Close()
    {
        var byBin = new ushort[_index.Length];
        for (var entry = 0; entry < _entries; entry++)
            for (var block = 0; block < _blockCount; block++) byBin[entry * _blockCount + block] = _index[block * _entries + entry];
        return new()
        {
            Blocks = [.. _blocks],
            Asked = [.. _asked],
            Index = byBin,
            BlockIndex = _index,
            SlotStart = _slotStart,
            LeafValues = _leafValues,
            Words = _rows,
            FirstWord = _first,
        };
    }
}
