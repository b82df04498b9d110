using BenchmarkDotNet.Attributes;
using LeadPredict.Boosting;
using LeadPredict.Numerics;

namespace LeadPredict.Benchmarks;

/// <summary>Summing the gradients of a node's rows into histograms: rows in order (the root) and scattered (a child), beside plain doubles.</summary>
public unsafe class HistogramBench
{
    const int Features = 20;

    NativeBuffer<byte> _rows = null!;
    NativeBuffer<ulong> _inOrder = null!, _scattered = null!;
    NativeBuffer<long> _cells = null!;
    double[] _gradients = [], _hessians = [];
    float[] _g = [], _h = [];

    [Params(100_000, 1_000_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new DeterministicRandom(1);
        _rows = new NativeBuffer<byte>((long)Rows * Features);
        for (var i = 0L; i < (long)Rows * Features; i++) _rows.Pointer[i] = (byte)random.NextInt(255);
        var order = Enumerable.Range(0, Rows).ToArray();
        _inOrder = Entries(order, random);
        random.Shuffle<int>(order);
        _scattered = Entries(order, random);
        _cells = new NativeBuffer<long>(Features * HistogramKernel.CellsPerFeature);
        _gradients = new double[Features * 256];
        _hessians = new double[Features * 256];
        _g = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextNormal())];
        _h = [.. Enumerable.Range(0, Rows).Select(_ => (float)random.NextDouble())];
    }

    NativeBuffer<ulong> Entries(int[] order, DeterministicRandom random)
    {
        var entries = new NativeBuffer<ulong>(Rows + HistogramKernel.EntrySlack);
        for (var i = 0; i < Rows; i++) entries.Pointer[i] = ((ulong)HistogramKernel.Pack(random.NextInt(8000) - 4000, random.NextInt(8000)) << 32) | (uint)order[i];
        return entries;
    }

    [Benchmark(Baseline = true)]
    public double Build_Doubles()
    {
        Array.Clear(_gradients);
        Array.Clear(_hessians);
        for (var i = 0; i < Rows; i++)
        {
            var row = _rows.Pointer + (long)i * Features;
            for (var f = 0; f < Features; f++)
            {
                _gradients[(f << 8) + row[f]] += _g[i];
                _hessians[(f << 8) + row[f]] += _h[i];
            }
        }
        return _gradients[0];
    }

    [Benchmark]
    public long Build_Root()
    {
        HistogramKernel.Accumulate(_inOrder.Pointer, Rows, _rows.Pointer, Features, _cells.Pointer);
        return _cells.Pointer[0];
    }

    [Benchmark]
    public long Build_Child()
    {
        HistogramKernel.Accumulate(_scattered.Pointer, Rows, _rows.Pointer, Features, _cells.Pointer);
        return _cells.Pointer[0];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _rows.Dispose();
        _inOrder.Dispose();
        _scattered.Dispose();
        _cells.Dispose();
    }
}
