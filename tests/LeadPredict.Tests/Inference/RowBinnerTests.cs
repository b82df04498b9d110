using LeadPredict.Inference;

namespace LeadPredict.Tests.Inference;

public class RowBinnerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bins_are_those_of_the_feature_binner_for_every_value(ulong seed)
    {
        const int Features = 60;
        var made = new AnyEnsemble(Features, [], seed);
        var expected = made.Ensemble.Binner;
        var binner = new RowBinner(expected, [.. Enumerable.Range(0, Features)]);
        var bins = new byte[Features];

        foreach (var row in made.Rows(3000).Chunk(Features))
        {
            binner.Bin(row, bins);
            for (var f = 0; f < Features; f++)
                if (expected.Bin(f, row[f]) != bins[f]) Assert.Fail($"feature {f} with {expected.BinCount(f)} bins, value {row[f]:R}: {bins[f]}, not {expected.Bin(f, row[f])}");
        }
    }

    [Fact]
    public void Only_the_features_that_are_asked_for_are_binned_in_their_order()
    {
        var made = new AnyEnsemble(9, [], seed: 4);
        var row = made.Rows(1);
        var bins = new byte[3];

        new RowBinner(made.Ensemble.Binner, [7, 2, 4]).Bin(row, bins);

        Assert.Equal([made.Ensemble.Binner.Bin(7, row[7]), made.Ensemble.Binner.Bin(2, row[2]), made.Ensemble.Binner.Bin(4, row[4])], bins);
    }
}
