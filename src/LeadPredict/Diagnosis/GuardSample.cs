using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Diagnosis;

/// <summary>
/// The rows that the guard looks at: all of them, or of many a draw within each outcome. Every measure of the guard is made of shares within the
/// outcomes, so the draw does not bend it. Immutable, thread safe.
/// </summary>
sealed class GuardSample
{
    public const int Folds = 5;
    const int MostRows = 30_000, LeastRows = 6_000;
    const int MostValues = 10_000_000;

    /// <summary>Row numbers in the table, ascending; length m.</summary>
    public int[] Rows { get; }
    /// <summary>Labels 0 and 1 of those rows.</summary>
    public byte[] Labels { get; }
    /// <summary>Fold of those rows, 0 … 4; an account is in one.</summary>
    public int[] FoldOf { get; }
    public int Positives { get; }
    public int Negatives => Labels.Length - Positives;
    /// <summary>Share of positives in the whole table.</summary>
    public double BaseRate { get; }

    /// <param name="columns">Number of columns that will be looked at: very wide tables get fewer rows.</param>
    public GuardSample(LeadTable table, int columns, ulong seed)
    {
        // A third positive ones, where there are so many.
        var third = Math.Clamp(MostValues / columns, LeastRows, MostRows) / 3;
        var random = new DeterministicRandom(seed, stream: 501);
        Rows = [.. Draw(table.Labels, 1, third, random).Concat(Draw(table.Labels, 0, 2 * third, random)).Order()];
        Labels = [.. Rows.Select(r => table.Labels[r])];
        Positives = Labels.Count(l => l == 1);
        BaseRate = table.Labels.Count(l => l == 1) / (double)table.RowCount;
        FoldOf = DataSplit.Folds(Rows, table.Labels, table.Groups, Folds, seed + 501);
    }

    static int[] Draw(byte[] labels, byte label, int most, DeterministicRandom random)
    {
        var rows = new List<int>();
        for (var row = 0; row < labels.Length; row++)
            if (labels[row] == label) rows.Add(row);
        if (rows.Count <= most) return [.. rows];
        var all = rows.ToArray();
        // The first draws of a Fisher-Yates shuffle.
        for (var i = 0; i < most; i++)
        {
            var other = i + random.NextInt(all.Length - i);
            (all[i], all[other]) = (all[other], all[i]);
        }
        return all[..most];
    }
}
