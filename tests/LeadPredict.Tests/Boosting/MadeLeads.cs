using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

/// <summary>Small training sets made from a seed, and the pieces that a test needs around them.</summary>
static class MadeLeads
{
    public static readonly FeatureKind Number = new(false, 0);

    public static FeatureKind Category(int levels) => new(true, levels);

    /// <summary>Row numbers 0 … n - 1.</summary>
    public static int[] Rows(int count) => [.. Enumerable.Range(0, count)];

    /// <summary>
    /// Numbers (normal, long-tailed, of few values; some with gaps), then categories of 12 codes, and labels that follow a slope, a step, two
    /// categories and an interaction.
    /// </summary>
    public static TrainingSet Mixed(int rows, int numbers, int categories, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var columns = new float[numbers + categories][];
        var kinds = new FeatureKind[columns.Length];
        for (var f = 0; f < columns.Length; f++)
        {
            columns[f] = new float[rows];
            kinds[f] = f < numbers ? Number : Category(12);
            for (var row = 0; row < rows; row++)
            {
                var normal = random.NextNormal();
                var value = f >= numbers ? (float)Math.Min(11, Math.Floor(Math.Abs(normal) * 5))
                    : (f % 3) switch { 0 => (float)normal, 1 => (float)Math.Exp(2 * normal), _ => (float)Math.Round(3 * normal) };
                columns[f][row] = f % 2 == 1 && random.NextDouble() < 0.15 ? float.NaN : value;
            }
        }
        var labels = new float[rows];
        for (var row = 0; row < rows; row++)
        {
            var z = -0.7 + 1.1 * columns[0][row];
            if (numbers > 1) z += columns[1][row] > 1 ? 0.8 : float.IsNaN(columns[1][row]) ? -0.9 : 0;
            if (numbers > 2) z += 0.25 * columns[0][row] * columns[2][row];
            if (categories > 0) z += columns[numbers][row] is 2 or 5 or 7 ? 1.2 : 0;
            labels[row] = random.NextDouble() < PortableMath.Sigmoid(z) ? 1 : 0;
        }
        return new TrainingSet(columns, kinds, labels);
    }

    /// <summary>Rows of values that provoke: gaps, infinities, both zeros, denormals, huge numbers, codes that training never saw.</summary>
    public static float[] StrangeRow(FeatureKind[] kinds, DeterministicRandom random)
    {
        float[] numbers =
        [
            float.NaN, float.PositiveInfinity, float.NegativeInfinity, -0f, 0f, float.Epsilon, -float.Epsilon, 1e-40f, 1e38f, -1e38f,
            float.MaxValue, float.MinValue, 0.5f, -1.5f, 3f,
        ];
        float[] codes = [float.NaN, -1f, 255f, 256f, 1e9f, 1e38f, float.PositiveInfinity, float.NegativeInfinity, 0f, 1f, 5f, 11f, 12f, 13f];
        var row = new float[kinds.Length];
        for (var f = 0; f < row.Length; f++)
        {
            var strange = kinds[f].IsCategory ? codes : numbers;
            row[f] = random.NextInt(3) > 0 ? strange[random.NextInt(strange.Length)]
                : kinds[f].IsCategory ? random.NextInt(kinds[f].Levels) : (float)(3 * random.NextNormal());
        }
        return row;
    }

    /// <summary>A fitted ensemble with an additive part and some tens of trees.</summary>
    public static TreeEnsemble Fitted(TrainingSet set, BoostingOptions? options = null, int trees = 15)
    {
        using var booster = new GradientBooster(options ?? Plain with { Members = 2, LinearStart = 0.5 });
        return booster.Fit(set, Rows(set.Labels.Length), new Recipe(trees, trees, 1));
    }

    /// <summary>Every option that a result depends on, at a value of its own.</summary>
    public static BoostingOptions Plain { get; } = new()
    {
        Trees = 100,
        Leaves = 15,
        Depth = 0,
        LearningRate = 0.1,
        MinRowsPerLeaf = 10,
        MinHessianPerLeaf = 0.5,
        L1 = 0,
        L2 = 1,
        MinGain = 0,
        MaxBins = 255,
        RowSampling = 1,
        ColumnSampling = 1,
        MinHessianPerCategory = 1,
        CategorySmoothing = 10,
        CategoryL2 = 10,
        EarlyStoppingRounds = 20,
        Members = 1,
        LinearStart = 0,
        LinearL2 = 1,
        Threads = 1,
        Seed = 42,
    };
}
