using LeadPredict.Boosting;

namespace LeadPredict.MLNet;

/// <summary>Counts the rows that reach each node and leaf, which ML.NET does not keep and reasons need.</summary>
static class TreeCovers
{
    const int BlockRows = 2048;

    /// <summary>The same ensemble with covers counted over <paramref name="rows"/>.</summary>
    public static TreeEnsemble Counted(TreeEnsemble ensemble, TrainingSet set, int[] rows, CancellationToken ct)
    {
        var counts = ensemble.Trees.Select(t => new int[2 * t.NodeCount + 1]).ToArray();
        var blocks = (rows.Length + BlockRows - 1) / BlockRows;
        Parallel.For(0, blocks, new ParallelOptions { CancellationToken = ct }, () => (Row: new float[set.Kinds.Length], Counts: Array.ConvertAll(counts, c => new int[c.Length])), (block, _, own) =>
        {
            for (var i = block * BlockRows; i < Math.Min(rows.Length, (block + 1) * BlockRows); i++)
            {
                set.CopyRow(rows[i], own.Row);
                for (var t = 0; t < own.Counts.Length; t++) Walk(ensemble.Trees[t], own.Row, own.Counts[t]);
            }
            return own;
        },
        own =>
        {
            lock (counts)
                for (var t = 0; t < counts.Length; t++)
                    for (var i = 0; i < counts[t].Length; i++) counts[t][i] += own.Counts[t][i];
        });
        return new TreeEnsemble { Binner = ensemble.Binner, Bias = ensemble.Bias, Additive = ensemble.Additive, Trees = [.. ensemble.Trees.Select((t, i) => With(t, counts[i]))] };
    }

    // Counts of the nodes, then of the leaves.
    static void Walk(DecisionTree tree, float[] row, int[] counts)
    {
        var at = 0;
        do
        {
            counts[at]++;
            at = tree.GoesLeft(at, row[tree.Feature[at]]) ? tree.Left[at] : tree.Right[at];
        }
        while (at >= 0);
        counts[tree.NodeCount + ~at]++;
    }

    static DecisionTree With(DecisionTree tree, int[] counts) => new()
    {
        Feature = tree.Feature,
        Threshold = tree.Threshold,
        SplitBin = tree.SplitBin,
        MissingLeft = tree.MissingLeft,
        MissingBin = tree.MissingBin,
        SetStart = tree.SetStart,
        CategorySets = tree.CategorySets,
        Left = tree.Left,
        Right = tree.Right,
        Cover = Array.ConvertAll(counts[..tree.NodeCount], c => (double)c),
        Gain = tree.Gain,
        LeafValue = tree.LeafValue,
        LeafCover = Array.ConvertAll(counts[tree.NodeCount..], c => (double)c),
    };
}
