using LeadPredict.Data;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>Reads the flags that ask something of columns: <c>--monotone "a:+,b:-"</c> and <c>--interactions "a,b;c,d,e"</c>.</summary>
static class ColumnFlags
{
    public static IReadOnlyDictionary<string, Monotonicity> Monotone(string? text)
    {
        var result = new Dictionary<string, Monotonicity>(StringComparer.Ordinal);
        foreach (var part in Parts(text, ','))
        {
            // A name may hold a colon; the last one ends it.
            var colon = part.LastIndexOf(':');
            var name = colon < 0 ? part : part[..colon].Trim();
            var direction = colon < 0 ? "" : part[(colon + 1)..].Trim();
            if (name.Length == 0 || direction is not ("+" or "-"))
                throw new UsageException($"--monotone: '{part}' is not COLUMN:+ (a higher value never lowers the probability) or COLUMN:- (never raises it).");
            if (!result.TryAdd(name, direction == "+" ? Monotonicity.Increasing : Monotonicity.Decreasing))
                throw new UsageException($"--monotone: column '{name}' is given twice. Keep one direction.");
        }
        return result;
    }

    public static IReadOnlyList<IReadOnlyList<string>> Interactions(string? text) => [.. Parts(text, ';').Select(group => Parts(group, ','))];

    /// <summary>Names separated by commas, the flag given once or more.</summary>
    public static IReadOnlyList<string> Names(string[]? given) => [.. (given ?? []).SelectMany(g => Parts(g, ','))];

    static string[] Parts(string? text, char separator) =>
        text?.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
