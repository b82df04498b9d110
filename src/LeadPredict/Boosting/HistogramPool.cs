namespace LeadPredict.Boosting;

/// <summary>
/// Memory for the histograms of leaves that may be split again, shared by runs that step one after another. A wide table's histograms are large
/// (2 KB a feature), so their number is bounded; a leaf that finds none left is summed from its rows again, to the same integers. Not thread safe.
/// </summary>
sealed unsafe class HistogramPool : IDisposable
{
    /// <summary>Most bytes of histograms, as long as two fit; as many again for the sums of the threads.</summary>
    public const long MostBytes = 256L << 20;

    readonly NativeBuffer<long>?[] _slots;
    readonly NativeBuffer<long>?[] _partial;
    readonly Stack<int> _free = new();

    public HistogramPool(BinnedTable table, BoostingOptions options, WorkerTeam team, long mostBytes = MostBytes)
    {
        Cells = table.Stride * HistogramKernel.CellsPerFeature;
        var fitting = (int)Math.Min(int.MaxValue, mostBytes / ((long)Cells * sizeof(long)));
        // A tree of L leaves never holds more than L; a split needs two at once.
        _slots = new NativeBuffer<long>?[Math.Max(2, Math.Min(options.Leaves, fitting))];
        _partial = new NativeBuffer<long>?[Math.Min(team.Threads - 1, Math.Max(1, fitting))];
        ReturnAll();
    }

    /// <summary>Cells of one histogram.</summary>
    public int Cells { get; }

    /// <summary>Threads that can sum one histogram together.</summary>
    public int Workers => _partial.Length + 1;

    public long* this[int slot] => (_slots[slot] ??= new NativeBuffer<long>(Cells)).Pointer;

    /// <summary>Takes a histogram of undefined content; -1 when all are taken.</summary>
    public int Rent() => _free.TryPop(out var slot) ? slot : -1;

    public void Return(int slot) => _free.Push(slot);

    public void ReturnAll()
    {
        _free.Clear();
        for (var slot = _slots.Length - 1; slot >= 0; slot--) _free.Push(slot);
    }

    /// <summary>The sums of the threads beside the caller's.</summary>
    public NativeBuffer<long>[] Partial()
    {
        for (var i = 0; i < _partial.Length; i++) _partial[i] ??= new NativeBuffer<long>(Cells);
        return _partial!;
    }

    public void Dispose()
    {
        foreach (var slot in _slots) slot?.Dispose();
        foreach (var partial in _partial) partial?.Dispose();
    }
}
