namespace LeadPredict.Tests;

/// <summary>Where the repository is that these tests were built from.</summary>
static class Repository
{
    /// <summary>The folder that holds LeadPredict.sln.</summary>
    public static string Root { get; } = Find();

    static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "LeadPredict.sln"))) return at.FullName;
        throw new InvalidOperationException("LeadPredict.sln is in no folder above the tests.");
    }
}
