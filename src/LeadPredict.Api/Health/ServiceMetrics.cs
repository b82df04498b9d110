using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Observability;
using LeadPredict.Serving;

namespace LeadPredict.Api.Health;

/// <summary>
/// What the service counts about itself, as Prometheus text and as instruments of System.Diagnostics.Metrics (meter <c>LeadPredict</c>), which
/// read the same counters when they are asked. Counting may stand on the hot path. Thread safe.
/// </summary>
sealed class ServiceMetrics : IDisposable
{
    public const string MeterName = "LeadPredict";
    static readonly double[] s_twentieths = [.. Enumerable.Range(1, ModelCounts.Buckets).Select(i => (double)i / ModelCounts.Buckets)];

    readonly PredictionEngines _engines;
    readonly Rooms _rooms;
    readonly DateTimeOffset _started;
    readonly RequestCounts _requests = new();
    readonly ConcurrentDictionary<string, ModelCounts> _models = new(StringComparer.Ordinal);
    readonly Meter _meter = new(MeterName);
    readonly Histogram<double> _probabilities;
    readonly Func<string, ModelCounts> _make;

    public ServiceMetrics(PredictionEngines engines, Rooms rooms, TimeProvider clock)
    {
        _engines = engines;
        _rooms = rooms;
        _started = clock.GetUtcNow();
        _probabilities = _meter.CreateHistogram("leadpredict.probability", null, "Probabilities that were answered.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = s_twentieths });
        _make = name => new ModelCounts(name, _probabilities);
        Instrument();
    }

    /// <summary>The counters of one model name. The names are those of the registry, never a caller's.</summary>
    public ModelCounts Of(string modelName) => _models.GetOrAdd(modelName, _make);

    /// <summary>One answered request.</summary>
    public void Count(Endpoint? endpoint, int status, double seconds) => _requests.Add((endpoint as RouteEndpoint)?.RoutePattern.RawText, status, seconds);

    void Instrument()
    {
        _meter.CreateObservableCounter("leadpredict.predictions", () => PerModel(t => t.Leads), "{lead}", "Leads answered with a probability.");
        _meter.CreateObservableCounter("leadpredict.leads.rejected", () => PerModel(t => t.Rejected), "{lead}", "Leads refused: unreadable, or with a value of the wrong kind.");
        _meter.CreateObservableCounter("leadpredict.missing_values", () => PerColumn(c => c.Missing), "{value}", "Values that a lead did not have, by column.");
        _meter.CreateObservableCounter("leadpredict.unknown_categories", () => PerColumn(c => c.Unknown), "{value}", "Categories that the model does not know, by column.");
        _meter.CreateObservableCounter("leadpredict.model.loads", () => PerWatcher(w => w.Loads), "{model}", "Models taken into service, the first included.");
        _meter.CreateObservableCounter("leadpredict.model.load_failures", () => PerWatcher(w => w.Failures), "{failure}", "Distinct failures to take a model into service.");
        _meter.CreateObservableGauge("leadpredict.requests.in_flight", () => _rooms.All.Select(r => new Measurement<int>(r.Taken, Tag("limit", r.Name))), "{request}", "Requests at work now.");
        _meter.CreateObservableGauge("leadpredict.requests.waiting", () => _rooms.All.Select(r => new Measurement<int>(r.Waiting, Tag("limit", r.Name))), "{request}", "Requests that wait for their turn.");

        IEnumerable<Measurement<long>> PerModel(Func<ModelCounts.Totals, long> value) => _models.Values.Select(m => new Measurement<long>(value(m.Read()), Tag("model", m.Name)));
        IEnumerable<Measurement<long>> PerColumn(Func<ModelCounts.ColumnTotals, long> value) =>
            _models.Values.SelectMany(m => m.Read().Columns.Select(c => new Measurement<long>(value(c), Tag("model", m.Name), Tag("column", c.Column))));
        IEnumerable<Measurement<long>> PerWatcher(Func<ModelFileWatcher, long> value) => _engines.All.Select(w => new Measurement<long>(value(w), Tag("model", w.ModelName)));
        static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
    }

    /// <summary>All of it in Prometheus' text format 0.0.4.</summary>
    public string ToPrometheus()
    {
        var text = new PrometheusText();
        Requests(text);
        Predictions(text);
        Models(text);
        text.Family("leadpredict_start_time_seconds", "gauge", "When the service started, in seconds since 1970.")
            .Sample("leadpredict_start_time_seconds", _started.ToUnixTimeSeconds());
        return text.ToString();
    }

    void Requests(PrometheusText text)
    {
        text.Family("leadpredict_requests_total", "counter", "Requests answered, by route and status.");
        for (var route = 0; route < RequestCounts.Routes.Length; route++)
            foreach (var (status, requests) in _requests.ByStatus(route))
                text.Sample("leadpredict_requests_total", requests, "route", RequestCounts.Routes[route], "status", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        text.Family("leadpredict_request_seconds", "histogram", "Time from a request's arrival to the end of its answer.");
        for (var route = 0; route < RequestCounts.Routes.Length; route++)
        {
            var counts = new long[RequestCounts.Bounds.Length + 1];
            for (var bucket = 0; bucket < counts.Length; bucket++) counts[bucket] = _requests.InBucket(route, bucket);
            text.Histogram("leadpredict_request_seconds", RequestCounts.Bounds, counts, _requests.Seconds(route), "route", RequestCounts.Routes[route]);
        }
        text.Family("leadpredict_requests_in_flight", "gauge", "Requests at work now, by the limit that they count for.");
        foreach (var room in _rooms.All) text.Sample("leadpredict_requests_in_flight", room.Taken, "limit", room.Name);
        text.Family("leadpredict_requests_waiting", "gauge", "Requests that wait for their turn.");
        foreach (var room in _rooms.All) text.Sample("leadpredict_requests_waiting", room.Waiting, "limit", room.Name);
    }

    void Predictions(PrometheusText text)
    {
        var models = _models.Values.OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => (m.Name, Totals: m.Read())).ToArray();
        text.Family("leadpredict_predictions_total", "counter", "Leads answered with a probability.")
            .Sample("leadpredict_predictions_total", models.Sum(m => m.Totals.Leads));
        text.Family("leadpredict_leads_rejected_total", "counter", "Leads refused: unreadable, or with a value of the wrong kind.")
            .Sample("leadpredict_leads_rejected_total", models.Sum(m => m.Totals.Rejected));
        text.Family("leadpredict_model_predictions_total", "counter", "Leads answered with a probability, by model.");
        foreach (var (name, totals) in models) text.Sample("leadpredict_model_predictions_total", totals.Leads, "model", name);
        text.Family("leadpredict_probability", "histogram", "Probabilities that were answered, CSV apart.");
        foreach (var (name, totals) in models) text.Histogram("leadpredict_probability", s_twentieths, totals.Histogram, totals.Sum, "model", name);
        text.Family("leadpredict_missing_values_total", "counter", "Values that a lead did not have, by the model's columns, CSV apart.");
        foreach (var (name, totals) in models)
            foreach (var column in totals.Columns) text.Sample("leadpredict_missing_values_total", column.Missing, "model", name, "column", column.Column);
        text.Family("leadpredict_unknown_categories_total", "counter", "Categories that the model does not know, by its columns, CSV apart.");
        foreach (var (name, totals) in models)
            foreach (var column in totals.Columns)
                if (column.IsCategory) text.Sample("leadpredict_unknown_categories_total", column.Unknown, "model", name, "column", column.Column);
    }

    void Models(PrometheusText text)
    {
        text.Family("leadpredict_model_info", "gauge", "The model that answers, by name; 1.");
        foreach (var model in _engines.All)
            if (model.Pool is { } pool) text.Sample("leadpredict_model_info", 1, "model", model.ModelName, "id", pool.Current.Id);
        text.Family("leadpredict_model_status", "gauge", "1 for the status that the model has.");
        foreach (var model in _engines.All)
            foreach (var status in Enum.GetValues<ServingStatus>())
                text.Sample("leadpredict_model_status", model.State.Status == status ? 1 : 0, "model", model.ModelName, "status", HealthApi.Word(status));
        text.Family("leadpredict_model_loads_total", "counter", "Models taken into service, the first included.");
        foreach (var model in _engines.All) text.Sample("leadpredict_model_loads_total", model.Loads, "model", model.ModelName);
        text.Family("leadpredict_model_load_failures_total", "counter", "Distinct failures to take a model into service.");
        foreach (var model in _engines.All) text.Sample("leadpredict_model_load_failures_total", model.Failures, "model", model.ModelName);
        text.Family("leadpredict_model_evictions_total", "counter", "Models put out of memory to stay within the budget.")
            .Sample("leadpredict_model_evictions_total", _engines.Evictions);
        text.Family("leadpredict_model_memory_bytes", "gauge", "What the models in memory take, as measured when they were loaded.")
            .Sample("leadpredict_model_memory_bytes", _engines.LoadedBytes);
        text.Family("leadpredict_pool_engines", "gauge", "Engines of the live model that wait for work.");
        foreach (var model in _engines.All)
            if (model.Pool is { } pool) text.Sample("leadpredict_pool_engines", pool.IdleEngines, "model", model.ModelName);
    }

    public void Dispose() => _meter.Dispose();
}
