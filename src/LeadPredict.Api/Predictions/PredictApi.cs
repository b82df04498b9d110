using System.Buffers;
using System.IO.Pipelines;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Api.Serving;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Wording;

namespace LeadPredict.Api.Predictions;

/// <summary>One lead in, one answer out: <c>POST /predict</c>. The body goes from the server's buffers straight into an engine, without an object in between.</summary>
sealed class PredictApi(PredictionEngines engines, ApiOptions options, ServiceMetrics metrics, Decisions decisions, bool byRoute = false)
{
    /// <summary>What the query asks for.</summary>
    readonly record struct Wish(int Reasons, Language Language, DateOnly? AsOf);

    public async Task HandleAsync(HttpContext context)
    {
        if (!ModelChoice.TryChoose(context, engines, byRoute, out var model))
        {
            await Problems.NoSuchModel(context);
            return;
        }
        if (!await AcceptAsync(context, model)) return;
        if (!RequestBody.TryReasons(context.Request, out var reasons))
        {
            await Problems.BadQuery(context, "reasons", "a whole number from 0 to 50");
            return;
        }
        if (!RequestBody.TryLanguage(context.Request, out var language))
        {
            await Problems.BadQuery(context, "lang", RequestBody.LanguagesKnown);
            return;
        }
        if (!decisions.TryAsk(context.Request, out var asOf))
        {
            await Decisions.BadQuery(context);
            return;
        }
        var body = context.Request.BodyReader;
        ReadResult read;
        while (true)
        {
            read = await body.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > options.MaxBodyBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                await Problems.TooLarge(context, options.MaxBodyBytes);
                return;
            }
            if (read.IsCompleted || read.IsCanceled) break;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        // Only now, since the body may have taken its time: whoever sends it after a swap was acknowledged is answered by the new model.
        var pool = model.Pool ?? await engines.AcquireAsync(model, context.RequestAborted);
        var answer = pool is null ? Problems.NoModel(context, model.ModelName, model.State.Why) : AnswerAsync(context, model, pool, read.Buffer, new Wish(reasons, language, asOf));
        body.AdvanceTo(read.Buffer.End);
        await answer;
    }

    async ValueTask<bool> AcceptAsync(HttpContext context, ModelFileWatcher model)
    {
        if (RequestBody.MediaType(context.Request, out var charset) != RequestBody.JsonType || !RequestBody.IsUtf8(charset))
            await Problems.MediaType(context, RequestBody.JsonType);
        else if (context.Request.ContentLength > options.MaxBodyBytes) await Problems.TooLarge(context, options.MaxBodyBytes);
        else if (await engines.AcquireAsync(model, context.RequestAborted) is null) await Problems.NoModel(context, model.ModelName, model.State.Why);
        else return true;
        return false;
    }

    Task AnswerAsync(HttpContext context, ModelFileWatcher model, PredictionEnginePool pool, in ReadOnlySequence<byte> body, Wish wish)
    {
        if (body.IsSingleSegment) return AnswerAsync(context, model, pool, body.FirstSpan, wish);
        var length = (int)body.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(whole);
            return AnswerAsync(context, model, pool, whole.AsSpan(0, length), wish);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    // The lease ends before anything is sent: an engine never waits for a slow caller.
    Task AnswerAsync(HttpContext context, ModelFileWatcher model, PredictionEnginePool pool, ReadOnlySpan<byte> lead, Wish wish)
    {
        using var lease = pool.Rent();
        var json = lease.Engine.Json;
        var status = json.Read(lead);
        if (status != LeadJsonStatus.Ok)
        {
            metrics.Of(model.ModelName).Add(0, 1);
            return status == LeadJsonStatus.WrongValue ? Problems.WrongValues(context, json.FieldErrors) : Problems.Broken(context, json.Problem!);
        }
        var decider = wish.AsOf is null ? null : decisions.For(lease.Engine.Model);
        var answer = json.Answer(wish.Reasons, model.JsonName, wish.Language, decider, wish.AsOf ?? default);
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Length;
        answer.CopyTo(response.BodyWriter.GetSpan(answer.Length));
        response.BodyWriter.Advance(answer.Length);
        metrics.Of(model.ModelName).Scored(lease.Engine, json.Prediction.Probability);
        return Task.CompletedTask;
    }
}

/// <summary>The routes that predict.</summary>
static class PredictionRoutes
{
    public static void MapPredictions(this WebApplication app)
    {
        var engines = app.Services.GetRequiredService<PredictionEngines>();
        var options = app.Services.GetRequiredService<ApiOptions>();
        var metrics = app.Services.GetRequiredService<ServiceMetrics>();
        var decisions = app.Services.GetRequiredService<Decisions>();
        var rules = app.Services.GetRequiredService<RulesInUse>();
        rules.CheckAgainst(engines);
        app.MapGet("/qualification", context => Json.WriteAsync(context, 200, json => json.WriteRawValue(QualificationFile.ToCanonicalJson(rules.Desk.Rules))));
        var rooms = app.Services.GetRequiredService<Rooms>();
        var others = app.Services.GetService<IOtherModels>();
        Map("", byRoute: false);
        Map("/models/{name}", byRoute: true);
        Map("/models/{name}/versions/{version}", byRoute: true);

        void Map(string prefix, bool byRoute)
        {
            app.MapPost(prefix + "/predict", rooms.Single.Around(others.Then(new PredictApi(engines, options, metrics, decisions, byRoute).HandleAsync, ModelDoor.Predict, byRoute)));
            app.MapPost(prefix + "/predict/batch", rooms.Batch.Around(others.Then(new BatchApi(engines, options, metrics, decisions, byRoute).HandleAsync, ModelDoor.Batch, byRoute)));
        }
    }
}
