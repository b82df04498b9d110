using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using LeadPredict.Api;
using LeadPredict.Tests.Api.Observability;

namespace LeadPredict.Tests.Api;

/// <summary>The service as a process of its own: how it starts, what it logs and how it stops.</summary>
public class RealServiceTests
{
    static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(ApiOptions).Assembly.Location);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    static async Task<(int Exit, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (process.ExitCode, await output, await error);
    }

    [Fact]
    public async Task Open_to_other_machines_without_a_key_it_does_not_start_and_says_how_to()
    {
        var (exit, _, error) = await Run("--urls", "http://0.0.0.0:0");

        Assert.Equal(2, exit);
        Assert.StartsWith("LP0616 http://0.0.0.0:0 can be reached from other machines", error);
        Assert.DoesNotContain("   at ", error);
    }

    [Fact]
    public async Task A_new_key_is_shown_with_the_line_to_keep()
    {
        var (exit, output, _) = await Run("keys", "new", "--role", "admin");

        Assert.Equal(0, exit);
        Assert.Matches("^lp_([a-z0-9]{8})_[A-Za-z0-9_-]{43}\n\\1:admin:[0-9a-f]{64}\n$", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_misspelt_verb_is_a_usage_error()
    {
        var (exit, _, error) = await Run("keys", "old");

        Assert.Equal(2, exit);
        Assert.StartsWith("usage: ", error);
    }

    // SIGTERM while a batch is being sent: not ready at once, new requests still answered while it drains, the batch finished, then exit 0.
    [Fact]
    public async Task It_stops_in_order()
    {
        if (!OperatingSystem.IsLinux()) return;
        var port = FreePort.Take();
        var address = $"http://127.0.0.1:{port}";
        using var process = Start("--urls", address, "--LeadPredict:ModelsFolder", Path.Combine(Repository.Root, "models"), "--LeadPredict:DrainTime", "00:00:02",
            "--Logging:Console:FormatterName", "json");
        try
        {
            var log = process.StandardOutput.ReadToEndAsync();
            using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(30) };
            await UntilAsync(async () => await StatusAsync(client, "/health/ready") == HttpStatusCode.OK);
            using var batch = new TcpClient();
            await batch.ConnectAsync(IPAddress.Loopback, port);
            var stream = batch.GetStream();
            await stream.WriteAsync("POST /predict/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray());
            await stream.WriteAsync(s_line);
            // The first answer has begun before the service is told to stop.
            await stream.ReadExactlyAsync(new byte[1]);

            using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"])) await kill.WaitForExitAsync();
            await UntilAsync(async () => await StatusAsync(client, "/health/ready") == HttpStatusCode.ServiceUnavailable);
            using var late = await client.PostAsync("/predict", "{}");
            await stream.WriteAsync(s_line);
            // It no longer listens, but the batch goes on.
            await UntilAsync(async () => await StatusAsync(client, "/health/ready") is null);
            await stream.WriteAsync(s_line);
            await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
            var answer = await new StreamReader(stream).ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));

            Assert.Equal((HttpStatusCode.OK, 3, 0), (late.StatusCode, answer.Split("\"lead_id\":").Length - 1, process.ExitCode));
            Assert.True(late.Headers.ConnectionClose);
            Assert.All((await log).TrimEnd('\n').Split('\n'), line => JsonDocument.Parse(line).Dispose());
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    static readonly byte[] s_line = "3\r\n{}\n\r\n"u8.ToArray();

    static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        try
        {
            using var response = await client.GetAsync(path);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), "waited in vain");
            await Task.Delay(20);
        }
    }
}
