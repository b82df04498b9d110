using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace LeadPredict.Api.Inference;

/// <summary>
/// <c>POST …/infer</c>. Each row of the input tensors becomes the lead that <c>POST /predict</c> would read, so the two can never differ. Columns that are not sent are
/// missing. One version of the model answers all rows.
/// </summary>
sealed class InferApi(PredictionEngines engines, EdgeOptions options, ServiceMetrics metrics)
{
    const string JsonLengthHeader = "Inference-Header-Content-Length";
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!InferenceRoutes.TryFind(context, engines, out var model)) await Problems.NoSuchModel(context);
        else if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity") await Problems.MediaType(context, "application/json or application/octet-stream");
        else if (request.ContentLength > options.MaxInferBytes) await Problems.TooLarge(context, options.MaxInferBytes);
        else
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxInferBytes;
            using var body = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, 64 * 1024));
            await request.Body.CopyToAsync(body, context.RequestAborted);
            if (body.Length > options.MaxInferBytes) await Problems.TooLarge(context, options.MaxInferBytes);
            else if (await engines.AcquireAsync(model, context.RequestAborted) is not { } pool) await Problems.NoModel(context, model.ModelName, model.State.Why);
            else await AnswerAsync(context, model, pool, body.GetBuffer().AsMemory(0, (int)body.Length));
        }
    }

    Task AnswerAsync(HttpContext context, ModelFileWatcher watcher, PredictionEnginePool pool, ReadOnlyMemory<byte> body)
    {
        try
        {
            var length = JsonLength(context.Request, body.Length);
            using var document = JsonDocument.Parse(body[..length]);
            using var lease = pool.Rent();
            var model = lease.Engine.Model;
            var request = InferenceRequest.Read(document.RootElement, body[length..], model);
            var predictions = Predict(lease.Engine, request, watcher.ModelName, context.RequestAborted);
            // The version is that of the engine, even while it is being replaced.
            var version = watcher.Loaded is { } loaded && ReferenceEquals(loaded.Model, model) ? loaded.Version : model.Id;
            return WriteAsync(context, request, predictions, version, model.Id);
        }
        catch (JsonException e)
        {
            return Problems.Inference(context, string.Create(CultureInfo.InvariantCulture, $"The request is no JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})."));
        }
        catch (InferenceException e)
        {
            metrics.Of(watcher.ModelName).Add(0, 1);
            return Problems.Inference(context, e.Message);
        }
    }

    static int JsonLength(HttpRequest request, int length)
    {
        if (!request.Headers.TryGetValue(JsonLengthHeader, out var header)) return length;
        return int.TryParse(header.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var json) && json <= length ? json
            : throw new InferenceException($"The header {JsonLengthHeader} must be the number of bytes of the JSON, at most those of the body.");
    }

    LeadPrediction[] Predict(PredictionEngine engine, InferenceRequest request, string modelName, CancellationToken ct)
    {
        var predictions = new LeadPrediction[request.Rows];
        var counts = metrics.Of(modelName);
        var lead = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(lead, s_json);
        for (var row = 0; row < predictions.Length; row++)
        {
            if (row % 1024 == 0) ct.ThrowIfCancellationRequested();
            lead.ResetWrittenCount();
            json.Reset();
            json.WriteStartObject();
            foreach (var input in request.Inputs) input.WriteNext(json, row);
            json.WriteEndObject();
            json.Flush();
            if (engine.Json.Read(lead.WrittenSpan) != LeadJsonStatus.Ok)
            {
                var problem = engine.Json.FieldErrors is [{ } field, ..] ? field.Problem : engine.Json.Problem!;
                throw new InferenceException(string.Create(CultureInfo.InvariantCulture, $"Row {row}: {problem.Code} {problem.Message}"));
            }
            predictions[row] = engine.Predict();
            counts.Scored(engine, predictions[row].Probability);
        }
        foreach (var input in request.Inputs) input.End();
        return predictions;
    }

    static Task WriteAsync(HttpContext context, InferenceRequest request, LeadPrediction[] predictions, string version, string id)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output, s_json))
        {
            json.WriteStartObject();
            json.WriteString("model_name", (string)context.Request.RouteValues["name"]!);
            json.WriteString("model_version", version);
            if (request.Id is not null) json.WriteString("id", request.Id);
            json.WriteStartObject("parameters");
            json.WriteString("model_id", id);
            json.WriteEndObject();
            json.WriteStartArray("outputs");
            foreach (var (tensor, binary) in request.Outputs) OutputTensor.WriteJson(json, tensor, binary, predictions);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        var response = context.Response;
        var isBinary = request.Outputs.Any(o => o.Binary);
        if (isBinary)
        {
            response.Headers[JsonLengthHeader] = output.WrittenCount.ToString(CultureInfo.InvariantCulture);
            foreach (var (tensor, binary) in request.Outputs)
                if (binary) OutputTensor.WriteBytes(output, tensor, predictions);
        }
        response.ContentType = isBinary ? "application/octet-stream" : "application/json; charset=utf-8";
        response.ContentLength = output.WrittenCount;
        return response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted).AsTask();
    }
}
