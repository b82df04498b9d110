namespace LeadPredict.Api.Edge;

/// <summary>
/// What can be set about who may ask, how often and for how long; the same section <c>LeadPredict</c> as <see cref="ApiOptions"/>. All of it is off or
/// generous by default, and then costs nothing.
/// </summary>
sealed record EdgeOptions
{
    /// <summary>Lines <c>ID:ROLE:SHA256</c>, as <c>keys new</c> prints them; a rate of its own may follow: <c>ID:ROLE:SHA256:RATE</c>.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];

    /// <summary>A file of such lines, read again when it changes; empty lines and lines that begin with # do not count.</summary>
    public string? ApiKeysFile { get; init; }

    /// <summary>Without keys the service answers anyone; beyond loopback only if this says so.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Requests a second that a key may make (without keys: all callers together); 0 is without limit.</summary>
    public double RatePerSecond { get; init; }

    /// <summary>Requests that a key may make at once after a pause; 0 is two seconds' worth.</summary>
    public double RateBurst { get; init; }

    /// <summary>How long a request waits for its turn; then it is answered 503.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a single prediction or inference may take, its body included; then the connection is closed. Batches stream as long as they flow.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The slowest body that is read, in bytes a second.</summary>
    public double MinBytesPerSecond { get; init; } = 240;

    /// <summary>The longest request of the Open Inference Protocol, in bytes; it is read whole.</summary>
    public int MaxInferBytes { get; init; } = 16 << 20;

    /// <summary>After SIGTERM it is not ready but still answers for this long, so that balancers see it before it stops listening.</summary>
    public TimeSpan DrainTime { get; init; }

    /// <summary>Web origins whose pages may ask; none by default. <c>*</c> is every origin.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    public static EdgeOptions Read(IConfiguration configuration)
    {
        var settings = new Settings(configuration);
        var defaults = new EdgeOptions();
        var options = new EdgeOptions
        {
            ApiKeys = settings.List(nameof(ApiKeys)),
            ApiKeysFile = settings.Text(nameof(ApiKeysFile)),
            AllowAnonymous = settings.Flag(nameof(AllowAnonymous)),
            RatePerSecond = settings.Number(nameof(RatePerSecond), 0, 0, 1e9),
            RateBurst = settings.Number(nameof(RateBurst), 0, 0, 1e9),
            QueueTimeout = settings.Duration(nameof(QueueTimeout), defaults.QueueTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
            RequestTimeout = settings.Duration(nameof(RequestTimeout), defaults.RequestTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            MinBytesPerSecond = settings.Number(nameof(MinBytesPerSecond), defaults.MinBytesPerSecond, 1, 1e9),
            MaxInferBytes = (int)settings.Number(nameof(MaxInferBytes), defaults.MaxInferBytes, 1 << 10, 1 << 30),
            DrainTime = settings.Duration(nameof(DrainTime), defaults.DrainTime, TimeSpan.Zero, TimeSpan.FromHours(1)),
            CorsOrigins = settings.List(nameof(CorsOrigins)),
        };
        settings.ThrowIfWrong();
        return options;
    }
}
