using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>Distributions over <see cref="DeterministicRandom"/>, from portable arithmetic alone.</summary>
static class Draws
{
    public static bool Chance(this DeterministicRandom random, double probability) => random.NextDouble() < probability;

    /// <summary>Poisson by Knuth's product (1969); <paramref name="mean"/> is capped at 30.</summary>
    public static int Poisson(this DeterministicRandom random, double mean)
    {
        var limit = PortableMath.Exp(-Math.Min(mean, 30));
        var product = random.NextDouble();
        var count = 0;
        while (product > limit)
        {
            product *= random.NextDouble();
            count++;
        }
        return count;
    }

    /// <summary>Exponential with the mean given, in whole units rounded down, at most <paramref name="max"/>.</summary>
    public static int WholeExponential(this DeterministicRandom random, double mean, int max) =>
        (int)Math.Min(-mean * PortableMath.Log(1 - random.NextDouble()), max);

    /// <summary>Whole number in <paramref name="low"/> … <paramref name="high"/>, both included.</summary>
    public static int Between(this DeterministicRandom random, int low, int high) => low + random.NextInt(high - low + 1);

    /// <summary>e^(<paramref name="logMedian"/> + <paramref name="spread"/> times a standard normal).</summary>
    public static double LogNormal(this DeterministicRandom random, double logMedian, double spread) =>
        PortableMath.Exp(logMedian + spread * random.NextNormal());

    /// <summary>Rounded to the nearest multiple of <paramref name="step"/>, halves up.</summary>
    public static long ToStep(double value, long step) => (long)Math.Floor(value / step + 0.5) * step;
}
