using LeadPredict.Api.Security;

namespace LeadPredict.Tests.Api.Security;

public class TokenBucketTests
{
    sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = 1_000_000;
        public override long TimestampFrequency => 1000;
        public override long GetTimestamp() => Now;
    }

    [Fact]
    public void A_burst_is_followed_by_the_rate()
    {
        var clock = new Clock();
        var bucket = new TokenBucket(10, 3, clock);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => bucket.TryTake(out var _)));
        Assert.False(bucket.TryTake(out var wait));
        Assert.Equal(100, wait.TotalMilliseconds, 3);
        clock.Now += 99;
        Assert.False(bucket.TryTake(out _));
        clock.Now += 1;
        Assert.True(bucket.TryTake(out _));
        Assert.False(bucket.TryTake(out _));
    }

    [Fact]
    public void A_long_pause_fills_no_more_than_the_burst()
    {
        var clock = new Clock();
        var bucket = new TokenBucket(10, 2, clock);
        bucket.TryTake(out _);
        clock.Now += 1_000_000;

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => bucket.TryTake(out var _)));
    }

    [Fact]
    public void Threads_together_get_no_more_than_there_is()
    {
        var bucket = new TokenBucket(0.001, 1000, new Clock());
        var taken = 0;

        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 1000; i++)
                if (bucket.TryTake(out var _)) Interlocked.Increment(ref taken);
        });

        Assert.Equal(1000, taken);
    }
}
