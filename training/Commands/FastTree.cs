using LeadPredict.Boosting;

namespace LeadPredict.Training.Commands;

/// <summary>ML.NET's FastTree, where this program was built with ML.NET (-p:MLNet=true).</summary>
static class FastTree
{
    public const string BuiltWithout = "built without ML.NET; build with -p:MLNet=true";

#if MLNET
    /// <summary>Makes the trainer; null without ML.NET.</summary>
    public static Func<BoostingOptions, IEnsembleTrainer>? Factory => options => new MLNet.FastTreeTrainer(options);

    /// <summary>Why it cannot train with these options, in words; empty when it can.</summary>
    public static IReadOnlyList<string> Problems(BoostingOptions options) => MLNet.FastTreeSettings.Problems(options);
#else
    /// <summary>Makes the trainer; null without ML.NET.</summary>
    public static Func<BoostingOptions, IEnsembleTrainer>? Factory => null;

    /// <summary>Why it cannot train with these options, in words; empty when it can.</summary>
    public static IReadOnlyList<string> Problems(BoostingOptions options) => [$"--trainer fasttree: {BuiltWithout}."];
#endif
}
