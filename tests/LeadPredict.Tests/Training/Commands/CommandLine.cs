using System.Diagnostics;

namespace LeadPredict.Tests.Training.Commands;

/// <summary>The real <c>leadpredict</c> command as a process of its own, with a registry folder of its own.</summary>
sealed class CommandLine(TemporaryFolder folder)
{
    static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "LeadPredict.Training.dll");

    public sealed record Result(int ExitCode, string Output, string Talk);

    public string Models => folder["models"];

    public Result Run(params string[] args)
    {
        using var process = Start(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var talk = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        return new Result(process.ExitCode, output.Result, talk.Result);
    }

    public Process Start(params string[] args)
    {
        var info = new ProcessStartInfo("dotnet", [s_program, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        info.Environment["LEADPREDICT_MODELS"] = Models;
        info.Environment.Remove("LEADPREDICT_DEBUG");
        return Process.Start(info)!;
    }
}
