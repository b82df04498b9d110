using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Data;

public class DataSplitTests
{
    static byte[] Labels(int rows) => [.. Enumerable.Range(0, rows).Select(i => (byte)(i % 4 == 0 ? 1 : 0))];

    [Fact]
    public void Newest_leads_are_the_test()
    {
        double[] times = [5, 1, 9, 3, 7, 2, 8, 4, 10, 6];

        var split = DataSplit.Make(SplitMethod.Time, Labels(10), times, null, 0.2, seed: 1);

        Assert.Equal([2, 8], split.Test);
        Assert.Equal([0, 1, 3, 4, 5, 6, 7, 9], split.Train);
    }

    [Fact]
    public void Leads_of_one_moment_stay_together_and_unknown_times_train()
    {
        var split = DataSplit.Make(SplitMethod.Time, Labels(6), [1, 2, 3, 3, 3, double.NaN], null, 0.25, seed: 1);

        Assert.Equal([2, 3, 4], split.Test);
        Assert.Equal([0, 1, 5], split.Train);
    }

    [Fact]
    public void Leads_of_one_moment_alone_all_train()
    {
        var split = DataSplit.Make(SplitMethod.Time, Labels(4), [7, 7, 7, 7], null, 0.25, seed: 1);

        Assert.Equal([0, 1, 2, 3], split.Train);
        Assert.Empty(split.Test);
    }

    [Fact]
    public void When_the_first_moment_is_most_of_the_data_the_rest_is_the_test()
    {
        var split = DataSplit.Make(SplitMethod.Time, Labels(5), [7, 7, 7, 7, 8], null, 0.25, seed: 1);

        Assert.Equal([4], split.Test);
    }

    [Fact]
    public void The_older_leads_of_an_account_that_the_cut_divides_leave_the_training_side()
    {
        var split = DataSplit.Make(SplitMethod.Time, Labels(5), [1, 2, 3, 4, 5], [0, 1, 2, 0, 3], 0.4, seed: 1);

        Assert.Equal([3, 4], split.Test);
        Assert.Equal([1, 2], split.Train);
    }

    [Fact]
    public void Its_newer_leads_leave_the_test_where_that_would_cost_half_of_the_training_rows()
    {
        var split = DataSplit.Make(SplitMethod.Time, Labels(5), [1, 2, 3, 4, 5], [0, 0, 1, 0, 2], 0.4, seed: 1);

        Assert.Equal([4], split.Test);
        Assert.Equal([0, 1, 2], split.Train);
    }

    [Theory]
    [InlineData(SplitMethod.Group)]
    [InlineData(SplitMethod.Random)]
    public void Whole_accounts_are_chosen(SplitMethod method)
    {
        var groups = Enumerable.Range(0, 1000).Select(i => i / 5).ToArray();

        var split = DataSplit.Make(method, Labels(1000), null, groups, 0.2, seed: 1);

        Assert.Equal(200, split.Test.Length);
        Assert.Empty(split.Test.Select(r => groups[r]).Intersect(split.Train.Select(r => groups[r])));
        Assert.Equal(1000, split.Train.Length + split.Test.Length);
    }

    [Fact]
    public void Random_split_keeps_the_share_of_positives()
    {
        var labels = Labels(1000);

        var split = DataSplit.Make(SplitMethod.Random, labels, null, null, 0.2, seed: 1);

        Assert.Equal(50, split.Test.Sum(r => labels[r]));
        Assert.Equal(200, split.Test.Length);
        Assert.Equal(split.Train.Order(), split.Train);
    }

    [Fact]
    public void Seed_decides_a_random_split()
    {
        int[] Test(ulong seed) => DataSplit.Make(SplitMethod.Random, Labels(200), null, null, 0.2, seed).Test;

        Assert.Equal(Test(1), Test(1));
        Assert.NotEqual(Test(1), Test(2));
    }

    [Fact]
    public void A_split_needs_its_column()
    {
        Assert.Throws<ArgumentException>(() => DataSplit.Make(SplitMethod.Time, Labels(4), null, null, 0.2, 1));
        Assert.Throws<ArgumentException>(() => DataSplit.Make(SplitMethod.Group, Labels(4), null, null, 0.2, 1));
    }

    [Fact]
    public void Folds_deal_out_each_class_evenly()
    {
        var labels = Labels(100);
        int[] rows = [.. Enumerable.Range(0, 100)];

        var folds = DataSplit.Folds(rows, labels, null, 5, seed: 1);

        Assert.All(rows.GroupBy(r => (folds[r], labels[r])), g => Assert.Equal(labels[g.First()] == 1 ? 5 : 15, g.Count()));
    }

    [Fact]
    public void Folds_keep_accounts_together()
    {
        var random = new DeterministicRandom(1);
        var groups = Enumerable.Range(0, 300).Select(_ => random.NextInt(60)).ToArray();
        int[] rows = [.. Enumerable.Range(0, 300).Where(r => r % 3 != 0)];

        var folds = DataSplit.Folds(rows, Labels(300), groups, 4, seed: 1);

        Assert.All(Enumerable.Range(0, rows.Length).GroupBy(i => groups[rows[i]]), g => Assert.Single(g.Select(i => folds[i]).Distinct()));
        Assert.Equal([0, 1, 2, 3], folds.Distinct().Order());
    }
}
