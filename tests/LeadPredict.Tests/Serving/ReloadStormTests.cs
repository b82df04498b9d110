using System.Runtime.CompilerServices;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Tests.Serving;

/// <summary>A model file that is replaced in every way a thousand times while others predict.</summary>
public sealed class ReloadStormTests : IDisposable
{
    const int Swaps = 1000;
    static readonly LeadModel[] s_models = [TinyModels.Make(1), TinyModels.Make(2)];
    static readonly byte[][] s_files = [.. s_models.Select(LeadModelFile.ToBytes)];

    readonly TemporaryFolder _folder = new();
    readonly string _path;
    readonly ModelFileWatcher _watcher;
    readonly WeakReference[] _published = new WeakReference[Swaps + 1];

    public ReloadStormTests()
    {
        _path = _folder["model.leadmodel"];
        _watcher = ModelFileWatcher.OfFile("leads", _path);
        _watcher.Changed += e =>
        {
            if (e.Loaded is not null) _published[_watcher.Loads - 1] = new WeakReference(e.Loaded);
        };
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_thousand_swaps_under_load_fail_no_prediction_answer_none_from_before_and_keep_no_model()
    {
        File.WriteAllBytes(_path, s_files[0]);
        _watcher.Look();
        long acknowledged = 0, stale = 0, failed = 0, answered = 0;
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    var before = Interlocked.Read(ref acknowledged);
                    var answeredBy = Predict();
                    // Odd while the file is being replaced, even once Look has acknowledged it.
                    if (before % 2 == 0 && before == Interlocked.Read(ref acknowledged) && answeredBy != s_models[before / 2 % 2].Sha256) Interlocked.Increment(ref stale);
                    // Leaves some of the machine to the swaps.
                    if (Interlocked.Increment(ref answered) % 100 == 0) Thread.Sleep(1);
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref failed);
                }
            }
        })).ToArray();
        foreach (var reader in readers) reader.Start();

        for (var swap = 1; swap <= Swaps; swap++)
        {
            Interlocked.Increment(ref acknowledged);
            Replace(swap, s_files[swap % 2]);
            _watcher.Look();
            Interlocked.Increment(ref acknowledged);
            // Every swap is met by a prediction that began after it.
            Assert.Equal(s_models[swap % 2].Sha256, Predict());
        }
        stop.Cancel();
        foreach (var reader in readers) reader.Join();

        Assert.Equal((0, 0), (stale, failed));
        Assert.True(answered > 0);
        Assert.Equal((Swaps + 1, 0), (_watcher.Loads, _watcher.Failures));
        Assert.InRange(CountAlive(), 1, 2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    string Predict()
    {
        using var lease = _watcher.Pool!.Rent();
        lease.Engine.Clear();
        lease.Engine.Predict();
        return lease.Engine.Model.Sha256;
    }

    // Renamed over, copied in place, a link in the path switched, deleted and written anew.
    void Replace(int swap, byte[] bytes)
    {
        switch (swap % 4)
        {
            case 0:
                File.WriteAllBytes(_folder["next"], bytes);
                File.Move(_folder["next"], _path, overwrite: true);
                break;
            case 1:
                File.WriteAllBytes(_path, bytes);
                break;
            case 2:
                var folder = _folder[$"..{swap}"];
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(Path.Combine(folder, "model.leadmodel"), bytes);
                File.Delete(_folder["..data"]);
                Directory.CreateSymbolicLink(_folder["..data"], Path.GetFileName(folder));
                File.Delete(_path);
                File.CreateSymbolicLink(_path, Path.Combine("..data", "model.leadmodel"));
                break;
            default:
                File.Delete(_path);
                File.WriteAllBytes(_path, bytes);
                break;
        }
    }

    int CountAlive()
    {
        for (var i = 0; i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            if (_published.Count(p => p.IsAlive) <= 1) break;
        }
        return _published.Count(p => p.IsAlive);
    }

    [Fact]
    public void Every_other_file_broken_the_good_ones_are_taken_and_the_broken_ones_answer_nobody()
    {
        File.WriteAllBytes(_path, s_files[0]);
        _watcher.Look();
        for (var swap = 1; swap <= 40; swap++)
        {
            var before = Predict();
            File.WriteAllBytes(_path, Broken(swap, s_files[swap % 2]));
            _watcher.Look();
            Assert.Equal((ServingStatus.Degraded, before), (_watcher.State.Status, Predict()));
            File.WriteAllBytes(_path, s_files[swap % 2]);
            _watcher.Look();
            Assert.Equal((ServingStatus.Ready, s_models[swap % 2].Sha256), (_watcher.State.Status, Predict()));
        }
        Assert.Equal((41, 40), (_watcher.Loads, _watcher.Failures));
    }

    // Empty, half, cut by a byte, a byte changed, something else.
    static byte[] Broken(int swap, byte[] bytes)
    {
        var changed = (byte[])bytes.Clone();
        changed[bytes.Length / 2] ^= 0x40;
        return (swap % 5) switch { 0 => [], 1 => bytes[..(bytes.Length / 2)], 2 => bytes[..^1], 3 => changed, _ => [.. "version https://git-lfs"u8] };
    }

    [Fact]
    public void A_file_that_changes_while_it_is_read_alarms_nobody()
    {
        var half = s_files[1].AsSpan(..(s_files[1].Length / 2)).ToArray();
        File.WriteAllBytes(_path, s_files[0]);
        // The clock is asked between the first glance at the file and its reading.
        var clock = new Interrupting();
        var watcher = ModelFileWatcher.OfFile("leads", _path, clock);
        watcher.Look();
        clock.Interrupt = () => File.WriteAllBytes(_path, half);
        watcher.Look();
        var during = (watcher.State.Status, watcher.Failures);
        clock.Interrupt = null;
        watcher.Look();

        Assert.Equal((ServingStatus.Ready, 0), during);
        // It did not go on changing: half a model.
        Assert.Equal((ServingStatus.Degraded, 1), (watcher.State.Status, watcher.Failures));
    }

    sealed class Interrupting : TimeProvider
    {
        public Action? Interrupt { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            Interrupt?.Invoke();
            return base.GetUtcNow();
        }
    }

    [Fact]
    public void A_refused_file_is_not_read_again_before_it_changes()
    {
        var old = DateTime.UtcNow.AddDays(-1);
        File.WriteAllBytes(_path, s_files[0][..^1]);
        File.SetLastWriteTimeUtc(_path, old);
        _watcher.Look();

        Assert.InRange(BytesOfALook(), 0, s_files[0].Length / 2);
    }

    [Fact]
    public void A_file_from_the_future_is_not_read_at_every_look()
    {
        File.WriteAllBytes(_path, s_files[0]);
        File.SetLastWriteTimeUtc(_path, DateTime.UtcNow.AddDays(1));
        _watcher.Look();

        Assert.InRange(BytesOfALook(), 0, s_files[0].Length / 2);
    }

    long BytesOfALook()
    {
        _watcher.Look();
        var before = GC.GetAllocatedBytesForCurrentThread();
        _watcher.Look();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Fact]
    public void A_whole_file_whose_model_answers_no_probability_is_refused()
    {
        var one = s_models[0];
        var broken = new LeadModel(one.Encoder, new() { Binner = one.Ensemble.Binner, Bias = double.NaN, Trees = one.Ensemble.Trees }, one.Calibrator, one.Grades, one.Reference, one.Origin);
        File.WriteAllBytes(_path, s_files[0]);
        _watcher.Look();
        File.WriteAllBytes(_path, LeadModelFile.ToBytes(broken));
        _watcher.Look();

        Assert.Equal("LP0307", Assert.Throws<LeadPredictException>(() => ModelTrial.Run(broken, "broken")).Diagnostics[0].Code);
        Assert.Equal(ServingStatus.Degraded, _watcher.State.Status);
        Assert.Equal(one.Sha256, Predict());
    }
}
