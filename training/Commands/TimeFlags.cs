using System.CommandLine;
using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>The flags of <c>train</c> that speak of time: horizons, the moment of outcomes, and how far they are known.</summary>
sealed class TimeFlags
{
    readonly Option<string?> _horizon = new("--horizon") { Description = "Within how long a lead must become an SQL (90d, 12w, 3m); younger leads are left out.", HelpName = "90d" };
    readonly Option<string?> _horizons = new("--horizons") { Description = "Several horizons, separated by commas; needs --outcome-time. The longest is the one that grades and ranks.", HelpName = "30d,60d,90d" };
    readonly Option<string[]> _outcomeTime = new("--outcome-time") { Description = "Columns with the moment of the outcome, separated by commas; the first that is filled in counts.", HelpName = "A,B", AllowMultipleArgumentsPerToken = true };
    readonly Option<string?> _asOf = new("--as-of") { Description = "The day up to which outcomes are known (default: the newest creation time).", HelpName = "DATE" };
    readonly Option<int?> _origins = new("--origins") { Description = "Also make N earlier models, to see how a model ages (default: 0).", HelpName = "N" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _horizon, _horizons, _outcomeTime, _asOf, _origins }) command.Options.Add(option);
    }

    public TrainingRequest Read(ParseResult parsed, TrainingRequest request)
    {
        var horizon = parsed.GetValue(_horizon) is { } one ? Days("--horizon", one) : (double?)null;
        var all = (parsed.GetValue(_horizons) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(h => Days("--horizons", h)).Distinct().Order().ToArray();
        if (all.Length > 20) throw new UsageException("--horizons: at most 20.");
        if (horizon is { } given && all.Length > 0 && given != all[^1]) throw new UsageException("--horizon must be the longest of --horizons, or be left out.");
        if (parsed.GetValue(_origins) is < 0 or > 4) throw new UsageException("--origins must be 0 to 4.");
        return request with
        {
            Columns = request.Columns with { OutcomeTimes = ColumnFlags.Names(parsed.GetValue(_outcomeTime)) },
            Horizon = horizon ?? (all.Length > 0 ? all[^1] : null),
            ShorterHorizons = all.Length > 1 ? all[..^1] : [],
            Origins = parsed.GetValue(_origins) ?? 0,
            AsOf = parsed.GetValue(_asOf) is { } day ? AsOf(day) : null,
        };
    }

    /// <summary>Days of <c>90d</c>, <c>12w</c> or <c>3m</c>; a month is a twelfth of a year, to whole days.</summary>
    internal static double Days(string flag, string text)
    {
        var unit = text.Length == 0 ? ' ' : char.ToLowerInvariant(text[^1]);
        var days = unit switch { 'd' => 1, 'w' => 7, 'm' => 365.25 / 12, _ => double.NaN };
        if (double.IsNaN(days) || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || Math.Round(count * days) is not (>= 1 and <= 3660))
            throw new UsageException($"{flag}: '{text}' is no time. Write 90d (days), 12w (weeks) or 3m (months), at most ten years.");
        return Math.Round(count * days);
    }

    static double AsOf(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? (day - new DateTime(2000, 1, 1)).TotalDays
            : throw new UsageException($"--as-of: '{text}' is no date. Write it as 2025-06-30.");
}
