using System.Diagnostics;
using LeadPredict.Api.Health;
using LeadPredict.Api.Observability;
using LeadPredict.Data;
using Microsoft.AspNetCore.Connections;

namespace LeadPredict.Api.Edge;

/// <summary>
/// The outermost layer: headers that keep browsers safe, counters and times, and one place where an exception becomes an answer. Nothing of a
/// request's body, query or answer is logged.
/// </summary>
static partial class EdgeMiddleware
{
    public static void UseEdge(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<ServiceMetrics>();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("LeadPredict.Api");
        var draining = app.Services.GetRequiredService<Draining>();
        app.Use(next => context => HandleAsync(context, next, metrics, draining, logger));
        // Routing is inside, so that its failures are seen here too.
        app.UseRouting();
    }

    static async Task HandleAsync(HttpContext context, RequestDelegate next, ServiceMetrics metrics, Draining draining, ILogger logger)
    {
        var started = Stopwatch.GetTimestamp();
        AddSecurityHeaders(context.Response.Headers);
        try
        {
            // A stopping server asks its callers to connect anew, elsewhere.
            if (draining.Begun) context.Response.Headers.Connection = "close";
            await (draining.Begun && Draining.IsReadiness(context.Request.Path) ? Draining.AnswerAsync(context) : next(context));
            await DescribeBareStatusAsync(context);
        }
        catch (Exception e) when (HungUp(context, e))
        {
            // The caller hung up; 499 is only counted.
            if (!context.Response.HasStarted) context.Response.StatusCode = 499;
        }
        catch (Exception e)
        {
            if (context.Response.HasStarted)
            {
                // Too late for another status: the connection ends unclean, so that the caller does not take a part for the whole.
                if (!IsCallersFault(e)) Log.AnswerCut(logger, e.GetType().Name, context.TraceIdentifier);
                context.Abort();
            }
            else await AnswerAsync(context, e, logger);
        }
        finally
        {
            metrics.Count(context.GetEndpoint(), context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (Activity.Current is { IsAllDataRequested: true } activity) Telemetry.Describe(activity, context);
        }
    }

    // The server may throw what it found on the connection before it says that the request was aborted.
    static bool HungUp(HttpContext context, Exception e) =>
        e is ConnectionResetException or ConnectionAbortedException || (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException);

    // A chunk whose size is beyond all numbers is the one fault of a body that Kestrel does not call a bad request.
    static bool IsCallersFault(Exception e) => e is BadHttpRequestException or IOException { InnerException: OverflowException };

    static void AddSecurityHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
    }

    // Routing's own 404 and 405 have no body.
    static Task DescribeBareStatusAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.StatusCode < 400 || response.HasStarted || response.ContentType is not null) return Task.CompletedTask;
        return response.StatusCode switch
        {
            404 => Problems.NotFound(context),
            405 => Problems.MethodNotAllowed(context),
            _ => Problems.BadRequest(context, response.StatusCode, "The server refused the request."),
        };
    }

    static Task AnswerAsync(HttpContext context, Exception e, ILogger logger)
    {
        // What was written of a good answer is not sent: nothing has started.
        context.Response.Clear();
        AddSecurityHeaders(context.Response.Headers);
        switch (e)
        {
            case BadHttpRequestException { StatusCode: 413 }:
                return Problems.TooLarge(context, context.RequestServices.GetRequiredService<ApiOptions>().MaxBodyBytes);
            case var bad when IsCallersFault(bad):
                return Problems.BadRequest(context, (bad as BadHttpRequestException)?.StatusCode ?? 400, "The server refused the request: it is cut, too slow, or no proper HTTP.");
            case LeadPredictException problem:
                return Problems.Of(context, problem);
            default:
                // The type and the place, never the message: it might hold a value.
                Log.Failed(logger, e.GetType().Name, e.StackTrace ?? "", context.TraceIdentifier);
                return Problems.Internal(context);
        }
    }

    static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Request {TraceId} failed with {Exception} at {StackTrace}")]
        public static partial void Failed(ILogger logger, string exception, string stackTrace, string traceId);

        [LoggerMessage(2, LogLevel.Warning, "The answer to request {TraceId} was cut off by {Exception}")]
        public static partial void AnswerCut(ILogger logger, string exception, string traceId);
    }
}
