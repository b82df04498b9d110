using System.Diagnostics;
using System.Runtime.CompilerServices;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Serving;

public sealed class PredictionEnginesTests : IDisposable
{
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    static readonly LeadModel s_one = TinyModels.Make(1);
    static readonly LeadModel s_two = TinyModels.Make(2);

    static readonly int[] s_some = [0, 99, 199];

    readonly TemporaryFolder _folder = new();
    readonly ModelRegistry _registry;
    readonly ManualClock _clock = new();

    public PredictionEnginesTests() => _registry = new ModelRegistry(_folder["models"]);

    public void Dispose() => _folder.Dispose();

    void Add(params string[] names)
    {
        foreach (var name in names) _registry.Promote(name, _registry.Add(name, s_one, "{}"u8, "v1"));
    }

    PredictionEngines Engines(double? modelsThatFit = null) => new([], _registry, modelsThatFit is { } fit ? (long)(fit * Size()) : long.MaxValue, _clock);

    // What one of the tiny models takes, as the engines measure it.
    long Size()
    {
        // The first load of a process also pays for what all models share.
        Measure();
        return Measure();
    }

    long Measure()
    {
        var watcher = ModelFileWatcher.OfRegistry("probe", _registry, _registry.Names()[0]);
        watcher.Look();
        watcher.PrepareExplanations();
        return watcher.Loaded!.Bytes;
    }

    static ModelFileWatcher Get(PredictionEngines engines, string name) => engines.TryGet(name, out var watcher) ? watcher : throw new InvalidOperationException(name);

    static async Task<PredictionEnginePool> Acquire(PredictionEngines engines, string name) => (await engines.AcquireAsync(Get(engines, name)))!;

    static string[] Loaded(PredictionEngines engines) => [.. engines.All.Where(w => w.Pool is not null).Select(w => w.ModelName).Order(StringComparer.Ordinal)];

    void Damage(string reference)
    {
        var path = _registry.Resolve(reference);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^9]);
    }

    [Fact]
    public async Task A_model_is_loaded_when_it_is_asked_for_and_not_before()
    {
        Add("a", "b");
        var engines = Engines();
        engines.Look();
        var known = (Get(engines, "a").State.Status, Get(engines, "a").Pool);

        var pool = await Acquire(engines, "a");

        Assert.Equal((ServingStatus.Idle, null), known);
        Assert.Equal(s_one.Sha256, pool.Current.Sha256);
        Assert.Equal(["a"], Loaded(engines));
        Assert.Equal("v1", Get(engines, "a").Loaded!.Version);
        Assert.Equal(_clock.GetUtcNow(), Get(engines, "a").LastUsed);
    }

    [Fact]
    public async Task A_version_is_served_by_name_and_version_and_does_not_follow_the_champion()
    {
        Add("a");
        _registry.Promote("a", _registry.Add("a", s_two, "{}"u8, "v2"));
        var engines = Engines();

        var (champion, first) = (await Acquire(engines, "a"), await Acquire(engines, "a/v1"));

        Assert.Equal((s_two.Sha256, s_one.Sha256), (champion.Current.Sha256, first.Current.Sha256));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    [InlineData("a/v9")]
    [InlineData("a/v1/v1")]
    [InlineData("../models/a")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData("A/v1\0")]
    public void A_name_that_nobody_gave_is_unknown(string name)
    {
        Add("a");

        Assert.False(Engines().TryGet(name, out _));
    }

    [Fact]
    public async Task Many_who_ask_for_one_model_at_once_load_it_once()
    {
        Add("a");
        var engines = Engines();

        var pools = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => Acquire(engines, "a"))));

        Assert.Single(pools.Distinct());
        Assert.Equal(1, Get(engines, "a").Loads);
    }

    [Fact]
    public async Task Who_asks_for_another_model_does_not_wait_for_a_slow_one_to_load()
    {
        Add("fast", "loaded", "slow");
        var engines = Engines();
        await Acquire(engines, "loaded");
        using var goOn = new ManualResetEventSlim();
        using var begun = new SemaphoreSlim(0);
        // Told within the load: it has not ended before this returns.
        engines.Changed += e =>
        {
            if (e.ModelName != "slow") return;
            begun.Release();
            goOn.Wait(s_patience);
        };
        var slow = Acquire(engines, "slow");
        Assert.True(await begun.WaitAsync(s_patience));

        var loaded = engines.AcquireAsync(Get(engines, "loaded"));
        var atOnce = loaded.IsCompleted;
        var fast = await Acquire(engines, "fast").WaitAsync(s_patience);
        var stillSlow = !slow.IsCompleted;
        goOn.Set();

        Assert.NotNull(await loaded);
        Assert.NotNull(await slow.WaitAsync(s_patience));
        Assert.NotNull(fast);
        Assert.True(atOnce && stillSlow);
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_load()
    {
        Add("a");
        var engines = Engines();
        using var goOn = new ManualResetEventSlim();
        engines.Changed += _ => goOn.Wait(s_patience);
        using var stop = new CancellationTokenSource();
        var impatient = engines.AcquireAsync(Get(engines, "a"), stop.Token).AsTask();
        var patient = Acquire(engines, "a");

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        goOn.Set();
        Assert.NotNull(await patient.WaitAsync(s_patience));
        Assert.Equal(1, Get(engines, "a").Loads);
    }

    [Fact]
    public async Task Beyond_the_budget_the_least_recently_used_is_put_out_of_memory_and_comes_back_when_asked_for()
    {
        Add("a", "b", "c");
        var engines = Engines(modelsThatFit: 2.5);
        foreach (var name in (string[])["a", "b", "a", "c"]) await Acquire(engines, name);
        var first = Loaded(engines);

        await Acquire(engines, "b");

        Assert.Equal(["a", "c"], first);
        Assert.Equal(["b", "c"], Loaded(engines));
        Assert.Equal((2, 2), (engines.Evictions, Get(engines, "b").Loads));
        Assert.True(engines.LoadedBytes <= engines.MemoryBudget);
    }

    [Fact]
    public async Task A_model_larger_than_the_budget_is_loaded_alone()
    {
        Add("a", "b");
        var engines = Engines(modelsThatFit: 0.5);

        await Acquire(engines, "a");
        await Acquire(engines, "b");

        Assert.Equal(["b"], Loaded(engines));
    }

    [Fact]
    public async Task What_was_set_up_stays_in_memory()
    {
        Add("a", "b", "kept");
        var kept = ModelFileWatcher.OfRegistry("kept", _registry, "kept");
        var engines = new PredictionEngines([kept], _registry, Size() * 5 / 2);
        engines.Look();
        engines.PrepareExplanations();

        await Acquire(engines, "a");
        await Acquire(engines, "b");

        Assert.Equal(["b", "kept"], Loaded(engines));
        Assert.Same(kept, engines.Default);
        Assert.Same(kept, Get(engines, "kept"));
    }

    [Fact]
    public async Task A_model_that_could_not_be_loaded_again_is_not_put_out_of_memory()
    {
        Add("a", "b");
        var engines = Engines(modelsThatFit: 1.5);
        await Acquire(engines, "a");
        Damage("a");
        engines.Look();

        await Acquire(engines, "b");

        Assert.Equal(ServingStatus.Degraded, Get(engines, "a").State.Status);
        Assert.Equal(["a", "b"], Loaded(engines));
    }

    [Fact]
    public void Engines_in_flight_of_a_model_out_of_memory_finish_and_are_dropped()
    {
        Add("a", "b");
        var engines = Engines(modelsThatFit: 1.5);
        var old = RentWhileEvicted(engines);

        for (var i = 0; i < 20 && old.Any(o => o.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(["b"], Loaded(engines));
        Assert.DoesNotContain(old, o => o.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static WeakReference[] RentWhileEvicted(PredictionEngines engines)
    {
        var pool = Acquire(engines, "a").GetAwaiter().GetResult();
        using var lease = pool.Rent();
        lease.Engine.Clear();
        Acquire(engines, "b").GetAwaiter().GetResult();
        Assert.Equal(["b"], Loaded(engines));
        Assert.InRange(lease.Engine.Predict().Probability, 0, 1);
        return [new WeakReference(lease.Engine), new WeakReference(lease.Engine.Model), new WeakReference(pool)];
    }

    [Fact]
    public async Task A_promotion_while_out_of_memory_is_what_is_loaded_next()
    {
        Add("a", "b");
        var engines = Engines(modelsThatFit: 1.5);
        await Acquire(engines, "a");
        await Acquire(engines, "b");
        _registry.Promote("a", _registry.Add("a", s_two, "{}"u8, "v2"));
        engines.Look("a");
        var idle = Get(engines, "a").Pool;

        Assert.Null(idle);
        Assert.Equal(s_two.Sha256, (await Acquire(engines, "a")).Current.Sha256);
    }

    [Fact]
    public async Task A_file_that_cannot_be_loaded_is_not_tried_for_every_request_but_again_later()
    {
        Add("a");
        var good = File.ReadAllBytes(_registry.Resolve("a"));
        Damage("a");
        var engines = Engines();
        var model = Get(engines, "a");

        Assert.Null(await engines.AcquireAsync(model));
        File.WriteAllBytes(_registry.Resolve("a"), good);
        Assert.Null(await engines.AcquireAsync(model));
        Assert.Contains("LP0303", model.State.Why);
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(await engines.AcquireAsync(model));
        Assert.Equal((ServingStatus.Ready, ""), (model.State.Status, model.State.Why));
        Assert.Contains("LP0303", model.LastError);
    }

    [Fact]
    public async Task A_file_that_cannot_be_loaded_is_watched_until_it_can()
    {
        Add("a");
        var good = File.ReadAllBytes(_registry.Resolve("a"));
        Damage("a");
        var engines = Engines();
        await engines.AcquireAsync(Get(engines, "a"));

        File.WriteAllBytes(_registry.Resolve("a"), good);
        engines.Look();

        Assert.Equal(["a"], Loaded(engines));
    }

    [Fact]
    public async Task What_is_removed_is_unknown_and_out_of_memory()
    {
        Add("a", "b");
        var engines = Engines();
        await Acquire(engines, "a");
        await Acquire(engines, "a/v1");

        _registry.Remove("a");
        engines.Forget("a");

        Assert.False(engines.TryGet("a", out _));
        Assert.False(engines.TryGet("a/v1", out _));
        Assert.Empty(engines.All);
        Assert.True(engines.TryGet("b", out _));
    }

    [Fact]
    public void A_name_that_left_the_registry_while_it_was_not_in_memory_is_forgotten()
    {
        Add("a", "b");
        var engines = Engines();
        Get(engines, "a");

        _registry.Remove("a");

        Assert.False(engines.TryGet("a", out _));
        Assert.Empty(engines.All);
    }

    [Fact]
    public async Task Hundreds_are_watched_by_one_task_without_a_thread_each()
    {
        const int count = 200;
        Add("m0");
        var folder = Path.Combine(_registry.Root, "m0");
        for (var i = 1; i < count; i++) CopyFolder(folder, Path.Combine(_registry.Root, $"m{i}"));
        var engines = new PredictionEngines([], _registry);
        for (var i = 0; i < count; i++) await Acquire(engines, $"m{i}");
        var before = Process.GetCurrentProcess().Threads.Count;
        using var stop = new CancellationTokenSource();
        var watching = engines.WatchAsync(TimeSpan.FromMilliseconds(1), stop.Token);
        foreach (var i in s_some) File.WriteAllBytes(_registry.Resolve($"m{i}"), LeadModelFile.ToBytes(s_two));
        for (var i = 0; i < 6000 && !s_some.All(m => Get(engines, $"m{m}").Loads == 2); i++) await Task.Delay(10);
        var after = Process.GetCurrentProcess().Threads.Count;
        await stop.CancelAsync();

        Assert.All(s_some, i => Assert.Equal(s_two.Sha256, Get(engines, $"m{i}").Pool!.Current.Sha256));
        Assert.Equal(s_one.Sha256, Get(engines, "m1").Pool!.Current.Sha256);
        Assert.InRange(after - before, int.MinValue, count / 2);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    sealed class ManualClock : TimeProvider
    {
        DateTimeOffset _now = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;
        public override long GetTimestamp() => _now.UtcTicks;
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
        public void Advance(TimeSpan time) => _now += time;
    }
}
