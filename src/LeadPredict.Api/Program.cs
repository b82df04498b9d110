using LeadPredict.Api;
using LeadPredict.Api.Description;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Api.Models;
using LeadPredict.Api.Predictions;
using LeadPredict.Api.Serving;

// The service in one page: what it is made of, and then what it answers.
var builder = WebApplication.CreateBuilder(args);
var options = ApiOptions.Read(builder.Configuration, builder.Environment.ContentRootPath);
builder.ListenOnLoopbackByDefault();
builder.LogWithoutEveryRequest();
builder.WebHost.ConfigureKestrel(kestrel => options.Limit(kestrel.Limits, kestrel));

builder.Services.AddSingleton(options);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<ServiceMetrics>();
builder.Services.AddPredictionEnginePool(options.WatchInterval)
    .FromRegistry(options.Model, options.ModelsFolder)
    .OnDemand(options.ModelsFolder, (long)options.ModelMemoryMegabytes << 20);
builder.Services.AddRequestLimits(options);
builder.Services.AddDescription();
builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);

var app = builder.Build();
app.UseEdge();
app.UseRateLimiter();

app.MapPredictions();
app.MapModels();
app.MapHealth();
app.MapMetrics();
app.MapDescription();
app.MapStartPage();

app.Run();

/// <summary>The service's entry, for tests that host it.</summary>
public partial class Program;
