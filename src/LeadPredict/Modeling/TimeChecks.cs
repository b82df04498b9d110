using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Inference;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>
/// What a test by time can tell beside its metrics: how a random split would have flattered, how the model ages by the month, and how the newest leads
/// differ from those before. A function of its arguments, whatever the threads.
/// </summary>
sealed class TimeChecks(LeadTable table, DataSplit split, BoostingOptions options, CancellationToken ct)
{
    const double Month = 365.25 / 12;
    // Beyond it another fit is minutes, and its answer is known: as many leads as that change slowly.
    const int MostRowsForRandom = 200_000;
    const int LeastOfMonth = 30;
    const int MostPerSide = 3000, LeastPerSide = 100, ShiftFolds = 3;

    static readonly BoostingOptions s_teller = new()
    {
        Trees = 40,
        Leaves = 8,
        Depth = 3,
        LearningRate = 0.15,
        Members = 1,
        LinearStart = 0,
        EarlyStoppingRounds = 0,
        RowSampling = 1,
        ColumnSampling = 1,
    };

    /// <summary>Judges the recipe on leads at random, trained on as many leads as the model judged by time.</summary>
    /// <param name="probabilities">Trains on the first rows and predicts the second.</param>
    public SplitComparison? AgainstRandom(EvaluationReport byTime, double testShare, Func<int[], int[], double[]> probabilities)
    {
        if (table.RowCount > MostRowsForRandom) return null;
        var random = DataSplit.Make(SplitMethod.Random, table.Labels, null, table.Groups, testShare, options.Seed + 7);
        var train = random.Train;
        if (table.Weights is { } weights) train = RowSelection.Where(train, i => weights[random.Train[i]] > 0);
        if (train.Length > split.Train.Length) train = Draw(train, split.Train.Length, 701);
        if (!HasBoth(train) || !HasBoth(random.Test)) return null;
        var auc = EvaluationReport.Compute(probabilities(train, random.Test), Labels(random.Test), Groups(random.Test), options.Seed).RocAuc;
        // The two tests share few leads: their variances are added.
        var error = Math.Sqrt(Squared(auc) + Squared(byTime.RocAuc));
        var gap = auc.Value - byTime.RocAuc.Value;
        return new(auc, byTime.RocAuc, new(gap, gap - error, gap + error));

        static double Squared(MetricValue m) => (m.High - m.Low) * (m.High - m.Low) / 4;
    }

    /// <summary>The leads of <paramref name="rows"/> by months since <paramref name="origin"/>.</summary>
    public IEnumerable<ModelAge> ByAge(double origin, int[] rows, double[] probabilities)
    {
        var months = Enumerable.Range(0, rows.Length).Where(i => table.Times![rows[i]] >= origin).GroupBy(i => 1 + (int)((table.Times![rows[i]] - origin) / Month)).OrderBy(g => g.Key);
        foreach (var month in months)
        {
            var own = month.ToArray();
            if (own.Length < LeastOfMonth) continue;
            var at = Array.ConvertAll(own, i => rows[i]);
            var predicted = Array.ConvertAll(own, i => probabilities[i]);
            yield return new(origin, month.Key, own.Length, at.Sum(r => table.Labels[r]), predicted.Average(), EvaluationReport.Compute(predicted, Labels(at), Groups(at), options.Seed).RocAuc);
        }
    }

    /// <summary>Origins before the split's own: the newest tenth, fifth … of the training leads become tests, each for a model of what came before.</summary>
    public IEnumerable<ModelAge> EarlierAges(int origins, double horizon, Func<int[], int[], double[]> probabilities)
    {
        var times = split.Train.Select(r => table.Times![r]).Where(t => !double.IsNaN(t)).Order().ToArray();
        for (var k = origins; k > 0; k--)
        {
            if (times.Length == 0) yield break;
            var cut = times[(int)(times.Length * (1 - Math.Min(0.6, 0.15 * k)))];
            var train = RowSelection.Where(split.Train, i => !(table.Times![split.Train[i]] >= cut - horizon));
            var trained = table.Groups is { } groups ? train.Select(r => groups[r]).ToHashSet() : null;
            var test = RowSelection.Positions(table.RowCount, r => table.Times![r] >= cut && trained?.Contains(table.Groups![r]) != true);
            if (!HasBoth(train) || !HasBoth(test)) continue;
            ct.ThrowIfCancellationRequested();
            foreach (var age in ByAge(cut, test, probabilities(train, test))) yield return age;
        }
    }

    /// <summary>Each feature from the training leads to the newest, largest shift first.</summary>
    public IReadOnlyList<ColumnShift> Columns(LeadEncoder encoder, EncodedColumn[] columns) =>
        [.. TrainingDistribution.Fit(encoder, columns, split.Train, table.Groups).Compare(encoder, columns, split.Test, table.Groups).OrderByDescending(c => c.Size).ThenBy(c => c.Column, StringComparer.Ordinal)];

    /// <summary>
    /// Cross-fitted AUC of a few trees that tell the newest leads from the training leads by all features together; 0.5 where nothing has changed. With a 95%
    /// interval in which an account counts once.
    /// </summary>
    public MetricValue? ToldApart(TrainingSet set)
    {
        if (Math.Min(split.Train.Length, split.Test.Length) < LeastPerSide) return null;
        int[] rows = [.. Draw(split.Train, MostPerSide, 702).Concat(Draw(split.Test, MostPerSide, 703))];
        var isNew = new HashSet<int>(split.Test);
        var labels = new byte[table.RowCount];
        foreach (var row in rows) labels[row] = isNew.Contains(row) ? (byte)1 : (byte)0;
        var folds = DataSplit.Folds(rows, labels, table.Groups, ShiftFolds, options.Seed + 704);
        var told = set with { Labels = Array.ConvertAll(labels, l => (float)l), Weights = null, Constraints = null };
        var logOdds = new double[rows.Length];
        using var booster = new GradientBooster(s_teller with { Threads = options.Threads, Seed = options.Seed });
        for (var fold = 0; fold < ShiftFolds; fold++)
        {
            var held = RowSelection.Positions(rows.Length, i => folds[i] == fold);
            var scorer = new EnsembleScorer(booster.Fit(told, RowSelection.Where(rows, i => folds[i] != fold), new Recipe(s_teller.Trees, 0, 1), ct: ct));
            var encoded = new float[set.Columns.Length];
            foreach (var i in held)
            {
                set.CopyRow(rows[i], encoded);
                logOdds[i] = scorer.LogOdds(encoded);
            }
        }
        var chance = Array.ConvertAll(logOdds, PortableMath.Sigmoid);
        return EvaluationReport.Compute(chance, Array.ConvertAll(rows, r => labels[r]), Groups(rows), options.Seed).RocAuc;
    }

    int[] Draw(int[] rows, int most, ulong stream)
    {
        if (rows.Length <= most) return rows;
        var drawn = (int[])rows.Clone();
        new DeterministicRandom(options.Seed, stream).Shuffle<int>(drawn);
        var kept = drawn[..most];
        Array.Sort(kept);
        return kept;
    }

    bool HasBoth(int[] rows) => rows.Any(r => table.Labels[r] == 0) && rows.Any(r => table.Labels[r] == 1);

    byte[] Labels(int[] rows) => Array.ConvertAll(rows, r => table.Labels[r]);

    int[] Groups(int[] rows) => Array.ConvertAll(rows, r => table.Groups is { } groups ? groups[r] : -1 - r);
}
