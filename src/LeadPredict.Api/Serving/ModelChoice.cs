using System.Diagnostics.CodeAnalysis;
using LeadPredict.Serving;

namespace LeadPredict.Api.Serving;

/// <summary>
/// Which model a request is for: the one that its route names (<c>/models/{name}/…</c>, <c>/models/{name}/versions/{version}/…</c>), the one that
/// <c>?model=</c> names (<c>name</c> or <c>name/version</c>), else the one that is set up.
/// </summary>
static class ModelChoice
{
    /// <summary>The model of a request; false when there is none of that name.</summary>
    /// <param name="byRoute">Whether the route has a name.</param>
    public static bool TryChoose(HttpContext context, PredictionEngines engines, bool byRoute, [NotNullWhen(true)] out ModelFileWatcher? model)
    {
        if (byRoute)
        {
            var values = context.Request.RouteValues;
            return engines.TryGet(values["version"] is { } version ? $"{values["name"]}/{version}" : $"{values["name"]}", out model);
        }
        if (context.Request.QueryString.HasValue && context.Request.Query.TryGetValue("model", out var asked)) return engines.TryGet(asked.ToString(), out model);
        model = engines.Default;
        return model is not null;
    }
}
