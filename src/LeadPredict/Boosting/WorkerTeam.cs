namespace LeadPredict.Boosting;

/// <summary>
/// A few threads that stay at hand for the thousands of short parallel steps of one training run: a step costs about a microsecond to
/// start, where a thread-pool loop costs ten. Work is handed out in pieces, and a step is over when its pieces are: a helper whose processor was
/// stolen before it joined is not waited for. The result must not depend on which thread takes which piece. Used by one caller at a time;
/// dispose ends the threads.
/// </summary>
sealed class WorkerTeam : IDisposable
{
    const int SpinsBeforeParking = 20_000;
    const long Open = 1 << 15;
    const int GenerationShift = 16;

    readonly Thread[] _helpers;
    readonly object _gate = new();
    Action<int> _piece = static _ => { };
    int _pieces, _next, _parked;
    // [ generation | open : 1 | helpers that joined : 15 ], changed only by atomic operations.
    long _state;
    volatile bool _stopping;
    volatile Exception? _failure;

    /// <summary><paramref name="threads"/> counts the caller: 1 runs everything on it; 0 means one for each processor.</summary>
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
        Interlocked.Exchange(ref _state, (((_state >> GenerationShift) + 1) << GenerationShift) | Open);
        WakeParked();

        TakePieces();
        // No piece is left to take: nobody joins any more, and only those who joined are waited for.
        Interlocked.And(ref _state, ~Open);
        var spinner = new SpinWait();
        while ((Volatile.Read(ref _state) & (Open - 1)) > 0) spinner.SpinOnce(sleep1Threshold: -1);
        if (_failure is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    public void Dispose()
    {
        _stopping = true;
        lock (_gate) Monitor.PulseAll(_gate);
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
        long seen = 0;
        while (!_stopping)
        {
            if (!AwaitOpen(seen)) return;
            var state = Volatile.Read(ref _state);
            if (!IsNew(state, seen) || Interlocked.CompareExchange(ref _state, state + 1, state) != state) continue;
            seen = state >> GenerationShift;
            TakePieces();
            Interlocked.Decrement(ref _state);
        }
    }

    static bool IsNew(long state, long seen) => (state & Open) != 0 && state >> GenerationShift != seen;

    // True when there is a step to join, false when the team is dissolved.
    bool AwaitOpen(long seen)
    {
        for (var spins = 0; spins < SpinsBeforeParking && !_stopping; spins++)
        {
            if (IsNew(Volatile.Read(ref _state), seen)) return true;
            // Give the core away now and then: the caller's own work may need it.
            if ((spins & 255) == 255) Thread.Yield();
            else Thread.SpinWait(8);
        }
        Interlocked.Increment(ref _parked);
        lock (_gate)
        {
            while (!_stopping && !IsNew(Volatile.Read(ref _state), seen)) Monitor.Wait(_gate);
        }
        Interlocked.Decrement(ref _parked);
        return !_stopping;
    }

    // A helper counts itself as parked before it looks at the state, and the caller looks at the count after changing the state: one of the two
    // always notices the other.
    void WakeParked()
    {
        if (Volatile.Read(ref _parked) == 0) return;
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
