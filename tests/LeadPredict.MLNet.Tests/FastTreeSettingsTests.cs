using LeadPredict.Boosting;

namespace LeadPredict.MLNet.Tests;

public class FastTreeSettingsTests
{
    [Fact]
    public void The_defaults_have_no_problem() => Assert.Empty(FastTreeSettings.Problems(new()));

    [Fact]
    public void Every_option_that_FastTree_cannot_follow_is_refused_by_name()
    {
        var problems = FastTreeSettings.Problems(new BoostingOptions { Depth = 4, Members = 3, Trees = 0 });

        Assert.Equal(
        [
            "FastTree knows no depth: leave it out, or train with --trainer gbdt.",
            "FastTree knows no members: leave it out, or train with --trainer gbdt.",
            "FastTree needs at least one tree: give --trees 1 or more, or train with --trainer logistic.",
        ], problems);
    }

    [Fact]
    public void Shared_options_keep_their_values()
    {
        var settings = FastTreeSettings.Of(new BoostingOptions { Leaves = 12, MinRowsPerLeaf = 7, LearningRate = 0.1, MaxBins = 63, ColumnSampling = 0.5, RowSampling = 0.6, Seed = 9, Threads = 8 }, 30);

        Assert.Equal((30, 12, 7, 0.1, 63), (settings.NumberOfTrees, settings.NumberOfLeaves, settings.MinimumExampleCountPerLeaf, settings.LearningRate, settings.MaximumBinCountPerFeature));
        Assert.Equal((0.5, 1, 0.6, 9, 8), (settings.FeatureFraction, settings.BaggingSize, settings.BaggingExampleFraction, settings.Seed, settings.NumberOfThreads!.Value));
    }
}
