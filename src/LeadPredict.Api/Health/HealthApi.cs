using System.Text;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Api.Serving;
using LeadPredict.Serving;

namespace LeadPredict.Api.Health;

/// <summary>Whether the process lives, whether it has started, whether it can answer and why not, and its counters.</summary>
static class HealthApi
{
    public static void MapHealth(this WebApplication app)
    {
        var engines = app.Services.GetRequiredService<PredictionEngines>();
        app.MapGet("/health/live", context => StatusAsync(context, "live"));
        // The models that are set up were looked for before the first request is taken. One that is missing is no reason to start again: it may come.
        app.MapGet("/health/startup", context => StatusAsync(context, "started"));
        var others = app.Services.GetService<IOtherModels>();
        var rules = app.Services.GetRequiredService<RulesInUse>();
        app.MapGet("/health/ready", context => ReadyAsync(context, engines, others, rules));
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

    static Task StatusAsync(HttpContext context, string status) => Json.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteString("status", status);
        json.WriteEndObject();
    });

    // Degraded still answers: taking it out of rotation would turn a bad file into an outage. A model that is loaded on demand degrades at most.
    static Task ReadyAsync(HttpContext context, PredictionEngines engines, IOtherModels? others, RulesInUse rules)
    {
        var models = engines.All.Select(m => (Name: m.ModelName, m.State, Id: m.Pool?.Current.Id, m.OnDemand)).Where(m => m.State.Status != ServingStatus.Idle)
            .Concat((others?.All ?? []).Select(o => (o.Name, o.State, o.Id, OnDemand: false))).OrderBy(m => m.Name, StringComparer.Ordinal).ToArray();
        var overall = models.Any(m => m.State.Status == ServingStatus.NoModel && !m.OnDemand) ? ServingStatus.NoModel
            : rules.Refused is not null || models.Any(m => m.State.Status != ServingStatus.Ready) ? ServingStatus.Degraded
            : ServingStatus.Ready;
        return Json.WriteAsync(context, overall == ServingStatus.NoModel ? 503 : 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("status", Word(overall));
            json.WriteStartArray("models");
            foreach (var (name, state, id, _) in models)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("status", Word(state.Status));
                if (id is not null) json.WriteString("id", id);
                if (state.Why.Length > 0) json.WriteString("why", state.Why);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (rules.Path is not null)
            {
                json.WriteStartObject("qualification");
                json.WriteString("status", Word(rules.Refused is null ? ServingStatus.Ready : ServingStatus.Degraded));
                json.WriteString("hash", rules.Desk.Rules.Hash);
                if (rules.Refused is { } why) json.WriteString("why", why);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });
    }

    public static string Word(ServingStatus status) => status switch
    {
        ServingStatus.Ready => "ready",
        ServingStatus.Degraded => "degraded",
        ServingStatus.Idle => "idle",
        _ => "no_model",
    };
}
