using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>
/// The folds of a cross-validation, binned and ready: fits logistic regressions and boosting runs on each fold's training rows and pools
/// their losses on the held-out rows. Not thread safe; parallel inside.
/// </summary>
sealed class CrossValidation : IDisposable
{
    const int TreesAtATime = 8;

    readonly BoostingOptions _options;
    readonly WorkerTeam _team;
    readonly Fold[] _folds;
    readonly int _rowCount;

    /// <summary>
    /// One fold: training rows, held-out rows (their positions in the caller's list, and among all held-out rows of that list), and the start fitted on
    /// the former.
    /// </summary>
    sealed class Fold(TrainingSet set, int[] trainRows, TrainingRows train, TrainingRows held, int[] positions, int[] heldPositions) : IDisposable
    {
        public TrainingRows Train => train;
        public TrainingRows Held => held;
        public int[] Positions => positions;
        public int[] HeldPositions => heldPositions;
        public TrainingSet Set => set;
        public int[] TrainRows => trainRows;
        public (double Bias, AdditiveTerms Terms)? Start;

        public void Dispose()
        {
            train.Table.Dispose();
            held.Table.Dispose();
        }
    }

    CrossValidation(Fold[] folds, int rowCount, BoostingOptions options, WorkerTeam team)
    {
        _folds = folds;
        _rowCount = rowCount;
        _options = options;
        _team = team;
    }

    public static CrossValidation Create(TrainingSet set, int[] rows, int[] folds, bool forward, BoostingOptions options, WorkerTeam team)
    {
        // Bin edges come from all rows: they depend on no label, and one binning serves every fold.
        var binner = FeatureBinner.Fit(set.Columns, set.Kinds, rows, options.MaxBins);
        var count = folds.Max() + 1;
        var heldBefore = new int[rows.Length];
        for (var i = 1; i < heldBefore.Length; i++) heldBefore[i] = heldBefore[i - 1] + (folds[i - 1] >= 0 ? 1 : 0);
        var result = new Fold[count];
        for (var k = 0; k < count; k++)
        {
            var trainRows = RowSelection.Where(rows, i => forward ? folds[i] < k : folds[i] != k);
            var positions = RowSelection.Positions(rows.Length, i => folds[i] == k);
            var heldRows = Array.ConvertAll(positions, i => rows[i]);
            var train = GradientBooster.Gather(set, trainRows, BinnedTable.Create(binner, set.Columns, trainRows, team), options);
            var held = GradientBooster.Gather(set, heldRows, BinnedTable.Create(binner, set.Columns, heldRows, team), options);
            result[k] = new Fold(set, trainRows, train, held, positions, Array.ConvertAll(positions, p => heldBefore[p]));
        }
        return new CrossValidation(result, rows.Length, options, team);
    }

    /// <summary>
    /// Fits the logistic regression with each penalty on each fold and keeps the fits of the strongest penalty whose pooled loss is within one
    /// standard error of the least (Breiman et al. 1984, section 3.4.3, on paired losses): where the data cannot tell, the smaller weights carry
    /// further to leads of another kind.
    /// </summary>
    /// <param name="penalties">Ascending.</param>
    /// <returns>The penalty.</returns>
    public double ChooseLinearPenalty(double[] penalties, CancellationToken ct)
    {
        var held = _folds.Sum(f => f.Positions.Length);
        var starts = new (double Bias, AdditiveTerms Terms)[penalties.Length][];
        var losses = new float[penalties.Length][];
        for (var p = 0; p < penalties.Length; p++)
        {
            starts[p] = new (double, AdditiveTerms)[_folds.Length];
            losses[p] = new float[held];
        }
        for (var k = 0; k < _folds.Length; k++)
        {
            var fold = _folds[k];
            var regression = new LogisticRegression(fold.Train, LinearBasis.Fit(fold.Train.Table, fold.Set.Columns, fold.TrainRows, _team, fold.Set.Constraints), _team);
            for (var p = penalties.Length - 1; p >= 0; p--)
            {
                // From the strongest penalty down, each fit starts from the one before.
                regression.Fit(penalties[p], ct);
                starts[p][k] = regression.ToTerms();
                RowLosses(fold, GradientBooster.StartLogOdds(fold.Held.Table, starts[p][k], 0, _team), losses[p]);
            }
        }
        var best = 0;
        for (var p = 1; p < penalties.Length; p++)
            if (Gap(losses[p], losses[best]).Mean < 0) best = p;
        var chosen = penalties.Length - 1;
        while (chosen > best && Gap(losses[chosen], losses[best]) is var gap && gap.Mean > gap.Error) chosen--;
        for (var k = 0; k < _folds.Length; k++) _folds[k].Start = starts[chosen][k];
        return penalties[chosen];
    }

    static void RowLosses(Fold fold, float[] logOdds, float[] lossesOut)
    {
        for (var i = 0; i < logOdds.Length; i++)
        {
            var z = (double)logOdds[i];
            lossesOut[fold.HeldPositions[i]] = (float)((fold.Held.Weights?[i] ?? 1) * PortableMath.Softplus(fold.Held.Labels[i] > 0.5f ? -z : z));
        }
    }

    // Mean of a - b and its standard error over all rows: those that are never held out count as 0 in both.
    (double Mean, double Error) Gap(float[] a, float[] b)
    {
        var gap = new PairedGap();
        for (var i = 0; i < a.Length; i++) gap.Add((double)a[i] - b[i]);
        return gap.Over(_rowCount);
    }

    /// <summary>
    /// Boosts the folds, a few trees at a time and side by side, until the pooled loss of all has not improved for the given rounds; returns the
    /// number of trees with the least pooled loss and the held-out log-odds there.
    /// </summary>
    public (int Trees, double[] LogOdds) Boost(bool linear, IProgress<BoostingProgress>? progress, CancellationToken ct)
    {
        var apart = GradientBooster.RunsApart(_team, _folds.Length, _folds[0].Train.Table);
        using var histograms = apart ? null : new HistogramPool(_folds[0].Train.Table, _options, _team);
        var inner = apart ? GradientBooster.s_alone : _team;
        var runs = new FoldRun[_folds.Length];
        try
        {
            for (var k = 0; k < _folds.Length; k++) runs[k] = new FoldRun(_folds[k], linear, _options, inner, k, histograms);
            var rounds = _options.EarlyStoppingRounds;
            var bestLoss = Pool(runs, 0);
            var bestTrees = 0;
            var trees = 0;
            while (trees < _options.Trees && (rounds == 0 || trees - bestTrees < rounds))
            {
                ct.ThrowIfCancellationRequested();
                var until = Math.Min(_options.Trees, trees + TreesAtATime);
                if (apart) _team.Run(runs.Length, k => runs[k].GrowTo(until, ct));
                else
                    foreach (var run in runs) run.GrowTo(until, ct);
                for (; trees < until && (rounds == 0 || trees - bestTrees < rounds); trees++)
                {
                    var loss = Pool(runs, trees + 1);
                    if (loss >= bestLoss && rounds > 0) continue;
                    bestLoss = loss;
                    bestTrees = trees + 1;
                }
                progress?.Report(new BoostingProgress("choosing the number of trees", trees, _options.Trees, bestLoss));
                if (runs.All(r => r.IsStuck)) break;
            }

            var logOdds = new double[_rowCount];
            Array.Fill(logOdds, double.NaN);
            foreach (var run in runs) run.CopyHeldLogOdds(bestTrees, logOdds);
            return (bestTrees, logOdds);
        }
        finally
        {
            foreach (var run in runs) run?.Dispose();
        }
    }

    static double Pool(FoldRun[] runs, int trees)
    {
        double sum = 0, weight = 0;
        foreach (var run in runs)
        {
            sum += run.Losses[Math.Min(trees, run.Losses.Count - 1)];
            weight += run.HeldWeight;
        }
        return sum / Math.Max(weight, 1e-30);
    }

    /// <summary>One fold's boosting run, with the loss on its held-out rows after each tree.</summary>
    sealed class FoldRun : IDisposable
    {
        readonly Fold _fold;
        readonly BoostingRun _run;
        readonly WorkerTeam _team;
        readonly float[] _start, _held;

        public FoldRun(Fold fold, bool linear, BoostingOptions options, WorkerTeam team, int member, HistogramPool? histograms)
        {
            _fold = fold;
            _team = team;
            var start = linear ? fold.Start : null;
            var bias = GradientBooster.BaseBias(fold.Train);
            _run = new BoostingRun(fold.Train, GradientBooster.StartLogOdds(fold.Train.Table, start, bias, team), options, team, member, histograms);
            _start = GradientBooster.StartLogOdds(fold.Held.Table, start, bias, team);
            _held = (float[])_start.Clone();
            Losses.Add(SumLoss(fold.Held, _held, team));
            HeldWeight = fold.Held.Weights?.Sum(w => (double)w) ?? _held.Length;
        }

        /// <summary>Summed loss on the held-out rows with 0, 1, 2 … trees.</summary>
        public List<double> Losses { get; } = [];
        public double HeldWeight { get; }
        /// <inheritdoc cref="BoostingRun.IsStuck"/>
        public bool IsStuck => _run.IsStuck;

        public void GrowTo(int trees, CancellationToken ct)
        {
            while (_run.Trees.Count < trees && !IsStuck)
            {
                ct.ThrowIfCancellationRequested();
                _run.Step();
                AddTree(_run.Trees[^1], _fold.Held.Table, _held, _team);
                Losses.Add(SumLoss(_fold.Held, _held, _team));
            }
        }

        public void CopyHeldLogOdds(int trees, double[] logOddsOut)
        {
            // The walk of the best trees again costs less than keeping a copy at every tree.
            _start.CopyTo(_held, 0);
            foreach (var tree in _run.Trees.Take(trees)) AddTree(tree, _fold.Held.Table, _held, _team);
            for (var i = 0; i < _held.Length; i++) logOddsOut[_fold.Positions[i]] = _held[i];
        }

        public void Dispose() => _run.Dispose();
    }

    static void AddTree(DecisionTree tree, BinnedTable table, float[] logOdds, WorkerTeam team)
    {
        var blocks = (table.RowCount + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows;
        team.Run(blocks, block =>
        {
            var to = Math.Min(table.RowCount, (block + 1) * LogisticLoss.BlockRows);
            for (var row = block * LogisticLoss.BlockRows; row < to; row++)
                logOdds[row] += (float)tree.LeafValue[tree.LeafOf(table.Row(row))];
        });
    }

    static double SumLoss(TrainingRows held, float[] logOdds, WorkerTeam team)
    {
        var blocks = (logOdds.Length + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows;
        var sums = new double[blocks];
        team.Run(blocks, block =>
        {
            var to = Math.Min(logOdds.Length, (block + 1) * LogisticLoss.BlockRows);
            double sum = 0;
            for (var i = block * LogisticLoss.BlockRows; i < to; i++)
            {
                var z = (double)logOdds[i];
                sum += (held.Weights?[i] ?? 1) * PortableMath.Softplus(held.Labels[i] > 0.5f ? -z : z);
            }
            sums[block] = sum;
        });
        return sums.Sum();
    }

    public void Dispose()
    {
        foreach (var fold in _folds) fold.Dispose();
    }
}
