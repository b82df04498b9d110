using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LeadPredict.Boosting;

/// <summary>
/// The inner loops of training: the one place with SIMD and pointers. Every sum is an integer sum, so its result does not depend on order, on
/// the number of threads or on the size of a block. The plain versions stand in tests/Reference.
/// <para>
/// A row's gradient pair is quantised to 32 bits, gradient in the upper 16 (signed), hessian in the lower 16 (unsigned). An <em>entry</em>
/// is 64 bits: the pair above, the row's number below, so that one load brings both and the pair travels with its row when a node is split.
/// A histogram cell is 64 bits: the gradients' sum in the upper half, the hessians' in the lower. The scale that <see cref="GradientScale"/>
/// chooses keeps both sums inside their halves.
/// <code>
/// entry  [ g:16 | h:16 | row:32 ]      cell  [ sum g : 32 | sum h : 32 ]
/// </code>
/// </para>
/// </summary>
static unsafe class HistogramKernel
{
    /// <summary>Cells of one feature in a histogram: a constant, so that the address of a cell is a shift and an add.</summary>
    public const int CellsPerFeature = 256;

    /// <summary>Entries ahead whose row is fetched into the cache. Rows of a node are scattered; without this the loop waits for memory.</summary>
    const int PrefetchDistance = 16;

    /// <summary>Entries past the end that <see cref="Accumulate"/> may read (never use); buffers are padded by it.</summary>
    public const int EntrySlack = PrefetchDistance;

    /// <summary>The packed pair of a gradient and a hessian that are already scaled and rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Pack(int gradient, int hessian) => ((uint)gradient << 16) | (uint)hessian;

    /// <summary>A packed pair as one addend of a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Widen(uint pair) => ((long)((int)pair >> 16) << 32) + (pair & 0xFFFF);

    /// <summary>The sum of gradients in a cell, in quantised units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GradientSum(long cell) => (int)(cell >> 32);

    /// <summary>The sum of hessians in a cell, in quantised units.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HessianSum(long cell) => (uint)cell;

    /// <summary>
    /// Adds <paramref name="count"/> entries to the cells of all features: about one nanosecond for two features.
    /// </summary>
    /// <param name="entries">Entries of one node.</param>
    /// <param name="count">Number of entries.</param>
    /// <param name="rows">Row-major bins.</param>
    /// <param name="stride">Bytes between rows; a multiple of 4, also the number of features in <paramref name="cells"/>.</param>
    /// <param name="cells">Histogram, stride x 256 cells; added to.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(ulong* entries, int count, byte* rows, int stride, long* cells)
    {
        for (var i = 0; i < count; i++)
        {
            if (Sse.IsSupported) Prefetch(rows + (nint)(uint)entries[i + PrefetchDistance] * stride, stride);
            var entry = entries[i];
            var row = rows + (nint)(uint)entry * stride;
            var addend = Widen((uint)(entry >> 32));
            var cell = cells;
            for (var end = row + stride; row < end; row += 4, cell += 4 * CellsPerFeature)
            {
                cell[row[0]] += addend;
                cell[CellsPerFeature + row[1]] += addend;
                cell[2 * CellsPerFeature + row[2]] += addend;
                cell[3 * CellsPerFeature + row[3]] += addend;
            }
        }
    }

    /// <summary>As the other, for some features only: the cells of feature <c>features[i]</c> are the i-th 256.</summary>
    /// <param name="features">Indices into a row.</param>
    /// <param name="featureCount">Number of them, a multiple of 4.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(ulong* entries, int count, byte* rows, int stride, int* features, int featureCount, long* cells)
    {
        for (var i = 0; i < count; i++)
        {
            if (Sse.IsSupported) Prefetch(rows + (nint)(uint)entries[i + PrefetchDistance] * stride, stride);
            var entry = entries[i];
            var row = rows + (nint)(uint)entry * stride;
            var addend = Widen((uint)(entry >> 32));
            var cell = cells;
            for (var j = 0; j < featureCount; j += 4, cell += 4 * CellsPerFeature)
            {
                cell[row[features[j]]] += addend;
                cell[CellsPerFeature + row[features[j + 1]]] += addend;
                cell[2 * CellsPerFeature + row[features[j + 2]]] += addend;
                cell[3 * CellsPerFeature + row[features[j + 3]]] += addend;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Prefetch(byte* row, int stride)
    {
        Sse.Prefetch0(row);
        if (stride > 64) Sse.Prefetch0(row + 64);
        else Sse.Prefetch0(row + stride - 1);
    }

    /// <summary>target += addend, cell by cell.</summary>
    public static void Add(long* target, long* addend, int cells)
    {
        var i = 0;
        for (; i + 4 <= cells; i += 4)
            (Vector256.Load(target + i) + Vector256.Load(addend + i)).Store(target + i);
        for (; i < cells; i++) target[i] += addend[i];
    }

    /// <summary>target -= subtrahend, cell by cell: the larger child is the parent without the smaller. Exact, since cells are integers.</summary>
    public static void Subtract(long* target, long* subtrahend, int cells)
    {
        var i = 0;
        for (; i + 4 <= cells; i += 4)
            (Vector256.Load(target + i) - Vector256.Load(subtrahend + i)).Store(target + i);
        for (; i < cells; i++) target[i] -= subtrahend[i];
    }

    /// <summary>
    /// First half of a stable partition: for each entry, one byte that says whether it goes left. Returns how many do.
    /// </summary>
    /// <param name="goesLeft">256 bytes, 1 for the bins that go left and 0 for the others.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int MarkLeft(ulong* entries, int count, byte* column, byte* goesLeft, byte* marksOut)
    {
        var left = 0;
        for (var i = 0; i < count; i++)
        {
            if (Sse.IsSupported) Sse.Prefetch0(column + (uint)entries[i + PrefetchDistance]);
            var mark = goesLeft[column[(uint)entries[i]]];
            marksOut[i] = mark;
            left += mark;
        }
        return left;
    }

    /// <summary>Second half: copies each entry to the left or the right part, in order, without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scatter(ulong* entries, int count, byte* marks, ulong* left, ulong* right)
    {
        for (var i = 0; i < count; i++)
        {
            nint mark = marks[i];
            var target = right + ((left - right) & -mark);
            *target = entries[i];
            left += mark;
            right += 1 - mark;
        }
    }

    /// <summary>Writes a leaf's number beside each of its rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MarkLeaf(ulong* entries, int count, byte leaf, byte* leafOfRow)
    {
        for (var i = 0; i < count; i++) leafOfRow[(uint)entries[i]] = leaf;
    }
}
