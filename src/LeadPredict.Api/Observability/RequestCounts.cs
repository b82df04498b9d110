namespace LeadPredict.Api.Observability;

/// <summary>Requests by route and status, and how long they took. Thread safe.</summary>
sealed class RequestCounts
{
    /// <summary>Upper bounds of the latency buckets, in seconds.</summary>
    public static readonly double[] Bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>A fixed few, so that no caller can make series without end.</summary>
    public static readonly string[] Routes = ["/predict", "/predict/batch", "/v2", "/models", "/health", "other"];

    const int Statuses = 600;
    static readonly int s_buckets = Routes.Length * Statuses;
    static readonly int s_seconds = s_buckets + Routes.Length * (Bounds.Length + 1);

    readonly StripedCounters _counters = new(s_seconds + Routes.Length);

    /// <summary>One answered request.</summary>
    /// <param name="pattern">The route's pattern; null for none.</param>
    /// <param name="seconds">From its arrival to the end of its answer.</param>
    public void Add(string? pattern, int status, double seconds)
    {
        var route = RouteOf(pattern);
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket]) bucket++;
        using var held = _counters.Take();
        var counters = held.Counters;
        counters[route * Statuses + Math.Clamp(status, 0, Statuses - 1)]++;
        counters[s_buckets + route * (Bounds.Length + 1) + bucket]++;
        ref var sum = ref counters[s_seconds + route];
        sum = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(sum) + seconds);
    }

    static int RouteOf(string? pattern) => pattern switch
    {
        "/predict" => 0,
        "/predict/batch" => 1,
        null => 5,
        _ when pattern.StartsWith("/v2", StringComparison.Ordinal) => 2,
        // One lead for a model by name is a prediction as any other.
        _ when pattern.StartsWith("/models", StringComparison.Ordinal) => pattern.EndsWith("/predict", StringComparison.Ordinal) ? 0 : pattern.EndsWith("/predict/batch", StringComparison.Ordinal) ? 1 : 3,
        _ when pattern.StartsWith("/health", StringComparison.Ordinal) => 4,
        _ => 5,
    };

    /// <summary>The statuses that a route answered with, and how often.</summary>
    public IEnumerable<(int Status, long Requests)> ByStatus(int route)
    {
        for (var status = 0; status < Statuses; status++)
            if (_counters.Sum(route * Statuses + status) is var n and > 0) yield return (status, n);
    }

    /// <summary>Requests in one latency bucket, not cumulated; the last is beyond every bound.</summary>
    public long InBucket(int route, int bucket) => _counters.Sum(s_buckets + route * (Bounds.Length + 1) + bucket);

    /// <summary>Seconds that a route's requests took in all.</summary>
    public double Seconds(int route) => _counters.SumOfDoubles(s_seconds + route);
}
