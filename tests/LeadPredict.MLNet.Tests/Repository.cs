namespace LeadPredict.MLNet.Tests;

/// <summary>The source tree that this test assembly was built from.</summary>
static class Repository
{
    /// <summary>The folder with LeadPredict.sln.</summary>
    public static string Root { get; } = FindRoot();

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "LeadPredict.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("LeadPredict.sln is in no folder above the tests.");
    }
}
