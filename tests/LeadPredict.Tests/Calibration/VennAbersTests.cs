using LeadPredict.Calibration;
using LeadPredict.Numerics;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Calibration;

public class VennAbersTests
{
    [Fact]
    public void Both_probabilities_are_those_of_the_definition()
    {
        var random = new DeterministicRandom(5);
        for (var round = 0; round < 20; round++)
        {
            // Few values: ties everywhere.
            double[] scores = [.. Enumerable.Range(0, 30).Select(_ => (double)random.NextInt(12))];
            byte[] labels = [.. scores.Select(s => (byte)(12 * random.NextDouble() < s ? 1 : 0))];
            var fast = VennAbers.Fit(scores, labels);

            foreach (var score in (double[])[-1, 0, 3, 5.5, 6, 11, 20])
            {
                var (p0, p1) = fast.At(score);
                Assert.Equal(SlowVennAbers.At(score, 0, scores, labels), p0, 12);
                Assert.Equal(SlowVennAbers.At(score, 1, scores, labels), p1, 12);
                Assert.True(p0 < p1);
            }
        }
    }
}
