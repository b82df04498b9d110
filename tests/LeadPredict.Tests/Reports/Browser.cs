using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Reports;

/// <summary>
/// Headless Chromium, spoken to in its own protocol over a WebSocket: a page at some width and colour scheme, what it logs, what it asks the network for, and
/// what an expression on it gives.
/// </summary>
sealed class Browser : IAsyncDisposable
{
    static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome"];
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly ClientWebSocket _socket = new();
    readonly TemporaryFolder _profile;
    readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    readonly SemaphoreSlim _sending = new(1);
    TaskCompletionSource _loaded = new();
    Task _reading = Task.CompletedTask;
    string? _session;
    int _id;

    Browser(Process process, TemporaryFolder profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>Errors and warnings of the page since the last <see cref="OpenAsync"/>.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Addresses that the page asked for, its own not counted.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>True, and said so, where there is no browser.</summary>
    public static bool Missing(ITestOutputHelper output)
    {
        if (Find() is not null) return false;
        output.WriteLine("skipped: chromium is not on this machine");
        return true;
    }

    static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);

    public static async Task<Browser> StartAsync()
    {
        var profile = new TemporaryFolder();
        var info = new ProcessStartInfo(Find()!, [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars",
            "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "about:blank"])
        { RedirectStandardError = true, RedirectStandardOutput = true };
        var browser = new Browser(Process.Start(info)!, profile);
        using var patience = new CancellationTokenSource(s_patience);
        string? line;
        while ((line = await browser._process.StandardError.ReadLineAsync(patience.Token)) is not null && !line.Contains("ws://", StringComparison.Ordinal)) { }
        await browser._socket.ConnectAsync(new Uri(line![line!.IndexOf("ws://", StringComparison.Ordinal)..].Trim()), patience.Token);
        browser._reading = Task.Run(browser.ReadAsync);
        var target = (await browser.AskAsync("Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!.GetValue<string>();
        browser._session = (await browser.AskAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }))["sessionId"]!.GetValue<string>();
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" }) await browser.AskAsync(domain + ".enable", []);
        return browser;
    }

    /// <summary>Opens a file as a screen of that width shows it, or as paper does.</summary>
    public async Task OpenAsync(string file, int width, bool isDark = false, bool isPrint = false)
    {
        await AskAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await AskAsync("Emulation.setEmulatedMedia", new()
        {
            ["media"] = isPrint ? "print" : "screen",
            ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = isDark ? "dark" : "light" }),
        });
        Complaints.Clear();
        Requests.Clear();
        _loaded = new();
        await AskAsync("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        await _loaded.Task.WaitAsync(s_patience);
    }

    /// <summary>The value of a JavaScript expression, awaited when it is a promise.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await AskAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        if (answer["exceptionDetails"] is { } failure) throw new InvalidOperationException(failure.ToJsonString());
        return answer["result"]!["value"];
    }

    /// <summary>How many sheets the page takes, at the size that it asks for.</summary>
    public async Task<int> SheetsAsync()
    {
        var pdf = Convert.FromBase64String((await AskAsync("Page.printToPDF", new() { ["preferCSSPageSize"] = true, ["printBackground"] = true }))["data"]!.GetValue<string>());
        return System.Text.RegularExpressions.Regex.Count(System.Text.Encoding.Latin1.GetString(pdf), @"/Type\s*/Page\b");
    }

    async Task<JsonNode> AskAsync(string method, JsonObject parameters)
    {
        var id = Interlocked.Increment(ref _id);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) message["sessionId"] = _session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(s_patience);
    }

    async Task ReadAsync()
    {
        var buffer = new byte[1 << 16];
        var message = new MemoryStream();
        while (_socket.State == WebSocketState.Open)
        {
            WebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                return;
            }
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            if (message.Length > 0) Take(JsonNode.Parse(message.ToArray())!);
            message.SetLength(0);
        }
    }

    void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } id)
        {
            if (!_asked.TryRemove(id, out var answer)) return;
            if (message["error"] is { } error) answer.SetException(new InvalidOperationException(error.ToJsonString()));
            else answer.SetResult(message["result"]!);
            return;
        }
        var about = message["params"]!;
        switch (message["method"]?.GetValue<string>())
        {
            case "Page.loadEventFired": _loaded.TrySetResult(); break;
            case "Runtime.exceptionThrown": Complaints.Enqueue(about.ToJsonString()); break;
            case "Runtime.consoleAPICalled" when about["type"]!.GetValue<string>() is "error" or "warning": Complaints.Enqueue(about.ToJsonString()); break;
            case "Log.entryAdded": Complaints.Enqueue(about["entry"]!["text"]!.GetValue<string>()); break;
            case "Network.requestWillBeSent" when about["type"]?.GetValue<string>() != "Document": Requests.Enqueue(about["request"]!["url"]!.GetValue<string>()); break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _process.Dispose();
        _profile.Dispose();
    }
}
