using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Description;

/// <summary>What the service says about itself: OpenAPI, the live model's columns, and a page for whoever opens its address.</summary>
static class DescriptionRoutes
{
    static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void AddDescription(this IServiceCollection services) => services.AddOpenApi("v1", openApi =>
        openApi.AddDocumentTransformer((document, context, _) =>
        {
            ServiceDescription.Describe(document, Live(context.ApplicationServices).Pool?.Current, context.ApplicationServices.GetRequiredService<Security.ApiKeyRing>().Required);
            return Task.CompletedTask;
        }));

    static ModelFileWatcher Live(IServiceProvider services) => services.GetRequiredService<PredictionEngines>().Default!;

    public static void MapDescription(this WebApplication app)
    {
        var live = Live(app.Services);
        app.MapOpenApi();
        app.MapGet("/schema", context => live.Pool is { } pool
            ? SchemaApi.WriteAsync(context, live.ModelName, pool.Current)
            : Problems.NoModel(context, live.ModelName, live.State.Why));
    }

    public static void MapStartPage(this WebApplication app)
    {
        var live = Live(app.Services);
        app.MapGet("/", context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
            var page = Page(live, $"{context.Request.Scheme}://{context.Request.Host}");
            return context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(page), context.RequestAborted).AsTask();
        });
    }

    static string Page(ModelFileWatcher live, string address)
    {
        var model = live.Pool?.Current;
        var says = model is null
            ? $"<p>There is no model to answer with yet: {Html(live.State.Why)}</p><pre>leadpredict train</pre>"
            : $"<p>Model <b>{Html(live.ModelName)}</b> ({Html(model.Id)}) answers: "
                + string.Create(CultureInfo.InvariantCulture, $"{model.Origin.Rows:N0} leads learned from, {model.Encoder.FeatureCount} columns used.</p>")
                + $"<pre>{Html(Curl(address, model))}</pre>";
        return $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>LeadPredict</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; color: #1c2430; background: #fff }
            pre { background: #f2f4f7; padding: 1rem; border-radius: .5rem; white-space: pre-wrap; overflow-wrap: anywhere }
            a { color: #0b57d0 }
            </style>
            </head>
            <body>
            <main>
            <h1>LeadPredict</h1>
            <p>The chance that a lead becomes a sales-qualified lead, with reasons.</p>
            {{says}}
            <ul>
            <li><a href="/schema">The columns of a lead</a></li>
            <li><a href="/models">The models</a></li>
            <li><a href="/openapi/v1.json">OpenAPI document</a></li>
            <li><a href="/health/ready">Readiness</a> and <a href="/metrics">metrics</a></li>
            </ul>
            </main>
            </body>
            </html>
            """;
    }

    static string Curl(string address, LeadModel model)
    {
        var example = LeadDescription.Example(model).ToJsonString(s_json);
        // Inside single quotes of a shell, a single quote ends, escapes and starts them again.
        return $"curl {address}/predict -H 'Content-Type: application/json' -d '{example.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    static string Html(string text) => WebUtility.HtmlEncode(text);
}
