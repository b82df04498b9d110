using System.Globalization;
using System.Net;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Models;
using Microsoft.Extensions.Primitives;

namespace LeadPredict.Api.Security;

/// <summary>
/// Lets in who has a key and has not used up its rate. Not in the pipeline at all while there are neither keys nor a rate. Health is open to anyone,
/// since probes carry no keys. Failed and refused requests do not say why in more words than needed, and no key is logged.
/// </summary>
static class Guard
{
    public const string Header = "X-Api-Key";
    static readonly string[] s_ports = ["http_ports", "https_ports"];

    public static void AddGuard(this IServiceCollection services, EdgeOptions options)
    {
        services.AddSingleton<ApiKeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<ApiKeyRing>());
        if (options.CorsOrigins.Count == 0) return;
        services.AddCors(cors => cors.AddDefaultPolicy(policy =>
        {
            if (options.CorsOrigins.Contains("*")) policy.AllowAnyOrigin();
            else policy.WithOrigins([.. options.CorsOrigins]);
            policy.WithMethods("GET", "POST").WithHeaders("Content-Type", "Authorization", Header).WithExposedHeaders("Retry-After", "X-Model-Name", "X-Model-Id").SetPreflightMaxAge(TimeSpan.FromHours(1));
        }));
    }

    public static void UseGuard(this WebApplication app)
    {
        // Before the keys: a browser asks what it may without any.
        if (app.Services.GetRequiredService<EdgeOptions>().CorsOrigins.Count > 0) app.UseCors();
        var keys = app.Services.GetRequiredService<ApiKeyRing>();
        if (keys.Required)
        {
            var adminKey = AdminKey.Of(app.Services.GetRequiredService<ApiOptions>());
            app.Use(next => context => CheckAsync(context, next, keys, adminKey));
        }
        else if (keys.Everyone is { } bucket)
            app.Use(next => context => IsOpen(context.Request.Path) || bucket.TryTake(out var wait) ? next(context) : Problems.TooOften(context, wait));
    }

    /// <summary>What the caller's key may do; null without one. Looked up anew: only the few requests that change models ask.</summary>
    public static ApiRole? RoleOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ApiKeyRing>().Find(Sent(context.Request.Headers))?.Key.Role;

    static Task CheckAsync(HttpContext context, RequestDelegate next, ApiKeyRing keys, AdminKey? adminKey)
    {
        var request = context.Request;
        if (IsOpen(request.Path)) return next(context);
        if (keys.Find(Sent(request.Headers)) is not { } entry)
            // The one admin key of the settings opens everything, as a key with the role admin does.
            return adminKey?.Fits(request.Headers) == true ? next(context) : Problems.KeyWanted(context);
        return entry.Bucket is null || entry.Bucket.TryTake(out var wait) ? next(context) : Problems.TooOften(context, wait);
    }

    static ReadOnlySpan<char> Sent(IHeaderDictionary headers)
    {
        if (headers.TryGetValue(Header, out var own)) return Text(own);
        var authorization = Text(headers.Authorization);
        const string scheme = "Bearer ";
        return authorization.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? authorization[scheme.Length..].Trim() : default;
    }

    // Two headers of one name are no key.
    static ReadOnlySpan<char> Text(StringValues values) => values.Count == 1 ? values[0] : default(ReadOnlySpan<char>);

    static bool IsOpen(PathString path) => path.StartsWithSegments("/health") || path.StartsWithSegments("/v2/health");

    /// <summary>Refuses to listen beyond this machine without keys, unless that is said to be wanted.</summary>
    /// <exception cref="StartRefusedException">It would be open to anyone who reaches it.</exception>
    public static void RefuseToBeOpenByMistake(IConfiguration settings, EdgeOptions options)
    {
        if (options.AllowAnonymous || options.ApiKeys.Count > 0 || options.ApiKeysFile is not null) return;
        var urls = (settings["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(settings.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"] ?? ""));
        var ports = s_ports.Where(key => !string.IsNullOrEmpty(settings[key]) && string.IsNullOrEmpty(settings["urls"]))
            .Select(key => string.Create(CultureInfo.InvariantCulture, $"{key}={settings[key]}"));
        if (urls.Where(url => !IsLoopback(url)).Concat(ports).FirstOrDefault() is { } open)
            throw new StartRefusedException(
                $"{open} can be reached from other machines, and no key is set: anyone could ask. Make a key with `keys new --role predict` and set LeadPredict:ApiKeys:0 "
                + "(environment variable LeadPredict__ApiKeys__0) to its line; or listen on http://127.0.0.1:5080; or, behind something that checks callers, set LeadPredict:AllowAnonymous=true.");
    }

    static bool IsLoopback(string url)
    {
        if (url.Contains("://unix:", StringComparison.OrdinalIgnoreCase) || url.Contains("://pipe:", StringComparison.OrdinalIgnoreCase)) return true;
        return Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
    }
}
