using Xunit.Abstractions;

namespace LeadPredict.Tests.Data;

/// <summary>Real files that are not part of the repository: tests that read them say so and pass where they are missing.</summary>
static class SharedData
{
    public static bool Missing(string name, ITestOutputHelper output, out string path)
    {
        path = Folders().Select(f => Path.Combine(f, "data", name)).FirstOrDefault(File.Exists) ?? "";
        if (path.Length > 0) return false;
        output.WriteLine($"skipped: {name} is not on this machine");
        return true;
    }

    static IEnumerable<string> Folders()
    {
        if (Environment.GetEnvironmentVariable("LEADPREDICT_SHARED") is { Length: > 0 } given) yield return given;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LeadPredict.sln"))) yield return Path.Combine(folder.FullName, "..", "shared");
    }
}
