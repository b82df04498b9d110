using LeadPredict.Boosting;
using LeadPredict.Numerics;
using LeadPredict.Tests.Reference;

namespace LeadPredict.Tests.Boosting;

public unsafe class HistogramKernelTests
{
    const int Cells = HistogramKernel.CellsPerFeature;

    /// <summary>Random rows with quantised pairs at the ends of their range among others, and the entries of some of them.</summary>
    sealed class Node : IDisposable
    {
        public Node(int count, int stride, ulong seed)
        {
            var random = new DeterministicRandom(seed);
            var rows = count + 50;
            Stride = stride;
            Bins = new byte[rows][];
            Gradients = new int[rows];
            Hessians = new int[rows];
            Rows = new NativeBuffer<byte>((long)rows * stride);
            Entries = new NativeBuffer<ulong>(count + HistogramKernel.EntrySlack);
            for (var r = 0; r < rows; r++)
            {
                Bins[r] = new byte[stride];
                for (var f = 0; f < stride; f++) Rows.Pointer[(long)r * stride + f] = Bins[r][f] = (byte)random.NextInt(256);
                Gradients[r] = random.NextInt(10) == 0 ? short.MinValue + 1 : random.NextInt(65535) - 32767;
                Hessians[r] = random.NextInt(10) == 0 ? ushort.MaxValue : random.NextInt(65536);
            }
            var order = MadeLeads.Rows(rows);
            random.Shuffle<int>(order);
            Chosen = order[..count];
            for (var i = 0; i < count; i++)
                Entries.Pointer[i] = ((ulong)HistogramKernel.Pack(Gradients[order[i]], Hessians[order[i]]) << 32) | (uint)order[i];
        }

        public int Stride { get; }
        public byte[][] Bins { get; }
        public int[] Gradients { get; }
        public int[] Hessians { get; }
        public int[] Chosen { get; }
        public NativeBuffer<byte> Rows { get; }
        public NativeBuffer<ulong> Entries { get; }

        public NativeBuffer<long> Sum(int from, int count)
        {
            var cells = new NativeBuffer<long>(Stride * Cells);
            HistogramKernel.Accumulate(Entries.Pointer + from, count, Rows.Pointer, Stride, cells.Pointer);
            return cells;
        }

        public void Dispose()
        {
            Rows.Dispose();
            Entries.Dispose();
        }
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(7, 8)]
    [InlineData(8, 12)]
    [InlineData(9, 20)]
    [InlineData(500, 60)]
    [InlineData(333, 64)]
    [InlineData(250, 68)]
    public void Sums_equal_the_naive_histogram(int count, int stride)
    {
        for (var seed = 1ul; seed <= 3; seed++)
        {
            using var node = new Node(count, stride, seed);
            using var cells = node.Sum(0, count);
            var (gradients, hessians) = NaiveHistogram.Sum(node.Chosen, node.Bins, node.Gradients, node.Hessians);

            for (var cell = 0; cell < stride * Cells; cell++)
            {
                Assert.Equal(gradients[cell / Cells, cell % Cells], HistogramKernel.GradientSum(cells.Pointer[cell]));
                Assert.Equal(hessians[cell / Cells, cell % Cells], HistogramKernel.HessianSum(cells.Pointer[cell]));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(999)]
    public void Sums_do_not_depend_on_the_size_of_a_block(int block)
    {
        using var node = new Node(1000, 12, seed: 4);
        using var whole = node.Sum(0, 1000);
        using var pieces = new NativeBuffer<long>(12 * Cells);
        for (var from = 0; from < 1000; from += block)
        {
            using var piece = node.Sum(from, Math.Min(block, 1000 - from));
            HistogramKernel.Add(pieces.Pointer, piece.Pointer, 12 * Cells);
        }

        Assert.True(whole.Span(0, 12 * Cells).SequenceEqual(pieces.Span(0, 12 * Cells)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(130)]
    [InlineData(400)]
    public void Parent_is_left_plus_right(int leftCount)
    {
        using var node = new Node(400, 16, seed: 5);
        using var parent = node.Sum(0, 400);
        using var left = node.Sum(0, leftCount);
        using var right = node.Sum(leftCount, 400 - leftCount);

        HistogramKernel.Subtract(parent.Pointer, left.Pointer, 16 * Cells);

        Assert.True(parent.Span(0, 16 * Cells).SequenceEqual(right.Span(0, 16 * Cells)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    public void Cells_past_the_last_group_of_four_are_added_and_subtracted_too(int cells)
    {
        using var target = new NativeBuffer<long>(16);
        using var other = new NativeBuffer<long>(16);
        for (var i = 0; i < 16; i++) (target.Pointer[i], other.Pointer[i]) = (100 + i, i + 1);

        HistogramKernel.Add(target.Pointer, other.Pointer, cells);
        for (var i = 0; i < 16; i++) Assert.Equal(i < cells ? 101 + 2 * i : 100 + i, target.Pointer[i]);

        HistogramKernel.Subtract(target.Pointer, other.Pointer, cells);
        for (var i = 0; i < 16; i++) Assert.Equal(100 + i, target.Pointer[i]);
    }

    [Theory]
    [InlineData(-32767, 65535)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(32767, 65535)]
    public void A_packed_pair_comes_back_from_its_cell(int gradient, int hessian)
    {
        var cell = 3 * HistogramKernel.Widen(HistogramKernel.Pack(gradient, hessian));

        Assert.Equal(3 * gradient, HistogramKernel.GradientSum(cell));
        Assert.Equal((uint)(3 * hessian), HistogramKernel.HessianSum(cell));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(500)]
    public void Partition_is_stable_and_loses_nothing(int count)
    {
        using var node = new Node(count, 4, seed: 6);
        using var column = new NativeBuffer<byte>(count + 50);
        using var marks = new NativeBuffer<byte>(count);
        using var target = new NativeBuffer<ulong>(count);
        using var leafOfRow = new NativeBuffer<byte>(count + 50);
        var goesLeft = stackalloc byte[256];
        for (var bin = 0; bin < 256; bin++) goesLeft[bin] = bin % 3 == 0 ? (byte)1 : (byte)0;
        for (var r = 0; r < count + 50; r++) column.Pointer[r] = node.Bins[r][0];

        var left = HistogramKernel.MarkLeft(node.Entries.Pointer, count, column.Pointer, goesLeft, marks.Pointer);
        HistogramKernel.Scatter(node.Entries.Pointer, count, marks.Pointer, target.Pointer, target.Pointer + left);

        var expected = node.Chosen.Where(r => node.Bins[r][0] % 3 == 0).Concat(node.Chosen.Where(r => node.Bins[r][0] % 3 != 0)).ToArray();
        Assert.Equal(expected, Enumerable.Range(0, count).Select(i => (int)(uint)target.Pointer[i]));
        Assert.Equal(node.Chosen.Count(r => node.Bins[r][0] % 3 == 0), left);

        HistogramKernel.MarkLeaf(target.Pointer, left, 7, leafOfRow.Pointer);
        for (var r = 0; r < count + 50; r++) Assert.Equal(node.Chosen.Contains(r) && node.Bins[r][0] % 3 == 0 ? 7 : 0, leafOfRow.Pointer[r]);
    }
}
