using System.Diagnostics.Metrics;
using System.Globalization;
using LeadPredict.Api.Observability;
using LeadPredict.Serving;
using LeadPredict.Tests.Serving;

namespace LeadPredict.Tests.Api.Observability;

public class MetricsTests
{
    static readonly Histogram<double> s_probabilities = new Meter("LeadPredict.Tests").CreateHistogram<double>("p");

    static double Value(string text, string series) =>
        double.Parse(text.Split('\n').Single(l => l.StartsWith(series + " ", StringComparison.Ordinal))[series.Length..], CultureInfo.InvariantCulture);

    [Fact]
    public async Task Missing_and_unknown_values_are_counted_by_column_and_extra_fields_make_no_series()
    {
        using var service = new ServiceFixture();
        using var client = service.CreateClient();
        (await client.PostAsync("/predict", """{"lead_source":"nowhere","employee_count":3,"made_up":1}""")).Dispose();
        (await client.PostAsync("/predict/batch", "{\"lead_source\":\"web\"}\n{}\n{\"employee_count\":\"x\"}\n", "application/x-ndjson")).Dispose();

        var text = await client.GetStringAsync("/metrics");

        Assert.Equal(1, Value(text, "leadpredict_missing_values_total{model=\"leads\",column=\"lead_source\"}"));
        Assert.Equal(2, Value(text, "leadpredict_missing_values_total{model=\"leads\",column=\"employee_count\"}"));
        Assert.Equal(1, Value(text, "leadpredict_unknown_categories_total{model=\"leads\",column=\"lead_source\"}"));
        Assert.Equal(3, Value(text, "leadpredict_predictions_total"));
        Assert.Equal(1, Value(text, "leadpredict_leads_rejected_total"));
        Assert.Equal(3, Value(text, "leadpredict_probability_bucket{model=\"leads\",le=\"+Inf\"}"));
        Assert.Equal(3, Value(text, "leadpredict_probability_count{model=\"leads\"}"));
        Assert.Equal(0, Value(text, "leadpredict_requests_in_flight{limit=\"single\"}"));
        Assert.True(Value(text, "leadpredict_pool_engines{model=\"leads\"}") >= 1);
        Assert.DoesNotContain("made_up", text);
    }

    [Fact]
    public void Counts_of_columns_go_on_over_replaced_models_and_old_requests_still_count()
    {
        var counts = new ModelCounts("leads", s_probabilities);
        var engines = Enumerable.Range(1, 4).Select(seed => new PredictionEngine(TinyModels.Make((ulong)seed))).ToArray();

        foreach (var engine in engines) counts.Scored(engine, 0.5);
        counts.Scored(engines[2], 0.5);
        counts.Scored(engines[0], 0.5);

        var totals = counts.Read();
        Assert.Equal((6, 6, 3.0), (totals.Leads, totals.Columns[0].Missing, totals.Sum));
        Assert.Equal(6, totals.Histogram[9]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.05, 0)]
    [InlineData(0.050001, 1)]
    [InlineData(1, 19)]
    public void A_probability_falls_into_the_twentieth_that_ends_at_or_above_it(double probability, int bucket)
    {
        var counts = new ModelCounts("leads", s_probabilities);

        counts.Scored(new PredictionEngine(TinyModels.Make()), probability);

        Assert.Equal(1, counts.Read().Histogram[bucket]);
    }

    [Fact]
    public void Threads_lose_no_count_and_counting_allocates_nothing()
    {
        var counters = new StripedCounters(2);
        void Add()
        {
            for (var i = 0; i < 10_000; i++)
            {
                using var held = counters.Take();
                held.Counters[1]++;
            }
        }

        Parallel.For(0, 8, _ => Add());
        Add();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Add();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((0, 100_000), (counters.Sum(0), counters.Sum(1)));
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Labels_are_escaped()
    {
        var text = new PrometheusText().Sample("x", 1.5, "column", "a\\b\"c\nd").ToString();

        Assert.Equal("x{column=\"a\\\\b\\\"c\\nd\"} 1.5\n", text);
    }

    [Fact]
    public async Task The_instruments_read_the_same_counters()
    {
        using var service = new ServiceFixture();
        using var client = service.CreateClient();
        long predictions = 0;
        var probabilities = new List<double>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, l) => { if (instrument.Name is "leadpredict.predictions" or "leadpredict.probability") l.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref predictions, value));
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => { lock (probabilities) probabilities.Add(value); });
        listener.Start();

        using var response = await client.PostAsync("/predict", "{}");
        listener.RecordObservableInstruments();

        Assert.True(Interlocked.Read(ref predictions) >= 1);
        lock (probabilities) Assert.NotEmpty(probabilities);
    }
}
