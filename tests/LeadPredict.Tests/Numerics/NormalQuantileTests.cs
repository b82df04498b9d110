using LeadPredict.Numerics;

namespace LeadPredict.Tests.Numerics;

public class NormalQuantileTests
{
    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.995, 2.5758293035489004)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(1e-6, -4.753424308822899)]
    public void Known_quantiles(double probability, double value) => Assert.Equal(value, NormalQuantile.Of(probability), 7);

    [Fact]
    public void Intervals_that_hold_together_are_wider()
    {
        Assert.Equal(NormalQuantile.Z95, NormalQuantile.Simultaneous(1));
        Assert.Equal(2.5758293035489004, NormalQuantile.Simultaneous(5), 7);
    }
}
