using System.Net;
using LeadPredict.Api.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeadPredict.Tests.Api;

public class RoomTests
{
    static Room Make(int queue, double patienceSeconds = 30, TimeSpan? limit = null) => new("test", 1, queue, TimeSpan.FromSeconds(patienceSeconds), limit, TimeProvider.System);

    static DefaultHttpContext Context() => new() { Response = { Body = new MemoryStream() } };

    [Fact]
    public async Task Who_waits_comes_in_when_a_place_is_free_and_who_is_too_many_is_told_at_once()
    {
        using var room = Make(queue: 1);
        var gates = new Queue<TaskCompletionSource>([new(), new()]);
        var order = new List<int>();
        RequestDelegate Handler(int number) => room.Around(async _ =>
        {
            order.Add(number);
            await gates.Peek().Task;
        });
        var (first, second, third) = (Context(), Context(), Context());

        var one = Handler(1)(first);
        var two = Handler(2)(second);
        await Handler(3)(third);
        Assert.Equal((1, 1), (room.Taken, room.Waiting));
        gates.Dequeue().SetResult();
        await one;
        gates.Peek().SetResult();
        await two;

        Assert.Equal([1, 2], order);
        Assert.Equal(((int)HttpStatusCode.TooManyRequests, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        Assert.Equal((0, 0), (room.Taken, room.Waiting));
    }

    [Fact]
    public async Task Who_waited_too_long_is_told_to_come_back()
    {
        using var room = Make(queue: 1, patienceSeconds: 0.01);
        var gate = new TaskCompletionSource();
        var handler = room.Around(_ => gate.Task);
        var late = Context();

        var first = handler(Context());
        await handler(late);
        gate.SetResult();
        await first;

        Assert.Equal(((int)HttpStatusCode.ServiceUnavailable, "1", 0), (late.Response.StatusCode, late.Response.Headers.RetryAfter.ToString(), room.Taken));
    }

    [Fact]
    public async Task A_place_is_given_back_after_a_failure()
    {
        using var room = Make(queue: 0);

        await Assert.ThrowsAsync<IOException>(() => room.Around(_ => throw new IOException())(Context()));
        await Assert.ThrowsAsync<IOException>(() => room.Around(async _ => { await Task.Yield(); throw new IOException(); })(Context()));

        Assert.Equal(0, room.Taken);
    }

    [Fact]
    public async Task A_request_beyond_its_time_is_cut_off()
    {
        using var room = Make(queue: 0, limit: TimeSpan.FromMilliseconds(20));
        var context = Context();
        var connection = new Connection();
        context.Features.Set<IHttpRequestLifetimeFeature>(connection);

        await room.Around(_ => connection.Aborted.Task.WaitAsync(TimeSpan.FromSeconds(30)))(context);

        Assert.Equal(0, room.Taken);
    }

    sealed class Connection : IHttpRequestLifetimeFeature
    {
        public TaskCompletionSource Aborted { get; } = new();
        public CancellationToken RequestAborted { get; set; }
        public void Abort() => Aborted.TrySetResult();
    }

    [Fact]
    public void Going_through_a_room_that_is_not_full_allocates_nothing()
    {
        using var room = Make(queue: 0, limit: TimeSpan.FromSeconds(30));
        var handler = room.Around(_ => Task.CompletedTask);
        var context = Context();
        for (var i = 0; i < 100; i++) handler(context);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) handler(context);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
    }
}
