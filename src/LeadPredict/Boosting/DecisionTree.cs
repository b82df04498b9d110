namespace LeadPredict.Boosting;

/// <summary>
/// One regression tree over encoded rows, as flat arrays. Node 0 is the root; a child at or above 0 is a node, a negative child is leaf <c>~child</c>.
/// A tree of one leaf has no nodes. At a number, <c>value &lt;= threshold</c> goes left; at a category, the codes in its set go left; missing goes
/// where <see cref="MissingLeft"/> says. Immutable once built, thread safe.
/// </summary>
public sealed class DecisionTree
{
    /// <summary>64-bit words in a category set: one bit for each of 256 bins, the missing one included.</summary>
    public const int WordsPerSet = 4;

    /// <summary>Feature each node asks, length M (number of nodes).</summary>
    public required int[] Feature { get; init; }
    /// <summary>Upper edge of the left side, length M; +infinity sends every number left; unused at categories.</summary>
    public required float[] Threshold { get; init; }
    /// <summary>The bin that ends at the threshold, length M; unused at categories.</summary>
    public required byte[] SplitBin { get; init; }
    /// <summary>True where a missing value goes left, length M.</summary>
    public required bool[] MissingLeft { get; init; }
    /// <summary>First word of the node's category set in <see cref="CategorySets"/>, or -1 at numbers, length M.</summary>
    public required int[] SetStart { get; init; }
    /// <summary>Sets of category bins that go left, four words each.</summary>
    public required ulong[] CategorySets { get; init; }
    /// <summary>Left and right child of each node, length M.</summary>
    public required int[] Left { get; init; }
    /// <inheritdoc cref="Left"/>
    public required int[] Right { get; init; }
    /// <summary>Training rows that reached each node, length M.</summary>
    public required double[] Cover { get; init; }
    /// <summary>Fall in loss that each node's split brought, length M.</summary>
    public required float[] Gain { get; init; }
    /// <summary>Log-odds each leaf adds, learning rate included, length L = M + 1.</summary>
    public required double[] LeafValue { get; init; }
    /// <summary>Training rows that reached each leaf, length L.</summary>
    public required double[] LeafCover { get; init; }

    /// <summary>Number of nodes M.</summary>
    public int NodeCount => Feature.Length;

    /// <summary>The leaf of an encoded row (length F, NaN is missing).</summary>
    public int LeafOf(ReadOnlySpan<float> row)
    {
        if (Feature.Length == 0) return 0;
        var node = 0;
        do
        {
            node = GoesLeft(node, row[Feature[node]]) ? Left[node] : Right[node];
        }
        while (node >= 0);
        return ~node;
    }

    /// <summary>The leaf of a row of bins (length F) of the binner that the tree was grown with.</summary>
    public int LeafOf(ReadOnlySpan<byte> bins)
    {
        if (Feature.Length == 0) return 0;
        var node = 0;
        do
        {
            node = BinGoesLeft(node, bins[Feature[node]]) ? Left[node] : Right[node];
        }
        while (node >= 0);
        return ~node;
    }

    /// <summary>Whether an encoded value goes left at <paramref name="node"/>.</summary>
    public bool GoesLeft(int node, float value)
    {
        if (float.IsNaN(value)) return MissingLeft[node];
        if (SetStart[node] < 0) return value <= Threshold[node];
        // The binner's reading of a code outside the levels: "other", the bin before missing.
        var code = (int)value;
        return InSet(node, (uint)code < MissingBin[node] ? code : MissingBin[node] - 1);
    }

    /// <summary>Whether a bin of the binner that the tree was grown with goes left at <paramref name="node"/>.</summary>
    internal bool BinGoesLeft(int node, byte bin)
    {
        if (SetStart[node] >= 0) return InSet(node, bin);
        // A missing value's bin lies above every threshold's bin, so only "missing goes left" needs a look at the table.
        return bin <= SplitBin[node] || (MissingLeft[node] && bin == MissingBin[node]);
    }

    /// <summary>The bin of a missing value at each node's feature, length M.</summary>
    public required byte[] MissingBin { get; init; }

    /// <summary>Whether a category bin is in the set that goes left at <paramref name="node"/>, a category.</summary>
    public bool InSet(int node, int bin) => (CategorySets[SetStart[node] + (bin >> 6)] >> (bin & 63) & 1) != 0;

    /// <summary>The same tree with every leaf value multiplied by <paramref name="factor"/>.</summary>
    public DecisionTree Scaled(double factor) => new()
    {
        Feature = Feature,
        Threshold = Threshold,
        SplitBin = SplitBin,
        MissingLeft = MissingLeft,
        MissingBin = MissingBin,
        SetStart = SetStart,
        CategorySets = CategorySets,
        Left = Left,
        Right = Right,
        Cover = Cover,
        Gain = Gain,
        LeafValue = [.. LeafValue.Select(v => v * factor)],
        LeafCover = LeafCover,
    };
}
