using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LeadPredict.Api.Edge;

/// <summary>What the service sets where ASP.NET's own settings say nothing.</summary>
static class HostDefaults
{
    static readonly string[] s_addresses = ["urls", "http_ports", "https_ports"];

    /// <summary>http://localhost:5080 unless ASP.NET's settings name an address.</summary>
    public static void ListenOnLoopbackByDefault(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var named = s_addresses.Any(key => !string.IsNullOrEmpty(settings[key])) || settings.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!named) builder.WebHost.UseUrls("http://localhost:5080");
    }

    /// <summary>A line a request is more than a log can bear; Logging:LogLevel:Microsoft.AspNetCore brings them back. Logs as JSON carry their trace ids.</summary>
    public static void LogWithoutEveryRequest(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        if (settings["Logging:LogLevel:Microsoft.AspNetCore"] is null) builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        const string scopes = "Logging:Console:FormatterOptions:IncludeScopes";
        if (settings["Logging:Console:FormatterName"] == "json" && settings[scopes] is null) settings[scopes] = "true";
    }

    /// <summary>Puts the limits on what the server reads.</summary>
    public static void Limit(this KestrelServerOptions server, ApiOptions options, EdgeOptions edge)
    {
        server.AddServerHeader = false;
        server.Limits.MaxRequestBodySize = options.MaxBodyBytes;
        server.Limits.MinRequestBodyDataRate = new MinDataRate(edge.MinBytesPerSecond, TimeSpan.FromSeconds(5));
        server.Limits.MinResponseDataRate = new MinDataRate(edge.MinBytesPerSecond, TimeSpan.FromSeconds(5));
    }
}
