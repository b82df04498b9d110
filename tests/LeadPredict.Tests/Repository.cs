using System.Text.RegularExpressions;

namespace LeadPredict.Tests;

/// <summary>The source tree that this test assembly was built from.</summary>
static partial class Repository
{
    /// <summary>The folder with LeadPredict.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Set UPDATE_APPROVED=1 to write approved files anew instead of comparing with them.</summary>
    public static bool UpdateApproved => Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1";

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LeadPredict.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("LeadPredict.sln is in no folder above the tests.");
    }

    /// <summary>Paths of the C# files under a folder, relative to the root with forward slashes, generated ones left out.</summary>
    public static IEnumerable<string> SourceFiles(params string[] folders) => folders
        .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.cs", SearchOption.AllDirectories))
        .Select(p => Path.GetRelativePath(Root, p).Replace('\\', '/'))
        .Where(p => !p.Contains("/obj/") && !p.Contains("/bin/"))
        .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>A file without its comments and the contents of its texts.</summary>
    public static string ReadCode(string path) => Noise().Replace(Read(path), m => m.Value[0] == '/' ? "" : "\"\"");

    [GeneratedRegex("""/\*.*?\*/|//[^\n]*|\$?@?\"{3,}.*?\"{3,}|\$?@?"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'""", RegexOptions.Singleline)]
    private static partial Regex Noise();
}
