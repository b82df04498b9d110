using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Finds numbers that are computed from the outcomes of the very leads they stand beside: an account's wins that count this one, a source's rate
/// over the whole file. A rate known beforehand differs from that of these leads by the noise of their draw; one that lies closer than that
/// noise allows was computed from them. Thread safe.
/// </summary>
sealed class AggregateTests
{
    const int LeastGroups = 12;
    const double SameInGroup = 0.98;
    const double TooClose = 0.25;
    // Of the standard normal: about one in three million.
    const double TooCloseZ = -5;
    const int LeastTurns = 20;
    const double RightTurns = 0.95;

    readonly LeadTable _table;
    // What may hold many leads together: the account, and each category with repeated levels.
    readonly List<(string Name, int[] GroupOf)> _groupings = [];
    // Rows whose account has others, by account, then by time; empty without both.
    readonly int[] _byAccount = [];

    public AggregateTests(LeadTable table)
    {
        _table = table;
        if (table.Groups is { } groups)
        {
            _groupings.Add(("account", groups));
            if (table.Times is { } times) _byAccount = InOrder(groups, times);
        }
        for (var i = 0; i < table.Schema.Columns.Count; i++)
            if (table.Codes[i] is { } codes && table.Levels[i]!.Count >= LeastGroups && table.Levels[i]!.Count * 2 <= table.RowCount) _groupings.Add((table.Schema.Columns[i].Name, codes));
    }

    static int[] InOrder(int[] groups, double[] times)
    {
        var sizes = new int[groups.Max() + 1];
        foreach (var group in groups) sizes[group]++;
        var rows = Enumerable.Range(0, groups.Length).Where(r => sizes[groups[r]] > 1 && !double.IsNaN(times[r])).ToArray();
        Array.Sort(rows, (a, b) => groups[a] != groups[b] ? groups[a].CompareTo(groups[b]) : times[a] != times[b] ? times[a].CompareTo(times[b]) : a.CompareTo(b));
        return rows;
    }

    public Suspicion? OfOutcomes(int at)
    {
        if (_table.Numbers[at] is not { } values || _table.Schema.Columns[at].Kind != ColumnKind.Number) return null;
        foreach (var (name, groupOf) in _groupings)
        {
            if (ByGroup(values, groupOf, _table.Labels) is { } groups && (IsOutcome(groups, ofSums: false) || IsOutcome(groups, ofSums: true)))
                return new(LeakKind.Aggregate, Suspicion.Text(
                    $"one value for each '{name}', and nearer to the outcomes of these very leads than chance lets anything known before be ({groups.Count} groups)"), Overwhelming: true);
        }
        return _byAccount.Length > 0 ? Running(values, _table.Groups!, _byAccount, _table.Labels) : null;
    }

    readonly record struct GroupTotals(double Value, int Rows, int Positives);

    // Null unless nearly every row has its group's one value.
    static List<GroupTotals>? ByGroup(float[] values, int[] groupOf, byte[] labels)
    {
        var count = groupOf.Max() + 1;
        var (first, rows, positives) = (new float[count], new int[count], new int[count]);
        int known = 0, different = 0, repeated = 0;
        for (var row = 0; row < values.Length; row++)
        {
            var group = groupOf[row];
            if (group < 0 || float.IsNaN(values[row])) continue;
            known++;
            if (rows[group]++ == 0) first[group] = values[row];
            else
            {
                repeated++;
                if (values[row] != first[group] && ++different > (1 - SameInGroup) * values.Length) return null;
            }
            positives[group] += labels[row];
        }
        if (repeated == 0 || different > (1 - SameInGroup) * repeated || known * 2 < values.Length) return null;
        var result = new List<GroupTotals>();
        for (var group = 0; group < count; group++)
            if (rows[group] > 1) result.Add(new(first[group], rows[group], positives[group]));
        return result.Count >= LeastGroups ? result : null;
    }

    // The groups' outcomes on a line over the column's values; what is left, in units of the noise of drawing as many leads at the rate of the line.
    static bool IsOutcome(List<GroupTotals> groups, bool ofSums)
    {
        var targets = groups.Select(g => ofSums ? g.Positives : g.Positives / (double)g.Rows).ToArray();
        var weights = groups.Select(g => ofSums ? 1.0 / g.Rows : g.Rows).ToArray();
        var total = weights.Sum();
        double meanX = 0, meanY = 0;
        for (var i = 0; i < groups.Count; i++) (meanX, meanY) = (meanX + weights[i] / total * groups[i].Value, meanY + weights[i] / total * targets[i]);
        double xx = 0, xy = 0, yy = 0;
        for (var i = 0; i < groups.Count; i++)
        {
            var (x, y) = (groups[i].Value - meanX, targets[i] - meanY);
            (xx, xy, yy) = (xx + weights[i] * x * x, xy + weights[i] * x * y, yy + weights[i] * y * y);
        }
        if (xx <= 0 || yy <= 0) return false;
        var left = Math.Max(0, yy - xy * xy / xx);
        double positives = groups.Sum(g => g.Positives), rows = groups.Sum(g => g.Rows);
        double noise = 0;
        foreach (var g in groups)
        {
            // Drawn to the whole: a group of all won leads has noise, too.
            var rate = (g.Positives + positives / rows) / (g.Rows + 1);
            noise += rate * (1 - rate);
        }
        // The outcomes must differ by more than their noise would let them on one line, or anything lies on it.
        if (noise <= 0 || yy < noise / 2) return false;
        double freedom = groups.Count - 2, ratio = left / noise;
        // The cube root of a chi-squared over its freedom is nearly normal (Wilson and Hilferty 1931).
        var z = (Math.Cbrt(ratio) - (1 - 2 / (9 * freedom))) / Math.Sqrt(2 / (9 * freedom));
        return ratio < TooClose && z < TooCloseZ;
    }

    // A count that goes up with a lead's own outcome; one that goes up with the lead before knows only the past.
    static Suspicion? Running(float[] values, int[] accounts, int[] order, byte[] labels)
    {
        int turns = 0, own = 0, before = 0;
        for (var i = 1; i < order.Length; i++)
        {
            var (row, last) = (order[i], order[i - 1]);
            if (accounts[row] != accounts[last] || labels[row] == labels[last]) continue;
            var step = values[row] - values[last];
            if (float.IsNaN(step)) continue;
            turns++;
            if (step == labels[row]) own++;
            if (step == labels[last]) before++;
        }
        return turns < LeastTurns || own < RightTurns * turns || before >= RightTurns * turns ? null
            : new(LeakKind.Aggregate, Suspicion.Text($"within an account it goes up with the lead's own outcome, not with those before ({own} of {turns} times)"), Overwhelming: true);
    }
}
