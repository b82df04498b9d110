using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public class FoldPlanTests
{
    [Fact]
    public void Blocks_follow_one_another_in_time_and_the_first_only_trains()
    {
        var plan = FoldPlan.ForTuning(Table(times: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]), Rows(10), null, seed: 1);

        Assert.True(plan.Forward);
        Assert.Equal([3, 3, 2, 2, 1, 1, 0, 0, -1, -1], plan.Folds);
    }

    [Fact]
    public void Leads_of_one_moment_and_of_unknown_time_are_not_divided()
    {
        var plan = FoldPlan.ForTuning(Table(times: [double.NaN, 1, 1, 1, 1, 1, 1, 1, 2, 3]), Rows(10), null, seed: 1);

        Assert.Equal([-1, 0, 0, 0, 0, 0, 0, 0, 1, 1], plan.Folds);
    }

    [Fact]
    public void An_account_is_in_one_block_where_its_newest_lead_is()
    {
        var plan = FoldPlan.ForTuning(Table(times: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], groups: [5, 0, 1, 2, 3, 4, 6, 7, 8, 5]), Rows(10), null, seed: 1);

        Assert.Equal(3, plan.Folds[0]);
        Assert.Equal(3, plan.Folds[9]);
    }

    [Fact]
    public void Without_time_or_with_another_split_the_folds_are_those_of_the_training()
    {
        var table = Table(times: [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);

        var plan = FoldPlan.ForTuning(table, Rows(10), SplitMethod.Random, seed: 1);

        Assert.False(plan.Forward);
        Assert.Equal(FoldPlan.ForChoosing(table, Rows(10), SplitMethod.Random, seed: 1).Folds, plan.Folds);
    }

    [Fact]
    public void One_moment_for_all_leads_is_no_order_in_time() =>
        Assert.False(FoldPlan.ForTuning(Table(times: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), Rows(10), null, seed: 1).Forward);

    static int[] Rows(int count) => [.. Enumerable.Range(0, count)];

    static LeadTable Table(double[] times, int[]? groups = null) => new()
    {
        Schema = new LeadSchema { Columns = [] },
        Labels = [.. times.Select((_, i) => (byte)(i % 2))],
        Numbers = [],
        Codes = [],
        Levels = [],
        Times = times,
        Groups = groups,
        RowsRead = times.Length,
        RowsRejected = 0,
        RowsUnlabelled = 0,
        Rejected = [],
    };
}
