using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Serving;

public sealed class ModelFileWatcherTests : IDisposable
{
    static readonly LeadModel s_one = TinyModels.Make(1);
    static readonly LeadModel s_two = TinyModels.Make(2);
    static readonly byte[] s_first = LeadModelFile.ToBytes(s_one);
    static readonly byte[] s_second = LeadModelFile.ToBytes(s_two);

    readonly TemporaryFolder _folder = new();
    readonly string _path;
    readonly ModelFileWatcher _watcher;
    readonly List<ModelFileEvent> _events = [];

    public ModelFileWatcherTests()
    {
        _path = _folder["model.leadmodel"];
        _watcher = ModelFileWatcher.OfFile("leads", _path);
        _watcher.Changed += _events.Add;
    }

    public void Dispose() => _folder.Dispose();

    void Start()
    {
        File.WriteAllBytes(_path, s_first);
        _watcher.Look();
        Assert.Equal(s_one.Sha256, Served);
    }

    string? Served => _watcher.Pool?.Current.Sha256;

    [Fact]
    public void Fault_1_a_file_renamed_over_the_old_one_is_noticed()
    {
        Start();
        File.WriteAllBytes(_folder["next"], s_second);
        File.Move(_folder["next"], _path, overwrite: true);

        _watcher.Look();

        Assert.Equal(s_two.Sha256, Served);
        Assert.Equal(2, _watcher.Loads);
    }

    [Fact]
    public void Fault_2_a_half_written_file_keeps_the_old_model_and_the_next_good_one_is_taken()
    {
        Start();
        File.WriteAllBytes(_path, s_second[..^100]);
        _watcher.Look();
        _watcher.Look();
        var during = (_watcher.State.Status, Served, _watcher.Failures);
        File.WriteAllBytes(_path, s_second);
        _watcher.Look();

        Assert.Equal((ServingStatus.Degraded, s_one.Sha256, 1), during);
        Assert.Equal((ServingStatus.Ready, s_two.Sha256), (_watcher.State.Status, Served));
        // A failure is told as a failure, and once.
        Assert.Equal([true, false, true], _events.Select(e => e.Loaded is not null));
        Assert.Contains("LP0303", _events[1].State.Why);
    }

    [Fact]
    public void Fault_5_without_a_file_it_waits_and_says_so_until_one_appears()
    {
        _watcher.Look();
        var before = (_watcher.State.Status, _watcher.Pool);
        File.WriteAllBytes(_path, s_first);
        _watcher.Look();

        Assert.Equal((ServingStatus.NoModel, null), before);
        Assert.Equal((ServingStatus.Ready, s_one.Sha256), (_watcher.State.Status, Served));
    }

    [Fact]
    public void A_copy_in_place_is_noticed()
    {
        Start();
        File.WriteAllBytes(_folder["next"], s_second);
        File.Copy(_folder["next"], _path, overwrite: true);

        _watcher.Look();

        Assert.Equal(s_two.Sha256, Served);
    }

    [Fact]
    public void A_copy_in_place_that_keeps_size_and_time_is_noticed()
    {
        Start();
        var time = DateTime.UtcNow.AddDays(-3);
        File.SetLastWriteTimeUtc(_path, time);
        _watcher.Look();
        // Another model of the same length: damaged on purpose where only the checksum sees it, then good again.
        var same = (byte[])s_first.Clone();
        same[^1] ^= 1;
        using (var stream = new FileStream(_path, FileMode.Open)) stream.Write(same);
        File.SetLastWriteTimeUtc(_path, time);

        for (var i = 0; i < 25; i++) _watcher.Look();

        Assert.Equal(ServingStatus.Degraded, _watcher.State.Status);
    }

    [Fact]
    public void A_switched_link_in_the_path_is_noticed_as_Kubernetes_does_it()
    {
        foreach (var (name, bytes) in new[] { ("..one", s_first), ("..two", s_second) })
        {
            Directory.CreateDirectory(_folder[name]);
            File.WriteAllBytes(Path.Combine(_folder[name], "model.leadmodel"), bytes);
        }
        Directory.CreateSymbolicLink(_folder["..data"], "..one");
        File.CreateSymbolicLink(_path, Path.Combine("..data", "model.leadmodel"));
        _watcher.Look();
        var before = Served;

        File.Delete(_folder["..data"]);
        Directory.CreateSymbolicLink(_folder["..data"], "..two");
        _watcher.Look();

        Assert.Equal((s_one.Sha256, s_two.Sha256), (before, Served));
    }

    [Fact]
    public void A_link_to_another_file_is_noticed()
    {
        File.WriteAllBytes(_folder["one"], s_first);
        File.WriteAllBytes(_folder["two"], s_second);
        File.CreateSymbolicLink(_path, "one");
        _watcher.Look();

        File.Delete(_path);
        File.CreateSymbolicLink(_path, "two");
        _watcher.Look();

        Assert.Equal(s_two.Sha256, Served);
    }

    [Fact]
    public void A_deleted_file_keeps_the_model_and_its_return_is_noticed()
    {
        Start();
        File.Delete(_path);
        _watcher.Look();
        var during = (_watcher.State.Status, Served);
        File.WriteAllBytes(_path, s_first);
        _watcher.Look();

        Assert.Equal((ServingStatus.Degraded, s_one.Sha256), during);
        Assert.Equal((ServingStatus.Ready, 1), (_watcher.State.Status, _watcher.Loads));
    }

    [Fact]
    public void Another_champion_is_noticed()
    {
        var registry = new ModelRegistry(_folder["models"]);
        var watcher = ModelFileWatcher.OfRegistry("leads", registry, "leads");
        watcher.Look();
        Assert.Equal(ServingStatus.NoModel, watcher.State.Status);

        registry.Promote("leads", registry.Add("leads", s_one, "{}"u8, "v1"));
        watcher.Look();
        var first = watcher.Pool!.Current.Sha256;
        registry.Promote("leads", registry.Add("leads", s_two, "{}"u8, "v2"));
        watcher.Look();

        Assert.Equal((s_one.Sha256, s_two.Sha256), (first, watcher.Pool.Current.Sha256));
    }

    [Fact]
    public void A_file_that_did_not_change_is_not_loaded_again()
    {
        Start();
        for (var i = 0; i < 50; i++) _watcher.Look();
        File.SetLastWriteTimeUtc(_path, DateTime.UtcNow.AddSeconds(5));
        _watcher.Look();

        Assert.Equal(1, _watcher.Loads);
        Assert.Single(_events);
    }

    [Fact]
    public async Task It_looks_by_itself_until_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var watching = _watcher.WatchAsync(TimeSpan.FromMilliseconds(5), stop.Token);

        File.WriteAllBytes(_path, s_first);
        for (var i = 0; i < 1000 && _watcher.Pool is null; i++) await Task.Delay(5);
        await stop.CancelAsync();

        Assert.Equal(s_one.Sha256, Served);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public void A_storm_of_swaps_ends_on_the_last_file()
    {
        Start();
        for (var i = 0; i < 60; i++)
        {
            var bytes = i % 2 == 0 ? s_second : s_first;
            if (i % 3 == 0) AtomicFile.Write(_path, bytes);
            else if (i % 3 == 1) File.WriteAllBytes(_path, bytes);
            else
            {
                File.Delete(_path);
                File.WriteAllBytes(_path, bytes);
            }
            _watcher.Look();
            Assert.Equal(i % 2 == 0 ? s_two.Sha256 : s_one.Sha256, Served);
        }
    }
}
