using System.Globalization;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Planning;

/// <summary>Reads <c>--capacity 40/week</c>, <c>8/day</c>, <c>170/month</c>, or a plain number, which is a week's.</summary>
static class CapacityFlag
{
    const double DaysPerWeek = 5, WeeksPerMonth = 52 / 12.0;

    public static int PerWeek(string text)
    {
        var parts = text.Split('/', 2, StringSplitOptions.TrimEntries);
        var factor = parts.Length == 1 ? 1 : parts[1].ToLowerInvariant() switch { "day" => DaysPerWeek, "week" => 1, "month" => 1 / WeeksPerMonth, _ => double.NaN };
        if (!double.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var calls) || !double.IsFinite(factor) || calls is < 0 or > 1e6)
            throw new UsageException($"--capacity: '{text}' is no number of leads such as 40/week, 8/day or 170/month.");
        return (int)Math.Floor(calls * factor + 1e-9);
    }
}
