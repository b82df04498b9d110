using LeadPredict.Boosting;
using LeadPredict.Inference;

namespace LeadPredict.Explanation;

/// <summary>The paths of every tree of an ensemble, computed once and shared by all explainers of the model. Immutable, thread safe.</summary>
public sealed class EnsemblePaths
{
    /// <summary>Prepares the explanations of an ensemble: time and memory in its nodes.</summary>
    public EnsemblePaths(TreeEnsemble ensemble)
    {
        Ensemble = ensemble;
        Binner = new RowBinner(ensemble.Binner, [.. Enumerable.Range(0, ensemble.FeatureCount)]);
        // A missing number's code may be -1, whose bit is the last of the word before.
        var sets = new List<ulong>(Enumerable.Repeat(ulong.MaxValue, SetOfAll + DecisionTree.WordsPerSet));
        Trees = [.. ensemble.Trees.Select(t => new TreePaths(t, ensemble.FeatureCount, sets))];
        Sets = [.. sets];
        Base = ensemble.Bias;
        foreach (var tree in Trees)
        {
            // A tree's contributions start from its mean under the shares that the walk uses.
            Base += tree.Expected;
            MostNodes = Math.Max(MostNodes, tree.Nodes.Length);
        }
    }

    /// <summary>Where the set of all codes starts in <see cref="Sets"/>.</summary>
    internal const int SetOfAll = 1;

    internal TreeEnsemble Ensemble { get; }
    internal RowBinner Binner { get; }
    internal TreePaths[] Trees { get; }
    /// <summary>Category sets of all trees, four words each; the missing bin is in one when missing goes left.</summary>
    internal ulong[] Sets { get; }
    internal int MostNodes { get; }

    /// <summary>The log-odds of an average training row.</summary>
    public double Base { get; }
}
