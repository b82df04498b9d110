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

/// <summary>The sums of a node in real units, its number of training rows, and the bounds that constraints above it put on its value.</summary>
readonly record struct NodeSums(double Gradient, double Hessian, int Rows, double Low = double.NegativeInfinity, double High = double.PositiveInfinity)
{
    public bool IsBounded => Low > double.NegativeInfinity || High < double.PositiveInfinity;
}

/// <summary>
/// Finds the split of a node that lowers the regularised loss most (Chen and Guestrin 2016, equation 7): for numbers every bin edge with
/// missing on either side; for categories the prefixes of the levels ordered by mean gradient (Fisher 1958; Ke et al. 2017, section 5),
/// smoothed, with thin levels left among the rest. Under a monotone constraint a split counts with the values that its children may take, and
/// not at all when these go the wrong way. Thread safe: holds only options.
/// </summary>
sealed unsafe class SplitFinder(FeatureBinner binner, BoostingOptions options, FeatureConstraints? constraints = null)
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

    /// <summary><paramref name="value"/>, or the bound that it passes.</summary>
    public static double Within(double value, double low, double high) => Math.Min(Math.Max(value, low), high);

    /// <summary>The direction that the children's values must keep: 0 where the feature is free, or where the split parts values from missing alone.</summary>
    public int DirectionOf(in Split split) =>
        split.IsCategory || split.Bin >= binner.MissingBin(split.Feature) - 1 ? 0 : constraints?.Direction(split.Feature) ?? 0;

    readonly record struct Limits(double GradientUnit, double HessianUnit, double MinHessian);

    Split FindNumber(int feature, long* cells, NodeSums node, Limits limits)
    {
        var best = new Split { Feature = feature };
        var missingBin = binner.MissingBin(feature);
        var missingGradient = HistogramKernel.GradientSum(cells[missingBin]) * limits.GradientUnit;
        var missingHessian = HistogramKernel.HessianSum(cells[missingBin]) * limits.HessianUnit;
        var hasMissing = cells[missingBin] != 0;
        var direction = constraints?.Direction(feature) ?? 0;
        var isFree = direction == 0 && !node.IsBounded;
        var parent = isFree ? Score(node.Gradient, node.Hessian, _l2) : BoundedScore(node.Gradient, node.Hessian, _l2, node);
        var bestScore = parent + options.MinGain;
        double gradient = 0, hessian = 0;
        // The last edge is +infinity: all numbers left, missing right.
        var lastBin = hasMissing ? missingBin - 1 : missingBin - 2;
        var lastFilled = lastBin;
        if (direction != 0 && hasMissing)
            while (lastFilled > 0 && cells[lastFilled] == 0) lastFilled--;
        for (var bin = 0; bin <= lastBin; bin++)
        {
            if (cells[bin] == 0) continue;
            gradient += HistogramKernel.GradientSum(cells[bin]) * limits.GradientUnit;
            hessian += HistogramKernel.HessianSum(cells[bin]) * limits.HessianUnit;
            if (hessian >= limits.MinHessian && node.Hessian - hessian >= limits.MinHessian)
            {
                // Every value here against missing alone: the edge moves to +infinity, and no value is on its other side.
                var apart = direction != 0 && hasMissing && bin == lastFilled;
                var score = isFree
                    ? Score(gradient, hessian, _l2) + Score(node.Gradient - gradient, node.Hessian - hessian, _l2)
                    : PairScore(gradient, hessian, _l2, node, apart ? 0 : direction);
                if (score > bestScore)
                {
                    bestScore = score;
                    best.Bin = apart ? missingBin - 1 : bin;
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
                var score = isFree
                    ? Score(gradientWith, hessianWith, _l2) + Score(node.Gradient - gradientWith, node.Hessian - hessianWith, _l2)
                    : PairScore(gradientWith, hessianWith, _l2, node, direction);
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

        var isFree = !node.IsBounded;
        var parent = isFree ? Score(node.Gradient, node.Hessian, _categoryL2) : BoundedScore(node.Gradient, node.Hessian, _categoryL2, node);
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
                var score = isFree
                    ? Score(gradient, hessian, _categoryL2) + Score(node.Gradient - gradient, node.Hessian - hessian, _categoryL2)
                    : PairScore(gradient, hessian, _categoryL2, node, direction: 0);
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

    // What both children gain with the values they may take; nothing when the right one's is on the wrong side of the left one's.
    double PairScore(double gradient, double hessian, double l2, in NodeSums node, int direction)
    {
        var (gradientRight, hessianRight) = (node.Gradient - gradient, node.Hessian - hessian);
        if (direction != 0)
        {
            var left = Within(LeafValue(gradient, hessian), node.Low, node.High);
            var right = Within(LeafValue(gradientRight, hessianRight), node.Low, node.High);
            if (direction * (right - left) < 0) return double.NegativeInfinity;
        }
        return BoundedScore(gradient, hessian, l2, node) + BoundedScore(gradientRight, hessianRight, l2, node);
    }

    // Equation 4 of Chen and Guestrin at the value that the bounds allow; at the best value it is Score.
    double BoundedScore(double gradient, double hessian, double l2, in NodeSums node)
    {
        if (hessian + l2 <= 0) return 0;
        var value = Within(-Shrink(gradient) / (hessian + l2), node.Low, node.High);
        return -(2 * gradient * value + (hessian + l2) * value * value + 2 * _l1 * Math.Abs(value));
    }

    double Shrink(double gradient)
    {
        if (_l1 == 0) return gradient;
        return gradient > _l1 ? gradient - _l1 : gradient < -_l1 ? gradient + _l1 : 0;
    }
}
