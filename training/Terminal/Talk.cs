using System.Diagnostics;
using System.Globalization;
using LeadPredict.Modeling;
using Spectre.Console;

namespace LeadPredict.Training.Terminal;

/// <summary>
/// What a command says while it works, on standard error: a moving line on a terminal, plain lines elsewhere, nothing with --quiet.
/// Standard output is for data alone. Not thread safe.
/// </summary>
sealed class Talk(bool quiet) : IProgress<TrainingProgress>
{
    static readonly TimeSpan s_betweenPlainLines = TimeSpan.FromSeconds(5);
    const int BarWidth = 24;

    readonly Stopwatch _clock = Stopwatch.StartNew();
    readonly bool _moving = !quiet && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    readonly object _gate = new();
    string _phase = "";
    TimeSpan _lastShown = TimeSpan.MinValue;
    int _width;

    /// <summary>A line for people.</summary>
    public void Say(string line)
    {
        if (quiet) return;
        lock (_gate)
        {
            EraseMoving();
            Console.Error.WriteLine(line);
        }
    }

    public void Report(TrainingProgress value)
    {
        if (quiet) return;
        lock (_gate)
        {
            var isNew = value.Phase != _phase;
            _phase = value.Phase;
            if (_moving) ShowMoving(value, isNew);
            else if (isNew || _clock.Elapsed - _lastShown > s_betweenPlainLines)
            {
                _lastShown = _clock.Elapsed;
                Console.Error.WriteLine(Text(value));
            }
        }
    }

    /// <summary>Whether a moving line would be shown now: on a terminal, not too often.</summary>
    public bool IsDue => _moving && (_clock.Elapsed - _lastShown).TotalMilliseconds >= 80;

    /// <summary>Shows a line that moves, with a bar where the share that is done is known. Nothing elsewhere than on a terminal.</summary>
    public void ShowMoving(string text, double share)
    {
        if (!_moving) return;
        lock (_gate)
        {
            _lastShown = _clock.Elapsed;
            Move(double.IsNaN(share) ? text : $"{Bar(share)} {text}");
        }
    }

    /// <summary>Ends the moving line.</summary>
    public void Finish()
    {
        lock (_gate) EraseMoving();
    }

    void ShowMoving(TrainingProgress value, bool isNew)
    {
        if (!isNew && (_clock.Elapsed - _lastShown).TotalMilliseconds < 80) return;
        _lastShown = _clock.Elapsed;
        var line = Text(value);
        Move(value.Total > 0 ? $"{Bar((double)value.Done / value.Total)} {line}" : line);
    }

    static string Bar(double share)
    {
        var filled = (int)(BarWidth * Math.Clamp(share, 0, 1));
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}]";
    }

    void Move(string line)
    {
        Console.Error.Write("\r" + line.PadRight(_width));
        _width = line.Length;
    }

    void EraseMoving()
    {
        if (_width == 0) return;
        Console.Error.Write("\r" + new string(' ', _width) + "\r");
        _width = 0;
    }

    string Text(TrainingProgress value)
    {
        var count = value.Total > 0
            ? string.Create(CultureInfo.InvariantCulture, $" {value.Done:N0} of at most {value.Total:N0}")
            : value.Done > 0 ? string.Create(CultureInfo.InvariantCulture, $" {value.Done:N0}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{_clock.Elapsed.TotalSeconds,6:F1} s  {value.Phase}{count}");
    }

    /// <summary>A console for tables on standard output: colours on a terminal unless NO_COLOR is set, plain and unwrapped text elsewhere.</summary>
    public static IAnsiConsole Output()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is not null ? AnsiSupport.No : AnsiSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (Console.IsOutputRedirected) console.Profile.Width = 160;
        return console;
    }
}
