using LeadPredict.Modeling;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Modeling;

public class ReferenceLeadsTests
{
    static ReferenceLeads Fitted(int rows)
    {
        var random = new DeterministicRandom(1);
        var probabilities = new double[rows];
        var labels = new byte[rows];
        for (var i = 0; i < rows; i++)
        {
            probabilities[i] = random.NextDouble();
            labels[i] = random.NextDouble() < probabilities[i] ? (byte)1 : (byte)0;
        }
        return ReferenceLeads.Fit(probabilities, labels);
    }

    [Fact]
    public void Percentile_is_the_share_of_leads_below()
    {
        var reference = ReferenceLeads.Fit([0.4, 0.1, 0.3, 0.2], [1, 0, 1, 0]);

        Assert.Equal([0, 0, 25, 50, 75, 100], new[] { 0, 0.1, 0.2, 0.3, 0.4, 0.5 }.Select(reference.Percentile));
    }

    [Fact]
    public void Percentiles_of_uniform_probabilities_are_uniform()
    {
        var reference = Fitted(5000);

        foreach (var p in (double[])[0.1, 0.5, 0.9]) Assert.Equal(100 * p, reference.Percentile(p), 3.0);
    }

    [Fact]
    public void Intervals_hold_the_probability_and_rise_with_it()
    {
        var reference = Fitted(5000);
        var (lastLow, lastHigh) = (0.0, 0.0);
        for (var p = 0.0; p <= 1; p += 0.01)
        {
            var (low, high) = reference.Interval(p);
            Assert.InRange(p, low, high);
            Assert.True(low >= Math.Min(lastLow, p) && high >= lastHigh);
            Assert.InRange(high - low, 0, 0.35);
            (lastLow, lastHigh) = (low, high);
        }
    }

    [Fact]
    public void Interval_of_few_leads_is_the_wilson_interval()
    {
        // 3 of 10: Wilson's 95% interval is 0.1078 to 0.6032.
        var reference = ReferenceLeads.Fit([.. Enumerable.Repeat(0.3, 10)], [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]);

        var (low, high) = reference.Interval(0.3);

        Assert.Equal(0.1078, low, 1e-4);
        Assert.Equal(0.6032, high, 1e-4);
    }

    [Fact]
    public void One_lead_gives_a_wide_interval()
    {
        var (low, high) = ReferenceLeads.Fit([0.5], [1]).Interval(0.5);

        Assert.InRange(low, 0.1, 0.5);
        Assert.Equal(1, high, 1e-9);
    }
}
