using System.Globalization;

namespace LeadPredict.Boosting;

/// <summary>
/// Everything that can be set about training, each with a default that is good without tuning. The command-line flag, the JSON key and the
/// property are the same words in three casings (<c>--min-rows-per-leaf</c>, <c>min_rows_per_leaf</c>, <see cref="MinRowsPerLeaf"/>).
/// Immutable; <see cref="Validate"/> returns every problem at once.
/// </summary>
public sealed record BoostingOptions
{
    /// <summary>Most trees in one member of the ensemble; early stopping usually keeps fewer. 0 leaves only the additive part. Friedman 2001.</summary>
    public int Trees { get; init; } = 1000;

    /// <summary>Most leaves in one tree, 2 to 255. More leaves find deeper interactions and overfit sooner. Leaf-wise growth: Ke et al. 2017.</summary>
    public int Leaves { get; init; } = 31;

    /// <summary>Most splits between the root and a leaf; 0 sets no limit.</summary>
    public int Depth { get; init; } = 6;

    /// <summary>Share of each tree's step that is taken, above 0 to 1. Lower is more accurate and needs more trees. Friedman 2001, section 5.</summary>
    public double LearningRate { get; init; } = 0.04;

    /// <summary>Least training rows in a leaf, judged by the leaf's share of the hessian. More is smoother.</summary>
    public int MinRowsPerLeaf { get; init; } = 20;

    /// <summary>Least sum of p(1 - p) in a leaf. Chen and Guestrin 2016, min_child_weight.</summary>
    public double MinHessianPerLeaf { get; init; } = 1;

    /// <summary>Absolute penalty on leaf values; 0 is none.</summary>
    public double L1 { get; init; }

    /// <summary>Square penalty on leaf values; more shrinks small leaves toward zero. Chen and Guestrin 2016, equation 5.</summary>
    public double L2 { get; init; } = 5;

    /// <summary>Least gain in loss that a split must bring; 0 accepts any.</summary>
    public double MinGain { get; init; }

    /// <summary>Most bins of a number, 2 to 255, one of them for missing.</summary>
    public int MaxBins { get; init; } = 255;

    /// <summary>Share of the rows drawn for each tree, above 0 to 1; 0 chooses: 0.7, which decorrelates the trees, but 1 from 60,000 rows on without early stopping. Friedman 2002.</summary>
    public double RowSampling { get; init; }

    /// <summary>Share of the columns each tree may split on, above 0 to 1.</summary>
    public double ColumnSampling { get; init; } = 0.4;

    /// <summary>Least sum of p(1 - p) for a category to be placed by itself in a split; thinner ones go together with the unseen.</summary>
    public double MinHessianPerCategory { get; init; } = 10;

    /// <summary>Pseudo-hessian that pulls a category's mean gradient toward zero before categories are ordered in a split. Ke et al. 2017, cat_smooth.</summary>
    public double CategorySmoothing { get; init; } = 20;

    /// <summary>L2 added to <see cref="L2"/> when a split is on a category, since choosing the best of many subsets overfits.</summary>
    public double CategoryL2 { get; init; } = 20;

    /// <summary>Most levels of a category that keep a code of their own, 1 to 253; the rarest go to "other".</summary>
    public int MaxCategories { get; init; } = 253;

    /// <summary>Least training rows for a level to keep a code of its own.</summary>
    public int MinRowsPerCategory { get; init; } = 3;

    /// <summary>Stop when validation log-loss has not improved for this many trees; 0 grows all <see cref="Trees"/>.</summary>
    public int EarlyStoppingRounds { get; init; } = 50;

    /// <summary>Members of the ensemble, each with its own draw of rows and columns, averaged in log-odds; 0 chooses: 8 below 60,000 rows, 4 below 200,000, else 2, and 1 without early stopping. Breiman 1996.</summary>
    public int Members { get; init; }

    /// <summary>
    /// Share of the members that boost from a ridge logistic regression instead of from the base rate, 0 to 1. Such members rank far better
    /// when the newest leads differ from the training ones; the others fit stable data a little better.
    /// </summary>
    public double LinearStart { get; init; } = 0.6;

    /// <summary>Square penalty of the logistic regression on standardised columns; 0 chooses by cross-validated log-loss.</summary>
    public double LinearL2 { get; init; }

    /// <summary>
    /// How often a positive counts in training, above 0 to 1000. It moves the base rate, not only the fit: the shift is taken back exactly (ln of it
    /// from every log-odds), so that probabilities stay those of the leads as they are. It seldom ranks better; leave it at 1 unless it is shown to.
    /// </summary>
    public double PositiveWeight { get; init; } = 1;

    /// <summary>Training threads; 0 uses every processor. Never changes the result.</summary>
    public int Threads { get; init; }

    /// <summary>Seed of every random choice in training.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Every setting that cannot be used, in words; empty when all can.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Require(Trees is >= 0 and <= 100_000, nameof(Trees), Trees, "0 to 100000");
        Require(Leaves is >= 2 and <= 255, nameof(Leaves), Leaves, "2 to 255");
        Require(Depth is >= 0 and <= 64, nameof(Depth), Depth, "0 (no limit) to 64");
        Require(LearningRate is > 0 and <= 1, nameof(LearningRate), LearningRate, "above 0 to 1");
        Require(MinRowsPerLeaf >= 1, nameof(MinRowsPerLeaf), MinRowsPerLeaf, "1 or more");
        Require(MinHessianPerLeaf is >= 0 and < double.PositiveInfinity, nameof(MinHessianPerLeaf), MinHessianPerLeaf, "0 or more");
        Require(L1 is >= 0 and < double.PositiveInfinity, nameof(L1), L1, "0 or more");
        Require(L2 is >= 0 and < double.PositiveInfinity, nameof(L2), L2, "0 or more");
        Require(MinGain is >= 0 and < double.PositiveInfinity, nameof(MinGain), MinGain, "0 or more");
        Require(MaxBins is >= 2 and <= 255, nameof(MaxBins), MaxBins, "2 to 255");
        Require(RowSampling is >= 0 and <= 1, nameof(RowSampling), RowSampling, "0 (chosen) to 1");
        Require(ColumnSampling is > 0 and <= 1, nameof(ColumnSampling), ColumnSampling, "above 0 to 1");
        Require(MinHessianPerCategory is >= 0 and < double.PositiveInfinity, nameof(MinHessianPerCategory), MinHessianPerCategory, "0 or more");
        Require(CategorySmoothing is >= 0 and < double.PositiveInfinity, nameof(CategorySmoothing), CategorySmoothing, "0 or more");
        Require(CategoryL2 is >= 0 and < double.PositiveInfinity, nameof(CategoryL2), CategoryL2, "0 or more");
        Require(MaxCategories is >= 1 and <= 253, nameof(MaxCategories), MaxCategories, "1 to 253");
        Require(MinRowsPerCategory >= 1, nameof(MinRowsPerCategory), MinRowsPerCategory, "1 or more");
        Require(EarlyStoppingRounds >= 0, nameof(EarlyStoppingRounds), EarlyStoppingRounds, "0 (off) or more");
        Require(Members is >= 0 and <= 64, nameof(Members), Members, "0 (chosen) to 64");
        Require(LinearStart is >= 0 and <= 1, nameof(LinearStart), LinearStart, "0 to 1");
        Require(LinearL2 is >= 0 and < double.PositiveInfinity, nameof(LinearL2), LinearL2, "0 (chosen) or more");
        Require(PositiveWeight is > 0 and <= 1000, nameof(PositiveWeight), PositiveWeight, "above 0 to 1000");
        Require(Threads is >= 0 and <= 1024, nameof(Threads), Threads, "0 (all) to 1024");
        return problems;

        void Require(bool holds, string name, IFormattable value, string range)
        {
            if (!holds)
                problems.Add($"{name} must be {range}; it is {value.ToString(null, CultureInfo.InvariantCulture)}.");
        }
    }
}
