using System.Globalization;

namespace LeadPredict.Api;

/// <summary>
/// What can be set about the service: section <c>LeadPredict</c> of appsettings.json, environment variables such as
/// <c>LeadPredict__Model</c>, or flags such as <c>--LeadPredict:Model</c>. Addresses, TLS and logging are ASP.NET's own settings.
/// </summary>
public sealed record ApiOptions
{
    /// <summary>The registry of models; a relative path is looked for in the content root and then upwards to the folder of LeadPredict.sln.</summary>
    public string ModelsFolder { get; init; } = "models";

    /// <summary>The model that is served: a name (its champion is followed), <c>name/version</c>, or a path.</summary>
    public string Model { get; init; } = "leads";

    /// <summary>
    /// The file with the rules that decisions go by (docs/QUALIFICATION.md), read again when it changes; a relative path is looked for like the models' folder. Null for the default rules.
    /// </summary>
    public string? Qualification { get; init; }

    /// <summary>The file that <c>POST /feedback</c> appends to; its folder must be there. Null takes no feedback.</summary>
    public string? Feedback { get; init; }

    /// <summary>How often the model's file is looked at. 10 ms to a day.</summary>
    public TimeSpan WatchInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Megabytes that the models in memory may take; beyond it the least recently used are put out of memory. 1 to 1,048,576.</summary>
    public int ModelMemoryMegabytes { get; init; } = 1024;

    /// <summary>The longest model file that is taken over HTTP, in bytes. 1 KB to 2,147,483,591.</summary>
    public int MaxModelBytes { get; init; } = 256 << 20;

    /// <summary>The longest lead that is read, in bytes; also within a batch. 1 KB to 1 GB.</summary>
    public int MaxBodyBytes { get; init; } = 1 << 20;

    /// <summary>The longest batch that is read, in bytes; it streams, so memory does not grow with it.</summary>
    public long MaxBatchBytes { get; init; } = 4L << 30;

    /// <summary>What the header X-Admin-Key must hold to change a champion; null switches changing off.</summary>
    public string? AdminKey { get; init; }

    /// <summary>Single predictions at work at the same time.</summary>
    public int MaxConcurrentRequests { get; init; } = 512;

    /// <summary>Single predictions that wait for their turn; more are answered 429 at once.</summary>
    public int MaxQueuedRequests { get; init; } = 2048;

    /// <summary>Batches at work at the same time.</summary>
    public int MaxConcurrentBatches { get; init; } = 8;

    /// <summary>Batches that wait for their turn.</summary>
    public int MaxQueuedBatches { get; init; } = 32;

    /// <summary>How long requests in flight may take to finish when the service is stopped.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The options of the configuration; every problem is told at once.</summary>
    public static ApiOptions Read(IConfiguration configuration, string contentRoot)
    {
        var section = configuration.GetSection("LeadPredict");
        var defaults = new ApiOptions();
        var problems = new List<string>();
        var options = new ApiOptions
        {
            ModelsFolder = FindFolder(section[nameof(ModelsFolder)] is { Length: > 0 } folder ? folder : defaults.ModelsFolder, contentRoot),
            Model = section[nameof(Model)] is { Length: > 0 } model ? model : defaults.Model,
            Qualification = section[nameof(Qualification)] is { Length: > 0 } rules ? FindFolder(rules, contentRoot) : null,
            Feedback = section[nameof(Feedback)] is { Length: > 0 } feedback ? Path.GetFullPath(feedback, contentRoot) : null,
            AdminKey = section[nameof(AdminKey)] is { Length: > 0 } key ? key : null,
            WatchInterval = Duration(nameof(WatchInterval), defaults.WatchInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)),
            ShutdownTimeout = Duration(nameof(ShutdownTimeout), defaults.ShutdownTimeout, TimeSpan.Zero, TimeSpan.FromDays(1)),
            ModelMemoryMegabytes = (int)Number(nameof(ModelMemoryMegabytes), defaults.ModelMemoryMegabytes, 1, 1 << 20),
            MaxModelBytes = (int)Number(nameof(MaxModelBytes), defaults.MaxModelBytes, 1 << 10, Array.MaxLength),
            MaxBodyBytes = (int)Number(nameof(MaxBodyBytes), defaults.MaxBodyBytes, 1 << 10, 1 << 30),
            MaxBatchBytes = Number(nameof(MaxBatchBytes), defaults.MaxBatchBytes, 1 << 10, long.MaxValue),
            MaxConcurrentRequests = (int)Number(nameof(MaxConcurrentRequests), defaults.MaxConcurrentRequests, 1, 1_000_000),
            MaxQueuedRequests = (int)Number(nameof(MaxQueuedRequests), defaults.MaxQueuedRequests, 0, 1_000_000),
            MaxConcurrentBatches = (int)Number(nameof(MaxConcurrentBatches), defaults.MaxConcurrentBatches, 1, 1_000_000),
            MaxQueuedBatches = (int)Number(nameof(MaxQueuedBatches), defaults.MaxQueuedBatches, 0, 1_000_000),
        };
        return problems.Count == 0 ? options : throw new Edge.StartRefusedException(string.Join(' ', problems));

        long Number(string name, long otherwise, long least, long most)
        {
            if (section[name] is not { Length: > 0 } text) return otherwise;
            if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"LeadPredict:{name} must be a whole number from {least} to {most}."));
            return otherwise;
        }

        TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least, TimeSpan most)
        {
            if (section[name] is not { Length: > 0 } text) return otherwise;
            if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"LeadPredict:{name} must be a duration such as 00:00:00.250, from {least} to {most}."));
            return otherwise;
        }
    }

    // `dotnet run --project src/LeadPredict.Api` starts in the folder of whoever types it.
    internal static string FindFolder(string folder, string contentRoot)
    {
        if (Path.IsPathRooted(folder)) return folder;
        var here = Path.Combine(contentRoot, folder);
        if (Path.Exists(here)) return here;
        foreach (var start in (ReadOnlySpan<string>)[contentRoot, AppContext.BaseDirectory])
            for (var up = new DirectoryInfo(start); up is not null; up = up.Parent)
                if (File.Exists(Path.Combine(up.FullName, "LeadPredict.sln"))) return Path.Combine(up.FullName, folder);
        return here;
    }
}
