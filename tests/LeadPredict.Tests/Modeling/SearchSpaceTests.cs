using LeadPredict.Boosting;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public class SearchSpaceTests
{
    [Fact]
    public void Every_proposal_is_valid_and_within_its_ranges()
    {
        for (var trial = 1; trial <= 500; trial++)
        {
            var o = SearchSpace.Propose(new BoostingOptions(), trial);

            Assert.Empty(o.Validate());
            Assert.InRange(o.LearningRate, 0.02, 0.15);
            Assert.InRange(o.Leaves, 8, 63);
            Assert.InRange(o.Depth, 3, 8);
            Assert.InRange(o.MinRowsPerLeaf, 5, 100);
            Assert.InRange(o.L2, 1, 50);
            Assert.InRange(o.RowSampling, 0.5, 1);
            Assert.InRange(o.ColumnSampling, 0.3, 1);
            Assert.Contains(o.LinearStart, new[] { 0, 0.5, 1 });
        }
    }

    [Fact]
    public void A_trial_does_not_depend_on_the_trials_before_it() =>
        Assert.Equal(SearchSpace.Propose(new BoostingOptions(), 7), SearchSpace.Propose(new BoostingOptions(), 7));

    [Fact]
    public void Trials_differ() =>
        Assert.Equal(50, Enumerable.Range(1, 50).Select(t => SearchSpace.Propose(new BoostingOptions(), t)).Distinct().Count());

    [Fact]
    public void An_option_that_was_given_is_held_and_the_others_are_drawn_as_ever()
    {
        var free = SearchSpace.Propose(new BoostingOptions(), 3);

        var held = SearchSpace.Propose(new BoostingOptions { Leaves = 12 }, 3);

        Assert.Equal(free with { Leaves = 12 }, held);
    }
}
