namespace LeadPredict.Boosting;

/// <summary>
/// A few threads that stay at hand for the thousands of short parallel steps of one training run: a step costs about a microsecond to
/// start, where a thread-pool loop costs ten. Work is handed out in pieces, so that a thread whose processor is stolen does not hold up the rest.
/// The result must not depend on which thread takes which piece. Used by one caller at a time; dispose ends the threads.
/// </summary>
sealed class WorkerTeam : IDisposable
{
    const int SpinsBeforeParking = 20_000;

    readonly Thread[] _helpers;
    readonly object _gate = new();
    Action<int> _piece = static _ => { };
    int _pieces, _next, _generation, _working, _parked;
    volatile bool _stopping;
    Exception? _failure;

    /// <summary><paramref name="threads"/> counts the caller: 1 runs everything on it.</summary>
    public WorkerTeam(int threads)
    {
        Threads = threads <= 0 ? Environment.ProcessorCount : threads;
        _helpers = new Thread[Threads - 1];
        for (var i = 0; i < _helpers.Length; i++)
        {
            _helpers[i] = new Thread(Serve) { IsBackground = true, Name = $"LeadPredict training {i + 1}" };
            _helpers[i].Start();
        }
    }

    /// <summary>Threads that work on a step, the caller's included.</summary>
    public int Threads { get; }

    /// <summary>Calls <paramref name="piece"/> once for each number below <paramref name="pieces"/>, in any order, on any thread; returns when all are done.</summary>
    public void Run(int pieces, Action<int> piece)
    {
        if (_helpers.Length == 0 || pieces <= 1)
        {
            for (var i = 0; i < pieces; i++) piece(i);
            return;
        }

        _piece = piece;
        _pieces = pieces;
        _failure = null;
        Volatile.Write(ref _next, 0);
        Volatile.Write(ref _working, _helpers.Length);
        Interlocked.Increment(ref _generation);
        WakeParked();

        TakePieces();
        var spinner = new SpinWait();
        while (Volatile.Read(ref _working) > 0) spinner.SpinOnce(sleep1Threshold: -1);
        if (_failure is { } failure) throw new InvalidOperationException("A training thread failed.", failure);
    }

    public void Dispose()
    {
        _stopping = true;
        Interlocked.Increment(ref _generation);
        WakeParked();
        foreach (var helper in _helpers) helper.Join();
    }

    void TakePieces()
    {
        try
        {
            int i;
            while ((i = Interlocked.Increment(ref _next) - 1) < _pieces) _piece(i);
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    void Serve()
    {
        var seen = 0;
        while (true)
        {
            seen = AwaitNext(seen);
            if (_stopping) return;
            TakePieces();
            Interlocked.Decrement(ref _working);
        }
    }

    int AwaitNext(int seen)
    {
        for (var spins = 0; spins < SpinsBeforeParking; spins++)
        {
            var now = Volatile.Read(ref _generation);
            if (now != seen) return now;
            // Give the core away now and then: the caller's own work may need it.
            if ((spins & 255) == 255) Thread.Yield();
            else Thread.SpinWait(8);
        }
        Interlocked.Increment(ref _parked);
        int generation;
        lock (_gate)
        {
            while ((generation = Volatile.Read(ref _generation)) == seen) Monitor.Wait(_gate);
        }
        Interlocked.Decrement(ref _parked);
        return generation;
    }

    // A helper counts itself as parked before it looks at the generation, and the caller looks at the count after changing the generation:
    // one of the two always notices the other.
    void WakeParked()
    {
        if (Volatile.Read(ref _parked) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
