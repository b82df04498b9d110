using LeadPredict.Boosting;

namespace LeadPredict.Explanation;

/// <summary>The paths of every tree of an ensemble, computed once and shared by all explainers of the model. Immutable, thread safe.</summary>
public sealed class EnsemblePaths
{
    /// <summary>Prepares the explanations of an ensemble: time and memory in its nodes.</summary>
    public EnsemblePaths(TreeEnsemble ensemble)
    {
        Ensemble = ensemble;
        Trees = [.. ensemble.Trees.Select(t => new TreePaths(t))];
        Base = ensemble.Bias;
        foreach (var tree in Trees)
        {
            // A tree's contributions start from its mean under the shares that the walk uses.
            Base += tree.Expected;
            MostNodes = Math.Max(MostNodes, tree.Tree.NodeCount);
        }
    }

    internal TreeEnsemble Ensemble { get; }
    internal TreePaths[] Trees { get; }
    internal int MostNodes { get; }

    /// <summary>The log-odds of an average training row.</summary>
    public double Base { get; }
}
