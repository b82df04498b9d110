using LeadPredict.Modeling;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Modeling;

public class HorizonCurveTests
{
    static readonly double[] s_days = [30, 60, 90];

    [Fact]
    public void Probabilities_rise_with_the_horizon_and_end_in_the_probability()
    {
        var curve = Made(seed: 1, leads: 3000, censored: true, out _);
        var answers = new double[3];
        foreach (var p in new[] { 1e-12, 0.001, 0.2, 0.7, 0.999, 1 - 1e-12 })
        {
            curve.Probabilities(p, answers);
            Assert.True(answers[0] >= 0 && answers[0] <= answers[1] && answers[1] <= answers[2]);
            Assert.Equal(p, answers[2]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_horizon_is_calibrated_with_or_without_leads_that_are_too_young(bool censored)
    {
        var curve = Made(seed: 2, leads: 40_000, censored, out var truth);
        var answers = new double[3];
        // In thirds of the probability, each of which has other shares on the way.
        foreach (var third in truth.OrderBy(t => t.Probability).Chunk(truth.Length / 3 + 1))
        {
            for (var k = 0; k < 3; k++)
            {
                var predicted = third.Average(t =>
                {
                    curve.Probabilities(t.Probability, answers);
                    return answers[k];
                });
                Assert.Equal(third.Average(t => t.Within[k]), predicted, 0.012);
            }
        }
    }

    [Fact]
    public void Answering_allocates_nothing()
    {
        var curve = Made(seed: 3, leads: 1000, censored: false, out _);
        Span<double> answers = stackalloc double[3];
        curve.Probabilities(0.3, answers);
        var before = GC.GetAllocatedBytesForCurrentThread();

        curve.Probabilities(0.4, answers);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Hazards that rise with keenness more at first than later; the truth by the hazards themselves.
    static HorizonCurve Made(ulong seed, int leads, bool censored, out (double Probability, double[] Within)[] truth)
    {
        var random = new DeterministicRandom(seed);
        truth = new (double, double[])[leads];
        var (probabilities, waits, ages) = (new double[leads], new double[leads], new double[leads]);
        for (var i = 0; i < leads; i++)
        {
            var keen = random.NextNormal();
            double left = 1;
            var within = new double[3];
            waits[i] = double.NaN;
            for (var k = 0; k < 3; k++)
            {
                var hazard = PortableMath.Sigmoid(-2.5 - 0.3 * k + (1.4 - 0.3 * k) * keen);
                if (double.IsNaN(waits[i]) && random.NextDouble() < hazard) waits[i] = 30 * k + 1 + 29 * random.NextDouble();
                left *= 1 - hazard;
                within[k] = 1 - left;
            }
            probabilities[i] = within[2];
            truth[i] = (within[2], within);
            ages[i] = censored ? 150 * random.NextDouble() : 200;
            if (waits[i] > ages[i]) waits[i] = double.NaN;
        }
        return HorizonCurve.Fit(s_days, probabilities, waits, ages);
    }
}
