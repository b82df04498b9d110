using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

public sealed partial class LeadTrainer
{
    /// <summary>The part of the training side whose model is compared with the whole one's for the leads' intervals.</summary>
    const double PartForIntervals = 0.4;
    const int LeastRowsOfPart = 50;
    const int LeastOfClassInPart = 5;
    // Above so many rows one held-out fifth chooses the number of trees as well as five would.
    const int FewRows = 4000;

    /// <summary>
    /// The first rows of a random order of accounts (or rows) that make up <paramref name="share"/> of <paramref name="rows"/>: parts of another share
    /// hold one another.
    /// </summary>
    static int[] PartOf(LeadTable table, int[] rows, double share, ulong seed)
    {
        var random = new DeterministicRandom(seed, stream: 301);
        var units = rows.Select(r => table.Groups?[r] ?? r).Distinct().ToArray();
        random.Shuffle<int>(units);
        var sizes = rows.CountBy(r => table.Groups?[r] ?? r).ToDictionary();
        var kept = new HashSet<int>();
        var count = 0;
        foreach (var unit in units)
        {
            if (count >= share * rows.Length) break;
            kept.Add(unit);
            count += sizes[unit];
        }
        return RowSelection.Where(rows, i => kept.Contains(table.Groups?[rows[i]] ?? rows[i]));
    }

    /// <summary>A model made from a part of the training side as the whole one is, judged on other rows.</summary>
    sealed record PartModel(double Share, int[] Rows, int Positives, double[] LogOdds);

    /// <summary>Null where the part holds too little to learn from.</summary>
    PartModel? FitPart(LeadTable table, BoostingOptions options, int[] train, double share, int[] test)
    {
        var rows = PartOf(table, train, share, _options.Seed);
        var positives = rows.Count(r => table.Labels[r] == 1);
        if (rows.Length < LeastRowsOfPart || Math.Min(positives, rows.Length - positives) < LeastOfClassInPart) return null;
        using var trainer = NewTrainer(options);
        var set = Encode(table, rows, out var encoder);
        var folds = DataSplit.Folds(rows, table.Labels, table.Groups, Folds, _options.Seed);
        if (rows.Length > FewRows)
            for (var i = 0; i < folds.Length; i++) folds[i] = folds[i] == 0 ? 0 : -1;
        var (recipe, _) = trainer.Choose(set, rows, folds, progress: null, ct: _ct);
        var ensemble = trainer.Fit(set, rows, recipe, null, _ct);
        return new PartModel(share, rows, positives, LogOdds(new Fitted(encoder, ensemble, set, 0), test));
    }
}
