namespace LeadPredict.Inference;

/// <summary>A run of neighbouring trees whose leaves fit side by side into one row of 512 bits.</summary>
/// <param name="Masks">First 64-bit word of the block's rows in <see cref="LeafMasks.Words"/>; a row is eight of them.</param>
/// <param name="Asked">First of the block's features in <see cref="LeafMasks.Asked"/>.</param>
/// <param name="AskedCount">Number of distinct features that the block's trees ask, filled up.</param>
/// <param name="Leaves">First leaf value in <see cref="LeafMasks.LeafValues"/>; a tree takes <paramref name="Width"/> of them.</param>
/// <param name="Width">Bits and leaf values a tree: 16, 32, 64, 128 or 256.</param>
/// <param name="Trees">Number of trees, at most 512 / <paramref name="Width"/>.</param>
readonly record struct TreeBlock(int Masks, int Asked, int AskedCount, int Leaves, short Width, short Trees);

/// <summary>
/// Trees as tables of leaf masks (QuickScorer, Lucchese et al. 2015). A tree's leaves are numbered from left to right, and a node that sends a row right
/// rules out the leaves on its left: the lowest leaf that no node rules out is where the row ends. What all nodes of one feature rule out depends
/// on the feature's bin alone, so each (block of trees, feature) has one row of masks for each set of bins that its nodes do not tell apart, and a
/// prediction is an AND over features and a count of trailing zeros a tree.
/// <code>
/// Rows: [ block 0: row 0 = nothing ruled out | rows of its features … ] [ block 1 … ]
/// Row of a (block, slot, bin): Index[(SlotStart[slot] + bin) * Blocks.Length + block]
/// </code>
/// Immutable, thread safe.
/// </summary>
sealed class LeafMasks
{
    public const int WordsPerRow = 8;
    /// <summary>A block's features are a multiple of this, filled up by the slot after the last, which rules out nothing.</summary>
    public const int AskedPerStep = 4;

    /// <summary>Blocks in order of trees.</summary>
    public required TreeBlock[] Blocks { get; init; }

    /// <summary>Slots of the features that each block asks.</summary>
    public required ushort[] Asked { get; init; }

    /// <summary>For each slot, bin and block the number of a row of the block, blocks innermost: one lead reads neighbours.</summary>
    public required ushort[] Index { get; init; }

    /// <summary>The same, blocks outermost: many leads read the same few lines at one block.</summary>
    public required ushort[] BlockIndex { get; init; }

    /// <summary>Number of the bins of the slots before each slot, and of all.</summary>
    public required int[] SlotStart { get; init; }

    /// <summary>Leaf values from left to right, tree after tree.</summary>
    public required double[] LeafValues { get; init; }

    /// <summary>All rows, the first at <see cref="FirstWord"/>. The array is pinned, and each row is on one cache line.</summary>
    public required ulong[] Words { get; init; }

    /// <inheritdoc cref="Words"/>
    public required int FirstWord { get; init; }

    /// <summary>Bytes that all tables take.</summary>
    public long Bytes => 8 * Words.LongLength + 8 * LeafValues.LongLength + 4 * Index.LongLength + 2 * Asked.LongLength + 20 * Blocks.LongLength;
}
