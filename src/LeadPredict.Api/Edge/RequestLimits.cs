using System.Threading.RateLimiting;

namespace LeadPredict.Api.Edge;

/// <summary>How much is done at the same time: beyond it a short queue, beyond that 429 with Retry-After, never a queue without end.</summary>
static class RequestLimits
{
    public const string Single = "single";
    public const string Batch = "batch";
    static readonly string[] s_addresses = ["urls", "http_ports", "https_ports"];

    public static void AddRequestLimits(this IServiceCollection services, ApiOptions options) => services.AddRateLimiter(limiter =>
    {
        limiter.OnRejected = (context, _) => new ValueTask(Problems.TooMany(context.HttpContext));
        Add(Single, options.MaxConcurrentRequests, options.MaxQueuedRequests);
        Add(Batch, options.MaxConcurrentBatches, options.MaxQueuedBatches);

        void Add(string policy, int permits, int queue)
        {
            var settings = new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
            limiter.AddPolicy(policy, _ => RateLimitPartition.GetConcurrencyLimiter(policy, _ => settings));
        }
    });

    /// <summary>http://localhost:5080 unless ASP.NET's settings name an address.</summary>
    public static void ListenOnLoopbackByDefault(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var named = s_addresses.Any(key => !string.IsNullOrEmpty(settings[key])) || settings.GetSection("Kestrel:Endpoints").GetChildren().Any();
        if (!named) builder.WebHost.UseUrls("http://localhost:5080");
    }

    /// <summary>A line a request is more than a log can bear; Logging:LogLevel:Microsoft.AspNetCore brings them back.</summary>
    public static void LogWithoutEveryRequest(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Logging:LogLevel:Microsoft.AspNetCore"] is null) builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }
}
