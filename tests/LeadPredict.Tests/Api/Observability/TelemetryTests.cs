using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace LeadPredict.Tests.Api.Observability;

/// <summary>
/// Tests that run while no other does. The OpenTelemetry SDK knows an instrument by its names, so a service that another test ends takes this one's
/// counters along; a real process has one service.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public class Alone;

[Collection(nameof(Alone))]
public class TelemetryTests
{
    [Fact]
    public async Task Traces_and_metrics_go_to_the_collector_that_the_standard_variable_names()
    {
        var received = new ConcurrentDictionary<string, string>();
        using var collector = new HttpListener();
        var port = FreePort.Take();
        collector.Prefixes.Add($"http://127.0.0.1:{port}/");
        collector.Start();
        var listening = Task.Run(async () =>
        {
            while (collector.IsListening)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, _ => Encoding.Latin1.GetString(body.ToArray()), (_, so) => so + Encoding.Latin1.GetString(body.ToArray()));
                context.Response.Close();
            }
        });

        using (var service = new ServiceFixture(withModel: true,
            ("OTEL_EXPORTER_OTLP_ENDPOINT", $"http://127.0.0.1:{port}"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")))
        {
            using var client = service.CreateClient();
            using var response = await client.PostAsync("/predict?secret=1", """{"lead_source":"secret"}""");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        for (var i = 0; i < 500 && received.Count < 2; i++) await Task.Delay(20);
        collector.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => listening);

        Assert.Contains("POST /predict", received["/v1/traces"]);
        Assert.Contains("http.route", received["/v1/traces"]);
        Assert.Contains("leadpredict.predictions", received["/v1/metrics"]);
        Assert.Contains("http.server.request.duration", received["/v1/metrics"]);
        Assert.DoesNotContain(received.Values, body => body.Contains("secret"));
    }
}

static class FreePort
{
    /// <summary>A port of 127.0.0.1 that was free a moment ago.</summary>
    public static int Take()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
