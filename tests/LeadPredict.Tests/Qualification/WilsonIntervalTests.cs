using LeadPredict.Qualification;

namespace LeadPredict.Tests.Qualification;

public class WilsonIntervalTests
{
    [Fact]
    public void A_known_interval()
    {
        var share = new WilsonInterval(10, 40);

        Assert.Equal((0.25, 0.1419, 0.4019), (share.Rate, Math.Round(share.Low, 4), Math.Round(share.High, 4)));
    }

    [Fact]
    public void Nothing_is_known_without_trials() => Assert.Equal((true, 0.0, 1.0), (double.IsNaN(new WilsonInterval(0, 0).Rate), new WilsonInterval(0, 0).Low, new WilsonInterval(0, 0).High));

    [Fact]
    public void None_of_ten_does_not_mean_never() => Assert.InRange(new WilsonInterval(0, 10).High, 0.27, 0.28);
}
