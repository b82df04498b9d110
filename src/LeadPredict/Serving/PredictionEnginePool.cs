using System.Diagnostics.CodeAnalysis;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>
/// Engines of one model name, for any number of threads: rent one, predict, give it back. A swap of the model is one write; requests in flight
/// finish on the model they began with. Thread safe, without locks; in steady state nothing is allocated.
/// <code>
/// using var lease = pool.Rent();
/// lease.Engine.Clear();
/// </code>
/// </summary>
/// <remarks>
/// Each model has slots of its own for its engines. A lease remembers the slots that its engine came from, so an engine can only return to
/// its own model's, and after <see cref="Publish"/> those are garbage with all that is in them.
/// </remarks>
public sealed class PredictionEnginePool
{
    Generation _current;

    /// <summary>A pool that answers with <paramref name="first"/>.</summary>
    public PredictionEnginePool(LeadModel first) => _current = new Generation(first);

    internal PredictionEnginePool(PredictionEngine first) => _current = With(first);

    /// <summary>The model that the next <see cref="Rent"/> gives.</summary>
    public LeadModel Current => Volatile.Read(ref _current).Model;

    /// <summary>Engines of the current model that wait for work at this moment.</summary>
    public int IdleEngines => Volatile.Read(ref _current).Idle;

    /// <summary>Replaces the model: once this has returned, no <see cref="Rent"/> on any thread gives an engine of the old one.</summary>
    public void Publish(LeadModel model) => Publish(new PredictionEngine(model));

    // An engine is made before the swap, so that the first request on the new model does not wait for it.
    internal void Publish(PredictionEngine first) => Interlocked.Exchange(ref _current, With(first));

    static Generation With(PredictionEngine first)
    {
        var generation = new Generation(first.Model);
        generation.Return(first);
        return generation;
    }

    /// <summary>An engine for this thread until the lease is disposed.</summary>
    public Lease Rent()
    {
        var generation = Volatile.Read(ref _current);
        return new Lease(generation, generation.Take());
    }

    /// <summary>
    /// The right to use an engine. It is a ref struct, so the compiler refuses to hold one during an <c>await</c>: no engine waits for I/O.
    /// </summary>
    public readonly ref struct Lease
    {
        readonly Generation _generation;

        internal Lease(object generation, PredictionEngine engine)
        {
            _generation = (Generation)generation;
            Engine = engine;
        }

        /// <summary>The engine; not to be used after <see cref="Dispose"/>.</summary>
        public PredictionEngine Engine { get; }

        /// <summary>Gives the engine back; more than once does nothing.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref Engine.Leased, 0) == 1) _generation.Return(Engine);
        }
    }

    /// <summary>One model and its idle engines.</summary>
    sealed class Generation(LeadModel model)
    {
        // A slot a cache line, so that threads on different cores do not write to one.
        const int Stride = 8;
        static readonly int s_slots = Math.Max(4, 2 * Environment.ProcessorCount);

        readonly PredictionEngine?[] _idle = new PredictionEngine?[s_slots * Stride];

        public LeadModel Model => model;

        public int Idle => _idle.Count(engine => engine is not null);

        public PredictionEngine Take()
        {
            var start = Start();
            for (var i = 0; i < s_slots; i++)
            {
                ref var slot = ref _idle[(start + i) % s_slots * Stride];
                if (Volatile.Read(ref slot) is null || Interlocked.Exchange(ref slot, null) is not { } engine) continue;
                engine.Leased = 1;
                return engine;
            }
            return new PredictionEngine(model) { Leased = 1 };
        }

        // With no slot free it is dropped: more threads were at work than will be for long.
        public void Return(PredictionEngine engine)
        {
            var start = Start();
            for (var i = 0; i < s_slots; i++)
            {
                ref var slot = ref _idle[(start + i) % s_slots * Stride];
                if (Volatile.Read(ref slot) is null && Interlocked.CompareExchange(ref slot, engine, null) is null) return;
            }
        }

        [SuppressMessage("Performance", "CA1822", Justification = "Reads as the generation's own.")]
        int Start() => (int)((uint)Thread.GetCurrentProcessorId() % (uint)s_slots);
    }
}
