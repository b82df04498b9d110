using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace LeadPredict.Tests.Api;

/// <summary>Callers on raw sockets against the real server on 127.0.0.1: they hang up, dawdle, flood and speak no HTTP. The service answers the others, and complains of nothing.</summary>
public sealed class RudeCallersTests(RudeCallersTests.RealServer server) : IClassFixture<RudeCallersTests.RealServer>
{
    const string Lead = """{"lead_id":"L-1","lead_source":"referral","employee_count":250,"demo_requested":true}""";

    readonly int _loggedBefore = server.Service.Logged.Count;

    /// <summary>The service on a socket, with few places.</summary>
    public sealed class RealServer : IDisposable
    {
        public RealServer()
        {
            Service = new ServiceFixture(withModel: true,
                ("LeadPredict:MaxConcurrentRequests", "4"), ("LeadPredict:MaxQueuedRequests", "2"), ("LeadPredict:MaxConcurrentBatches", "2"), ("LeadPredict:MaxQueuedBatches", "0"));
            Service.UseKestrel(0);
            Service.StartServer();
            Port = new Uri(Service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;
        }

        internal ServiceFixture Service { get; }

        public int Port { get; }

        public void Dispose() => Service.Dispose();
    }

    [Theory]
    [InlineData("/predict", "application/json", "{\"lead_source\":\"ref")]
    [InlineData("/predict/batch", "application/json", "[{\"lead_source\":\"referral\"},{\"lead")]
    [InlineData("/predict/batch", "application/x-ndjson", "{\"lead_source\":\"referral\"}\n{\"lead")]
    [InlineData("/predict/batch", "text/csv", "lead_source,employee_count\nreferral,1\nweb,")]
    [InlineData("/models/leads/promote", "application/json", "{\"version\":")]
    public async Task A_caller_that_hangs_up_in_mid_body_is_no_fault(string path, string type, string part)
    {
        for (var i = 0; i < 40; i++)
        {
            using var caller = await ConnectAsync();
            var length = i % 4 < 2 ? "Content-Length: 500" : "Transfer-Encoding: chunked";
            var body = i % 4 < 2 ? part : $"{part.Length:x}\r\n{part}\r\n";
            await SendAsync(caller, $"POST {path} HTTP/1.1\r\nHost: x\r\nX-Admin-Key: {ServiceFixture.Key}\r\nContent-Type: {type}\r\n{length}\r\n\r\n{body}");
            await Task.Delay(i % 3);
            HangUp(caller, abruptly: i % 2 == 0);
        }

        await AssertServesAsync();
        AssertNoComplaint();
    }

    [Fact]
    public async Task A_caller_that_hangs_up_on_a_long_answer_is_no_fault()
    {
        var lines = string.Concat(Enumerable.Repeat(Lead + "\n", 20_000));
        for (var i = 0; i < 6; i++)
        {
            using var caller = await ConnectAsync();
            await SendAsync(caller, Request("/predict/batch", "application/x-ndjson", lines.Length));
            var sending = SendAsync(caller, lines);
            await caller.ReceiveAsync(new byte[4000]);
            HangUp(caller, abruptly: i % 2 == 0);
            await Task.WhenAny(sending);
            await AssertSoonFreeAsync();
        }

        await AssertServesAsync();
        AssertNoComplaint();
    }

    [Theory]
    [InlineData("/predict", "application/json", Lead)]
    [InlineData("/predict/batch", "application/json", "[" + Lead + "," + Lead + "]")]
    [InlineData("/predict/batch", "application/x-ndjson", Lead + "\n" + Lead)]
    [InlineData("/predict/batch", "text/csv", "lead_source,employee_count\nreferral,1\nweb,2\n")]
    public async Task A_slow_sender_gets_the_answer_that_a_quick_one_gets(string path, string type, string body)
    {
        using var quick = await ConnectAsync();
        await SendAsync(quick, Request(path, type, body.Length) + body);
        using var slow = await ConnectAsync();
        slow.NoDelay = true;
        foreach (var letter in Request(path, type, body.Length) + body) await SendAsync(slow, letter.ToString());

        Assert.Equal(BodyOf(await ReceiveAsync(quick)), BodyOf(await ReceiveAsync(slow)));
        AssertNoComplaint();
    }

    [Fact]
    public async Task Callers_over_the_limit_are_turned_away_at_once_and_served_when_others_are_done()
    {
        var slow = await FillAsync();
        using var refused = await ConnectAsync();
        await SendAsync(refused, Request("/predict", "application/json", Lead.Length) + Lead);
        Assert.Contains("Retry-After: ", await ReceiveAsync(refused));
        foreach (var caller in slow) await SendAsync(caller, Lead[20..]);
        foreach (var caller in slow)
        {
            Assert.StartsWith("HTTP/1.1 200", await ReceiveAsync(caller));
            caller.Dispose();
        }
        await AssertServesAsync();
        AssertNoComplaint();
    }

    [Fact]
    public async Task In_a_flood_each_caller_is_answered_or_told_to_come_back()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(async i =>
        {
            using var caller = await ConnectAsync();
            var (path, body) = i % 3 == 0 ? ("/predict/batch", $"[{Lead}]") : ("/predict", Lead);
            await SendAsync(caller, Request(path, "application/json", body.Length) + body);
            return (await ReceiveAsync(caller)).Split(' ')[1];
        }));

        Assert.All(answers, status => Assert.True(status is "200" or "429", status));
        Assert.Contains("200", answers);
        await AssertServesAsync();
        AssertNoComplaint();
    }

    [Theory]
    [InlineData("\0\u0001\u0002 nonsense\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("POST /predict HTTP/9.9\r\nHost: x\r\n\r\n")]
    [InlineData("POST /predict HTTP/1.1\r\n\r\n")]
    [InlineData("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}")]
    [InlineData("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("POST /predict/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}xx0\r\n\r\n")]
    [InlineData("POST /predict/batch HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\na,b\r\n")]
    [InlineData("POST /predict HTTP/1.1\r\nHost: x\r\nX-\u0001: y\r\n\r\n")]
    [InlineData("POST http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /%zz%00/../predict HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")]
    public async Task What_is_no_proper_http_is_refused_without_a_fault(string nonsense)
    {
        using var caller = await ConnectAsync();
        await caller.SendAsync(Encoding.Latin1.GetBytes(nonsense));
        caller.Shutdown(SocketShutdown.Send);
        var answer = await ReceiveAsync(caller);

        Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 4", StringComparison.Ordinal) || answer.StartsWith("HTTP/1.1 505", StringComparison.Ordinal) || answer[0] < 32, answer);
        await AssertServesAsync();
        AssertNoComplaint();
    }

    [Fact]
    public async Task A_header_or_a_body_without_end_is_cut_off()
    {
        foreach (var start in (string[])["GET / HTTP/1.1\r\nHost: x\r\n", "POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"])
        {
            using var caller = await ConnectAsync();
            await SendAsync(caller, start);
            var filler = start.StartsWith("GET", StringComparison.Ordinal) ? $"X-Filler: {new string('x', 4000)}\r\n" : $"1000\r\n{new string(' ', 4096)}\r\n";
            var answer = ReceiveAsync(caller);
            for (var i = 0; i < 2000 && !answer.IsCompleted; i++)
            {
                try
                {
                    await SendAsync(caller, filler);
                }
                catch (SocketException)
                {
                    break;
                }
            }
            Assert.Contains((await answer).Split(' ').ElementAtOrDefault(1), (string?[])["431", "413", null]);
        }

        await AssertServesAsync();
        AssertNoComplaint();
    }

    async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port);
        return socket;
    }

    static string Request(string path, string type, int length) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n";

    static async Task SendAsync(Socket socket, string text)
    {
        ReadOnlyMemory<byte> rest = Encoding.UTF8.GetBytes(text);
        while (!rest.IsEmpty) rest = rest[await socket.SendAsync(rest)..];
    }

    static async Task<string> ReceiveAsync(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) is > 0 and var read) text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (SocketException)
        {
            // Cut off; what came before counts.
        }
        return text.ToString();
    }

    static string BodyOf(string answer)
    {
        Assert.StartsWith("HTTP/1.1 200", answer);
        var body = answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        // Chunks may be cut anywhere; their marks are not the answer.
        return answer.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal)
            ? string.Concat(body.Split("\r\n").Where((_, i) => i % 2 == 1)) : body;
    }

    static void HangUp(Socket socket, bool abruptly)
    {
        if (abruptly) socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    async Task<string> AskAsync(string body)
    {
        using var caller = await ConnectAsync();
        await SendAsync(caller, Request("/predict", "application/json", body.Length) + body);
        return await ReceiveAsync(caller);
    }

    // Four are at work and two wait: the service has not seen their bodies' ends. On a machine so busy that it gave some up as too slow before all were there, others come.
    async Task<List<Socket>> FillAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var slow = new List<Socket>();
            for (var i = 0; i < 6; i++)
            {
                slow.Add(await ConnectAsync());
                await SendAsync(slow[i], Request("/predict", "application/json", Lead.Length) + Lead[..20]);
            }
            for (var i = 0; i < 50; i++)
            {
                if ((await AskAsync(Lead)).StartsWith("HTTP/1.1 429", StringComparison.Ordinal)) return slow;
                await Task.Delay(10);
            }
            foreach (var caller in slow) HangUp(caller, abruptly: true);
            Assert.True(attempt < 10, "never answered 429");
        }
    }

    async Task WaitForAsync(int status, string body)
    {
        for (var i = 0; i < 1000; i++)
        {
            if ((await AskAsync(body)).StartsWith($"HTTP/1.1 {status}", StringComparison.Ordinal)) return;
            await Task.Delay(10);
        }
        Assert.Fail($"never answered {status}");
    }

    // Those who hung up may hold their places for a moment.
    async Task AssertServesAsync()
    {
        await WaitForAsync(200, Lead);
        await AssertSoonFreeAsync();
    }

    async Task AssertSoonFreeAsync()
    {
        for (var i = 0; i < 1000; i++)
        {
            using var caller = await ConnectAsync();
            await SendAsync(caller, Request("/predict/batch", "application/json", 2) + "[]");
            if ((await ReceiveAsync(caller)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) return;
            await Task.Delay(10);
        }
        Assert.Fail("a batch that was given up keeps its place");
    }

    void AssertNoComplaint() =>
        Assert.DoesNotContain(server.Service.Logged.Skip(_loggedBefore), line => line.Contains("failed with") || line.Contains("unhandled", StringComparison.OrdinalIgnoreCase) || line.Contains("was cut off"));
}
