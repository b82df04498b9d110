using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Explanation;

/// <summary>Trees that no training would grow: random questions at random leaves, with covers counted from random rows.</summary>
static class RandomTrees
{
    /// <summary>An ensemble over <paramref name="features"/> columns of 8 bins, every third one a category of 7 codes.</summary>
    public static TreeEnsemble Ensemble(int features, int trees, int leaves, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var binner = Binner(features);
        var rows = Enumerable.Range(0, 400).Select(_ => Row(binner, random)).ToArray();
        return new TreeEnsemble
        {
            Binner = binner,
            Bias = random.NextNormal(),
            Additive = new AdditiveTerms([.. Enumerable.Range(0, features).Select(f => f % 2 == 0 ? [] : Enumerable.Range(0, 8).Select(_ => random.NextNormal()).ToArray())]),
            Trees = [.. Enumerable.Range(0, trees).Select(_ => Grow(binner, rows, leaves, random))],
        };
    }

    public static FeatureBinner Binner(int features) => new(
        [.. Enumerable.Range(0, features).Select(f => f % 3 == 2 ? new FeatureKind(true, 7) : new FeatureKind(false, 0))],
        [.. Enumerable.Range(0, features).Select(f => f % 3 == 2 ? Array.Empty<float>() : [-1.5f, -1, -0.5f, 0, 0.5f, 1])]);

    public static float[] Row(FeatureBinner binner, DeterministicRandom random)
    {
        var row = new float[binner.FeatureCount];
        for (var f = 0; f < row.Length; f++)
            row[f] = random.NextInt(8) == 0 ? float.NaN : binner.Kinds[f].IsCategory ? random.NextInt(7) : (float)random.NextNormal();
        return row;
    }

    static DecisionTree Grow(FeatureBinner binner, float[][] rows, int leaves, DeterministicRandom random)
    {
        var builder = new TreeBuilder(leaves, binner);
        var open = new List<(float[][] Rows, int Parent, bool IsLeft)> { (rows, -1, false) };
        for (var tries = 0; open.Count < leaves && tries < 100 * leaves; tries++)
        {
            var at = random.NextInt(open.Count);
            var split = RandomSplit(binner, random);
            var sides = open[at].Rows.ToLookup(row => GoesLeft(split, binner, row));
            // Covers of zero have a test of their own.
            if (!sides[true].Any() || !sides[false].Any()) continue;
            var node = builder.AddNode(open[at].Parent, open[at].IsLeft, split, open[at].Rows.Length);
            open[at] = ([.. sides[true]], node, true);
            open.Add(([.. sides[false]], node, false));
        }
        for (var leaf = 0; leaf < open.Count; leaf++)
            builder.SetLeaf(leaf, open[leaf].Parent, open[leaf].IsLeft, random.NextNormal(), open[leaf].Rows.Length);
        return builder.Build(open.Count);
    }

    static Split RandomSplit(FeatureBinner binner, DeterministicRandom random)
    {
        var split = new Split { Feature = random.NextInt(binner.FeatureCount), MissingLeft = random.NextInt(2) == 0 };
        split.IsCategory = binner.Kinds[split.Feature].IsCategory;
        if (!split.IsCategory)
        {
            split.Bin = random.NextInt(7);
            if (split.Bin == 6) split.MissingLeft = false;
            return split;
        }
        for (var bin = 0; bin < 7; bin++)
            if (random.NextInt(2) == 0) split.Set.Add(bin);
        if (split.MissingLeft) split.Set.Add(7);
        return split;
    }

    static bool GoesLeft(Split split, FeatureBinner binner, float[] row)
    {
        var bin = binner.Bin(split.Feature, row[split.Feature]);
        return bin == 7 ? split.MissingLeft : split.IsCategory ? split.Set.Contains(bin) : bin <= split.Bin;
    }

    /// <summary>A chain that asks one feature after another, the left side a leaf, 10 rows at the end and 10 more at every turn-off.</summary>
    public static DecisionTree Chain(FeatureBinner binner, int[] features, DeterministicRandom random)
    {
        var builder = new TreeBuilder(features.Length + 1, binner);
        for (var depth = 0; depth < features.Length; depth++)
        {
            var split = new Split { Feature = features[depth], Bin = 1 + random.NextInt(4), IsCategory = binner.Kinds[features[depth]].IsCategory };
            if (split.IsCategory) split.Set.Add(random.NextInt(7));
            builder.AddNode(depth - 1, isLeft: false, split, 10 * (features.Length + 1 - depth));
            builder.SetLeaf(depth, depth, isLeft: true, random.NextNormal(), 10);
        }
        builder.SetLeaf(features.Length, features.Length - 1, isLeft: false, random.NextNormal(), 10);
        return builder.Build(features.Length + 1);
    }
}
