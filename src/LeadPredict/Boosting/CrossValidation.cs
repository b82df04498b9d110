using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>
/// The folds of a cross-validation, binned and ready: fits logistic regressions and boosting runs on each fold's training rows and pools
/// their losses on the held-out rows. Not thread safe; parallel inside.
/// </summary>
sealed class CrossValidation : IDisposable
{
    readonly BoostingOptions _options;
    readonly WorkerTeam _team;
    readonly Fold[] _folds;
    readonly int _rowCount;

    /// <summary>One fold: training rows, held-out rows (positions in the caller's list), and the start fitted on the former.</summary>
    sealed class Fold(TrainingSet set, int[] trainRows, TrainingRows train, TrainingRows held, int[] positions) : IDisposable
    {
        public TrainingRows Train => train;
        public TrainingRows Held => held;
        public int[] Positions => positions;
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

    public static CrossValidation Create(TrainingSet set, int[] rows, int[] folds, BoostingOptions options, WorkerTeam team)
    {
        // Bin edges come from all rows: they depend on no label, and one binning serves every fold.
        var binner = FeatureBinner.Fit(set.Columns, set.Kinds, rows, options.MaxBins);
        var count = folds.Max() + 1;
        var result = new Fold[count];
        for (var k = 0; k < count; k++)
        {
            var trainRows = rows.Where((_, i) => folds[i] != k).ToArray();
            var positions = Enumerable.Range(0, rows.Length).Where(i => folds[i] == k).ToArray();
            var heldRows = positions.Select(i => rows[i]).ToArray();
            var train = GradientBooster.Gather(set, trainRows, BinnedTable.Create(binner, set.Columns, trainRows, team), options);
            var held = GradientBooster.Gather(set, heldRows, BinnedTable.Create(binner, set.Columns, heldRows, team), options);
            result[k] = new Fold(set, trainRows, train, held, positions);
        }
        return new CrossValidation(result, rows.Length, options, team);
    }

    /// <summary>Fits the logistic regression with each penalty on each fold, keeps the fits with the least pooled loss, and returns its penalty.</summary>
    public double ChooseLinearPenalty(double[] penalties, CancellationToken ct)
    {
        var starts = new (double Bias, AdditiveTerms Terms)[penalties.Length][];
        var losses = new double[penalties.Length];
        for (var p = 0; p < penalties.Length; p++) starts[p] = new (double, AdditiveTerms)[_folds.Length];
        for (var k = 0; k < _folds.Length; k++)
        {
            var fold = _folds[k];
            var regression = new LogisticRegression(fold.Train, LinearBasis.Fit(fold.Train.Table, fold.Set.Columns, fold.TrainRows, _team, fold.Set.Constraints), _team);
            for (var p = penalties.Length - 1; p >= 0; p--)
            {
                // From the strongest penalty down, each fit starts from the one before.
                regression.Fit(penalties[p], ct);
                starts[p][k] = regression.ToTerms();
                losses[p] += SumLoss(fold.Held, GradientBooster.StartLogOdds(fold.Held.Table, starts[p][k], 0));
            }
        }
        var best = Array.IndexOf(losses, losses.Min());
        for (var k = 0; k < _folds.Length; k++) _folds[k].Start = starts[best][k];
        return penalties[best];
    }

    /// <summary>Boosts every fold in step; returns the number of trees with the least pooled loss and the held-out log-odds there.</summary>
    public (int Trees, double[] LogOdds) Boost(bool linear, IProgress<BoostingProgress>? progress, CancellationToken ct)
    {
        var runs = new BoostingRun[_folds.Length];
        var held = new float[_folds.Length][];
        var best = new float[_folds.Length][];
        using var histograms = new HistogramPool(_folds[0].Train.Table, _options, _team);
        try
        {
            for (var k = 0; k < _folds.Length; k++)
            {
                var fold = _folds[k];
                var start = linear ? fold.Start : null;
                var bias = GradientBooster.BaseBias(fold.Train);
                runs[k] = new BoostingRun(fold.Train, GradientBooster.StartLogOdds(fold.Train.Table, start, bias), _options, _team, k, histograms);
                held[k] = GradientBooster.StartLogOdds(fold.Held.Table, start, bias);
                best[k] = (float[])held[k].Clone();
            }

            var bestLoss = PooledLoss(held);
            var bestTrees = 0;
            for (var trees = 1; trees <= _options.Trees; trees++)
            {
                ct.ThrowIfCancellationRequested();
                var grew = false;
                for (var k = 0; k < _folds.Length; k++)
                {
                    grew |= runs[k].Step();
                    AddTree(runs[k].Trees[^1], _folds[k].Held.Table, held[k]);
                }
                var loss = PooledLoss(held);
                if (loss < bestLoss || _options.EarlyStoppingRounds == 0)
                {
                    bestLoss = loss;
                    bestTrees = trees;
                    for (var k = 0; k < held.Length; k++) held[k].CopyTo(best[k], 0);
                }
                if (trees % 10 == 0) progress?.Report(new BoostingProgress("choosing the number of trees", trees, _options.Trees, loss));
                if (_options.EarlyStoppingRounds > 0 && trees - bestTrees >= _options.EarlyStoppingRounds) break;
                if (!grew && _options is { RowSampling: >= 1, ColumnSampling: >= 1 }) break;
            }

            var logOdds = new double[_rowCount];
            Array.Fill(logOdds, double.NaN);
            for (var k = 0; k < _folds.Length; k++)
                for (var i = 0; i < best[k].Length; i++)
                    logOdds[_folds[k].Positions[i]] = best[k][i];
            return (bestTrees, logOdds);
        }
        finally
        {
            foreach (var run in runs) run?.Dispose();
        }
    }

    void AddTree(DecisionTree tree, BinnedTable table, float[] logOdds)
    {
        var blocks = (table.RowCount + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows;
        _team.Run(blocks, block =>
        {
            var to = Math.Min(table.RowCount, (block + 1) * LogisticLoss.BlockRows);
            for (var row = block * LogisticLoss.BlockRows; row < to; row++)
                logOdds[row] += (float)tree.LeafValue[tree.LeafOf(table.Row(row))];
        });
    }

    double PooledLoss(float[][] held)
    {
        double sum = 0, weight = 0;
        for (var k = 0; k < held.Length; k++)
        {
            sum += SumLoss(_folds[k].Held, held[k]);
            weight += _folds[k].Held.Weights?.Sum(w => (double)w) ?? held[k].Length;
        }
        return sum / Math.Max(weight, 1e-30);
    }

    double SumLoss(TrainingRows held, float[] logOdds)
    {
        var blocks = (logOdds.Length + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows;
        var sums = new double[blocks];
        _team.Run(blocks, block =>
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
