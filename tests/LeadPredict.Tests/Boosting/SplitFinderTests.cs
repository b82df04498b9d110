using LeadPredict.Boosting;
using LeadPredict.Numerics;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Boosting;

public unsafe class SplitFinderTests
{
    static readonly GradientScale s_unit = new(1000, 1000);

    /// <summary>The split of one feature whose bins hold these sums of gradients and hessians.</summary>
    static Split Find(FeatureBinner binner, BoostingOptions options, (double G, double H)[] sums, int rows = 1000)
    {
        using var cells = new NativeBuffer<long>(256);
        for (var bin = 0; bin < sums.Length; bin++)
            cells.Pointer[bin] = ((long)(int)(sums[bin].G * 1000) << 32) + (uint)(sums[bin].H * 1000);
        var node = new NodeSums(sums.Sum(s => (int)(s.G * 1000)) / 1000.0, sums.Sum(s => (uint)(s.H * 1000)) / 1000.0, rows);
        return new SplitFinder(binner, options).Find(0, cells.Pointer, node, s_unit);
    }

    static FeatureBinner Numbers(int bins) => new([MadeLeads.Number], [[.. Enumerable.Range(0, bins - 2).Select(i => (float)i)]]);

    static FeatureBinner Levels(int levels) => new([MadeLeads.Category(levels)], [[]]);

    static readonly BoostingOptions s_free = MadeLeads.Plain with { MinRowsPerLeaf = 1, MinHessianPerLeaf = 0.001, L2 = 0, CategoryL2 = 0, CategorySmoothing = 0, MinHessianPerCategory = 0 };

    [Fact]
    public void Number_is_cut_where_gradients_change_sign()
    {
        var split = Find(Numbers(5), s_free, [(4, 5), (4, 5), (-4, 5), (-4, 5), (0, 0)]);

        Assert.Equal(1, split.Bin);
        // 8^2/10 + 8^2/10 - 0^2/20.
        Assert.Equal(12.8, split.Gain, 1e-9);
        Assert.Equal((8.0, 10.0), (split.GradientLeft, split.HessianLeft));
    }

    [Fact]
    public void Missing_goes_to_the_side_that_it_resembles()
    {
        Assert.True(Find(Numbers(4), s_free, [(4, 5), (-4, 5), (0, 0), (3, 5)]).MissingLeft);
        Assert.False(Find(Numbers(4), s_free, [(4, 5), (-4, 5), (0, 0), (-3, 5)]).MissingLeft);
    }

    [Fact]
    public void Missing_alone_can_be_one_side()
    {
        var split = Find(Numbers(4), s_free, [(-1, 5), (-1, 5), (-1, 5), (6, 5)]);

        Assert.Equal(2, split.Bin);
        Assert.False(split.MissingLeft);
    }

    [Fact]
    public void Missing_never_seen_goes_to_the_heavier_side()
    {
        Assert.True(Find(Numbers(4), s_free, [(4, 9), (-4, 5), (0, 0), (0, 0)]).MissingLeft);
        Assert.False(Find(Numbers(4), s_free, [(4, 5), (-4, 9), (0, 0), (0, 0)]).MissingLeft);
    }

    [Fact]
    public void No_gain_means_no_split()
    {
        Assert.Equal(0, Find(Numbers(4), s_free, [(1, 5), (1, 5), (1, 5), (0, 0)]).Gain, 1e-9);
        Assert.Equal(0, Find(Numbers(4), s_free, [(0, 0), (5, 9), (0, 0), (0, 0)]).Gain);
        Assert.Equal(0, Find(Levels(3), s_free, [(5, 9), (0, 0), (0, 0), (0, 0)]).Gain);
    }

    [Fact]
    public void Minimum_gain_refuses_a_smaller_one()
    {
        (double, double)[] sums = [(4, 5), (-4, 5), (0, 0)];

        Assert.Equal(6.4, Find(Numbers(3), s_free with { MinGain = 6.3 }, sums).Gain, 1e-9);
        Assert.Equal(0, Find(Numbers(3), s_free with { MinGain = 6.5 }, sums).Gain);
    }

    [Fact]
    public void A_side_keeps_its_least_hessian_and_its_least_share_of_rows()
    {
        (double, double)[] sums = [(9, 1), (-3, 9), (-3, 10), (0, 0)];

        Assert.Equal(0, Find(Numbers(4), s_free, sums).Bin);
        Assert.Equal(1, Find(Numbers(4), s_free with { MinHessianPerLeaf = 2 }, sums).Bin);
        Assert.Equal(1, Find(Numbers(4), s_free with { MinRowsPerLeaf = 100 }, sums).Bin);
    }

    [Fact]
    public void Categories_are_grouped_by_their_mean_gradient()
    {
        var split = Find(Levels(5), s_free, [(4, 5), (-4, 5), (3, 5), (-3, 5), (4, 5), (0, 0)]);

        var left = Enumerable.Range(0, 5).Where(b => split.Set.Contains(b)).ToArray();
        Assert.True(left is [0, 2, 4] or [1, 3], string.Join(",", left));
    }

    [Fact]
    public void Thin_levels_stay_on_the_right_together()
    {
        var split = Find(Levels(4), s_free with { MinHessianPerCategory = 2 }, [(9, 20), (-9, 20), (1, 1), (-1, 1), (0, 0)]);

        Assert.False(split.Set.Contains(2));
        Assert.False(split.Set.Contains(3));
    }

    [Fact]
    public void Levels_without_a_row_here_go_to_the_heavier_side()
    {
        // Level 3 and missing (bin 4) have no row; the left side is the one with level 0 or the one with level 1.
        foreach (var heavy in (int[])[0, 1])
        {
            var split = Find(Levels(4), s_free, [(heavy == 0 ? 4 : 9, heavy == 0 ? 30 : 10), (-9, heavy == 1 ? 30 : 10), (0, 0), (0, 0), (0, 0)]);

            foreach (var unseen in (int[])[2, 3, 4]) Assert.Equal(split.Set.Contains(heavy), split.Set.Contains(unseen));
            Assert.Equal(split.Set.Contains(4), split.MissingLeft);
        }
    }

    [Fact]
    public void L1_and_L2_shrink_a_leaf()
    {
        Assert.Equal(-2, new SplitFinder(Numbers(3), s_free).LeafValue(10, 5));
        Assert.Equal(-1, new SplitFinder(Numbers(3), s_free with { L2 = 5 }).LeafValue(10, 5));
        Assert.Equal(-1.4, new SplitFinder(Numbers(3), s_free with { L1 = 3 }).LeafValue(10, 5), 1e-12);
        Assert.Equal(0, new SplitFinder(Numbers(3), s_free with { L1 = 3 }).LeafValue(-2, 5));
    }

    [Fact]
    public void A_leaf_without_hessian_adds_nothing() => Assert.Equal(0, new SplitFinder(Numbers(3), s_free).LeafValue(0, 0));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Best_split_equals_the_naive_finders(bool isCategory)
    {
        var random = new DeterministicRandom(isCategory ? 1ul : 2ul);
        for (var trial = 0; trial < 400; trial++)
        {
            var bins = 3 + random.NextInt(30);
            var binner = isCategory ? Levels(bins - 1) : Numbers(bins);
            var options = MadeLeads.Plain with { L1 = trial % 3 * 0.5, L2 = trial % 4, MinRowsPerLeaf = 1 + trial % 50, MinHessianPerCategory = trial % 5 };
            var sums = new (double G, double H)[bins];
            for (var bin = 0; bin < bins; bin++)
                if (random.NextInt(4) > 0) sums[bin] = (random.NextInt(20001) / 1000.0 - 10, (1 + random.NextInt(9000)) / 1000.0);

            var fast = Find(binner, options, sums);
            double[] g = new double[256], h = new double[256];
            for (var bin = 0; bin < bins; bin++) (g[bin], h[bin]) = ((int)(sums[bin].G * 1000) / 1000.0, (uint)(sums[bin].H * 1000) / 1000.0);
            var naive = new NaiveSplitFinder(binner, options).Find(0, g, h, g.Sum(), h.Sum(), 1000);

            Assert.Equal(naive?.Gain ?? 0, fast.Gain, 1e-9);
            if (naive is null) continue;
            for (var bin = 0; bin < bins; bin++)
            {
                var goesLeft = fast.IsCategory ? fast.Set.Contains(bin) : bin <= fast.Bin || (bin == bins - 1 && fast.MissingLeft);
                Assert.Equal(naive.Left.Contains(bin), goesLeft);
            }
        }
    }
}
