using System.Runtime.CompilerServices;
using LeadPredict.Boosting;

namespace LeadPredict.Modeling;

/// <summary>The section of a model file that holds the trees, most of its bytes; docs/MODEL-FILE.md has the layout.</summary>
static class TreeSection
{
    const int MostTrees = 1_000_000;
    const int MostNodes = byte.MaxValue;

    public static void Write(BinaryWriter writer, IReadOnlyList<DecisionTree> trees)
    {
        writer.Write(trees.Count);
        foreach (var tree in trees)
        {
            writer.Write((byte)tree.NodeCount);
            for (var node = 0; node < tree.NodeCount; node++)
            {
                writer.Write(tree.Feature[node]);
                writer.Write((byte)((tree.MissingLeft[node] ? 1 : 0) | (tree.SetStart[node] >= 0 ? 2 : 0)));
                if (tree.SetStart[node] >= 0)
                    for (var word = 0; word < DecisionTree.WordsPerSet; word++) writer.Write(tree.CategorySets[tree.SetStart[node] + word]);
                else writer.Write(tree.SplitBin[node]);
                writer.Write((short)tree.Left[node]);
                writer.Write((short)tree.Right[node]);
                writer.Write(tree.Cover[node]);
                writer.Write(tree.Gain[node]);
            }
            for (var leaf = 0; leaf <= tree.NodeCount; leaf++)
            {
                writer.Write(tree.LeafValue[leaf]);
                writer.Write(tree.LeafCover[leaf]);
            }
        }
    }

    /// <exception cref="InvalidDataException">The bytes end early, or a tree contradicts itself or the bins.</exception>
    public static DecisionTree[] Read(SectionReader reader, FeatureBinner binner)
    {
        var trees = new DecisionTree[reader.ReadCount(MostTrees, "trees")];
        var sets = new ulong[MostNodes * DecisionTree.WordsPerSet];
        for (var t = 0; t < trees.Length; t++) trees[t] = ReadTree(ref reader, binner, sets);
        return trees;
    }

    // Often the first thing a program does: optimised code at once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static DecisionTree ReadTree(ref SectionReader reader, FeatureBinner binner, ulong[] setsScratch)
    {
        int nodes = reader.ReadByte();
        var feature = new int[nodes];
        var threshold = new float[nodes];
        var bin = new byte[nodes];
        var missingLeft = new bool[nodes];
        var missingBin = new byte[nodes];
        var setStart = new int[nodes];
        int[] left = new int[nodes], right = new int[nodes];
        var cover = new double[nodes];
        var gain = new float[nodes];
        var words = 0;
        for (var node = 0; node < nodes; node++)
        {
            var f = reader.ReadInt32();
            ModelSections.Require((uint)f < (uint)binner.FeatureCount, "a split asks a feature that does not exist");
            feature[node] = f;
            var flags = reader.ReadByte();
            missingLeft[node] = (flags & 1) != 0;
            missingBin[node] = (byte)binner.MissingBin(f);
            var isCategory = (flags & 2) != 0;
            ModelSections.Require(isCategory == binner.Kinds[f].IsCategory, "a split is of another kind than its feature");
            setStart[node] = isCategory ? words : -1;
            if (isCategory)
            {
                for (var word = 0; word < DecisionTree.WordsPerSet; word++) setsScratch[words++] = reader.ReadUInt64();
            }
            else
            {
                bin[node] = reader.ReadByte();
                var edges = binner.Thresholds(f);
                ModelSections.Require(bin[node] <= edges.Length, "a split lies past the last bin");
                threshold[node] = bin[node] < edges.Length ? edges[bin[node]] : float.PositiveInfinity;
            }
            left[node] = reader.ReadInt16();
            right[node] = reader.ReadInt16();
            cover[node] = reader.ReadFinite("cover");
            gain[node] = reader.ReadSingle();
        }
        RequireTree(left, right);
        var leafValue = new double[nodes + 1];
        var leafCover = new double[nodes + 1];
        for (var leaf = 0; leaf <= nodes; leaf++)
        {
            leafValue[leaf] = reader.ReadFinite("leaf value");
            leafCover[leaf] = reader.ReadFinite("leaf cover");
        }
        return new DecisionTree
        {
            Feature = feature,
            Threshold = threshold,
            SplitBin = bin,
            MissingLeft = missingLeft,
            MissingBin = missingBin,
            SetStart = setStart,
            CategorySets = setsScratch[..words],
            Left = left,
            Right = right,
            Cover = cover,
            Gain = gain,
            LeafValue = leafValue,
            LeafCover = leafCover,
        };
    }

    // Every node but the root and every leaf has exactly one parent, and a parent comes before its children: so no walk is endless.
    static void RequireTree(ReadOnlySpan<int> left, ReadOnlySpan<int> right)
    {
        Span<bool> nodeSeen = stackalloc bool[MostNodes];
        Span<bool> leafSeen = stackalloc bool[MostNodes + 1];
        nodeSeen.Clear();
        leafSeen.Clear();
        for (var node = 0; node < left.Length; node++)
        {
            RequireChild(left[node], node, left.Length, nodeSeen, leafSeen);
            RequireChild(right[node], node, left.Length, nodeSeen, leafSeen);
        }
    }

    static void RequireChild(int child, int parent, int nodes, Span<bool> nodeSeen, Span<bool> leafSeen)
    {
        if (child >= 0)
        {
            ModelSections.Require(child > parent && child < nodes && !nodeSeen[child], "a tree's nodes are not in order");
            nodeSeen[child] = true;
        }
        else
        {
            ModelSections.Require(~child <= nodes && !leafSeen[~child], "a tree's leaves are not in order");
            leafSeen[~child] = true;
        }
    }
}
