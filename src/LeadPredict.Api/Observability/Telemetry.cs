using System.Diagnostics;
using LeadPredict.Api.Health;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LeadPredict.Api.Observability;

/// <summary>
/// Sends traces and metrics to an OpenTelemetry collector when the standard variables name one (OTEL_EXPORTER_OTLP_ENDPOINT, or those for traces or metrics
/// alone; all other OTEL_ variables count too). Otherwise nothing of it runs. A span holds the method, the route and the status, never a path or a query.
/// </summary>
sealed class Telemetry(IConfiguration settings) : IHostedService, IDisposable
{
    const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    static readonly string[] s_aspNet = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    TracerProvider? _traces;
    MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Names("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))
            _traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(Use).ConfigureResource(Say).AddSource("Microsoft.AspNetCore").AddOtlpExporter().Build();
        if (Names("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"))
            _metrics = Sdk.CreateMeterProviderBuilder().ConfigureServices(Use).ConfigureResource(Say).AddMeter(ServiceMetrics.MeterName).AddMeter(s_aspNet).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    bool Names(string own) => !string.IsNullOrEmpty(settings[Endpoint]) || !string.IsNullOrEmpty(settings[own]);

    void Use(IServiceCollection services) => services.AddSingleton(settings);

    void Say(ResourceBuilder resource)
    {
        if (string.IsNullOrEmpty(settings["OTEL_SERVICE_NAME"])) resource.AddService("leadpredict");
    }

    /// <summary>Gives a request's span the names of the semantic conventions for HTTP.</summary>
    public static void Describe(Activity activity, HttpContext context)
    {
        var method = context.Request.Method;
        var status = context.Response.StatusCode;
        activity.SetTag("http.request.method", method);
        activity.SetTag("http.response.status_code", status);
        activity.SetTag("url.scheme", context.Request.Scheme);
        if (status >= 500) activity.SetStatus(ActivityStatusCode.Error);
        if ((context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText is not { } route) return;
        activity.SetTag("http.route", route);
        activity.DisplayName = $"{method} {route}";
    }

    // What was not sent yet is sent when the providers go.
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // A host that is disposed while it stops comes here twice at once.
        Interlocked.Exchange(ref _traces, null)?.Dispose();
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
    }
}

/// <summary>The door of <see cref="Telemetry"/>.</summary>
static class TelemetryExtensions
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration settings) => services.AddHostedService(_ => new Telemetry(settings));
}
