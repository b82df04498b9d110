using LeadPredict.Api.Predictions;
using LeadPredict.Serving;

namespace LeadPredict.Api.Serving;

/// <summary>Looks at the file of rules now and then; what is taken, and each distinct failure, is one line in the log.</summary>
sealed partial class RulesWatchService(RulesInUse rules, PredictionEngines engines, ApiOptions options, TimeProvider clock, ILogger<RulesWatchService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.WatchInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!rules.Look(engines.Default?.Pool?.Current)) continue;
            if (rules.Refused is { } why) LogKept(rules.Path!, why);
            else LogTaken(rules.Desk.Rules.Hash, rules.Path!);
        }
    }

    [LoggerMessage(16, LogLevel.Information, "Qualification rules {Hash} decide from now on, from {Path}")]
    partial void LogTaken(string hash, string path);

    [LoggerMessage(17, LogLevel.Warning, "Qualification rules were not replaced, the earlier ones go on deciding. {Path}: {Why}")]
    partial void LogKept(string path, string why);
}
