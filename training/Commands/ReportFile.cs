using System.CommandLine;
using LeadPredict.Modeling;
using LeadPredict.Reporting;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Training.Commands;

/// <summary>The <c>--report</c> flag: a page beside what a verb prints.</summary>
static class ReportFile
{
    public static Option<string?> Option() => new("--report") { Description = "Also write a report for people: one HTML file that needs nothing else.", HelpName = "FILE.html" };

    /// <summary>Refuses, before the work, a place where no file can be.</summary>
    public static string? Check(string? path)
    {
        if (path is not null && (path.Length == 0 || Directory.Exists(path))) throw new UsageException($"--report needs the name of a file, such as report.html; '{path}' is none.");
        return path;
    }

    public static void Write(string path, HtmlPage page, Talk talk)
    {
        AtomicFile.Write(path, page.ToUtf8());
        talk.Say($"wrote {path}; open it in a browser, print it, or send it");
    }
}
