namespace LeadPredict.Api.Security;

/// <summary>
/// So many requests a second, with a burst after a pause. Kept as one number, the time at which the bucket would be full again (the generic cell rate
/// algorithm, ITU-T I.371), so taking is one comparison and one exchange: no lock, no timer, nothing allocated. Thread safe.
/// </summary>
sealed class TokenBucket
{
    readonly TimeProvider _clock;
    readonly double _interval, _tolerance;
    long _full;

    /// <param name="perSecond">Tokens a second, above 0.</param>
    /// <param name="burst">Tokens of a full bucket, at least 1.</param>
    public TokenBucket(double perSecond, double burst, TimeProvider clock)
    {
        _clock = clock;
        _interval = clock.TimestampFrequency / perSecond;
        _tolerance = _interval * (Math.Max(1, burst) - 1);
        _full = long.MinValue;
    }

    /// <summary>Takes a token; false when there is none, and then how long until there is.</summary>
    public bool TryTake(out TimeSpan wait)
    {
        var now = _clock.GetTimestamp();
        while (true)
        {
            var full = Volatile.Read(ref _full);
            var from = Math.Max(full, now);
            var early = from - now - _tolerance;
            if (early > 0.5)
            {
                wait = TimeSpan.FromSeconds(early / _clock.TimestampFrequency);
                return false;
            }
            if (Interlocked.CompareExchange(ref _full, from + (long)Math.Ceiling(_interval), full) != full) continue;
            wait = default;
            return true;
        }
    }
}
