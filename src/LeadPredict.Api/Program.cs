using LeadPredict.Api;
using LeadPredict.Api.Description;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Explanations;
using LeadPredict.Api.Feedback;
using LeadPredict.Api.Health;
using LeadPredict.Api.Inference;
using LeadPredict.Api.Models;
using LeadPredict.Api.Observability;
using LeadPredict.Api.Predictions;
using LeadPredict.Api.Security;
using LeadPredict.Api.Serving;

if (Verbs.Run(args) is { } verb) return await verb;
try
{
    await Service(args).RunAsync();
    return 0;
}
catch (StartRefusedException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 2;
}

// The service in one page: what it is made of, and then what it answers.
static WebApplication Service(string[] args)
{
    var builder = WebApplication.CreateBuilder(args);
    var options = ApiOptions.Read(builder.Configuration, builder.Environment.ContentRootPath);
    var edge = EdgeOptions.Read(builder.Configuration);
    Guard.RefuseToBeOpenByMistake(builder.Configuration, edge);
    builder.ListenOnLoopbackByDefault();
    builder.LogWithoutEveryRequest();
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limit(options, edge));

    builder.Services.AddSingleton(options);
    builder.Services.AddSingleton(edge);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSingleton<ServiceMetrics>();
    builder.Services.AddSingleton<Rooms>();
    builder.Services.AddSingleton<Decisions>();
    builder.Services.AddSingleton(_ => new RulesInUse(options.Qualification));
    if (options.Qualification is not null) builder.Services.AddHostedService<RulesWatchService>();
    var pools = builder.Services.AddPredictionEnginePool(options.WatchInterval).OnDemand(options.ModelsFolder, (long)options.ModelMemoryMegabytes << 20);
    if (!OtherModels.IsZip(options.Model)) pools.FromRegistry(options.Model, options.ModelsFolder);
    builder.AddOtherModels(options);
    builder.Services.AddGuard(edge);
    builder.Services.AddDraining(options, edge);
    builder.Services.AddTelemetry(builder.Configuration);
    builder.Services.AddDescription();

    var app = builder.Build();
    app.UseEdge();
    app.UseGuard();

    app.MapPredictions();
    app.MapExplanations();
    FeedbackApi.Map(app);
    app.MapInference();
    app.MapModels();
    app.MapHealth();
    app.MapMetrics();
    app.MapDescription();
    app.MapStartPage();
    return app;
}

/// <summary>The service's entry, for tests that host it.</summary>
public partial class Program;
