using LeadPredict.Serving;

namespace LeadPredict.Api.Serving;

/// <summary>
/// Loads every model that is set up before the first request, then watches what is in memory; each model taken, put out of memory, and each
/// distinct failure is one line in the log.
/// </summary>
sealed partial class ModelWatchService(
    PredictionEngines engines, TimeSpan interval, IHostApplicationLifetime lifetime, ILogger<ModelWatchService> logger) : BackgroundService
{
    static readonly TimeSpan s_firstRequests = TimeSpan.FromSeconds(1);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        engines.Changed += Tell;
        engines.Look();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        var watch = engines.WatchAsync(interval, stoppingToken);
        // Not in the way of the first requests; whoever asks for reasons sooner waits for it.
        await Task.Delay(s_firstRequests, stoppingToken);
        engines.PrepareExplanations();
        await watch;
    }

    void Tell(ModelFileEvent what)
    {
        if (what.Loaded is { } model) LogServing(what.ModelName, model.Id, what.State.Path);
        else if (what.State.Status == ServingStatus.Degraded) LogKept(what.ModelName, what.State.Path, what.State.Why);
        else if (what.State.Status == ServingStatus.Idle) LogPutOut(what.ModelName);
        else LogNone(what.ModelName, what.State.Path, what.State.Why);
    }

    [LoggerMessage(10, LogLevel.Information, "Model {Model} answers with {Id} from {Path}")]
    partial void LogServing(string model, string id, string path);

    [LoggerMessage(11, LogLevel.Warning, "Model {Model} was not replaced, the earlier one goes on answering. {Path}: {Why}")]
    partial void LogKept(string model, string path, string why);

    [LoggerMessage(12, LogLevel.Warning, "Model {Model} cannot answer yet. {Path}: {Why}")]
    partial void LogNone(string model, string path, string why);

    [LoggerMessage(13, LogLevel.Information, "Model {Model} was put out of memory")]
    partial void LogPutOut(string model);
}
