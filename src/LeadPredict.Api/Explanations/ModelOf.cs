using LeadPredict.Api.Predictions;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Serving;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Explanations;

/// <summary>The model that answers a question about scores.</summary>
static class ModelOf
{
    /// <summary>The model that <c>?model=</c> names, else the one that is set up; null after a problem was answered.</summary>
    public static async Task<LeadModel?> AsksAsync(HttpContext context, PredictionEngines engines)
    {
        if (ModelChoice.TryChoose(context, engines, byRoute: false, out var chosen)) return await LoadAsync(context, engines, chosen);
        await Problems.NoSuchModel(context);
        return null;
    }

    /// <summary>A model by its name or name/version; null after a problem was answered.</summary>
    public static async Task<LeadModel?> NamedAsync(HttpContext context, PredictionEngines engines, string name)
    {
        if (engines.TryGet(name, out var chosen)) return await LoadAsync(context, engines, chosen);
        await Problems.NoSuchModel(context);
        return null;
    }

    static async Task<LeadModel?> LoadAsync(HttpContext context, PredictionEngines engines, ModelFileWatcher model)
    {
        if (await engines.AcquireAsync(model, context.RequestAborted) is { } pool) return pool.Current;
        await Problems.NoModel(context, model.ModelName, model.State.Why);
        return null;
    }
}

/// <summary>The routes that explain.</summary>
static class ExplanationRoutes
{
    public static void MapExplanations(this WebApplication app)
    {
        var engines = app.Services.GetRequiredService<PredictionEngines>();
        var options = app.Services.GetRequiredService<ApiOptions>();
        // A search predicts some hundred thousand leads: it takes a batch's place.
        var room = app.Services.GetRequiredService<Rooms>().Batch;
        app.MapPost("/explain/diff", room.Around(new DiffApi(engines, options).HandleAsync));
        app.MapPost("/whatif", room.Around(new WhatIfApi(engines, options).HandleAsync));
        var report = new LeadReportApi(engines, options, app.Services.GetRequiredService<TimeProvider>(), app.Services.GetRequiredService<Decisions>());
        app.MapPost("/leads/report", room.Around(report.PostAsync));
        app.MapGet("/leads/report", room.Around(report.GetAsync));
    }
}
