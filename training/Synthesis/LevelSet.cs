using LeadPredict.Numerics;

namespace LeadPredict.Training.Synthesis;

/// <summary>One level of a category: its text, how common it is (any positive scale) and its main effect in log-odds.</summary>
readonly record struct Level(string Name, double Weight, double Effect);

/// <summary>The levels of one categorical column, drawn by weight. Index -1 means a missing cell. Immutable, thread safe.</summary>
sealed class LevelSet(double missingEffect, params Level[] levels)
{
    public int Count => levels.Length;

    public string Name(int index) => levels[index].Name;

    /// <summary>Log-odds of the level at <paramref name="index"/>, or of a missing cell.</summary>
    public double Effect(int index) => index < 0 ? missingEffect : levels[index].Effect;

    public int IndexOf(string name)
    {
        for (var i = 0; i < levels.Length; i++)
            if (levels[i].Name == name) return i;
        throw new ArgumentException($"no level '{name}'", nameof(name));
    }

    /// <summary>An index by weight.</summary>
    public int Draw(DeterministicRandom random)
    {
        var total = 0.0;
        foreach (var level in levels) total += level.Weight;
        var left = random.NextDouble() * total;
        for (var i = 0; i < levels.Length - 1; i++)
        {
            left -= levels[i].Weight;
            if (left < 0) return i;
        }
        return levels.Length - 1;
    }

    /// <summary>An index by weights of the caller's, one a level.</summary>
    public static int Draw(DeterministicRandom random, ReadOnlySpan<double> weights)
    {
        var total = 0.0;
        foreach (var weight in weights) total += weight;
        var left = random.NextDouble() * total;
        for (var i = 0; i < weights.Length - 1; i++)
        {
            left -= weights[i];
            if (left < 0) return i;
        }
        return weights.Length - 1;
    }
}
