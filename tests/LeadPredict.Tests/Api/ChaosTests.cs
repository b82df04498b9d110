using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using LeadPredict.Api;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Logging;

namespace LeadPredict.Tests.Api;

/// <summary>A hundred thousand requests that are random or spoilt: each has an answer, none is a fault of the service.</summary>
public sealed class ChaosTests : IClassFixture<ServiceFixture>
{
    const int Requests = 100_000;

    readonly ConcurrentQueue<string> _complaints = new();
    readonly WebApplicationFactory<ApiOptions> _service;

    public ChaosTests(ServiceFixture service) => _service = service.WithWebHostBuilder(builder => builder.ConfigureLogging(logging =>
        logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(new Complaints(_complaints))));

    [Fact]
    public async Task Random_and_spoilt_requests_give_no_500_and_no_exception()
    {
        var server = _service.Server;
        var statuses = new ConcurrentDictionary<int, int>();
        var wrong = new ConcurrentQueue<string>();

        await Parallel.ForAsync(0, Requests, async (number, ct) =>
        {
            try
            {
                var (status, type, body) = await AskAsync(server, new RandomRequests((ulong)number).Write, ct);
                statuses.AddOrUpdate(status, 1, (_, n) => n + 1);
                if (Fault(status, type, body) is { } fault) wrong.Enqueue($"request {number}: {fault}");
            }
            catch (Exception e)
            {
                wrong.Enqueue($"request {number}: {e.GetType().Name} {e.Message} {e.StackTrace}");
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(5)));
        Assert.Empty(_complaints);
        // Spoilt, but not so much that all fail at the door.
        Assert.True(statuses[200] > Requests / 5, string.Join(", ", statuses));
        Assert.All([400, 404, 405, 413, 415, 422], status => Assert.True(statuses.GetValueOrDefault(status) > 50, string.Join(", ", statuses.OrderBy(s => s.Key))));
    }

    // Looked at from its start at each byte, it would keep a processor busy for a minute.
    [Fact]
    public async Task A_long_lead_that_comes_byte_by_byte_is_not_read_anew_at_each()
    {
        var body = Encoding.UTF8.GetBytes($$"""[{"lead_source":"web","note":[{{string.Concat(Enumerable.Repeat("1,", 100_000))}}1]},{"lead_source":"referral"}]""");
        void Write(HttpRequest request, Stream stream)
        {
            (request.Method, request.Path, request.ContentType, request.Body) = ("POST", "/predict/batch", "application/json", stream);
        }

        var whole = await AskAsync(_service.Server, request => Write(request, new MemoryStream(body)), default);
        var crumbs = await AskAsync(_service.Server, request => Write(request, new Pieces(body, 1)), default);

        Assert.Equal(200, whole.Status);
        Assert.Equal(whole.Body, crumbs.Body);
    }

    static async Task<(int Status, string Type, byte[] Body)> AskAsync(TestServer server, Action<HttpRequest> write, CancellationToken ct)
    {
        var context = await server.SendAsync(c => write(c.Request), ct);
        using var answer = new MemoryStream();
        await context.Response.Body.CopyToAsync(answer, ct);
        return (context.Response.StatusCode, context.Response.ContentType ?? "", answer.ToArray());
    }

    // What is said to be JSON must be JSON, and a problem must name its code.
    static string? Fault(int status, string type, byte[] body)
    {
        if (status >= 500) return $"{status} {Encoding.UTF8.GetString(body)}";
        if (body.Length == 0 || !type.Contains("json", StringComparison.Ordinal) || type.Contains("ndjson", StringComparison.Ordinal)) return null;
        try
        {
            using var json = JsonDocument.Parse(body);
            return status < 400 || json.RootElement.GetProperty("code").GetString()!.StartsWith("LP", StringComparison.Ordinal) ? null : $"{status} without a code";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException)
        {
            return $"{status} with {Encoding.UTF8.GetString(body)}";
        }
    }

    /// <summary>Keeps what the service complains of: warnings and worse.</summary>
    internal sealed class Complaints(ConcurrentQueue<string> kept) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) kept.Enqueue(formatter(state, exception) + exception);
        }
    }
}
