namespace LeadPredict.Explanation;

/// <summary>
/// Some leads with their exact contributions: n rows of F features, row-major. What is said of a model as a whole is computed from it, so the costly
/// part is done once. Immutable, thread safe.
/// </summary>
public sealed class ContributionSample
{
    /// <summary>Leads that are enough for what is shown of a model.</summary>
    public const int MostRows = 2000;
    const int MostValues = 4_000_000;
    const int FewestRows = 200;
    const int Block = 32;

    readonly float[] _rows;
    readonly double[] _contributions;

    ContributionSample(int features, float[] rows, double[] contributions, double baseLogOdds)
    {
        FeatureCount = features;
        _rows = rows;
        _contributions = contributions;
        Base = baseLogOdds;
    }

    /// <summary>Explains encoded rows, on all processors.</summary>
    /// <param name="paths">Of the model.</param>
    /// <param name="rows">n rows of F values, row-major, NaN is missing; not copied.</param>
    /// <exception cref="ArgumentException">The length is no multiple of F.</exception>
    public static ContributionSample Of(EnsemblePaths paths, float[] rows)
    {
        var features = paths.Ensemble.FeatureCount;
        if (features == 0 || rows.Length % features != 0) throw new ArgumentException($"Rows have {features} values each.", nameof(rows));
        var contributions = new double[rows.Length];
        var count = rows.Length / features;
        Parallel.For(0, (count + Block - 1) / Block, () => new ContributionExplainer(paths), (block, _, explainer) =>
        {
            for (var i = block * Block; i < Math.Min(count, (block + 1) * Block); i++)
                explainer.Explain(rows.AsSpan(i * features, features), contributions.AsSpan(i * features, features));
            return explainer;
        }, static _ => { });
        return new ContributionSample(features, rows, contributions, paths.Base);
    }

    /// <summary>How many leads of a table with many columns still fit.</summary>
    public static int RowsFor(int features) => Math.Clamp(MostValues / Math.Max(1, features), FewestRows, MostRows);

    /// <summary>Number of leads n.</summary>
    public int Count => _rows.Length / FeatureCount;

    /// <summary>Number of features F.</summary>
    public int FeatureCount { get; }

    /// <summary>The log-odds that contributions start from.</summary>
    public double Base { get; }

    /// <summary>The encoded row of a lead.</summary>
    public ReadOnlySpan<float> Row(int lead) => _rows.AsSpan(lead * FeatureCount, FeatureCount);

    /// <summary>The contributions of a lead in log-odds.</summary>
    public ReadOnlySpan<double> Contributions(int lead) => _contributions.AsSpan(lead * FeatureCount, FeatureCount);

    /// <summary>A lead's encoded value; NaN is missing.</summary>
    public float Value(int lead, int feature) => _rows[lead * FeatureCount + feature];

    /// <summary>A feature's contribution to a lead in log-odds.</summary>
    public double Contribution(int lead, int feature) => _contributions[lead * FeatureCount + feature];

    /// <summary>A lead's log-odds.</summary>
    public double LogOdds(int lead)
    {
        var sum = Base;
        foreach (var part in Contributions(lead)) sum += part;
        return sum;
    }
}
