using System.CommandLine;
using LeadPredict.Data;

namespace LeadPredict.Training.Terminal;

/// <summary>Exit codes of the command line: a contract.</summary>
static class ExitCode
{
    public const int Done = 0;
    public const int Bug = 1;
    public const int Usage = 2;
    public const int BadData = 3;
    public const int GateNotMet = 4;
    public const int Findings = 5;
    public const int Interrupted = 130;
}

/// <summary>Runs a command line and turns every way it can end into an exit code and a sentence: no stack trace reaches a person.</summary>
static class CommandRunner
{
    // Without it the first Ctrl-C ends the process at once, and no command hears of it.
    static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine("See: leadpredict --help");
            return ExitCode.Usage;
        }
        // A misspelt flag would else be taken for a file.
        if (parsed.Tokens.FirstOrDefault(t => t.Type == System.CommandLine.Parsing.TokenType.Argument && t.Value.StartsWith("--", StringComparison.Ordinal)) is { } unknown)
        {
            Console.Error.WriteLine($"'{unknown.Value}' is no flag of this command.");
            Console.Error.WriteLine("See: leadpredict --help");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = s_timeToStop });
        }
        catch (UsageException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCode.Usage;
        }
        catch (LeadPredictException e)
        {
            foreach (var diagnostic in e.Diagnostics) Console.Error.WriteLine(diagnostic);
            return ExitCode.BadData;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted; no file was changed.");
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"A file or folder cannot be used: {e.Message}");
            return ExitCode.BadData;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"This is a bug in LeadPredict ({e.GetType().Name}: {e.Message}). Please report it with the command you ran; the data is not needed.");
            if (Environment.GetEnvironmentVariable("LEADPREDICT_DEBUG") is not null) Console.Error.WriteLine(e);
            return ExitCode.Bug;
        }
    }
}

/// <summary>A command line that cannot be carried out as written.</summary>
sealed class UsageException(string message) : Exception(message);
