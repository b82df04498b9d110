using LeadPredict.Explanation;

namespace LeadPredict.Tests.Explanation;

public class GaussLegendreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(31)]
    [InlineData(254)]
    public void Powers_up_to_the_degree_integrate_exactly(int degree)
    {
        var rule = GaussLegendre.ForDegree(degree);

        Assert.Equal(0, rule.Nodes.Length % 4);
        for (var power = 0; power <= degree; power++)
            Assert.Equal(1.0 / (power + 1), rule.Nodes.Zip(rule.Weights, (t, w) => w * Math.Pow(t, power)).Sum(), 1e-13);
    }

    [Fact]
    public void Four_points_are_no_more_than_degree_seven_needs()
    {
        var rule = GaussLegendre.ForDegree(7);

        Assert.Equal(4, rule.Nodes.Length);
        Assert.NotEqual(1.0 / 9, rule.Nodes.Zip(rule.Weights, (t, w) => w * Math.Pow(t, 8)).Sum(), 1e-6);
    }
}
