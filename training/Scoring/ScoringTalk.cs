using System.Diagnostics;
using System.Globalization;
using LeadPredict.Serving;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Scoring;

/// <summary>Shows on a terminal how far a scoring is, how fast, and how long it may still take.</summary>
/// <param name="share">The part of the input that was read, 0 to 1; NaN when that is not known.</param>
sealed class ScoringTalk(Talk talk, Func<double> share) : IProgress<ScoringProgress>
{
    readonly Stopwatch _clock = Stopwatch.StartNew();
    // What an earlier run did took none of this one's time.
    (long Rows, double Share)? _start;

    public void Report(ScoringProgress value)
    {
        if (!talk.IsDue) return;
        var rows = value.RowsScored + value.RowsRejected;
        var now = share();
        _start ??= (rows, now);
        talk.ShowMoving(Line(rows, rows - _start.Value.Rows, now, now - _start.Value.Share, _clock.Elapsed), now);
    }

    /// <summary><c>1,200,000 rows, 410,000 rows/s, 0:42 left</c>.</summary>
    internal static string Line(long rows, long rowsNow, double share, double shareNow, TimeSpan elapsed)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows");
        if (elapsed.TotalSeconds < 0.5 || rowsNow <= 0) return line;
        line += string.Create(CultureInfo.InvariantCulture, $", {rowsNow / elapsed.TotalSeconds:N0} rows/s");
        if (!(shareNow > 0.001)) return line;
        var left = TimeSpan.FromSeconds(Math.Min(elapsed.TotalSeconds * Math.Max(0, 1 - share) / shareNow, 359_999));
        return line + string.Create(CultureInfo.InvariantCulture, $", {(left.TotalHours >= 1 ? $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}" : $"{left.Minutes}:{left.Seconds:00}")} left");
    }
}
