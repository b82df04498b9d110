namespace LeadPredict.Api.Edge;

/// <summary>
/// A stop in order: first it is not ready any more, while it goes on answering; then, after <see cref="EdgeOptions.DrainTime"/>, the server stops listening and what
/// is in flight is finished. Thread safe.
/// </summary>
sealed partial class Draining(EdgeOptions options, TimeProvider clock, ILogger<Draining> logger) : IHostedLifecycleService
{
    volatile bool _begun;

    /// <summary>Whether the service was told to stop.</summary>
    public bool Begun => _begun;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        LogDraining(logger, options.DrainTime);
        if (options.DrainTime > TimeSpan.Zero) await Task.Delay(options.DrainTime, clock, cancellationToken);
    }

    /// <summary>Whether this request asks for readiness.</summary>
    public static bool IsReadiness(PathString path) => path == "/health/ready" || path == "/v2/health/ready";

    public static Task AnswerAsync(HttpContext context) => Json.WriteAsync(context, 503, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", "stopping");
        json.WriteEndObject();
    });

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(20, LogLevel.Information, "Stopping: not ready any more, still answering for {DrainTime}")]
    static partial void LogDraining(ILogger logger, TimeSpan drainTime);
}

/// <summary>The door of <see cref="Draining"/>.</summary>
static class DrainingExtensions
{
    public static void AddDraining(this IServiceCollection services, ApiOptions options, EdgeOptions edge)
    {
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = edge.DrainTime + options.ShutdownTimeout);
    }
}
