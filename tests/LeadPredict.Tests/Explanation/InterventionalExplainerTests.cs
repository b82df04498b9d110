using LeadPredict.Explanation;
using LeadPredict.Numerics;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Explanation;

public class InterventionalExplainerTests
{
    [Theory]
    [InlineData(1, 6)]
    [InlineData(3, 40)]
    [InlineData(6, 20)]
    [InlineData(8, 31)]
    public void Contributions_equal_the_shapley_values_against_every_background_row(int features, int leaves)
    {
        var ensemble = RandomTrees.Ensemble(features, trees: 4, leaves, seed: (ulong)leaves);
        var random = new DeterministicRandom(2);
        for (var i = 0; i < 6; i++)
        {
            var row = RandomTrees.Row(ensemble.Binner, random);
            float[][] background = [RandomTrees.Row(ensemble.Binner, random), RandomTrees.Row(ensemble.Binner, random), row];
            var explainer = new InterventionalExplainer(ensemble, background);
            var actual = new double[features];
            explainer.Explain(row, actual);

            var expected = BruteForceShapley.AgainstBackground(ensemble, row, background);
            for (var f = 0; f < features; f++) Assert.Equal(expected[f], actual[f], 1e-9);
            Assert.Equal(ensemble.LogOdds(row), explainer.Base + actual.Sum(), 1e-9);
        }
    }

    [Fact]
    public void A_feature_that_does_not_change_does_nothing_on_the_way()
    {
        var ensemble = RandomTrees.Ensemble(6, trees: 5, leaves: 30, seed: 8);
        var random = new DeterministicRandom(4);
        for (var i = 0; i < 50; i++)
        {
            var from = RandomTrees.Row(ensemble.Binner, random);
            var to = RandomTrees.Row(ensemble.Binner, random);
            to[1] = from[1];
            to[5] = from[5];
            var parts = InterventionalExplainer.Between(ensemble, from, to);

            Assert.Equal((0.0, 0.0), (parts[1], parts[5]));
            Assert.Equal(ensemble.LogOdds(to) - ensemble.LogOdds(from), parts.Sum(), 1e-9);
            var back = InterventionalExplainer.Between(ensemble, to, from);
            for (var f = 0; f < 6; f++) Assert.Equal(parts[f], -back[f], 1e-9);
        }
    }

    [Fact]
    public void Many_features_and_leaves_stay_exact()
    {
        var ensemble = RandomTrees.Ensemble(40, trees: 3, leaves: 200, seed: 12);
        var random = new DeterministicRandom(5);
        for (var i = 0; i < 20; i++)
        {
            var (from, to) = (RandomTrees.Row(ensemble.Binner, random), RandomTrees.Row(ensemble.Binner, random));
            Assert.Equal(ensemble.LogOdds(to) - ensemble.LogOdds(from), InterventionalExplainer.Between(ensemble, from, to).Sum(), 1e-9);
        }
    }
}
