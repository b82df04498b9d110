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
    const int MostPositives = 10_000;
    const int MostNegatives = 20_000;

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

    public GuardSample(LeadTable table, ulong seed)
    {
        var random = new DeterministicRandom(seed, stream: 501);
        Rows = [.. Draw(table.Labels, 1, MostPositives, random).Concat(Draw(table.Labels, 0, MostNegatives, random)).Order()];
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
