namespace LeadPredict.Boosting;

/// <summary>A way to divide a node in two. Category sets hold the bins that go left.</summary>
struct Split
{
    public double Gain;
    public int Feature;
    public int Bin;
    public bool MissingLeft;
    public bool IsCategory;
    public CategorySet Set;
    public double GradientLeft;
    public double HessianLeft;
}

/// <summary>A set of up to 256 bins.</summary>
[System.Runtime.CompilerServices.InlineArray(DecisionTree.WordsPerSet)]
struct CategorySet
{
    ulong _word;

    public void Add(int bin) => this[bin >> 6] |= 1UL << (bin & 63);

    public readonly bool Contains(int bin) => (this[bin >> 6] >> (bin & 63) & 1) != 0;
}

/// <summary>The sums of a node in real units, and its number of training rows.</summary>
readonly record struct NodeSums(double Gradient, double Hessian, int Rows);

/// <summary>
/// Finds the split of a node that lowers the regularised loss most (Chen and Guestrin 2016, equation 7): for numbers every bin edge with
/// missing on either side; for categories the prefixes of the levels ordered by mean gradient (Fisher 1958; Ke et al. 2017, section 5),
/// smoothed, with thin levels left among the rest. Thread safe: holds only options.
/// </summary>
sealed unsafe class SplitFinder(FeatureBinner binner, BoostingOptions options)
{
    readonly double _l1 = options.L1;
    readonly double _l2 = options.L2;
    readonly double _categoryL2 = options.L2 + options.CategoryL2;

    /// <summary>The best split on <paramref name="feature"/>; its gain is 0 when there is none.</summary>
    /// <param name="cells">256 cells of the feature.</param>
    public Split Find(int feature, long* cells, NodeSums node, GradientScale scale)
    {
        var limits = new Limits(
            1.0 / scale.Gradient,
            1.0 / scale.Hessian,
            Math.Max(options.MinHessianPerLeaf, options.MinRowsPerLeaf * node.Hessian / Math.Max(1, node.Rows)));
        return binner.Kinds[feature].IsCategory
            ? FindCategory(feature, cells, node, limits)
            : FindNumber(feature, cells, node, limits);
    }

    /// <summary>The value of a leaf with these sums before the learning rate.</summary>
    public double LeafValue(double gradient, double hessian) => hessian + _l2 > 0 ? -Shrink(gradient) / (hessian + _l2) : 0;

    readonly record struct Limits(double GradientUnit, double HessianUnit, double MinHessian);

    Split FindNumber(int feature, long* cells, NodeSums node, Limits limits)
    {
        var best = new Split { Feature = feature };
        var missingBin = binner.MissingBin(feature);
        var missingGradient = HistogramKernel.GradientSum(cells[missingBin]) * limits.GradientUnit;
        var missingHessian = HistogramKernel.HessianSum(cells[missingBin]) * limits.HessianUnit;
        var hasMissing = cells[missingBin] != 0;
        var parent = Score(node.Gradient, node.Hessian, _l2);
        var bestScore = parent + options.MinGain;
        double gradient = 0, hessian = 0;
        // The last edge is +infinity: all numbers left, missing right.
        var lastBin = hasMissing ? missingBin - 1 : missingBin - 2;
        for (var bin = 0; bin <= lastBin; bin++)
        {
            if (cells[bin] == 0) continue;
            gradient += HistogramKernel.GradientSum(cells[bin]) * limits.GradientUnit;
            hessian += HistogramKernel.HessianSum(cells[bin]) * limits.HessianUnit;
            if (hessian >= limits.MinHessian && node.Hessian - hessian >= limits.MinHessian)
            {
                var score = Score(gradient, hessian, _l2) + Score(node.Gradient - gradient, node.Hessian - hessian, _l2);
                if (score > bestScore)
                {
                    bestScore = score;
                    best.Bin = bin;
                    // Never seen missing here: it goes with the larger side.
                    best.MissingLeft = !hasMissing && hessian > node.Hessian - hessian;
                    best.GradientLeft = gradient;
                    best.HessianLeft = hessian;
                }
            }
            if (!hasMissing || bin == missingBin - 1) continue;
            var gradientWith = gradient + missingGradient;
            var hessianWith = hessian + missingHessian;
            if (hessianWith >= limits.MinHessian && node.Hessian - hessianWith >= limits.MinHessian)
            {
                var score = Score(gradientWith, hessianWith, _l2) + Score(node.Gradient - gradientWith, node.Hessian - hessianWith, _l2);
                if (score > bestScore)
                {
                    bestScore = score;
                    best.Bin = bin;
                    best.MissingLeft = true;
                    best.GradientLeft = gradientWith;
                    best.HessianLeft = hessianWith;
                }
            }
        }
        best.Gain = best.HessianLeft > 0 ? bestScore - parent : 0;
        return best;
    }

    Split FindCategory(int feature, long* cells, NodeSums node, Limits limits)
    {
        var best = new Split { Feature = feature, IsCategory = true };
        var bins = stackalloc byte[256];
        var order = stackalloc double[256];
        var count = 0;
        var hasThin = false;
        for (var bin = 0; bin < binner.BinCount(feature); bin++)
        {
            var hessian = HistogramKernel.HessianSum(cells[bin]) * limits.HessianUnit;
            if (hessian == 0 || hessian < options.MinHessianPerCategory)
            {
                hasThin |= cells[bin] != 0;
                continue;
            }
            bins[count] = (byte)bin;
            order[count++] = HistogramKernel.GradientSum(cells[bin]) * limits.GradientUnit / (hessian + options.CategorySmoothing);
        }
        if (count == 0) return best;
        new Span<double>(order, count).Sort(new Span<byte>(bins, count));

        var parent = Score(node.Gradient, node.Hessian, _categoryL2);
        var bestScore = parent + options.MinGain;
        var (bestCount, bestFromEnd) = (0, false);
        // The thin levels stay with the right side, so the left side starts from either end; without them both ends give the same splits.
        for (var pass = 0; pass < (hasThin ? 2 : 1); pass++)
        {
            double gradient = 0, hessian = 0;
            for (var i = 0; i < count; i++)
            {
                var cell = cells[bins[pass == 0 ? i : count - 1 - i]];
                gradient += HistogramKernel.GradientSum(cell) * limits.GradientUnit;
                hessian += HistogramKernel.HessianSum(cell) * limits.HessianUnit;
                if (hessian < limits.MinHessian) continue;
                if (node.Hessian - hessian < limits.MinHessian) break;
                var score = Score(gradient, hessian, _categoryL2) + Score(node.Gradient - gradient, node.Hessian - hessian, _categoryL2);
                if (score <= bestScore) continue;
                bestScore = score;
                (bestCount, bestFromEnd) = (i + 1, pass == 1);
                best.GradientLeft = gradient;
                best.HessianLeft = hessian;
            }
        }
        if (bestCount == 0) return best;
        for (var i = 0; i < bestCount; i++) best.Set.Add(bins[bestFromEnd ? count - 1 - i : i]);
        // Never seen here: with the heavier side, as missing is at a number.
        if (best.HessianLeft > node.Hessian - best.HessianLeft)
            for (var bin = 0; bin < binner.BinCount(feature); bin++)
                if (cells[bin] == 0) best.Set.Add(bin);
        best.MissingLeft = best.Set.Contains(binner.MissingBin(feature));
        best.Gain = bestScore - parent;
        return best;
    }

    double Score(double gradient, double hessian, double l2)
    {
        var g = Shrink(gradient);
        return g * g / (hessian + l2);
    }

    double Shrink(double gradient)
    {
        if (_l1 == 0) return gradient;
        return gradient > _l1 ? gradient - _l1 : gradient < -_l1 ? gradient + _l1 : 0;
    }
}
