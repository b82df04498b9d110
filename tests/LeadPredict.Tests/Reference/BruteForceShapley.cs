using LeadPredict.Boosting;

namespace LeadPredict.Tests.Reference;

/// <summary>
/// Shapley values by their definition: every coalition of features, each worth the ensemble's mean when only its features are known, where an
/// unknown feature is averaged over the training rows that took each side (Lundberg et al. 2020, algorithm 1). Time 2^F.
/// </summary>
static class BruteForceShapley
{
    public static double[] Contributions(TreeEnsemble ensemble, float[] row)
    {
        var features = row.Length;
        var worth = new double[1 << features];
        for (var known = 0; known < worth.Length; known++)
            foreach (var tree in ensemble.Trees)
                worth[known] += Worth(tree, row, known);

        var contributions = new double[features];
        for (var f = 0; f < features; f++)
        {
            if (ensemble.Additive is { } additive) contributions[f] = additive.Of(f, ensemble.Binner.Bin(f, row[f]));
            for (var known = 0; known < worth.Length; known++)
            {
                if ((known >> f & 1) != 0) continue;
                var size = System.Numerics.BitOperations.PopCount((uint)known);
                contributions[f] += (worth[known | 1 << f] - worth[known]) / (features * Choose(features - 1, size));
            }
        }
        return contributions;
    }

    /// <summary>Shapley values where an unknown feature has the value of a background row, averaged over the background.</summary>
    public static double[] AgainstBackground(TreeEnsemble ensemble, float[] row, IReadOnlyList<float[]> background)
    {
        var features = row.Length;
        var worth = new double[1 << features];
        for (var known = 0; known < worth.Length; known++)
            worth[known] = background.Average(other => ensemble.LogOdds(other.Select((value, f) => (known >> f & 1) != 0 ? row[f] : value).ToArray()));

        var contributions = new double[features];
        for (var f = 0; f < features; f++)
            for (var known = 0; known < worth.Length; known++)
                if ((known >> f & 1) == 0)
                    contributions[f] += (worth[known | 1 << f] - worth[known]) / (features * Choose(features - 1, System.Numerics.BitOperations.PopCount((uint)known)));
        return contributions;
    }

    /// <summary>The mean of a tree when only the features in the bit set <paramref name="known"/> are known.</summary>
    public static double Worth(DecisionTree tree, float[] row, int known)
    {
        return tree.NodeCount == 0 ? tree.LeafValue[0] : From(0);

        double From(int node)
        {
            if (node < 0) return tree.LeafValue[~node];
            if ((known >> tree.Feature[node] & 1) != 0) return From(tree.GoesLeft(node, row[tree.Feature[node]]) ? tree.Left[node] : tree.Right[node]);
            double left = Cover(tree.Left[node]), right = Cover(tree.Right[node]);
            return (left * From(tree.Left[node]) + right * From(tree.Right[node])) / (left + right);
        }

        double Cover(int child) => child < 0 ? tree.LeafCover[~child] : tree.Cover[child];
    }

    static double Choose(int n, int k)
    {
        double result = 1;
        for (var i = 1; i <= k; i++) result = result * (n - k + i) / i;
        return result;
    }
}
