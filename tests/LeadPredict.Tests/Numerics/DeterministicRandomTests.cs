using LeadPredict.Numerics;

namespace LeadPredict.Tests.Numerics;

public class DeterministicRandomTests
{
    [Fact]
    public void Sequence_of_a_seed_never_changes()
    {
        // xoshiro256** seeded through SplitMix64 from 0: the reference implementation's first outputs.
        var random = new DeterministicRandom(0);

        Assert.Equal([0x99ec5f36cb75f2b4ul, 0xbf6e1f784956452aul, 0x1a5f849d4933e6e0ul], new[] { random.NextUInt64(), random.NextUInt64(), random.NextUInt64() });
    }

    [Fact]
    public void Streams_of_one_seed_differ()
    {
        Assert.NotEqual(new DeterministicRandom(1).NextUInt64(), new DeterministicRandom(1, 1).NextUInt64());
        Assert.NotEqual(new DeterministicRandom(1, 2).NextUInt64(), new DeterministicRandom(1, 1).NextUInt64());
    }

    [Fact]
    public void Doubles_are_uniform_below_one()
    {
        var random = new DeterministicRandom(2);
        var draws = Enumerable.Range(0, 50_000).Select(_ => random.NextDouble()).ToArray();

        Assert.All(draws, d => Assert.InRange(d, 0, 0.9999999999999999));
        Assert.Equal(0.5, draws.Average(), 0.005);
        Assert.Equal(1 / 12.0, draws.Average(d => (d - 0.5) * (d - 0.5)), 0.002);
    }

    [Fact]
    public void Integers_are_uniform_below_their_limit()
    {
        var random = new DeterministicRandom(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[random.NextInt(7)]++;

        Assert.All(counts, c => Assert.InRange(c, 9600, 10_400));
        Assert.Equal(0, random.NextInt(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void Normals_have_mean_zero_and_deviation_one()
    {
        var random = new DeterministicRandom(4);
        var draws = Enumerable.Range(0, 50_000).Select(_ => random.NextNormal()).ToArray();

        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, draws.Average(d => d * d), 0.03);
        Assert.Equal(0.6827, draws.Average(d => Math.Abs(d) < 1 ? 1.0 : 0), 0.01);
    }

    [Fact]
    public void Shuffle_gives_every_order_alike()
    {
        var random = new DeterministicRandom(5);
        var counts = new Dictionary<string, int>();
        for (var i = 0; i < 12_000; i++)
        {
            int[] items = [1, 2, 3];
            random.Shuffle<int>(items);
            var order = string.Concat(items);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }

        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, c => Assert.InRange(c, 1800, 2200));
    }
}
