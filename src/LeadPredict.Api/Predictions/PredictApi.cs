using System.Buffers;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Api.Serving;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>One lead in, one answer out: <c>POST /predict</c>. The body goes from the server's buffers straight into an engine, without an object in between.</summary>
sealed class PredictApi(PredictionEngines engines, ApiOptions options, ServiceMetrics metrics)
{
    readonly ModelFileWatcher _model = Find(engines, options);
    readonly JsonEncodedText _name = JsonEncodedText.Encode(PredictionEnginePoolBuilder.NameOf(options.Model), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    static ModelFileWatcher Find(PredictionEngines engines, ApiOptions options) =>
        engines.TryGet(PredictionEnginePoolBuilder.NameOf(options.Model), out var watcher) ? watcher : engines.All.First();

    public async Task HandleAsync(HttpContext context)
    {
        if (!await AcceptAsync(context)) return;
        RequestBody.TryReasons(context.Request, out var reasons);
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
        var answer = AnswerAsync(context, read.Buffer, reasons);
        body.AdvanceTo(read.Buffer.End);
        await answer;
    }

    async ValueTask<bool> AcceptAsync(HttpContext context)
    {
        if (RequestBody.MediaType(context.Request, out var charset) != RequestBody.JsonType || !RequestBody.IsUtf8(charset))
            await Problems.MediaType(context, RequestBody.JsonType);
        else if (!RequestBody.TryReasons(context.Request, out _)) await Problems.BadQuery(context, "reasons", "a whole number from 0 to 50");
        else if (context.Request.ContentLength > options.MaxBodyBytes) await Problems.TooLarge(context, options.MaxBodyBytes);
        else if (_model.Pool is null) await Problems.NoModel(context, _model.ModelName, _model.State.Why);
        else return true;
        return false;
    }

    Task AnswerAsync(HttpContext context, in ReadOnlySequence<byte> body, int reasons)
    {
        if (body.IsSingleSegment) return AnswerAsync(context, body.FirstSpan, reasons);
        var length = (int)body.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            body.CopyTo(whole);
            return AnswerAsync(context, whole.AsSpan(0, length), reasons);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    // The lease ends before anything is sent: an engine never waits for a slow caller.
    Task AnswerAsync(HttpContext context, ReadOnlySpan<byte> lead, int reasons)
    {
        using var lease = _model.Pool!.Rent();
        var json = lease.Engine.Json;
        var status = json.Read(lead);
        if (status != LeadJsonStatus.Ok)
        {
            metrics.Of(_model.ModelName).Add(0, 1);
            return status == LeadJsonStatus.WrongValue ? Problems.WrongValues(context, json.FieldErrors) : Problems.Broken(context, json.Problem!);
        }
        var answer = json.Answer(reasons, _name);
        var response = context.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = answer.Length;
        answer.CopyTo(response.BodyWriter.GetSpan(answer.Length));
        response.BodyWriter.Advance(answer.Length);
        metrics.Of(_model.ModelName).Scored(lease.Engine, json.Prediction.Probability);
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
        var rooms = app.Services.GetRequiredService<Rooms>();
        app.MapPost("/predict", rooms.Single.Around(new PredictApi(engines, options, metrics).HandleAsync));
        app.MapPost("/predict/batch", rooms.Batch.Around(new BatchApi(engines, options, metrics).HandleAsync));
    }
}
