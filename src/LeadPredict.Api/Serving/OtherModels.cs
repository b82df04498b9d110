using LeadPredict.Api.Edge;
using LeadPredict.Serving;

namespace LeadPredict.Api.Serving;

/// <summary>What a request wants of a model.</summary>
enum ModelDoor
{
    Predict,
    Batch,
    Schema,
    Reload,
}

/// <summary>A model that another engine answers for, as it is listed.</summary>
/// <param name="Name">The name to ask for it by.</param>
/// <param name="Kind">What it is, such as <c>mlnet</c>.</param>
/// <param name="State">How it is served.</param>
/// <param name="Id">Of the model that answers; null while there is none.</param>
/// <param name="LoadedAt">When that was taken; null as <paramref name="Id"/> is.</param>
/// <param name="Loads">Models taken so far.</param>
sealed record OtherModel(string Name, string Kind, ServingState State, string? Id, DateTimeOffset? LoadedAt, long Loads);

/// <summary>Models beside the registry's, which another engine answers for. A service without any has none of this in the way of its requests.</summary>
interface IOtherModels
{
    /// <summary>All that are set up.</summary>
    IEnumerable<OtherModel> All { get; }

    /// <summary>A handler that answers for these models and leaves the others to the next.</summary>
    RequestDelegate Before(RequestDelegate next, ModelDoor door, bool byRoute);
}

/// <summary>The setting <c>LeadPredict:MLNetModels</c> (names and paths of ML.NET zips), and <c>LeadPredict:Model</c> where that is a zip: then it answers where no model is named.</summary>
static class OtherModels
{
    /// <summary>Whether the model that is set up is an ML.NET zip.</summary>
    public static bool IsZip(string reference) => reference.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="StartRefusedException">The service was built without ML.NET.</exception>
    public static void AddOtherModels(this WebApplicationBuilder builder, ApiOptions options)
    {
        var paths = builder.Configuration.GetSection("LeadPredict:MLNetModels").GetChildren().Where(c => c.Value is { Length: > 0 }).Select(c => KeyValuePair.Create(c.Key, ApiOptions.FindFolder(c.Value!, builder.Environment.ContentRootPath))).ToList();
        if (IsZip(options.Model)) paths.Insert(0, KeyValuePair.Create(PredictionEnginePoolBuilder.NameOf(options.Model), ApiOptions.FindFolder(options.Model, builder.Environment.ContentRootPath)));
        if (paths.Count == 0) return;
#if MLNET
        Zips.ZipModels.Add(builder.Services, paths, options);
#else
        throw new StartRefusedException("An ML.NET zip cannot be served: built without ML.NET; build with -p:MLNet=true.");
#endif
    }

    /// <summary>The handler, after those models if there are any.</summary>
    public static RequestDelegate Then(this IOtherModels? others, RequestDelegate next, ModelDoor door, bool byRoute = true) => others is null ? next : others.Before(next, door, byRoute);
}
