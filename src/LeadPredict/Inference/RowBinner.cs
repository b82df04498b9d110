using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LeadPredict.Boosting;

namespace LeadPredict.Inference;

/// <summary>
/// Finds the bins of encoded rows, the same as <see cref="FeatureBinner.Bin(int, float)"/>, without a branch on the value: a number counts the thresholds
/// below it in two vector steps, among 16 that stand for groups and then in one group of 16. Only for the features it is asked for. Immutable, thread safe.
/// </summary>
sealed class RowBinner
{
    const int Group = 16;

    readonly record struct Number(int Feature, int Slot, int Edges, byte Groups, byte MissingBin);
    readonly record struct Category(int Feature, int Slot, byte Levels);

    readonly Number[] _numbers;
    readonly Category[] _categories;
    // For each number: where there are several groups, the last edge of each but the last; then the groups. Filled up with +infinity, below nothing.
    readonly float[] _edges;

    /// <param name="features">Features to bin; their positions here are the slots of the bins.</param>
    public RowBinner(FeatureBinner binner, ReadOnlySpan<int> features)
    {
        var numbers = new List<Number>(features.Length);
        var categories = new List<Category>();
        var edges = new List<float>();
        for (var slot = 0; slot < features.Length; slot++)
        {
            var f = features[slot];
            var missingBin = (byte)binner.MissingBin(f);
            if (binner.Kinds[f].IsCategory)
            {
                categories.Add(new Category(f, slot, missingBin));
                continue;
            }
            var thresholds = binner.Thresholds(f);
            var groups = Math.Max(1, (thresholds.Length + Group - 1) / Group);
            numbers.Add(new Number(f, slot, edges.Count, (byte)groups, missingBin));
            if (groups > 1)
                for (var g = 0; g < Group; g++) edges.Add(g < groups - 1 ? thresholds[Group * g + Group - 1] : float.PositiveInfinity);
            for (var i = 0; i < Group * groups; i++) edges.Add(Edge(thresholds, i));
        }
        _numbers = [.. numbers];
        _categories = [.. categories];
        _edges = [.. edges];
    }

    static float Edge(ReadOnlySpan<float> thresholds, int i) => i < thresholds.Length ? thresholds[i] : float.PositiveInfinity;

    /// <summary>Bytes that the edges take.</summary>
    public long Bytes => _edges.LongLength * sizeof(float);

    /// <summary>Writes the bin of each slot's feature.</summary>
    /// <param name="row">Encoded row, length F, NaN is missing.</param>
    /// <param name="binsOut">Length of the slots.</param>
    public void Bin(ReadOnlySpan<float> row, Span<byte> binsOut)
    {
        ref var edges = ref MemoryMarshal.GetArrayDataReference(_edges);
        foreach (ref readonly var number in _numbers.AsSpan())
        {
            var value = row[number.Feature];
            ref var first = ref Unsafe.Add(ref edges, number.Edges);
            int below;
            if (number.Groups == 1) below = CountBelow(ref first, value);
            else
            {
                var group = CountBelow(ref first, value);
                below = Group * group + CountBelow(ref Unsafe.Add(ref first, Group + Group * group), value);
            }
            // NaN is above nothing, so the count is 0 and the missing bin can be added.
            binsOut[number.Slot] = (byte)(below + (-Unsafe.BitCast<bool, byte>(float.IsNaN(value)) & number.MissingBin));
        }
        foreach (ref readonly var category in _categories.AsSpan())
        {
            var value = row[category.Feature];
            var code = (uint)(int)value;
            var known = code < category.Levels ? code : category.Levels - 1u;
            binsOut[category.Slot] = float.IsNaN(value) ? category.Levels : (byte)known;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static int CountBelow(ref float edges, float value)
    {
        if (Vector512.IsHardwareAccelerated)
            return BitOperations.PopCount(Vector512.LessThan(Vector512.LoadUnsafe(ref edges), Vector512.Create(value)).ExtractMostSignificantBits());
        if (Vector256.IsHardwareAccelerated)
        {
            var wide = Vector256.Create(value);
            return BitOperations.PopCount(Vector256.LessThan(Vector256.LoadUnsafe(ref edges), wide).ExtractMostSignificantBits()
                | Vector256.LessThan(Vector256.LoadUnsafe(ref edges, 8), wide).ExtractMostSignificantBits() << 8);
        }
        var narrow = Vector128.Create(value);
        return BitOperations.PopCount(Vector128.LessThan(Vector128.LoadUnsafe(ref edges), narrow).ExtractMostSignificantBits()
            | Vector128.LessThan(Vector128.LoadUnsafe(ref edges, 4), narrow).ExtractMostSignificantBits() << 4
            | Vector128.LessThan(Vector128.LoadUnsafe(ref edges, 8), narrow).ExtractMostSignificantBits() << 8
            | Vector128.LessThan(Vector128.LoadUnsafe(ref edges, 12), narrow).ExtractMostSignificantBits() << 12);
    }
}
