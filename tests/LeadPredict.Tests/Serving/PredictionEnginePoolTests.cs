using System.Runtime.CompilerServices;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Serving;

public class PredictionEnginePoolTests
{
    static readonly LeadModel s_one = TinyModels.Make(1);
    static readonly LeadModel s_two = TinyModels.Make(2);

    static double Predict(PredictionEngine engine)
    {
        engine.Clear();
        engine.SetField(engine.FindField("lead_source"u8), "referral"u8);
        engine.SetField(engine.FindField("employee_count"u8), "250"u8);
        return engine.Predict().Probability;
    }

    [Fact]
    public void An_engine_that_came_back_is_rented_again()
    {
        var pool = new PredictionEnginePool(s_one);
        PredictionEngine first, second;
        using (var lease = pool.Rent()) first = lease.Engine;
        using (var lease = pool.Rent()) second = lease.Engine;

        Assert.Same(first, second);
    }

    [Fact]
    public void Two_leases_at_a_time_have_two_engines_even_after_one_was_disposed_twice()
    {
        var pool = new PredictionEnginePool(s_one);
        var given = pool.Rent();
        given.Dispose();
        given.Dispose();

        using var a = pool.Rent();
        using var b = pool.Rent();

        Assert.NotSame(a.Engine, b.Engine);
    }

    [Fact]
    public void Fault_3_after_a_publish_no_lease_returns_the_old_model_and_none_in_flight_fails()
    {
        var models = new[] { s_one, s_two };
        var expected = models.Select(m => Predict(new PredictionEngine(m))).ToArray();
        var pool = new PredictionEnginePool(models[0]);
        // Published before Publish is called with it, acknowledged after: a lease may be no older than what was acknowledged before it was rented.
        long acknowledged = 0, wrong = 0, stale = 0;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                var before = Interlocked.Read(ref acknowledged);
                using var lease = pool.Rent();
                var probability = Predict(lease.Engine);
                var after = Interlocked.Read(ref acknowledged);
                var of = lease.Engine.Model == models[0] ? 0 : 1;
                if (probability != expected[of]) Interlocked.Increment(ref wrong);
                if (before == after && after % 2 == 0 && of != after / 2 % 2) Interlocked.Increment(ref stale);
            }
        })).ToArray();
        foreach (var reader in readers) reader.Start();

        for (var swap = 1; swap <= 1000; swap++)
        {
            // Odd while it is being published, even when it is acknowledged.
            Interlocked.Increment(ref acknowledged);
            pool.Publish(models[swap % 2]);
            Interlocked.Increment(ref acknowledged);
            if (swap % 10 == 0) Thread.Sleep(1);
        }
        stop.Cancel();
        foreach (var reader in readers) reader.Join();

        Assert.Equal((0, 0), (wrong, stale));
    }

    [Fact]
    public void Fault_4_the_engines_of_an_old_model_are_dropped_with_it()
    {
        var pool = new PredictionEnginePool(s_one);
        var old = PublishAndReturnLate(pool);

        for (var i = 0; i < 10 && old.Any(o => o.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(old, o => o.IsAlive);
        GC.KeepAlive(pool);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference[] PublishAndReturnLate(PredictionEnginePool pool)
    {
        var old = TinyModels.Make(3);
        pool.Publish(old);
        using var lease = pool.Rent();
        pool.Publish(s_two);
        return [new WeakReference(old), new WeakReference(lease.Engine)];
    }

    [Fact]
    public void Renting_and_predicting_allocates_nothing()
    {
        var pool = new PredictionEnginePool(s_one);
        for (var i = 0; i < 1000; i++) Once(pool);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Once(pool);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Once(PredictionEnginePool pool)
        {
            using var lease = pool.Rent();
            Predict(lease.Engine);
        }
    }

    [Fact]
    public void A_lead_from_JSON_to_JSON_with_reasons_allocates_nothing()
    {
        var pool = new PredictionEnginePool(s_one);
        var name = JsonEncodedText.Encode("leads");
        var lead = """{"lead_id":"L1","Lead_Source":"re\u0066erral","employee_count":250,"demo_requested":true,"last_touch_at":null,"created_at":"2025-01-01","shoe_size":44}"""u8.ToArray();
        for (var i = 0; i < 1000; i++) Once();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Once();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Once()
        {
            using var lease = pool.Rent();
            if (lease.Engine.Json.Read(lead) == LeadJsonStatus.Ok) lease.Engine.Json.Answer(3, name);
        }
    }
}
