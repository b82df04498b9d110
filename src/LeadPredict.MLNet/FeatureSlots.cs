using LeadPredict.Boosting;

namespace LeadPredict.MLNet;

/// <summary>What a slot of ML.NET's feature vector says about a feature.</summary>
enum SlotMeaning
{
    /// <summary>The number itself; a missing one is read as <see cref="FeatureSlot.MissingAs"/>.</summary>
    Number,
    /// <summary>1 where the category's bin is <see cref="FeatureSlot.Bin"/>, else 0.</summary>
    Level,
    /// <summary>1 where the number is missing, else 0.</summary>
    MissingFlag,
}

/// <summary>One slot of ML.NET's feature vector.</summary>
/// <param name="Feature">The feature it comes from.</param>
/// <param name="Bin">The category's bin: its code, or the bin after the last code for missing. -1 at numbers.</param>
/// <param name="MissingAs">What a missing number is read as; NaN where ML.NET sees the NaN itself, which is below no threshold.</param>
readonly record struct FeatureSlot(int Feature, SlotMeaning Meaning, int Bin, float MissingAs)
{
    public static FeatureSlot Number(int feature, float missingAs) => new(feature, SlotMeaning.Number, -1, missingAs);
    public static FeatureSlot Level(int feature, int bin) => new(feature, SlotMeaning.Level, bin, float.NaN);
    public static FeatureSlot MissingFlag(int feature) => new(feature, SlotMeaning.MissingFlag, -1, float.NaN);
}

/// <summary>
/// LeadPredict's features as slots of ML.NET's feature vector, for training: one slot a number, one a code of a category, "other" and missing included.
/// No value is NaN: FastTree passes over rows that hold one. A missing number is smaller than all, so that trees can part it from the smallest; where
/// the training rows miss none of a column, it is read as their median, since nothing taught what its absence says. Immutable, thread safe.
/// </summary>
sealed class FeatureSlots
{
    /// <summary>Below every number.</summary>
    public const float BelowAll = float.MinValue;
    const int MostSampled = 200_000;

    readonly int[] _first;

    FeatureSlots(FeatureKind[] kinds, FeatureSlot[] slots, int[] first)
    {
        Kinds = kinds;
        Slots = slots;
        _first = first;
    }

    /// <summary>Kind of each feature.</summary>
    public FeatureKind[] Kinds { get; }
    /// <summary>The slots, in ascending order of features.</summary>
    public FeatureSlot[] Slots { get; }

    /// <summary>First slot of a feature.</summary>
    public int First(int feature) => _first[feature];

    /// <summary>First and last slot of each category: what ML.NET calls the categorical slot ranges.</summary>
    public int[] CategoryRanges => [.. Enumerable.Range(0, Kinds.Length).Where(f => Kinds[f].IsCategory).SelectMany(f => (int[])[_first[f], _first[f] + Kinds[f].Levels])];

    /// <summary>The slots that these rows need.</summary>
    public static FeatureSlots For(TrainingSet set, ReadOnlySpan<int> rows)
    {
        var slots = new List<FeatureSlot>();
        var first = new int[set.Kinds.Length];
        for (var f = 0; f < set.Kinds.Length; f++)
        {
            first[f] = slots.Count;
            if (set.Kinds[f].IsCategory)
                for (var bin = 0; bin <= set.Kinds[f].Levels; bin++) slots.Add(FeatureSlot.Level(f, bin));
            else slots.Add(FeatureSlot.Number(f, MissingAs(set, f, rows)));
        }
        return new FeatureSlots(set.Kinds, [.. slots], first);
    }

    static float MissingAs(TrainingSet set, int feature, ReadOnlySpan<int> rows)
    {
        foreach (var row in rows)
            if (float.IsNaN(set.Columns[feature][row])) return BelowAll;
        var sample = new float[Math.Min(rows.Length, MostSampled)];
        for (var i = 0; i < sample.Length; i++) sample[i] = set.Columns[feature][rows[(int)((long)i * rows.Length / sample.Length)]];
        Array.Sort(sample);
        return sample.Length == 0 ? BelowAll : sample[sample.Length / 2];
    }

    /// <summary>The number that a slot shows for an encoded value: finite, never NaN.</summary>
    public float Shown(int slot, float value) => float.IsNaN(value) ? Slots[slot].MissingAs : Math.Clamp(value, float.MinValue, float.MaxValue);
}
