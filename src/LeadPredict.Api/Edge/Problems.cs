using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.Api.Edge;

/// <summary>
/// Every answer that is no success, as problem details (RFC 9457) with the code that docs/ERRORS.md lists: LP06xx for the request, others for
/// what it holds. None quotes a lead's data.
/// </summary>
static class Problems
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task Internal(HttpContext context) =>
        Write(context, 500, "LP0601", "The service failed.", "This is a fault of the service, not of the request. Report it with the trace id.");

    public static Task NotFound(HttpContext context) =>
        Write(context, 404, "LP0602", "There is nothing here.", "GET /openapi/v1.json lists what there is.");

    public static Task MethodNotAllowed(HttpContext context) =>
        Write(context, 405, "LP0603", "The method is not allowed here.", "Use a method that the header Allow lists.");

    public static Task MediaType(HttpContext context, string expected) =>
        Write(context, 415, "LP0604", "The media type is not supported.", $"Send {expected} as UTF-8, without a content encoding, and say so in the header Content-Type.");

    public static Task TooLarge(HttpContext context, long limit) =>
        Write(context, 413, "LP0605", "The request is too large.", string.Create(null, $"At most {limit} bytes are read. Send leads in parts, or raise LeadPredict:MaxBodyBytes or MaxBatchBytes."));

    public static Task TooMany(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Write(context, 429, "LP0606", "Too many requests at the same time.", "Try again after the seconds in the header Retry-After.");
    }

    public static Task NoModel(HttpContext context, string model, string why)
    {
        context.Response.Headers.RetryAfter = "5";
        return Write(context, 503, "LP0607", "There is no model to answer with.", $"Model '{model}': {why}");
    }

    public static Task NoSuchModel(HttpContext context) =>
        Write(context, 404, "LP0620", "There is no model of this name.", "GET /models lists the models; a version is named name/version.");

    public static Task OtherModel(HttpContext context, string name, string version) =>
        Write(context, 409, "LP0621", "This version holds another model.", $"Version '{version}' of '{name}' is there with other bytes. Choose another label; what is stored is never replaced.");

    public static Task InUse(HttpContext context) =>
        Write(context, 409, "LP0622", "The service is set up to answer with this model.", "Promote another version first, or set LeadPredict:Model to another model and start again.");

    public static Task TooLargeModel(HttpContext context, long limit) =>
        Write(context, 413, "LP0605", "The model file is too large.", string.Create(null, $"At most {limit} bytes are read. Raise LeadPredict:MaxModelBytes, or copy the file into the registry."));

    /// <summary>An uploaded model file that cannot be used.</summary>
    public static Task RefusedModel(HttpContext context, LeadPredictException problem) =>
        Write(context, 422, problem.Diagnostics[0].Code, "The model file cannot be used.", string.Join(' ', problem.Diagnostics.Select(d => d.Message)));

    public static Task BadQuery(HttpContext context, string parameter, string expected) =>
        Write(context, 400, "LP0608", "A query parameter cannot be used.", $"Parameter '{parameter}' must be {expected}.");

    public static Task AdminOff(HttpContext context) =>
        Write(context, 403, "LP0609", "Changing models is switched off.", "Set LeadPredict:AdminKey (environment variable LeadPredict__AdminKey) and send it in the header X-Admin-Key, or use an API key with the role admin.");

    public static Task WrongKey(HttpContext context) =>
        Write(context, 401, "LP0610", "The admin key is missing or wrong.", "Send the key in the header X-Admin-Key.");

    public static Task KeyWanted(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return Write(context, 401, "LP0612", "An API key is wanted.", "Send a key that the service knows in the header X-Api-Key, or as Authorization: Bearer.");
    }

    public static Task NotAdmin(HttpContext context) =>
        Write(context, 403, "LP0613", "The key may not do this.", "Changing models wants a key with the role admin.");

    public static Task TooOften(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Write(context, 429, "LP0614", "The key's rate is used up.", "Try again after the seconds in the header Retry-After, send batches, or ask for a higher rate.");
    }

    public static Task WaitedTooLong(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Write(context, 503, "LP0615", "The service is too busy.", "The request waited for its turn in vain. Try again after the seconds in the header Retry-After.");
    }

    public static Task NoFeedback(HttpContext context) =>
        Write(context, 404, "LP0618", "Feedback is not taken here.", "Set LeadPredict:Feedback to the file to keep it in, such as feedback.ndjson.");

    public static Task NotKept(HttpContext context, LeadPredictException problem) =>
        Write(context, 503, problem.Diagnostics[0].Code, "The feedback was not kept.", "Nothing of it was written. Send it again later; the service's log and disk say more.");

    public static Task Inference(HttpContext context, string what) => Write(context, 400, "LP0617", "The inference request cannot be used.", what);

    public static Task BadRequest(HttpContext context, int status, string detail) =>
        Write(context, status, "LP0611", "The request cannot be read.", detail);

    public static Task Broken(HttpContext context, Diagnostic problem) =>
        Write(context, 400, problem.Code, "The body cannot be read.", problem.Message);

    public static Task WrongValues(HttpContext context, IReadOnlyList<FieldError> errors) =>
        Write(context, 422, errors[0].Problem.Code, "A field cannot be used.", "Correct the fields that are named under errors.", errors);

    /// <summary>A lead that was read, and that the model has no number for.</summary>
    public static Task NoAnswer(HttpContext context, Diagnostic problem) => Write(context, 422, problem.Code, "The lead cannot be answered.", problem.Message);

    /// <summary>A file, registry or model that cannot be used.</summary>
    public static Task Of(HttpContext context, LeadPredictException problem)
    {
        var first = problem.Diagnostics[0];
        var status = first.Code switch
        {
            "LP0311" or "LP0312" => 404,
            "LP0313" => 400,
            "LP0314" or "LP0315" or "LP0316" or "LP0319" => 409,
            _ when first.Code.StartsWith("LP03", StringComparison.Ordinal) => 503,
            _ => 422,
        };
        return Write(context, status, first.Code, "What was asked for cannot be used.", string.Join(' ', problem.Diagnostics.Select(d => d.Message)));
    }

    static Task Write(HttpContext context, int status, string code, string title, string detail, IReadOnlyList<FieldError>? errors = null)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, s_json))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:leadpredict:problem:{code}");
            json.WriteString("title", title);
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteString("instance", context.Request.Path.Value);
            json.WriteString("code", code);
            // The one member that clients of the Open Inference Protocol read.
            if (context.Request.Path.StartsWithSegments("/v2")) json.WriteString("error", $"{code} {detail}");
            json.WriteString("traceId", Activity.Current?.Id ?? context.TraceIdentifier);
            if (errors is not null) WriteErrors(json, errors);
            json.WriteEndObject();
        }
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "application/problem+json";
        response.ContentLength = output.WrittenCount;
        return response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted).AsTask();
    }

    /// <summary>The member <c>errors</c>: for each field its code and what is wrong.</summary>
    public static void WriteErrors(Utf8JsonWriter json, IReadOnlyList<FieldError> errors, string prefix = "")
    {
        json.WriteStartObject("errors");
        foreach (var error in errors)
        {
            json.WriteStartArray(prefix + error.Pointer);
            json.WriteStringValue($"{error.Problem.Code} {error.Problem.Message}");
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
