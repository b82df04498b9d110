using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>
/// Ridge logistic regression on a <see cref="LinearBasis"/>, fitted by limited-memory BFGS (Liu and Nocedal 1989) on variables scaled by the
/// diagonal of the hessian. The result is a table of log-odds for each feature's bins, so it joins trees in one ensemble and stays exact to explain.
/// Deterministic for any number of threads: sums run over whole features, or over blocks of rows in order.
/// </summary>
sealed unsafe class LogisticRegression
{
    /// <summary>More rows than this change the weights less than the trees on top can notice.</summary>
    public const int MostRows = 50_000;
    const int Memory = 8;
    const int MostIterations = 100;

    readonly BinnedTable _table;
    readonly LinearBasis _basis;
    readonly WorkerTeam _team;
    readonly int[] _rows;
    readonly double[] _labels, _weights;
    readonly double[] _residuals, _losses;
    readonly double[][] _tables;
    readonly double[] _scale;
    readonly int[] _signs;
    readonly bool[] _isHeld;
    double _l2;

    public LogisticRegression(TrainingRows train, LinearBasis basis, WorkerTeam team)
    {
        _table = train.Table;
        _basis = basis;
        _team = team;
        var all = train.Table.RowCount;
        _rows = new int[Math.Min(all, MostRows)];
        for (var i = 0; i < _rows.Length; i++) _rows[i] = (int)((long)i * all / _rows.Length);
        _labels = [.. _rows.Select(r => (double)train.Labels[r])];
        _weights = [.. _rows.Select(r => train.Weights is null ? 1.0 : train.Weights[r])];
        _residuals = new double[_rows.Length];
        _losses = new double[(_rows.Length + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows];
        _tables = [.. Enumerable.Range(0, _table.FeatureCount).Select(f => new double[_table.Binner.BinCount(f)])];
        _scale = new double[basis.Count + 1];
        _signs = new int[basis.Count + 1];
        _isHeld = new bool[basis.Count + 1];
        for (var f = 0; f < _table.FeatureCount; f++)
            if (basis.SlopeOf(_table.Binner, f) is >= 0 and var slope) _signs[slope] = train.Constraints?.Direction(f) ?? 0;
        Weights = new double[basis.Count + 1];
        var positives = _labels.Zip(_weights, (y, w) => y * w).Sum();
        var total = _weights.Sum();
        var rate = (positives + 0.5) / (total + 1);
        Weights[^1] = PortableMath.Logit(rate);
        Precondition(rate * (1 - rate));
    }

    /// <summary>The weights in the order of the basis, the bias last; each fit starts from the last one.</summary>
    public double[] Weights { get; }

    double[] _curvature = [];

    // At the base rate the hessian's diagonal is p (1 - p) times each column's sum of squares.
    void Precondition(double variance)
    {
        _curvature = new double[_scale.Length];
        _team.Run(_table.FeatureCount, f =>
        {
            var functions = _basis.Of(f);
            if (functions.Length == 0) return;
            var perBin = new double[_table.Binner.BinCount(f)];
            var column = _table.Column(f);
            for (var i = 0; i < _rows.Length; i++) perBin[column[_rows[i]]] += _weights[i];
            for (var j = 0; j < functions.Length; j++)
            {
                double sum = 0;
                for (var bin = 0; bin < perBin.Length; bin++) sum += perBin[bin] * functions[j][bin] * functions[j][bin];
                _curvature[_basis.Offsets[f] + j] = sum * variance;
            }
        });
        _curvature[^1] = _weights.Sum() * variance;
    }

    /// <summary>
    /// Fits with the square penalty <paramref name="l2"/> on every weight but the bias. Slopes of the wrong sign are held at 0 and the others
    /// fitted again, until none is left.
    /// </summary>
    public void Fit(double l2, CancellationToken ct = default)
    {
        Array.Clear(_isHeld);
        do Descend(l2, ct);
        while (HoldWrongSigns());
    }

    bool HoldWrongSigns()
    {
        var found = false;
        for (var j = 0; j < _signs.Length; j++)
        {
            if (_signs[j] * Weights[j] >= 0) continue;
            Weights[j] = 0;
            found = _isHeld[j] = true;
        }
        return found;
    }

    void Descend(double l2, CancellationToken ct)
    {
        _l2 = l2;
        // A scale of 0 takes a weight out of the descent.
        for (var j = 0; j < _scale.Length; j++)
            _scale[j] = _isHeld[j] ? 0 : 1 / Math.Sqrt(_curvature[j] + (j < _basis.Count ? l2 : 0) + 1e-9);

        var n = Weights.Length;
        var x = new double[n];
        for (var j = 0; j < n; j++) x[j] = _isHeld[j] ? 0 : Weights[j] / _scale[j];
        var gradient = new double[n];
        var loss = Evaluate(x, gradient);
        var steps = new List<(double[] S, double[] Y, double Rho)>();
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            ct.ThrowIfCancellationRequested();
            var direction = Direction(gradient, steps);
            var slope = Dot(direction, gradient);
            if (slope > -1e-12) break;
            var (step, newX, newGradient, newLoss) = Search(x, loss, direction, slope);
            if (step == 0) break;
            var s = Subtract(newX, x);
            var y = Subtract(newGradient, gradient);
            var curvature = Dot(s, y);
            if (curvature > 1e-12)
            {
                steps.Add((s, y, 1 / curvature));
                if (steps.Count > Memory) steps.RemoveAt(0);
            }
            var gained = loss - newLoss;
            (x, gradient, loss) = (newX, newGradient, newLoss);
            if (gained < 1e-7 * (1 + Math.Abs(loss))) break;
        }
        for (var j = 0; j < n; j++) Weights[j] = x[j] * _scale[j];
    }

    /// <summary>The bias and the tables of the fitted weights, each table shifted to mean 0 over the training rows.</summary>
    public (double Bias, AdditiveTerms Terms) ToTerms()
    {
        FillTables(Weights);
        var tables = new double[_table.FeatureCount][];
        var bias = Weights[^1];
        for (var f = 0; f < tables.Length; f++)
        {
            if (_basis.Of(f).Length == 0)
            {
                tables[f] = [];
                continue;
            }
            double sum = 0;
            var column = _table.Column(f);
            for (var row = 0; row < _table.RowCount; row++) sum += _tables[f][column[row]];
            var mean = sum / Math.Max(1, _table.RowCount);
            tables[f] = [.. _tables[f].Select(v => v - mean)];
            bias += mean;
        }
        return (bias, new AdditiveTerms(tables));
    }

    (double Step, double[] X, double[] Gradient, double Loss) Search(double[] x, double loss, double[] direction, double slope)
    {
        var gradient = new double[x.Length];
        var step = 1.0;
        for (var tries = 0; tries < 25; tries++, step *= 0.5)
        {
            var moved = new double[x.Length];
            for (var j = 0; j < moved.Length; j++) moved[j] = x[j] + step * direction[j];
            var newLoss = Evaluate(moved, gradient);
            if (newLoss <= loss + 1e-4 * step * slope) return (step, moved, gradient, newLoss);
        }
        return (0, x, gradient, loss);
    }

    // The two-loop recursion: minus the inverse hessian, as the last steps show it, times the gradient.
    static double[] Direction(double[] gradient, List<(double[] S, double[] Y, double Rho)> steps)
    {
        var q = (double[])gradient.Clone();
        var alpha = new double[steps.Count];
        for (var k = steps.Count - 1; k >= 0; k--)
        {
            alpha[k] = steps[k].Rho * Dot(steps[k].S, q);
            for (var j = 0; j < q.Length; j++) q[j] -= alpha[k] * steps[k].Y[j];
        }
        if (steps.Count > 0)
        {
            var (s, y, _) = steps[^1];
            var gamma = Dot(s, y) / Dot(y, y);
            for (var j = 0; j < q.Length; j++) q[j] *= gamma;
        }
        for (var k = 0; k < steps.Count; k++)
        {
            var beta = steps[k].Rho * Dot(steps[k].Y, q);
            for (var j = 0; j < q.Length; j++) q[j] += (alpha[k] - beta) * steps[k].S[j];
        }
        for (var j = 0; j < q.Length; j++) q[j] = -q[j];
        return q;
    }

    double Evaluate(double[] scaled, double[] gradientOut)
    {
        var weights = new double[scaled.Length];
        for (var j = 0; j < weights.Length; j++) weights[j] = scaled[j] * _scale[j];
        FillTables(weights);
        _team.Run(_losses.Length, block =>
        {
            var from = block * LogisticLoss.BlockRows;
            var to = Math.Min(_rows.Length, from + LogisticLoss.BlockRows);
            var logOdds = stackalloc double[LogisticLoss.BlockRows];
            for (var i = from; i < to; i++) logOdds[i - from] = weights[^1];
            for (var f = 0; f < _tables.Length; f++)
            {
                if (_basis.Of(f).Length == 0) continue;
                var column = _table.Column(f);
                var table = _tables[f];
                for (var i = from; i < to; i++) logOdds[i - from] += table[column[_rows[i]]];
            }
            double loss = 0;
            for (var i = from; i < to; i++)
            {
                // One exponential serves the loss and its derivative.
                var z = logOdds[i - from];
                var e = PortableMath.Exp(-Math.Abs(z));
                loss += _weights[i] * (Math.Max(z, 0) - _labels[i] * z + PortableMath.Log(1 + e));
                var p = z >= 0 ? 1 / (1 + e) : e / (1 + e);
                _residuals[i] = _weights[i] * (p - _labels[i]);
            }
            _losses[block] = loss;
        });

        double total = 0;
        foreach (var loss in _losses) total += loss;
        _team.Run(_table.FeatureCount, f =>
        {
            var functions = _basis.Of(f);
            if (functions.Length == 0) return;
            var perBin = new double[_table.Binner.BinCount(f)];
            var column = _table.Column(f);
            for (var i = 0; i < _rows.Length; i++) perBin[column[_rows[i]]] += _residuals[i];
            for (var j = 0; j < functions.Length; j++)
            {
                double sum = 0;
                for (var bin = 0; bin < perBin.Length; bin++) sum += perBin[bin] * functions[j][bin];
                var index = _basis.Offsets[f] + j;
                gradientOut[index] = (sum + _l2 * weights[index]) * _scale[index];
            }
        });
        double residual = 0, penalty = 0;
        foreach (var r in _residuals) residual += r;
        gradientOut[^1] = residual * _scale[^1];
        for (var j = 0; j < _basis.Count; j++) penalty += weights[j] * weights[j];
        return total + 0.5 * _l2 * penalty;
    }

    void FillTables(double[] weights)
    {
        for (var f = 0; f < _tables.Length; f++)
        {
            Array.Clear(_tables[f]);
            var functions = _basis.Of(f);
            for (var j = 0; j < functions.Length; j++)
            {
                var weight = weights[_basis.Offsets[f] + j];
                for (var bin = 0; bin < _tables[f].Length; bin++) _tables[f][bin] += weight * functions[j][bin];
            }
        }
    }

    static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++) sum += a[j] * b[j];
        return sum;
    }

    static double[] Subtract(double[] a, double[] b)
    {
        var result = new double[a.Length];
        for (var j = 0; j < a.Length; j++) result[j] = a[j] - b[j];
        return result;
    }
}
