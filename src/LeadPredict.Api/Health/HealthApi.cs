using System.Text;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Serving;

namespace LeadPredict.Api.Health;

/// <summary>Whether the process lives, whether it can answer and why not, and its counters.</summary>
static class HealthApi
{
    public static void MapHealth(this WebApplication app)
    {
        var engines = app.Services.GetRequiredService<PredictionEngines>();
        app.MapGet("/health/live", context => Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", "live");
            json.WriteEndObject();
        }));
        app.MapGet("/health/ready", context => ReadyAsync(context, engines));
    }

    public static void MapMetrics(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<ServiceMetrics>();
        app.MapGet("/metrics", context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(metrics.ToPrometheus()), context.RequestAborted).AsTask();
        });
    }

    // Degraded still answers: taking it out of rotation would turn a bad file into an outage.
    static Task ReadyAsync(HttpContext context, PredictionEngines engines)
    {
        var states = engines.All.Select(m => (Model: m, m.State)).ToArray();
        var worst = states.Max(s => s.State.Status);
        return Json.WriteAsync(context, worst == ServingStatus.NoModel ? 503 : 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", Word(worst));
            json.WriteStartArray("models");
            foreach (var (model, state) in states)
            {
                json.WriteStartObject();
                json.WriteString("name", model.ModelName);
                json.WriteString("status", Word(state.Status));
                if (model.Pool is { } pool) json.WriteString("id", pool.Current.Id);
                if (state.Why.Length > 0) json.WriteString("why", state.Why);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static string Word(ServingStatus status) => status switch
    {
        ServingStatus.Ready => "ready",
        ServingStatus.Degraded => "degraded",
        _ => "no_model",
    };
}
