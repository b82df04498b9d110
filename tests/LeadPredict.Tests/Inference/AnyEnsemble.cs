using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Inference;

/// <summary>Ensembles and rows that no training would give: any number of bins, levels, leaves and shapes, and values on and beside every threshold.</summary>
sealed class AnyEnsemble
{
    readonly DeterministicRandom _random;
    readonly float[][] _values;

    /// <param name="features">Every third one is a category, of 1 to 255 codes; numbers have 0 to 254 thresholds.</param>
    /// <param name="leaves">Leaves of each tree; trees stop there.</param>
    public AnyEnsemble(int features, int[] leaves, ulong seed, bool additive = false)
    {
        _random = new DeterministicRandom(seed);
        var kinds = new FeatureKind[features];
        var thresholds = new float[features][];
        for (var f = 0; f < features; f++)
        {
            kinds[f] = f % 3 == 2 ? new FeatureKind(true, 1 + _random.NextInt(f % 2 == 0 ? 12 : 255)) : new FeatureKind(false, 0);
            thresholds[f] = kinds[f].IsCategory ? [] : Thresholds(f % 4 == 0 ? 254 : _random.NextInt(255));
        }
        var binner = new FeatureBinner(kinds, thresholds);
        Ensemble = new TreeEnsemble
        {
            Binner = binner,
            Bias = _random.NextNormal(),
            Additive = additive ? new AdditiveTerms([.. kinds.Select((_, f) => f % 2 == 0 ? [] : Normals(binner.BinCount(f)))]) : null,
            Trees = [.. leaves.Select(l => Grow(binner, l))],
        };
        _values = [.. Enumerable.Range(0, features).Select(f => Values(binner, f))];
    }

    public TreeEnsemble Ensemble { get; }

    double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextNormal())];

    float[] Thresholds(int count)
    {
        var edges = new SortedSet<float>();
        float[] extremes = [float.MinValue, -1e-40f, -float.Epsilon, 0f, float.Epsilon, 1e-40f, 1e30f, float.MaxValue];
        while (edges.Count < count) edges.Add(_random.NextInt(20) == 0 ? extremes[_random.NextInt(extremes.Length)] : (float)_random.NextNormal());
        return [.. edges];
    }

    DecisionTree Grow(FeatureBinner binner, int leaves)
    {
        var builder = new TreeBuilder(Math.Max(2, leaves), binner);
        var open = new List<(int Parent, bool IsLeft)> { (-1, false) };
        while (open.Count < leaves)
        {
            // Often the newest leaf, so that long chains come up too.
            var at = _random.NextInt(3) == 0 ? open.Count - 1 : _random.NextInt(open.Count);
            var node = builder.AddNode(open[at].Parent, open[at].IsLeft, AnySplit(binner), 10);
            open[at] = (node, true);
            open.Add((node, false));
        }
        for (var leaf = 0; leaf < leaves; leaf++) builder.SetLeaf(leaf, open[leaf].Parent, open[leaf].IsLeft, _random.NextNormal(), 1);
        return builder.Build(leaves);
    }

    Split AnySplit(FeatureBinner binner)
    {
        var split = new Split { Feature = _random.NextInt(binner.FeatureCount), MissingLeft = _random.NextInt(2) == 0 };
        split.IsCategory = binner.Kinds[split.Feature].IsCategory;
        var missing = binner.MissingBin(split.Feature);
        // The last value bin included: its split parts all values from missing.
        if (!split.IsCategory) split.Bin = _random.NextInt(missing);
        else
        {
            for (var bin = 0; bin < missing; bin++)
                if (_random.NextInt(2) == 0) split.Set.Add(bin);
            if (split.MissingLeft) split.Set.Add(missing);
        }
        return split;
    }

    // Every threshold and its neighbours, every code and some that are none, gaps and extremes.
    static float[] Values(FeatureBinner binner, int f)
    {
        float[] codes = [.. Enumerable.Range(0, binner.Kinds[f].Levels).Select(c => (float)c), -1, 255, 256, 1e9f, 1e38f];
        float[] numbers = [.. binner.Thresholds(f).ToArray().SelectMany(t => (float[])[MathF.BitDecrement(t), t, MathF.BitIncrement(t)]), 0f, -0f, 0.5f, 1e-42f];
        float[] values = [.. binner.Kinds[f].IsCategory ? codes : numbers, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon];
        // An eighth of the values is missing.
        return [.. values, .. Enumerable.Repeat(float.NaN, 1 + values.Length / 8)];
    }

    public float[] Rows(int count)
    {
        var rows = new float[count * _values.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var values = _values[i % _values.Length];
            rows[i] = values[_random.NextInt(values.Length)];
        }
        return rows;
    }
}
