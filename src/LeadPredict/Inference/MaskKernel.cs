using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LeadPredict.Inference;

/// <summary>
/// The inner loops over <see cref="LeafMasks"/>: AND the rows of a block's features, count trailing zeros, add leaf values in order of trees. Reads the
/// tables without bounds checks; every number in them was made by the builder, and a bin is one of its feature's.
/// </summary>
static class MaskKernel
{
    /// <summary>Adds every tree's leaf to <paramref name="sum"/> for one row of leads.</summary>
    /// <param name="bins">A bin for each slot.</param>
    /// <param name="starts">Scratch of the length of the slots.</param>
    [SkipLocalsInit]
    public static double Add(LeafMasks masks, ReadOnlySpan<byte> bins, Span<int> starts, double sum)
    {
        Start(masks, bins, starts);
        var blocks = masks.Blocks;
        ref var start = ref MemoryMarshal.GetReference(starts);
        ref var index = ref MemoryMarshal.GetArrayDataReference(masks.Index);
        ref var values = ref MemoryMarshal.GetArrayDataReference(masks.LeafValues);
        ref var words = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Words), masks.FirstWord);
        Span<ulong> scratch = stackalloc ulong[2 * LeafMasks.WordsPerRow];
        ref var left = ref OnCacheLine(scratch);
        for (var b = 0; b < blocks.Length; b++)
        {
            ref readonly var block = ref blocks[b];
            ref var asked = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Asked), block.Asked);
            And(ref Unsafe.Add(ref words, block.Masks), ref asked, block.AskedCount, ref start, ref Unsafe.Add(ref index, b), ref left);
            sum = AddLeaves(ref left, block, ref Unsafe.Add(ref values, block.Leaves), sum);
        }
        return sum;
    }

    /// <summary>Writes where each slot's bin, and the slot after the last, has its numbers of rows.</summary>
    /// <param name="bins">A bin for each slot.</param>
    /// <param name="startsOut">One more than the slots.</param>
    public static void Start(LeafMasks masks, ReadOnlySpan<byte> bins, Span<int> startsOut)
    {
        var blocks = masks.Blocks.Length;
        ref var slotStart = ref MemoryMarshal.GetArrayDataReference(masks.SlotStart);
        for (var slot = 0; slot < bins.Length; slot++) startsOut[slot] = (Unsafe.Add(ref slotStart, slot) + bins[slot]) * blocks;
        startsOut[bins.Length] = Unsafe.Add(ref slotStart, bins.Length) * blocks;
    }

    /// <summary>Writes the bits that no feature of a block rules out, eight words.</summary>
    /// <param name="starts">As <see cref="Start"/> wrote them.</param>
    public static void And(LeafMasks masks, int block, ReadOnlySpan<int> starts, ref ulong leftOut)
    {
        ref readonly var of = ref masks.Blocks[block];
        And(
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Words), masks.FirstWord + of.Masks),
            ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Asked), of.Asked), of.AskedCount,
            ref MemoryMarshal.GetReference(starts), ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Index), block), ref leftOut);
    }

    /// <summary>As <see cref="Add(LeafMasks, ReadOnlySpan{byte}, Span{int}, double)"/> for many rows: each block's tables stay in the cache for all of them.</summary>
    /// <param name="starts">For each row and slot <see cref="LeafMasks.SlotStart"/> plus the bin, row after row.</param>
    /// <param name="sums">For each row what is added to.</param>
    [SkipLocalsInit]
    public static void Add(LeafMasks masks, ReadOnlySpan<int> starts, Span<double> sums)
    {
        var slots = masks.SlotStart.Length;
        var entries = masks.BlockIndex.Length / Math.Max(1, masks.Blocks.Length);
        ref var index = ref MemoryMarshal.GetArrayDataReference(masks.BlockIndex);
        ref var values = ref MemoryMarshal.GetArrayDataReference(masks.LeafValues);
        ref var words = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Words), masks.FirstWord);
        Span<ulong> scratch = stackalloc ulong[2 * LeafMasks.WordsPerRow];
        ref var left = ref OnCacheLine(scratch);
        for (var b = 0; b < masks.Blocks.Length; b++)
        {
            ref readonly var block = ref masks.Blocks[b];
            ref var asked = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(masks.Asked), block.Asked);
            ref var rows = ref Unsafe.Add(ref words, block.Masks);
            ref var ofBlock = ref Unsafe.Add(ref index, b * entries);
            ref var leaves = ref Unsafe.Add(ref values, block.Leaves);
            ref var start = ref MemoryMarshal.GetReference(starts);
            foreach (ref var sum in sums)
            {
                And(ref rows, ref asked, block.AskedCount, ref start, ref ofBlock, ref left);
                sum = AddLeaves(ref left, block, ref leaves, sum);
                start = ref Unsafe.Add(ref start, slots);
            }
        }
    }

    // A store across two lines would not be forwarded to the loads that follow it.
    static unsafe ref ulong OnCacheLine(Span<ulong> scratch)
    {
        ref var first = ref MemoryMarshal.GetReference(scratch);
        return ref Unsafe.AddByteOffset(ref first, (nuint)(64 - ((nint)Unsafe.AsPointer(ref first) & 63) & 63));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static nuint Row(ref ushort asked, nint i, ref int start, ref ushort index) =>
        (nuint)Unsafe.Add(ref index, (nint)(uint)Unsafe.Add(ref start, (nint)Unsafe.Add(ref asked, i))) * LeafMasks.WordsPerRow;

    // Four features a step: the builder fills the list up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void And(ref ulong rows, ref ushort asked, nint count, ref int start, ref ushort index, ref ulong leftOut)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<ulong> a = Vector512<ulong>.AllBitsSet, b = a;
            for (nint i = 0; i < count; i += 4)
            {
                a &= Vector512.LoadUnsafe(ref rows, Row(ref asked, i, ref start, ref index)) & Vector512.LoadUnsafe(ref rows, Row(ref asked, i + 1, ref start, ref index));
                b &= Vector512.LoadUnsafe(ref rows, Row(ref asked, i + 2, ref start, ref index)) & Vector512.LoadUnsafe(ref rows, Row(ref asked, i + 3, ref start, ref index));
            }
            (a & b).StoreUnsafe(ref leftOut);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ulong> low = Vector256<ulong>.AllBitsSet, high = low;
            for (nint i = 0; i < count; i += 2)
            {
                var first = Row(ref asked, i, ref start, ref index);
                var second = Row(ref asked, i + 1, ref start, ref index);
                low &= Vector256.LoadUnsafe(ref rows, first) & Vector256.LoadUnsafe(ref rows, second);
                high &= Vector256.LoadUnsafe(ref rows, first + 4) & Vector256.LoadUnsafe(ref rows, second + 4);
            }
            low.StoreUnsafe(ref leftOut);
            high.StoreUnsafe(ref leftOut, 4);
        }
        else
        {
            Vector128<ulong> a = Vector128<ulong>.AllBitsSet, b = a, c = a, d = a;
            for (nint i = 0; i < count; i++)
            {
                var row = Row(ref asked, i, ref start, ref index);
                a &= Vector128.LoadUnsafe(ref rows, row);
                b &= Vector128.LoadUnsafe(ref rows, row + 2);
                c &= Vector128.LoadUnsafe(ref rows, row + 4);
                d &= Vector128.LoadUnsafe(ref rows, row + 6);
            }
            a.StoreUnsafe(ref leftOut);
            b.StoreUnsafe(ref leftOut, 2);
            c.StoreUnsafe(ref leftOut, 4);
            d.StoreUnsafe(ref leftOut, 6);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static double AddLeaves(ref ulong left, in TreeBlock block, ref double leaves, double sum)
    {
        if (block.Width == 32)
        {
            ref var bits = ref Unsafe.As<ulong, uint>(ref left);
            if (block.Trees == 16)
            {
                sum += Unsafe.Add(ref leaves, BitOperations.TrailingZeroCount(bits));
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 1)) + 32);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 2)) + 64);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 3)) + 96);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 4)) + 128);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 5)) + 160);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 6)) + 192);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 7)) + 224);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 8)) + 256);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 9)) + 288);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 10)) + 320);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 11)) + 352);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 12)) + 384);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 13)) + 416);
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 14)) + 448);
                return sum + Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, 15)) + 480);
            }
            for (nint tree = 0; tree < block.Trees; tree++)
                sum += Unsafe.Add(ref leaves, (nint)BitOperations.TrailingZeroCount(Unsafe.Add(ref bits, tree)) + 32 * tree);
            return sum;
        }
        return AddOtherLeaves(ref left, block, ref leaves, sum);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    static double AddOtherLeaves(ref ulong left, in TreeBlock block, ref double leaves, double sum)
    {
        for (int tree = 0, bit = 0; tree < block.Trees; tree++, bit += block.Width, leaves = ref Unsafe.Add(ref leaves, block.Width))
        {
            var word = bit >> 6;
            // Bits of the next tree in the word lie above this one's, of which one is always set.
            var bits = Unsafe.Add(ref left, word) >> (bit & 63);
            while (bits == 0) bits = Unsafe.Add(ref left, ++word);
            sum += Unsafe.Add(ref leaves, 64 * (word - (bit >> 6)) + BitOperations.TrailingZeroCount(bits));
        }
        return sum;
    }
}
