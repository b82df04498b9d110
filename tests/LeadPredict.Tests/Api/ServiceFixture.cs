using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using LeadPredict.Api;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;

namespace LeadPredict.Tests.Api;

/// <summary>The service in this process, with a registry of its own in which "leads" has champion v1 and candidate v2.</summary>
public sealed class ServiceFixture : WebApplicationFactory<ApiOptions>
{
    public const string Key = "correct horse";

    readonly TemporaryFolder _folder = new();
    readonly Dictionary<string, string> _settings;

    public ServiceFixture() : this(withModel: true) { }

    internal ServiceFixture(bool withModel, params (string Key, string Value)[] settings)
    {
        Registry = new ModelRegistry(_folder["models"]);
        if (withModel)
        {
            Registry.Promote("leads", Registry.Add("leads", TinyModels.Make(1), "{\"created_at\":\"2025-11-30T00:00:00Z\"}"u8, "v1"));
            Registry.Add("leads", TinyModels.Make(2), "{}"u8, "v2");
        }
        _settings = new()
        {
            ["LeadPredict:ModelsFolder"] = _folder["models"],
            ["LeadPredict:AdminKey"] = Key,
            ["LeadPredict:WatchInterval"] = "00:00:00.010",
        };
        foreach (var (key, value) in settings) _settings[key] = value;
    }

    internal ModelRegistry Registry { get; }

    internal ConcurrentQueue<string> Logged { get; } = new();

    /// <summary>A client that sends while it reads; one that follows redirects keeps a copy of the body first.</summary>
    internal HttpClient CreateStreamingClient() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
        builder.ConfigureLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(new Keeper(Logged)).AddFilter<Keeper>(null, LogLevel.Trace));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _folder.Dispose();
    }

    sealed class Keeper(ConcurrentQueue<string> logged) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public void Dispose() { }
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logged.Enqueue(formatter(state, exception) + exception);
    }
}

static class Requests
{
    public static StringContent Body(string text, string type)
    {
        var content = new StringContent(text, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, string text, string type = "application/json") =>
        client.PostAsync(path, Body(text, type));

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }
}
