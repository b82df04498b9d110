namespace LeadPredict.Boosting;

// Where the rows go: from a leaf to its children, and at the end to the leaf that holds them.
sealed unsafe partial class TreeGrower
{
    // Stable: entries keep their order on both sides, so that the result is the same for any number of chunks and threads.
    int Partition(in Leaf leaf, in Split split)
    {
        var goesLeft = stackalloc byte[256];
        var missingBin = _table.Binner.MissingBin(split.Feature);
        for (var bin = 0; bin < 256; bin++)
        {
            var isLeft = split.IsCategory ? split.Set.Contains(bin) : bin <= split.Bin || (bin == missingBin && split.MissingLeft);
            goesLeft[bin] = isLeft ? (byte)1 : (byte)0;
        }

        var source = (leaf.InSecond ? _second.Pointer : _first.Pointer) + leaf.Start;
        var target = (leaf.InSecond ? _first.Pointer : _second.Pointer) + leaf.Start;
        var marks = _marks.Pointer + leaf.Start;
        var column = _table.Column(split.Feature);
        var count = leaf.Count;
        if (_team.Threads == 1 || count < SmallNode * 2)
        {
            var left = HistogramKernel.MarkLeft(source, count, column, goesLeft, marks);
            HistogramKernel.Scatter(source, count, marks, target, target + left);
            return left;
        }

        var chunks = (count + ChunkRows - 1) / ChunkRows;
        var leftOf = new int[chunks + 1];
        _team.Run(chunks, chunk =>
        {
            var from = chunk * ChunkRows;
            leftOf[chunk + 1] = HistogramKernel.MarkLeft(source + from, Math.Min(ChunkRows, count - from), column, goesLeft, marks + from);
        });
        for (var chunk = 0; chunk < chunks; chunk++) leftOf[chunk + 1] += leftOf[chunk];
        var leftCount = leftOf[chunks];
        _team.Run(chunks, chunk =>
        {
            var from = chunk * ChunkRows;
            HistogramKernel.Scatter(source + from, Math.Min(ChunkRows, count - from), marks + from,
                target + leftOf[chunk], target + leftCount + from - leftOf[chunk]);
        });
        return leftCount;
    }

    void MarkLeaves(int leafCount, byte* leafOfRow) => _team.Run(leafCount, i =>
    {
        ref readonly var leaf = ref _leaves[i];
        HistogramKernel.MarkLeaf((leaf.InSecond ? _second.Pointer : _first.Pointer) + leaf.Start, leaf.Count, (byte)i, leafOfRow);
    });
}
