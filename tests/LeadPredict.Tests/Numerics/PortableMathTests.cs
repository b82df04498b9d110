using LeadPredict.Numerics;

namespace LeadPredict.Tests.Numerics;

public class PortableMathTests
{
    static IEnumerable<double> Values(double most)
    {
        var random = new DeterministicRandom(1);
        for (var i = 0; i < 20_000; i++) yield return most * (2 * random.NextDouble() - 1) * random.NextDouble() * random.NextDouble();
    }

    static void AssertClose(double expected, double actual, double x) =>
        Assert.True(Math.Abs(actual - expected) <= 2 * (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)), $"at {x:R}: {actual:R}, not {expected:R}");

    [Fact]
    public void Exp_is_within_two_units_of_the_platforms()
    {
        foreach (var x in Values(700)) AssertClose(Math.Exp(x), PortableMath.Exp(x), x);
    }

    [Fact]
    public void Log_is_within_two_units_of_the_platforms()
    {
        foreach (var x in Values(700))
        {
            var y = Math.Exp(x);
            AssertClose(Math.Log(y), PortableMath.Log(y), y);
        }
        foreach (var x in (double[])[double.Epsilon, 1e-310, 0.5, 0.70710678118654757, 0.99999999, 1, 1.0000001, 1.4142135623730951, 2, double.MaxValue])
            AssertClose(Math.Log(x), PortableMath.Log(x), x);
    }

    [Fact]
    public void Ends_of_the_range_are_those_of_the_functions()
    {
        Assert.Equal(1, PortableMath.Exp(0));
        Assert.Equal(0, PortableMath.Exp(-746));
        Assert.Equal(0, PortableMath.Exp(double.NegativeInfinity));
        Assert.Equal(double.PositiveInfinity, PortableMath.Exp(710));
        Assert.True(PortableMath.Exp(-745) > 0);
        Assert.Equal(double.NaN, PortableMath.Exp(double.NaN));
        Assert.Equal(0, PortableMath.Log(1));
        Assert.Equal(double.NegativeInfinity, PortableMath.Log(0));
        Assert.Equal(double.PositiveInfinity, PortableMath.Log(double.PositiveInfinity));
        Assert.Equal(double.NaN, PortableMath.Log(-1));
        Assert.Equal(double.NaN, PortableMath.Log(double.NaN));
    }

    [Fact]
    public void Results_have_these_bits_on_every_machine()
    {
        // Frozen: a changed bit here changes model files.
        var digest = 0UL;
        foreach (var x in Values(40))
        {
            foreach (var y in (double[])[PortableMath.Exp(x), PortableMath.Log(Math.Abs(x)), PortableMath.Sigmoid(x), PortableMath.Softplus(x)])
                digest = digest * 0x9E3779B97F4A7C15UL + (ulong)BitConverter.DoubleToInt64Bits(y);
        }

        Assert.Equal("a95d4e4df056b819", digest.ToString("x16"));
    }

    [Fact]
    public void Sigmoid_and_logit_undo_each_other()
    {
        foreach (var x in (double[])[-20, -3, -0.1, 0, 0.1, 3, 20]) Assert.Equal(x, PortableMath.Logit(PortableMath.Sigmoid(x)), 1e-6);
        Assert.Equal(0.5, PortableMath.Sigmoid(0));
        Assert.Equal((0.0, 1.0), (PortableMath.Sigmoid(-1000), PortableMath.Sigmoid(1000)));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (PortableMath.Logit(0), PortableMath.Logit(1)));
    }

    [Fact]
    public void Softplus_neither_overflows_nor_loses_small_values()
    {
        Assert.Equal(Math.Log(2), PortableMath.Softplus(0), 1e-15);
        Assert.Equal(1000, PortableMath.Softplus(1000));
        Assert.Equal(Math.Exp(-50), PortableMath.Softplus(-50), 1e-36);
        foreach (var seam in (double[])[-36, 36]) Assert.Equal(PortableMath.Softplus(Math.BitDecrement(seam)), PortableMath.Softplus(Math.BitIncrement(seam)), 1e-12);
    }
}
