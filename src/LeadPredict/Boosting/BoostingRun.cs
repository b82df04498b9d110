using System.Runtime.InteropServices;
using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>Rows to train on: bins, labels in [0, 1] and optional weights, all of one length and order; and what the model must obey.</summary>
sealed record TrainingRows(BinnedTable Table, float[] Labels, float[]? Weights = null, FeatureConstraints? Constraints = null);

/// <summary>
/// One member of an ensemble while it trains: <see cref="Step"/> adds a tree. Gradient boosting on the logistic loss with Newton leaves
/// (Friedman 2001; Chen and Guestrin 2016). Stepping from outside lets several runs (the folds of a cross-validation) advance together and
/// stop on their common loss. Not thread safe; parallel inside.
/// </summary>
sealed unsafe class BoostingRun : IDisposable
{
    /// <summary>From so many rows on, drawing rows for each of a fixed number of trees costs accuracy: only slow learning that stops early makes up for it.</summary>
    const int ManyRows = 60_000;

    readonly TrainingRows _train;
    readonly BoostingOptions _options;
    readonly WorkerTeam _team;
    readonly TreeGrower _grower;
    readonly HistogramPool? _ownHistograms;
    readonly float[] _logOdds;
    readonly NativeBuffer<byte> _leafOfRow;
    readonly float[] _leafValues = new float[256];
    readonly DeterministicRandom _random;
    readonly double _largestWeight, _rowSampling;
    readonly double[] _blockGradients, _blockHessians;
    readonly int[] _blockEntries;
    readonly List<DecisionTree> _trees = [];

    /// <summary>Starts from <paramref name="startLogOdds"/>, one a row, which the run takes over and keeps current.</summary>
    /// <param name="member">Which member of the ensemble this is: its own draw of rows and columns.</param>
    /// <param name="histograms">Shared with other runs on tables of the same width; null for the run's own.</param>
    public BoostingRun(TrainingRows train, float[] startLogOdds, BoostingOptions options, WorkerTeam team, int member = 0, HistogramPool? histograms = null)
    {
        _train = train;
        _options = options;
        _rowSampling = options.RowSampling > 0 ? options.RowSampling : train.Table.RowCount < ManyRows || options.EarlyStoppingRounds > 0 ? 0.7 : 1;
        _team = team;
        _logOdds = startLogOdds;
        if (histograms is null) _ownHistograms = histograms = new HistogramPool(train.Table, options, team);
        _grower = new TreeGrower(train.Table, options, team, histograms, train.Constraints);
        _leafOfRow = new NativeBuffer<byte>(train.Table.RowCount);
        _random = new DeterministicRandom(options.Seed, (ulong)member + 1);
        _largestWeight = train.Weights is { Length: > 0 } weights ? Math.Max(weights.Max(), 1e-30) : 1;
        var blocks = (train.Table.RowCount + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows;
        _blockGradients = new double[blocks];
        _blockHessians = new double[blocks];
        _blockEntries = new int[blocks + 1];
    }

    /// <summary>True when the last tree found no split and, with nothing drawn at random, none ever will.</summary>
    public bool IsStuck { get; private set; }

    /// <summary>The trees so far, in order.</summary>
    public IReadOnlyList<DecisionTree> Trees => _trees;

    /// <summary>Adds a tree; false when no split gains anything, and never will without row or column sampling. A draw without rows adds a leaf of 0.</summary>
    public bool Step()
    {
        var scale = Differentiate();
        var seed = _random.NextUInt64();
        var count = FillEntries(scale, seed);
        if (_rowSampling < 1) _leafOfRow.Span(0, _train.Table.RowCount).Fill(byte.MaxValue);
        var tree = _grower.Grow(count, DrawFeatures(), scale, _leafOfRow.Pointer);
        if (_rowSampling < 1) FindLeavesOfUnsampled(tree);
        for (var leaf = 0; leaf < tree.LeafValue.Length; leaf++) _leafValues[leaf] = (float)tree.LeafValue[leaf];
        _trees.Add(tree);
        IsStuck = tree.NodeCount == 0 && _rowSampling >= 1 && _options.ColumnSampling >= 1;
        return tree.NodeCount > 0;
    }

    // Adds the last tree to the log-odds, then takes the loss's derivatives there, in one pass over each block of rows.
    GradientScale Differentiate()
    {
        var rows = _train.Table.RowCount;
        var gradients = (float*)_grower.Scratch;
        var hessians = gradients + rows;
        var addLastTree = _trees.Count > 0;
        _team.Run(_blockGradients.Length, block =>
        {
            var from = block * LogisticLoss.BlockRows;
            var length = Math.Min(LogisticLoss.BlockRows, rows - from);
            var logOdds = _logOdds.AsSpan(from, length);
            if (addLastTree)
            {
                var leaves = _leafOfRow.Span(from, length);
                for (var i = 0; i < leaves.Length; i++) logOdds[i] += _leafValues[leaves[i]];
            }
            (_blockGradients[block], _blockHessians[block]) = LogisticLoss.Differentiate(
                logOdds,
                _train.Labels.AsSpan(from, length),
                _train.Weights is null ? [] : _train.Weights.AsSpan(from, length),
                new Span<float>(gradients + from, length),
                new Span<float>(hessians + from, length));
        });
        double gradient = 0, hessian = 0;
        for (var block = 0; block < _blockGradients.Length; block++)
        {
            gradient += _blockGradients[block];
            hessian += _blockHessians[block];
        }
        return GradientScale.For(_largestWeight, gradient, hessian, rows);
    }

    int FillEntries(GradientScale scale, ulong seed)
    {
        var rows = _train.Table.RowCount;
        var gradients = (float*)_grower.Scratch;
        var hessians = gradients + rows;
        var entries = _grower.Entries;
        var keepBelow = _rowSampling >= 1 ? uint.MaxValue : (uint)(_rowSampling * uint.MaxValue);
        if (_rowSampling >= 1)
        {
            _team.Run(_blockGradients.Length, block =>
            {
                var from = block * LogisticLoss.BlockRows;
                var to = Math.Min(rows, from + LogisticLoss.BlockRows);
                for (var row = from; row < to; row++) entries[row] = Entry(row, gradients[row], hessians[row], scale);
            });
            return rows;
        }

        // Each row's draw is a hash of the tree's seed and the row's number: the same rows for any number of threads.
        _team.Run(_blockGradients.Length, block =>
        {
            var from = block * LogisticLoss.BlockRows;
            var to = Math.Min(rows, from + LogisticLoss.BlockRows);
            var kept = 0;
            for (var row = from; row < to; row++)
                if (Hash(seed, row) <= keepBelow) kept++;
            _blockEntries[block + 1] = kept;
        });
        for (var block = 0; block < _blockGradients.Length; block++) _blockEntries[block + 1] += _blockEntries[block];
        _team.Run(_blockGradients.Length, block =>
        {
            var from = block * LogisticLoss.BlockRows;
            var to = Math.Min(rows, from + LogisticLoss.BlockRows);
            var next = _blockEntries[block];
            for (var row = from; row < to; row++)
                if (Hash(seed, row) <= keepBelow) entries[next++] = Entry(row, gradients[row], hessians[row], scale);
        });
        return _blockEntries[^1];
    }

    static ulong Entry(int row, float gradient, float hessian, GradientScale scale)
    {
        var g = (int)MathF.Round(gradient * scale.Gradient);
        var h = (int)MathF.Round(hessian * scale.Hessian);
        return ((ulong)HistogramKernel.Pack(g, h) << 32) | (uint)row;
    }

    static uint Hash(ulong seed, int row)
    {
        var z = seed + (ulong)row * 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93UL;
        z = (z ^ (z >> 32)) * 0xD6E8FEB86659FD93UL;
        return (uint)(z >> 32);
    }

    int[] DrawFeatures()
    {
        var all = Enumerable.Range(0, _train.Table.FeatureCount).ToArray();
        if (_options.ColumnSampling >= 1) return all;
        _random.Shuffle<int>(all);
        var drawn = all[..Math.Max(1, (int)Math.Round(all.Length * _options.ColumnSampling))];
        Array.Sort(drawn);
        return drawn;
    }

    void FindLeavesOfUnsampled(DecisionTree tree) => _team.Run(_blockGradients.Length, block =>
    {
        var from = block * LogisticLoss.BlockRows;
        var to = Math.Min(_train.Table.RowCount, from + LogisticLoss.BlockRows);
        var leaves = _leafOfRow.Pointer;
        for (var row = from; row < to; row++)
            if (leaves[row] == byte.MaxValue) leaves[row] = (byte)tree.LeafOf(_train.Table.Row(row));
    });

    public void Dispose()
    {
        _grower.Dispose();
        _ownHistograms?.Dispose();
        _leafOfRow.Dispose();
    }
}
