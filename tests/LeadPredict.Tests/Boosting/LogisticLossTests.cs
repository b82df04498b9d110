using System.Runtime.Intrinsics;
using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Tests.Boosting;

public class LogisticLossTests
{
    [Fact]
    public void Gradient_and_hessian_are_the_derivatives_of_the_loss()
    {
        float[] logOdds = [-4, -1.5f, 0, 0.3f, 2, 5, -0.7f, 1, 3, -3, 0.1f], labels = [0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1];
        float[] gradients = new float[11], hessians = new float[11];

        LogisticLoss.Differentiate(logOdds, labels, [], gradients, hessians);

        const double Step = 1e-4;
        for (var i = 0; i < labels.Length; i++)
        {
            double At(double z) => PortableMath.Softplus(z) - labels[i] * z;
            double low = At(logOdds[i] - Step), middle = At(logOdds[i]), high = At(logOdds[i] + Step);
            Assert.Equal((high - low) / (2 * Step), gradients[i], 1e-6);
            Assert.Equal((high - 2 * middle + low) / (Step * Step), hessians[i], 1e-6);
        }
    }

    [Fact]
    public void A_row_gives_the_same_bits_in_the_vector_part_and_in_the_tail()
    {
        var random = new DeterministicRandom(1);
        var logOdds = Enumerable.Range(0, 64).Select(_ => (float)(6 * random.NextNormal())).ToArray();
        var labels = Enumerable.Range(0, 64).Select(i => (float)(i % 2)).ToArray();
        var weights = Enumerable.Range(0, 64).Select(_ => (float)random.NextDouble()).ToArray();
        float[] g = new float[64], h = new float[64], one = new float[1], two = new float[1];
        foreach (var w in (float[][])[[], weights])
        {
            LogisticLoss.Differentiate(logOdds, labels, w, g, h);
            for (var i = 0; i < 64; i++)
            {
                LogisticLoss.Differentiate(logOdds.AsSpan(i, 1), labels.AsSpan(i, 1), w.Length == 0 ? [] : w.AsSpan(i, 1), one, two);
                Assert.Equal(g[i], one[0]);
                Assert.Equal(h[i], two[0]);
            }
        }
    }

    [Fact]
    public void Sums_are_those_of_the_absolute_gradients_and_the_hessians()
    {
        var labels = Enumerable.Range(0, 37).Select(i => (float)(i % 2)).ToArray();
        float[] g = new float[37], h = new float[37];

        var (absolute, hessians) = LogisticLoss.Differentiate([.. labels.Select(l => l - 0.2f)], labels, [], g, h);

        Assert.Equal(g.Sum(v => Math.Abs((double)v)), absolute, 1e-4);
        Assert.Equal(h.Sum(v => (double)v), hessians, 1e-4);
    }

    [Fact]
    public void Weight_zero_silences_a_row()
    {
        float[] g = new float[2], h = new float[2];

        LogisticLoss.Differentiate([0.5f, 0.5f], [1, 1], [0, 2], g, h);

        Assert.Equal((0f, 0f), (g[0], h[0]));
        Assert.True(g[1] < 0 && h[1] > 0);
    }

    [Fact]
    public void Sigmoid_is_close_to_the_exact_one_and_finite_everywhere()
    {
        for (var z = -40f; z <= 40; z += 0.01f)
        {
            var p = LogisticLoss.Sigmoid(Vector256.Create(z)).ToScalar();
            Assert.Equal(PortableMath.Sigmoid(Math.Clamp(z, -30, 30)), p, 5e-7);
        }
        foreach (var z in (float[])[float.MaxValue, float.PositiveInfinity, 1e30f]) Assert.Equal(1, LogisticLoss.Sigmoid(Vector256.Create(z)).ToScalar(), 1e-6);
        foreach (var z in (float[])[float.MinValue, float.NegativeInfinity]) Assert.Equal(0, LogisticLoss.Sigmoid(Vector256.Create(z)).ToScalar(), 1e-6);
    }

    [Fact]
    public void Mean_loss_at_even_odds_is_the_logarithm_of_two()
    {
        Assert.Equal(Math.Log(2), LogisticLoss.Mean([0, 0], [0, 1]), 1e-15);
        Assert.Equal(0, LogisticLoss.Mean([], []));
    }

    [Theory]
    [InlineData(100, 1.0)]
    [InlineData(1_000_000, 1.0)]
    [InlineData(1_000_000, 1e-6)]
    [InlineData(50_000_000, 1000.0)]
    public void Quantised_sums_fit_their_halves_of_a_cell(int rows, double largest)
    {
        // The worst case: every row with the largest gradient and hessian that its weight allows.
        var scale = GradientScale.For(largest, largest * rows, 0.25 * largest * rows, rows);

        var g = Math.Round(largest * scale.Gradient);
        var h = Math.Round(0.25 * largest * scale.Hessian);
        Assert.InRange(g, 1, short.MaxValue);
        Assert.InRange(h, 1, ushort.MaxValue);
        Assert.True(g * rows <= int.MaxValue);
        Assert.True(h * rows <= uint.MaxValue);
    }
}
