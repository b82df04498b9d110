namespace LeadPredict.Api.Edge;

/// <summary>
/// How much of one kind of work is done at the same time: beyond it a short queue, first come first served; beyond that 429, and after a time
/// in the queue 503, both with Retry-After: never a queue without end. Entering a room that is not full allocates nothing. Thread safe.
/// </summary>
/// <param name="places">Requests at work.</param>
/// <param name="queue">Requests that wait.</param>
/// <param name="patience">How long one waits.</param>
/// <param name="timeLimit">How long one may be at work before its connection is closed; null for streams, which last as long as they flow.</param>
sealed class Room(string name, int places, int queue, TimeSpan patience, TimeSpan? timeLimit, TimeProvider clock) : IDisposable
{
    readonly SemaphoreSlim _free = new(places, places);
    int _waiting;

    public string Name => name;

    /// <summary>Requests at work now.</summary>
    public int Taken => places - _free.CurrentCount;

    /// <summary>Requests that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The handler within this room.</summary>
    public RequestDelegate Around(RequestDelegate handler) => context => _free.Wait(0) ? WorkAsync(context, handler) : WaitAsync(context, handler);

    Task WorkAsync(HttpContext context, RequestDelegate handler)
    {
        Task work;
        try
        {
            work = handler(context);
        }
        catch
        {
            _free.Release();
            throw;
        }
        if (!work.IsCompletedSuccessfully) return FinishAsync(context, work);
        _free.Release();
        return work;
    }

    // Only what waits for a caller gets a timer: a body that is there is answered before there is anything to time.
    async Task FinishAsync(HttpContext context, Task work)
    {
        try
        {
            if (timeLimit is not { } limit) await work;
            else
            {
                await using var timer = clock.CreateTimer(static state => ((HttpContext)state!).Abort(), context, limit, Timeout.InfiniteTimeSpan);
                await work;
            }
        }
        finally
        {
            _free.Release();
        }
    }

    async Task WaitAsync(HttpContext context, RequestDelegate handler)
    {
        if (Interlocked.Increment(ref _waiting) > queue)
        {
            Interlocked.Decrement(ref _waiting);
            await Problems.TooMany(context);
            return;
        }
        bool entered;
        try
        {
            entered = await _free.WaitAsync(patience, context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        await (entered ? WorkAsync(context, handler) : Problems.WaitedTooLong(context));
    }

    public void Dispose() => _free.Dispose();
}

/// <summary>The rooms of the service.</summary>
sealed class Rooms(ApiOptions options, EdgeOptions edge, TimeProvider clock) : IDisposable
{
    /// <summary>One lead.</summary>
    public Room Single { get; } = new("single", options.MaxConcurrentRequests, options.MaxQueuedRequests, edge.QueueTimeout, edge.RequestTimeout, clock);

    /// <summary>Batches.</summary>
    public Room Batch { get; } = new("batch", options.MaxConcurrentBatches, options.MaxQueuedBatches, edge.QueueTimeout, null, clock);

    /// <summary>Requests of the Open Inference Protocol, which are held in memory whole: few at a time, and many may wait.</summary>
    public Room Inference { get; } = new("inference", 4 * options.MaxConcurrentBatches, options.MaxQueuedRequests, edge.QueueTimeout, edge.RequestTimeout, clock);

    public IReadOnlyList<Room> All => [Single, Batch, Inference];

    public void Dispose()
    {
        Inference.Dispose();
        Single.Dispose();
        Batch.Dispose();
    }
}
