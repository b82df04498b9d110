using System.Diagnostics.CodeAnalysis;

namespace LeadPredict.Api.Observability;

/// <summary>
/// Counters that many threads add to at once. Each counter exists a few times; who counts takes the copy of its processor for a moment, with one atomic
/// exchange however much is counted then, and adds plainly. Reading sums the copies. Thread safe; nothing is allocated after the start.
/// </summary>
sealed class StripedCounters
{
    /// <summary>The first elements of a copy are its lock and a cache line of air, and so are the last.</summary>
    const int Air = 8;

    readonly long[][] _copies;
    readonly int _count;

    /// <param name="count">How many counters.</param>
    public StripedCounters(int count)
    {
        _count = count;
        _copies = new long[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(2 * Environment.ProcessorCount))][];
        for (var i = 0; i < _copies.Length; i++) _copies[i] = new long[Air + count + Air];
    }

    /// <summary>A copy for this thread alone until it is disposed; to be held for nanoseconds.</summary>
    public Held Take()
    {
        var spin = new SpinWait();
        for (var i = Thread.GetCurrentProcessorId(); ; i++)
        {
            var copy = _copies[i & (_copies.Length - 1)];
            if (Volatile.Read(ref copy[0]) == 0 && Interlocked.Exchange(ref copy[0], 1) == 0) return new Held(copy, _count);
            spin.SpinOnce();
        }
    }

    /// <summary>What was counted so far.</summary>
    public long Sum(int counter)
    {
        long sum = 0;
        foreach (var copy in _copies) sum += Volatile.Read(ref copy[Air + counter]);
        return sum;
    }

    /// <summary>The sum of a counter that holds doubles, as bits.</summary>
    public double SumOfDoubles(int counter)
    {
        var sum = 0.0;
        foreach (var copy in _copies) sum += BitConverter.Int64BitsToDouble(Volatile.Read(ref copy[Air + counter]));
        return sum;
    }

    /// <summary>One copy, held.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "Holds no resource but a moment.")]
    public readonly ref struct Held(long[] copy, int count)
    {
        /// <summary>The counters.</summary>
        public Span<long> Counters => copy.AsSpan(Air, count);

        public void Dispose() => Volatile.Write(ref copy[0], 0);
    }
}
