using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public class TreeWalkTests
{
    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(3ul)]
    public void Walk_over_values_equals_walk_over_bins_to_the_bit(ulong seed)
    {
        var set = MadeLeads.Mixed(1500, numbers: 5, categories: 3, seed);
        var ensemble = MadeLeads.Fitted(set);
        var random = new DeterministicRandom(seed, stream: 9);
        var row = new float[8];
        var bins = new byte[8];

        for (var i = 0; i < 4000; i++)
        {
            if (i < 1000) set.CopyRow(i, row);
            else row = MadeLeads.StrangeRow(set.Kinds, random);
            ensemble.Binner.Bin(row, bins);
            Assert.Equal(BitConverter.DoubleToInt64Bits(ensemble.LogOdds(bins)), BitConverter.DoubleToInt64Bits(ensemble.LogOdds(row)));
        }
    }

    [Fact]
    public void Walks_agree_on_both_sides_of_every_threshold()
    {
        var set = MadeLeads.Mixed(1500, numbers: 3, categories: 0, seed: 4);
        var ensemble = MadeLeads.Fitted(set);
        var bins = new byte[3];

        for (var f = 0; f < 3; f++)
        {
            foreach (var edge in ensemble.Binner.Thresholds(f))
            {
                foreach (var value in (float[])[MathF.BitDecrement(edge), edge, MathF.BitIncrement(edge)])
                {
                    float[] row = [0.1f, 0.1f, 0.1f];
                    row[f] = value;
                    ensemble.Binner.Bin(row, bins);
                    foreach (var tree in ensemble.Trees) Assert.Equal(tree.LeafOf(bins), tree.LeafOf(row));
                }
            }
        }
    }

    [Fact]
    public void A_code_beyond_the_levels_walks_as_other()
    {
        var set = MadeLeads.Mixed(800, numbers: 1, categories: 2, seed: 5);
        var ensemble = MadeLeads.Fitted(set);
        float[] other = [0, 11, 11];

        foreach (var code in (float[])[12, 13, 64, 255, 256, 1e9f, float.PositiveInfinity])
            Assert.Equal(ensemble.LogOdds(other), ensemble.LogOdds((float[])[0, code, code]));
    }

    [Fact]
    public void Scaling_a_tree_scales_its_leaves_alone()
    {
        var tree = MadeLeads.Fitted(MadeLeads.Mixed(500, 2, 1, seed: 6)).Trees[0];

        var half = tree.Scaled(0.5);

        Assert.Equal(tree.LeafValue.Select(v => v * 0.5), half.LeafValue);
        Assert.Same(tree.Feature, half.Feature);
    }
}
