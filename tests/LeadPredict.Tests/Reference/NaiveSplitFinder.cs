using LeadPredict.Boosting;

namespace LeadPredict.Tests.Reference;

/// <summary>A way to divide a node: the bins that go left, as a set, whatever the kind of the feature.</summary>
sealed record NaiveSplit(int Feature, double Gain, HashSet<int> Left, int LastNumberBin, double Gradient, double Hessian);

/// <summary>
/// Writes down every set of bins that may go left, scores each by the textbook formula and keeps the first best. No shortcut, no pointer.
/// </summary>
sealed class NaiveSplitFinder(FeatureBinner binner, BoostingOptions options)
{
    /// <param name="g">Gradient sums of the feature's bins in real units.</param>
    /// <param name="h">Hessian sums of the feature's bins in real units.</param>
    public NaiveSplit? Find(int feature, double[] g, double[] h, double gradient, double hessian, int rows)
    {
        var isCategory = binner.Kinds[feature].IsCategory;
        var l2 = options.L2 + (isCategory ? options.CategoryL2 : 0);
        var least = Math.Max(options.MinHessianPerLeaf, options.MinRowsPerLeaf * hessian / Math.Max(1, rows));
        var parent = Score(gradient, hessian, l2);
        NaiveSplit? best = null;
        foreach (var (left, last) in isCategory ? CategorySets(feature, g, h) : NumberSets(feature, g, h))
        {
            double leftGradient = left.Sum(b => g[b]), leftHessian = left.Sum(b => h[b]);
            if (leftHessian < least || hessian - leftHessian < least) continue;
            var gain = Score(leftGradient, leftHessian, l2) + Score(gradient - leftGradient, hessian - leftHessian, l2) - parent;
            if (gain <= options.MinGain + 1e-12 || gain <= (best?.Gain ?? 0) + 1e-12) continue;
            best = new NaiveSplit(feature, gain, [.. left], last, leftGradient, leftHessian);
        }
        if (best is null) return null;

        // Bins without a training row here go to the heavier side; for a number that question is open only for missing.
        var heavierLeft = best.Hessian > hessian - best.Hessian;
        for (var bin = 0; bin < binner.BinCount(feature); bin++)
        {
            if (!isCategory && bin < binner.MissingBin(feature))
            {
                if (bin <= best.LastNumberBin) best.Left.Add(bin);
            }
            else if (g[bin] == 0 && h[bin] == 0 && heavierLeft) best.Left.Add(bin);
        }
        return best;
    }

    public double LeafValue(double gradient, double hessian) => -Shrink(gradient) / (hessian + options.L2);

    IEnumerable<(List<int> Left, int Last)> NumberSets(int feature, double[] g, double[] h)
    {
        var missing = binner.MissingBin(feature);
        var filled = Enumerable.Range(0, missing).Where(b => g[b] != 0 || h[b] != 0).ToArray();
        for (var i = 0; i < filled.Length; i++)
        {
            yield return ([.. filled[..(i + 1)]], filled[i]);
            if (g[missing] != 0 || h[missing] != 0) yield return ([.. filled[..(i + 1)], missing], filled[i]);
        }
    }

    IEnumerable<(List<int> Left, int Last)> CategorySets(int feature, double[] g, double[] h)
    {
        var ordered = Enumerable.Range(0, binner.BinCount(feature))
            .Where(b => h[b] > 0 && h[b] >= options.MinHessianPerCategory)
            .OrderBy(b => g[b] / (h[b] + options.CategorySmoothing)).ToArray();
        for (var i = 1; i <= ordered.Length; i++) yield return ([.. ordered[..i]], -1);
        // With every level in the order these are the sets above, left and right exchanged.
        for (var i = 1; i <= ordered.Length; i++) yield return ([.. ordered[^i..].Reverse()], -1);
    }

    double Score(double g, double h, double l2) => Shrink(g) * Shrink(g) / (h + l2);

    double Shrink(double g) => Math.Sign(g) * Math.Max(0, Math.Abs(g) - options.L1);
}
