using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LeadPredict.Boosting;
using LeadPredict.Inference;

namespace LeadPredict.Explanation;

/// <summary>The paths of every tree of an ensemble, computed once and shared by all explainers of the model. Immutable, thread safe.</summary>
public sealed class EnsemblePaths
{
    /// <summary>Tables of decisions that would be larger are not made, and each node is asked instead.</summary>
    const long MostBytes = 256L << 20;
    /// <summary>Trees are explained together up to so many nodes: longer loops, whose scratch stays in the first cache.</summary>
    const int NodesTogether = 128;

    readonly double[] _inverses;
    readonly int _firstInverse;

    /// <summary>Prepares the explanations of an ensemble: time and memory in its nodes.</summary>
    public EnsemblePaths(TreeEnsemble ensemble) : this(ensemble, MostBytes)
    {
    }

    internal EnsemblePaths(TreeEnsemble ensemble, long mostBytes)
    {
        Ensemble = ensemble;
        Base = ensemble.Bias;
        int[] features = [.. Enumerable.Range(0, ensemble.FeatureCount)];
        Binner = new RowBinner(ensemble.Binner, features);
        var together = new List<TreeShares>();
        var groups = new List<TreePaths>();
        var inverses = 0;
        foreach (var grown in ensemble.Trees)
        {
            var tree = new TreeShares(grown);
            // A tree's contributions start from its mean under the shares that the walk uses.
            Base += tree.Expected;
            if (grown.NodeCount == 0) continue;
            if (together.Sum(t => t.Tree.NodeCount) + grown.NodeCount > NodesTogether || (together.Count > 0 && TreePaths.RuleOf(together[0]).Points != TreePaths.RuleOf(tree).Points)) Close();
            together.Add(tree);
        }
        Close();
        Groups = [.. groups];
        Decisions = LeafMasksBuilder.BuildDecisions(ensemble, features, [.. groups.Select(g => g.Decisions)], mostBytes);

        _inverses = GC.AllocateArray<double>(inverses * TreePaths.Lanes + 8, pinned: true);
        _firstInverse = (int)((64 - (Marshal.UnsafeAddrOfPinnedArrayElement(_inverses, 0) & 63)) & 63) / sizeof(double);
        foreach (var group in groups) group.Invert(_inverses.AsSpan(_firstInverse + group.FirstInverse * TreePaths.Lanes));

        void Close()
        {
            if (together.Count == 0) return;
            var group = new TreePaths([.. together]) { FirstInverse = inverses };
            groups.Add(group);
            inverses += group.InverseCount;
            MostPlaces = Math.Max(MostPlaces, group.PlaceCount);
            MostRepetitions = Math.Max(MostRepetitions, group.Repetitions.Length);
            together.Clear();
        }
    }

    internal TreeEnsemble Ensemble { get; }
    internal RowBinner Binner { get; }
    internal TreePaths[] Groups { get; }
    /// <summary>Whether each node sends a row left, a bit a place; null where the tables would be too large.</summary>
    internal LeafMasks? Decisions { get; }
    internal int MostPlaces { get; private set; }
    internal int MostRepetitions { get; private set; }

    /// <summary>The first of the vectors that <see cref="TreePaths.Invert"/> writes.</summary>
    internal ref double Inverses => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_inverses), _firstInverse);

    /// <summary>The log-odds of an average training row.</summary>
    public double Base { get; }
}
