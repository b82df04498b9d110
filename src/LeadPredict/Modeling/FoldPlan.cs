using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>Which rows of a training side validate for which others. Accounts stay together.</summary>
/// <param name="Folds">Fold of each row, 0 … K - 1; -1 for rows that always train.</param>
/// <param name="Forward">Whether a fold learns from the folds before it alone.</param>
readonly record struct FoldPlan(int[] Folds, bool Forward)
{
    const int MostRowsForFolds = 60_000;
    const int FoldCount = 5;
    const int Blocks = 5;
    const double ValidationShare = 0.15;

    /// <summary>For the number of trees and for the calibrator: five folds, or with many rows one validation part, the newest leads where time is known.</summary>
    public static FoldPlan ForChoosing(LeadTable table, int[] rows, SplitMethod? split, ulong seed)
    {
        if (rows.Length <= MostRowsForFolds) return new(DataSplit.Folds(rows, table.Labels, table.Groups, FoldCount, seed), Forward: false);
        var labels = Array.ConvertAll(rows, r => table.Labels[r]);
        var times = table.Times is null ? null : Array.ConvertAll(rows, r => table.Times[r]);
        var groups = table.Groups is null ? null : Array.ConvertAll(rows, r => table.Groups[r]);
        var parts = DataSplit.Make(FollowsTime(table, split) ? SplitMethod.Time : SplitMethod.Random, labels, times, groups, ValidationShare, seed + 2);
        var folds = new int[rows.Length];
        Array.Fill(folds, -1);
        foreach (var i in parts.Test) folds[i] = 0;
        return new(folds, Forward: false);
    }

    /// <summary>For judging options: where time counts, blocks in its order, each judged by what comes before it; else five folds.</summary>
    public static FoldPlan ForTuning(LeadTable table, int[] rows, SplitMethod? split, ulong seed) =>
        FollowsTime(table, split) && InTime(table, rows) is { } folds
            ? new(folds, Forward: true)
            : new(DataSplit.Folds(rows, table.Labels, table.Groups, FoldCount, seed), Forward: false);

    static bool FollowsTime(LeadTable table, SplitMethod? split) => table.Times is not null && split is null or SplitMethod.Time && table.Times is not null;

    // An account stands where its newest lead stands: then it is in one block, and no block learns from a lead newer than itself. Leads of one moment
    // are in one block, those of unknown time in the first, which only trains. Null when all are of one moment.
    static int[]? InTime(LeadTable table, int[] rows)
    {
        var newest = new Dictionary<int, double>();
        foreach (var row in rows)
        {
            var account = Account(row);
            newest[account] = Math.Max(newest.GetValueOrDefault(account, double.NegativeInfinity), Time(row));
        }
        var blockOf = new Dictionary<double, int>();
        var before = 0;
        foreach (var moment in rows.CountBy(row => newest[Account(row)]).OrderBy(m => m.Key))
        {
            blockOf[moment.Key] = (int)((before + moment.Value / 2.0) * Blocks / rows.Length);
            before += moment.Value;
        }
        var used = blockOf.Values.Distinct().Order().ToArray();
        return used.Length < 2 ? null : [.. rows.Select(row => Array.IndexOf(used, blockOf[newest[Account(row)]]) - 1)];

        int Account(int row) => table.Groups?[row] ?? row;
        double Time(int row) => double.IsNaN(table.Times![row]) ? double.NegativeInfinity : table.Times[row];
    }
}
