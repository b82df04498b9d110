using LeadPredict.Boosting;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet;

/// <summary>
/// LeadPredict's training options in FastTree's words. The learning rate means the same in both: the share of a Newton step in log-odds. What FastTree
/// has no counterpart for is refused when it was set, and named in <see cref="WithoutPart"/> when it was not.
/// </summary>
public static class FastTreeSettings
{
    static readonly BoostingOptions s_defaults = new();

    /// <summary>Options that have no part in FastTree, with the value of each in a set of options.</summary>
    static readonly (string Name, Func<BoostingOptions, double> Value)[] s_unknown =
    [
        ("depth", o => o.Depth),
        ("min-hessian-per-leaf", o => o.MinHessianPerLeaf),
        ("l1", o => o.L1),
        ("l2", o => o.L2),
        ("min-gain", o => o.MinGain),
        ("min-hessian-per-category", o => o.MinHessianPerCategory),
        ("category-smoothing", o => o.CategorySmoothing),
        ("category-l2", o => o.CategoryL2),
        ("members", o => o.Members),
        ("linear-start", o => o.LinearStart),
        ("linear-l2", o => o.LinearL2),
    ];

    /// <summary>One line that names the options of LeadPredict's own trainer that FastTree does without.</summary>
    public static string WithoutPart { get; } = $"FastTree knows no {string.Join(", ", s_unknown.Select(u => u.Name))}: these options have no part in this model.";

    /// <summary>Every option that was set away from its default and that FastTree cannot follow, in words; empty when it can follow all.</summary>
    public static IReadOnlyList<string> Problems(BoostingOptions options)
    {
        var problems = new List<string>(options.Validate());
        problems.AddRange(s_unknown.Where(u => u.Value(options) != u.Value(s_defaults)).Select(u => $"FastTree knows no {u.Name}: leave it out, or train with --trainer gbdt."));
        if (options.Trees == 0) problems.Add("FastTree needs at least one tree: give --trees 1 or more, or train with --trainer logistic.");
        return problems;
    }

    /// <summary>The options for so many trees. FastTree's threads share columns and rows, never a sum, so that their number changes nothing.</summary>
    internal static FastTreeBinaryTrainer.Options Of(BoostingOptions options, int trees) => new()
    {
        NumberOfTrees = trees,
        NumberOfLeaves = options.Leaves,
        MinimumExampleCountPerLeaf = options.MinRowsPerLeaf,
        LearningRate = options.LearningRate,
        MaximumBinCountPerFeature = options.MaxBins,
        FeatureFraction = options.ColumnSampling,
        BaggingSize = options.RowSampling is > 0 and < 1 ? 1 : 0,
        BaggingExampleFraction = options.RowSampling is > 0 and < 1 ? options.RowSampling : 1,
        Seed = (int)(options.Seed & int.MaxValue),
        FeatureSelectionSeed = (int)(options.Seed & int.MaxValue),
        NumberOfThreads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount,
        // Slots one by one rank as well as groups of slots or better (results/mlnet.md).
        CategoricalSplit = false,
    };
}
