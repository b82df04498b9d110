using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>
/// Where a search looks (random search: Bergstra and Bengio 2012). An option that was given another value than its default stays as given.
/// <code>
/// learning rate          0.02 to 0.15, logarithmic     row sampling          0.5 to 1
/// leaves                 8 to 63, logarithmic          column sampling       0.3 to 1
/// depth                  3 to 8                        category smoothing    1 to 100, logarithmic
/// min rows per leaf      5 to 100, logarithmic         category L2           1 to 100, logarithmic
/// L2                     1 to 50, logarithmic          linear start          0, 0.5 or 1
/// </code>
/// </summary>
static class SearchSpace
{
    sealed record Knob(string Name, Func<DeterministicRandom, double> Draw, Func<BoostingOptions, double, BoostingOptions> Set);

    static readonly Knob[] s_knobs =
    [
        new(nameof(BoostingOptions.LearningRate), r => Logarithmic(r, 0.02, 0.15, 4), (o, v) => o with { LearningRate = v }),
        new(nameof(BoostingOptions.Leaves), r => Logarithmic(r, 8, 63, 0), (o, v) => o with { Leaves = (int)v }),
        new(nameof(BoostingOptions.Depth), r => 3 + r.NextInt(6), (o, v) => o with { Depth = (int)v }),
        new(nameof(BoostingOptions.MinRowsPerLeaf), r => Logarithmic(r, 5, 100, 0), (o, v) => o with { MinRowsPerLeaf = (int)v }),
        new(nameof(BoostingOptions.L2), r => Logarithmic(r, 1, 50, 2), (o, v) => o with { L2 = v }),
        new(nameof(BoostingOptions.RowSampling), r => Even(r, 0.5, 1), (o, v) => o with { RowSampling = v }),
        new(nameof(BoostingOptions.ColumnSampling), r => Even(r, 0.3, 1), (o, v) => o with { ColumnSampling = v }),
        new(nameof(BoostingOptions.CategorySmoothing), r => Logarithmic(r, 1, 100, 1), (o, v) => o with { CategorySmoothing = v }),
        new(nameof(BoostingOptions.CategoryL2), r => Logarithmic(r, 1, 100, 1), (o, v) => o with { CategoryL2 = v }),
        new(nameof(BoostingOptions.LinearStart), r => r.NextInt(3) * 0.5, (o, v) => o with { LinearStart = v }),
    ];

    /// <summary>The options of a trial: those given for trial 0, else a draw that depends on their seed and on the trial's number alone.</summary>
    public static BoostingOptions Propose(BoostingOptions given, int trial)
    {
        if (trial == 0) return given;
        var random = new DeterministicRandom(given.Seed, stream: 100_000 + (ulong)trial);
        var changed = Changed(new BoostingOptions(), given);
        var options = given;
        foreach (var knob in s_knobs)
        {
            // Drawn even when held, so that holding one option changes no other.
            var value = knob.Draw(random);
            if (!changed.ContainsKey(OptionNames.Key(knob.Name))) options = knob.Set(options, value);
        }
        return options;
    }

    /// <summary>Options whose value in <paramref name="options"/> is not that in <paramref name="given"/>.</summary>
    public static IReadOnlyDictionary<string, string> Changed(BoostingOptions given, BoostingOptions options)
    {
        var before = OptionNames.ToText(given);
        return new SortedDictionary<string, string>(OptionNames.ToText(options).Where(o => before[o.Key] != o.Value).ToDictionary(), StringComparer.Ordinal);
    }

    static double Even(DeterministicRandom random, double from, double to) => Math.Round(from + random.NextDouble() * (to - from), 2);

    static double Logarithmic(DeterministicRandom random, double from, double to, int digits)
    {
        double low = PortableMath.Log(from), high = PortableMath.Log(to);
        return Math.Clamp(Math.Round(PortableMath.Exp(low + random.NextDouble() * (high - low)), digits), from, to);
    }
}
