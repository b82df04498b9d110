using System.Collections.Concurrent;
using LeadPredict.Serving;
using LeadPredict.Tests;
using Microsoft.ML;

namespace LeadPredict.MLNet.Tests;

/// <summary>What goes wrong with PredictionEnginePool.FromFile on Linux, each as a test that it does not here.</summary>
public sealed class ZipFaultsTests : IDisposable
{
    const string Lead = """{"Visits":12,"Revenue":350.5,"Source":"fair"}""";

    readonly TemporaryFolder _folder = new();
    readonly byte[] _one = TinyZips.FastTree(1), _two = TinyZips.FastTree(2);

    public void Dispose() => _folder.Dispose();

    ZipService Service(string interval = "00:00:00.010") => new(_folder, ("LeadPredict:Model", _folder["m.zip"]), ("LeadPredict:WatchInterval", interval));

    static async Task<string> IdAsync(HttpClient client) => (await client.AskAsync("/predict", Lead)).Json.GetProperty("model").GetProperty("id").GetString()!;

    static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var i = 0; i < 1000 && !await isSo(); i++) await Task.Delay(10);
        Assert.True(await isSo());
    }

    static string IdOf(byte[] zip) => ZipModel.Parse(zip, "").Id;

    [Fact]
    public async Task A_file_replaced_by_rename_is_noticed()
    {
        _folder.Rename("m.zip", _one);
        using var service = Service();
        using var client = service.CreateClient();
        Assert.Equal(IdOf(_one), await IdAsync(client));

        _folder.Rename("m.zip", _two);

        await UntilAsync(async () => await IdAsync(client) == IdOf(_two));
    }

    [Fact]
    public async Task A_link_that_is_switched_is_noticed()
    {
        _folder.Rename("one.zip", _one);
        _folder.Rename("two.zip", _two);
        File.CreateSymbolicLink(_folder["m.zip"], _folder["one.zip"]);
        using var service = Service();
        using var client = service.CreateClient();
        Assert.Equal(IdOf(_one), await IdAsync(client));

        File.CreateSymbolicLink(_folder["next"], _folder["two.zip"]);
        File.Move(_folder["next"], _folder["m.zip"], overwrite: true);

        await UntilAsync(async () => await IdAsync(client) == IdOf(_two));
    }

    [Fact]
    public async Task A_failed_load_keeps_the_model_says_so_and_does_not_end_reloading()
    {
        _folder.Rename("m.zip", _one);
        using var service = Service();
        using var client = service.CreateClient();

        _folder.Rename("m.zip", _two[..(_two.Length / 2)]);
        await UntilAsync(async () => (await client.LookAsync("/health/ready")).Json.GetProperty("status").GetString() == "degraded");
        Assert.Equal(IdOf(_one), await IdAsync(client));
        Assert.StartsWith("LP0951", (await client.LookAsync("/health/ready")).Json.GetProperty("models")[0].GetProperty("why").GetString());
        _folder.Rename("m.zip", _two);

        await UntilAsync(async () => await IdAsync(client) == IdOf(_two));
        Assert.Equal("ready", (await client.LookAsync("/health/ready")).Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_missing_model_fails_readiness_and_comes_later()
    {
        using var service = Service();
        using var client = service.CreateClient();
        var (ready, why) = await client.LookAsync("/health/ready");
        var (asked, problem) = await client.AskAsync("/predict", Lead);
        Assert.Equal((503, "no_model", 503, "LP0607"), (ready, why.GetProperty("status").GetString(), asked, problem.GetProperty("code").GetString()));

        _folder.Rename("m.zip", _one);

        await UntilAsync(async () => (await client.LookAsync("/health/ready")).Status == 200);
        Assert.Equal(IdOf(_one), await IdAsync(client));
    }

    [Fact]
    public async Task Under_load_no_request_that_starts_after_a_swap_is_answered_by_the_old_model()
    {
        _folder.Rename("m.zip", _one);
        using var service = Service("01:00:00");
        using var client = service.CreateClient();
        var stale = 0;
        var failures = new ConcurrentQueue<string>();
        var expected = IdOf(_one);
        // The order in which models came.
        var places = new ConcurrentDictionary<string, int> { [expected] = 0 };
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var acknowledged = Volatile.Read(ref expected);
                var (status, answer) = await client.AskAsync("/predict", Lead);
                if (status != 200) failures.Enqueue(answer.ToString());
                else if (answer.GetProperty("model").GetProperty("id").GetString() is { } id && places.TryGetValue(id, out var place) && place < places[acknowledged]) Interlocked.Increment(ref stale);
            }
        })).ToArray();

        for (var swap = 3; swap < 9; swap++)
        {
            var zip = TinyZips.FastTree(swap);
            _folder.Rename("m.zip", zip);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/models/m/reload") { Headers = { { "X-Admin-Key", "correct horse" } } };
            using var response = await client.SendAsync(request);
            Assert.Contains(IdOf(zip), await response.Content.ReadAsStringAsync());
            places[IdOf(zip)] = swap;
            Volatile.Write(ref expected, IdOf(zip));
            await Task.Delay(50);
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.Empty(failures);
        Assert.Equal(0, stale);
    }

    [Fact]
    public void Another_schema_may_follow()
    {
        _folder.Rename("m.zip", _one);
        var watcher = new ZipModelWatcher("m", _folder["m.zip"]);
        watcher.Look();
        var old = watcher.Model!;
        var lead = old.NewLead();

        _folder.Rename("m.zip", TinyZips.Zip(ml => ml.Transforms.Concatenate("Features", "Visits").Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("Sql"))));
        watcher.Look();

        Assert.Equal((ServingStatus.Ready, 2L), (watcher.State.Status, watcher.Loads));
        Assert.Equal(["Visits"], watcher.Model!.Fields.Where(f => f.IsNeeded).Select(f => f.Name));
        // Who began with the old one finishes with it.
        Assert.False(double.IsNaN(old.Predict(lead).Probability));
    }

    [Fact]
    public void A_file_that_is_the_same_is_not_loaded_again()
    {
        _folder.Rename("m.zip", _one);
        var watcher = new ZipModelWatcher("m", _folder["m.zip"]);
        watcher.Look();
        var model = watcher.Model;

        _folder.Rename("m.zip", _one);
        watcher.Look();

        Assert.Same(model, watcher.Model);
    }
}
