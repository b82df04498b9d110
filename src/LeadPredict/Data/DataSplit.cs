using LeadPredict.Numerics;

namespace LeadPredict.Data;

/// <summary>How rows are set aside for the test.</summary>
public enum SplitMethod
{
    /// <summary>The newest leads are the test, as in use: the model is made from the past.</summary>
    Time,
    /// <summary>Whole accounts at random.</summary>
    Group,
    /// <summary>Rows at random, the same share of positives on both sides.</summary>
    Random,
}

/// <summary>Rows to learn from and rows to judge on: disjoint, in ascending order, and no account on both sides. Immutable.</summary>
/// <param name="Method">How they were chosen.</param>
/// <param name="Train">Row numbers.</param>
/// <param name="Test">Row numbers.</param>
public sealed record DataSplit(SplitMethod Method, int[] Train, int[] Test)
{
    /// <summary>Divides rows before anything is fitted.</summary>
    /// <param name="labels">Labels of all rows.</param>
    /// <param name="times">Creation time of all rows, NaN for unknown (which trains); needed for <see cref="SplitMethod.Time"/>.</param>
    /// <param name="groups">Account of all rows, or null.</param>
    /// <param name="testShare">Share of the rows that are the test, 0 to 1.</param>
    public static DataSplit Make(SplitMethod method, byte[] labels, double[]? times, int[]? groups, double testShare, ulong seed)
    {
        var isTest = method switch
        {
            SplitMethod.Time when times is not null => Newest(times, testShare),
            SplitMethod.Group when groups is not null => RandomGroups(groups, testShare, seed),
            SplitMethod.Random when groups is not null => RandomGroups(groups, testShare, seed),
            SplitMethod.Random => Stratified(labels, testShare, seed),
            _ => throw new ArgumentException($"A split by {method} needs that column.", nameof(method)),
        };
        if (method == SplitMethod.Time && groups is not null) return WithoutDividedAccounts(isTest, groups);
        return Of(method, isTest, static _ => true);
    }

    // An account that the cut divides may be on one side only. Its older leads leave the training side, so that the test keeps every new lead; but
    // where that would cost half of the training rows, its newer leads leave the test.
    static DataSplit WithoutDividedAccounts(bool[] isTest, int[] groups)
    {
        var tested = new HashSet<int>();
        var trained = new HashSet<int>();
        for (var row = 0; row < groups.Length; row++) (isTest[row] ? tested : trained).Add(groups[row]);
        var trainRows = isTest.Count(t => !t);
        var trainRowsKept = 0;
        for (var row = 0; row < groups.Length; row++)
            if (!isTest[row] && !tested.Contains(groups[row])) trainRowsKept++;
        return 2 * trainRowsKept >= trainRows
            ? Of(SplitMethod.Time, isTest, row => isTest[row] || !tested.Contains(groups[row]))
            : Of(SplitMethod.Time, isTest, row => !isTest[row] || !trained.Contains(groups[row]));
    }

    static DataSplit Of(SplitMethod method, bool[] isTest, Func<int, bool> keep) =>
        new DataSplit(method, RowSelection.Positions(isTest.Length, r => keep(r) && !isTest[r]), RowSelection.Positions(isTest.Length, r => keep(r) && isTest[r]));

    static bool[] Newest(double[] times, double share)
    {
        var known = times.Where(t => !double.IsNaN(t)).Order().ToArray();
        var isTest = new bool[times.Length];
        if (known.Length == 0) return isTest;
        // Leads of one moment stay together, and those of the first moment train: without them nothing would.
        var cut = known[Math.Clamp((int)((1 - share) * known.Length), 0, known.Length - 1)];
        if (cut == known[0]) cut = known.FirstOrDefault(t => t > known[0], double.PositiveInfinity);
        for (var row = 0; row < times.Length; row++) isTest[row] = times[row] >= cut;
        return isTest;
    }

    static bool[] RandomGroups(int[] groups, double share, ulong seed)
    {
        var random = new DeterministicRandom(seed, stream: 101);
        var order = groups.Distinct().ToArray();
        random.Shuffle<int>(order);
        var sizes = groups.CountBy(g => g).ToDictionary();
        var chosen = new HashSet<int>();
        long rows = 0;
        foreach (var group in order)
        {
            if (rows >= share * groups.Length) break;
            chosen.Add(group);
            rows += sizes[group];
        }
        return [.. groups.Select(chosen.Contains)];
    }

    static bool[] Stratified(byte[] labels, double share, ulong seed)
    {
        var random = new DeterministicRandom(seed, stream: 102);
        var isTest = new bool[labels.Length];
        for (byte label = 0; label < 2; label++)
        {
            var wanted = label;
            var rows = RowSelection.Positions(labels.Length, r => labels[r] == wanted);
            random.Shuffle<int>(rows);
            foreach (var row in rows.AsSpan(0, (int)Math.Round(share * rows.Length))) isTest[row] = true;
        }
        return isTest;
    }

    /// <summary>
    /// Fold of each of <paramref name="rows"/>, 0 … <paramref name="folds"/> - 1: accounts stay together, else each class is dealt out evenly.
    /// </summary>
    public static int[] Folds(int[] rows, byte[] labels, int[]? groups, int folds, ulong seed)
    {
        var random = new DeterministicRandom(seed, stream: 103);
        var result = new int[rows.Length];
        if (groups is not null)
        {
            var order = rows.Select(r => groups[r]).Distinct().ToArray();
            random.Shuffle<int>(order);
            var foldOf = new Dictionary<int, int>(order.Length);
            for (var i = 0; i < order.Length; i++) foldOf[order[i]] = i % folds;
            for (var i = 0; i < rows.Length; i++) result[i] = foldOf[groups[rows[i]]];
            return result;
        }
        for (byte label = 0; label < 2; label++)
        {
            var wanted = label;
            var positions = RowSelection.Positions(rows.Length, i => labels[rows[i]] == wanted);
            random.Shuffle<int>(positions);
            for (var i = 0; i < positions.Length; i++) result[positions[i]] = i % folds;
        }
        return result;
    }
}
