using System.Globalization;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Scoring;

/// <summary>One of <paramref name="Count"/> parts of an input, <paramref name="Index"/> from 1.</summary>
sealed record Shard(int Index, int Count)
{
    /// <summary>Reads <c>2/8</c>.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public static Shard? Parse(string? text)
    {
        if (text is null) return null;
        var parts = text.Split('/');
        return parts.Length == 2 && Number(parts[0]) is { } index && Number(parts[1]) is { } count && index >= 1 && index <= count
            ? new Shard(index, count)
            : throw new UsageException($"--shard '{text}': give part and number of parts, such as 2/8; parts count from 1.");

        static int? Number(string s) => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
    }
}
