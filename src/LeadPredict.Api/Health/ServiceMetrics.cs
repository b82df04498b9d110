using System.Globalization;
using System.Text;
using LeadPredict.Serving;

namespace LeadPredict.Api.Health;

/// <summary>
/// What the service counts about itself, and its Prometheus text. Counting is one atomic addition, so it may stand on the hot path. Thread safe.
/// </summary>
sealed class ServiceMetrics(PredictionEngines engines, TimeProvider clock)
{
    static readonly double[] s_bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    static readonly string[] s_routes = ["/predict", "/predict/batch", "/models", "/health", "other"];

    readonly long[,] _requests = new long[s_routes.Length, 600];
    readonly long[,] _buckets = new long[s_routes.Length, s_bounds.Length + 1];
    readonly long[] _microseconds = new long[s_routes.Length];
    readonly DateTimeOffset _started = clock.GetUtcNow();
    long _predictions, _rejected;

    /// <summary>Leads answered with a probability.</summary>
    public void Predicted(long leads) => Interlocked.Add(ref _predictions, leads);

    /// <summary>Leads refused for a value, or unreadable, within batches or alone.</summary>
    public void Rejected(long leads) => Interlocked.Add(ref _rejected, leads);

    /// <summary>One answered request.</summary>
    public void Count(Endpoint? endpoint, int status, double seconds)
    {
        var route = RouteOf((endpoint as RouteEndpoint)?.RoutePattern.RawText);
        Interlocked.Increment(ref _requests[route, Math.Clamp(status, 0, 599)]);
        var bucket = 0;
        while (bucket < s_bounds.Length && seconds > s_bounds[bucket]) bucket++;
        Interlocked.Increment(ref _buckets[route, bucket]);
        Interlocked.Add(ref _microseconds[route], (long)(seconds * 1e6));
    }

    // A fixed few, so that no caller can make series without end.
    static int RouteOf(string? pattern) => pattern switch
    {
        _ when pattern?.EndsWith("/predict", StringComparison.Ordinal) == true => 0,
        _ when pattern?.EndsWith("/predict/batch", StringComparison.Ordinal) == true => 1,
        _ when pattern?.StartsWith("/models", StringComparison.Ordinal) == true => 2,
        _ when pattern?.StartsWith("/health", StringComparison.Ordinal) == true => 3,
        _ => 4,
    };

    /// <summary>All of it in Prometheus' text format 0.0.4.</summary>
    public string ToPrometheus()
    {
        var text = new StringBuilder();
        Family(text, "leadpredict_requests_total", "counter", "Requests answered, by route and status.");
        for (var route = 0; route < s_routes.Length; route++)
            for (var status = 0; status < 600; status++)
                if (Interlocked.Read(ref _requests[route, status]) is var n and > 0)
                    Sample(text, $"leadpredict_requests_total{{route=\"{s_routes[route]}\",status=\"{status}\"}}", n);
        Family(text, "leadpredict_request_seconds", "histogram", "Time from a request's arrival to the end of its answer.");
        for (var route = 0; route < s_routes.Length; route++) Histogram(text, route);
        Family(text, "leadpredict_predictions_total", "counter", "Leads answered with a probability.");
        Sample(text, "leadpredict_predictions_total", Interlocked.Read(ref _predictions));
        Family(text, "leadpredict_leads_rejected_total", "counter", "Leads refused: unreadable, or with a value of the wrong kind.");
        Sample(text, "leadpredict_leads_rejected_total", Interlocked.Read(ref _rejected));
        Models(text);
        Family(text, "leadpredict_start_time_seconds", "gauge", "When the service started, in seconds since 1970.");
        Sample(text, "leadpredict_start_time_seconds", _started.ToUnixTimeSeconds());
        return text.ToString();
    }

    void Histogram(StringBuilder text, int route)
    {
        long sum = 0;
        for (var bucket = 0; bucket <= s_bounds.Length; bucket++)
        {
            sum += Interlocked.Read(ref _buckets[route, bucket]);
            var bound = bucket < s_bounds.Length ? s_bounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
            Sample(text, $"leadpredict_request_seconds_bucket{{route=\"{s_routes[route]}\",le=\"{bound}\"}}", sum);
        }
        Sample(text, $"leadpredict_request_seconds_sum{{route=\"{s_routes[route]}\"}}", Interlocked.Read(ref _microseconds[route]) / 1e6);
        Sample(text, $"leadpredict_request_seconds_count{{route=\"{s_routes[route]}\"}}", sum);
    }

    void Models(StringBuilder text)
    {
        Family(text, "leadpredict_model_info", "gauge", "The model that answers, by name; 1.");
        foreach (var model in engines.All)
            if (model.Pool is { } pool) Sample(text, $"leadpredict_model_info{{model=\"{model.ModelName}\",id=\"{pool.Current.Id}\"}}", 1);
        Family(text, "leadpredict_model_status", "gauge", "1 for the status that the model has.");
        foreach (var model in engines.All)
            foreach (var status in Enum.GetValues<ServingStatus>())
                Sample(text, $"leadpredict_model_status{{model=\"{model.ModelName}\",status=\"{HealthApi.Word(status)}\"}}", model.State.Status == status ? 1 : 0);
        Family(text, "leadpredict_model_loads_total", "counter", "Models taken into service, the first included.");
        foreach (var model in engines.All) Sample(text, $"leadpredict_model_loads_total{{model=\"{model.ModelName}\"}}", model.Loads);
        Family(text, "leadpredict_model_load_failures_total", "counter", "Distinct failures to take a model into service.");
        foreach (var model in engines.All) Sample(text, $"leadpredict_model_load_failures_total{{model=\"{model.ModelName}\"}}", model.Failures);
        Family(text, "leadpredict_model_evictions_total", "counter", "Models put out of memory to stay within the budget.");
        Sample(text, "leadpredict_model_evictions_total", engines.Evictions);
        Family(text, "leadpredict_model_memory_bytes", "gauge", "What the models in memory take, as measured when they were loaded.");
        Sample(text, "leadpredict_model_memory_bytes", engines.LoadedBytes);
    }

    static void Family(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    static void Sample(StringBuilder text, string series, double value) =>
        text.Append(series).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
