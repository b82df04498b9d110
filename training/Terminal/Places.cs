namespace LeadPredict.Training.Terminal;

/// <summary>Where the shipped data and the registry are: in the current folder, or in the repository around it or around the program.</summary>
static class Places
{
    /// <summary>The registry folder: $LEADPREDICT_MODELS, else <c>models</c> of the repository, else of the current folder.</summary>
    public static string Models =>
        Environment.GetEnvironmentVariable("LEADPREDICT_MODELS") is { Length: > 0 } given ? given
        : Path.Combine(Repository() ?? Directory.GetCurrentDirectory(), "models");

    /// <summary>A file of the shipped data, relative to the current folder where that is shorter.</summary>
    public static string Data(string file)
    {
        var path = Path.Combine(Repository() ?? Directory.GetCurrentDirectory(), "data", file);
        return Shown(path);
    }

    /// <summary>A path as a person in the current folder would write it.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    static string? Repository() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "LeadPredict.sln"))) return at.FullName;
        return null;
    }
}
