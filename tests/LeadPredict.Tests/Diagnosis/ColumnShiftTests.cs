using LeadPredict.Diagnosis;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Diagnosis;

public class ColumnShiftTests
{
    [Theory]
    [InlineData(40)]
    [InlineData(300)]
    [InlineData(20_000)]
    public void The_same_leads_drawn_twice_do_not_cry_wolf(int rows)
    {
        var random = new DeterministicRandom((ulong)rows);
        var sizes = new List<double>();
        for (var column = 0; column < 400; column++)
        {
            var shift = ColumnShift.Measure("c", Draw(random, rows, 0), Draw(random, rows, 0), rows, rows);
            Assert.False(shift.Moved);
            sizes.Add(shift.Size);
        }
        Assert.True(sizes.Order().ElementAt(200) < 0.02);
    }

    [Fact]
    public void A_large_shift_is_found_on_a_few_hundred_leads_and_a_tiny_one_is_not_called_large_on_many()
    {
        var random = new DeterministicRandom(5);

        Assert.True(ColumnShift.Measure("c", Draw(random, 5000, 0), Draw(random, 300, 0.8), 5000, 300).Moved);
        var tiny = ColumnShift.Measure("c", Draw(random, 200_000, 0), Draw(random, 200_000, 0.1), 200_000, 200_000);
        Assert.True(tiny.Low > 0);
        Assert.False(tiny.Moved);
    }

    [Fact]
    public void The_size_is_the_population_stability_index()
    {
        // Two cells, .5/.5 against .8/.2: (.5 - .8) ln(.5/.8) + (.5 - .2) ln(.5/.2).
        Assert.Equal(0.4159, ColumnShift.Measure("c", [500_000, 500_000], [800_000, 200_000], 1e6, 1e6).Size, 4);
    }

    [Fact]
    public void Leads_of_one_account_count_less()
    {
        int[] before = [500, 500], after = [150, 50];

        Assert.True(ColumnShift.Measure("c", before, after, 1000, 200).Moved);
        Assert.False(ColumnShift.Measure("c", before, after, 1000, 10).Moved);
    }

    [Fact]
    public void No_leads_say_nothing() => Assert.False(ColumnShift.Measure("c", [5, 5], [0, 0], 10, 0).Moved);

    static int[] Draw(DeterministicRandom random, int rows, double shift)
    {
        var counts = new int[10];
        for (var i = 0; i < rows; i++) counts[Math.Clamp((int)Math.Floor(5 + 2 * (random.NextNormal() + shift)), 0, 9)]++;
        return counts;
    }
}
