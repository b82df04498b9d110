using System.Diagnostics;
using LeadPredict.Numerics;

namespace LeadPredict.Boosting;

/// <summary>
/// The trainer: gradient-boosted trees that start from the base rate or from a ridge logistic regression, averaged over members.
/// <see cref="Choose"/> finds the recipe by cross-validation, <see cref="Fit"/> follows it on any rows. Same rows, options and seed give the
/// same ensemble, to the bit, for any number of threads. Not thread safe; parallel inside; dispose ends its threads.
/// </summary>
public sealed class GradientBooster : IEnsembleTrainer
{
    static readonly double[] s_linearPenalties = [1, 3, 10, 30, 100, 300, 1000];

    /// <summary>Up to so many rows, members and folds train side by side.</summary>
    const int MostRowsApart = 200_000;
    const int MostFeaturesApart = 500;

    /// <summary>A team of the caller alone: it holds nothing, so that any number of runs may use it at once.</summary>
    internal static readonly WorkerTeam s_alone = new(1);

    readonly BoostingOptions _options;
    readonly WorkerTeam _team;

    /// <summary>A trainer with valid options.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public GradientBooster(BoostingOptions options)
    {
        if (options.Validate() is { Count: > 0 } problems) throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _options = options;
        _team = new WorkerTeam(options.Threads);
    }

    /// <inheritdoc/>
    public double LastBoostSeconds { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes => [];

    /// <inheritdoc/>
    public string Shape(Recipe recipe, int rows) =>
        $"{MembersFor(rows)} members; {recipe.TreesFromLinear} trees from the logistic regression, {recipe.TreesFromBase} from the base rate (before the refit)";

    /// <summary>
    /// Members for a training set of this many rows: averaging helps where data are few, and costs time where they are many. A fixed number of
    /// trees is grown in one member.
    /// </summary>
    public int MembersFor(int rows) => _options.Members > 0 ? _options.Members : _options.EarlyStoppingRounds == 0 ? 1 : rows switch
    {
        < 60_000 => 8,
        < 200_000 => 4,
        _ => 2,
    };

    /// <summary>Members of so many that start from the logistic regression.</summary>
    int LinearMembers(int members) => (int)Math.Round(members * _options.LinearStart, MidpointRounding.AwayFromZero);

    /// <summary>
    /// Whether to train whole runs side by side, one a thread: no hand-over between threads at every step, but each its own memory. For many rows
    /// or columns all threads share one run after the other. Never changes the result.
    /// </summary>
    internal static bool RunsApart(WorkerTeam team, int runs, BinnedTable table) =>
        team.Threads > 1 && runs > 1 && table.RowCount <= MostRowsApart && table.FeatureCount <= MostFeaturesApart;

    void ForEach(bool apart, int count, Action<int> body)
    {
        if (apart) _team.Run(count, body);
        else
            for (var i = 0; i < count; i++) body(i);
    }

    /// <summary>Fits the recipe on <paramref name="rows"/>.</summary>
    public TreeEnsemble Fit(TrainingSet set, int[] rows, Recipe recipe, IProgress<BoostingProgress>? progress = null, CancellationToken ct = default)
    {
        RequireColumns(set);
        var binner = FeatureBinner.Fit(set.Columns, set.Kinds, rows, _options.MaxBins);
        using var table = BinnedTable.Create(binner, set.Columns, rows, _team);
        var started = Stopwatch.GetTimestamp();
        var ensemble = Fit(set, rows, table, recipe, progress, ct);
        LastBoostSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return ensemble;
    }

    TreeEnsemble Fit(TrainingSet set, int[] rows, BinnedTable table, Recipe recipe, IProgress<BoostingProgress>? progress, CancellationToken ct)
    {
        var train = Gather(set, rows, table, _options);
        var members = MembersFor(rows.Length);
        var fromLinear = recipe.LinearOnly ? members : LinearMembers(members);
        var start = fromLinear > 0 ? LinearStart(set, rows, train, recipe.LinearL2, ct) : null;
        var baseBias = BaseBias(train);

        var total = fromLinear * recipe.TreesFromLinear + (members - fromLinear) * recipe.TreesFromBase;
        var grown = new IReadOnlyList<DecisionTree>[members];
        var done = 0;
        var apart = RunsApart(_team, members, table);
        using var histograms = apart ? null : new HistogramPool(table, _options, _team);
        ForEach(apart, members, member =>
        {
            var linear = member < fromLinear;
            using var run = new BoostingRun(train, StartLogOdds(table, linear ? start : null, baseBias, apart ? s_alone : _team), _options, apart ? s_alone : _team, member, histograms);
            for (var t = 0; t < (linear ? recipe.TreesFromLinear : recipe.TreesFromBase); t++)
            {
                ct.ThrowIfCancellationRequested();
                run.Step();
                if (run.IsStuck) break;
                if (Interlocked.Increment(ref done) is var count && count % 10 == 0) progress?.Report(new BoostingProgress("fitting", count, total, double.NaN));
            }
            grown[member] = run.Trees;
        });

        // A tree that found no split is a constant, which the later trees of its member count on.
        var trees = grown.SelectMany(t => t).Where(t => t.NodeCount > 0).Select(t => t.Scaled(1.0 / members)).ToArray();
        var constant = grown.SelectMany(t => t).Where(t => t.NodeCount == 0).Sum(t => t.LeafValue[0] / members);
        var share = (double)fromLinear / members;
        return new TreeEnsemble
        {
            Binner = table.Binner,
            Bias = (start is null ? 0 : share * start.Value.Bias) + (1 - share) * baseBias + constant - Shift,
            Additive = start?.Terms.Averaged(share, table, _team),
            Trees = trees,
        };
    }

    /// <summary>
    /// Chooses the recipe on <paramref name="rows"/>: the folds' runs advance together, tree by tree, and stop on the log-loss pooled over all
    /// held-out rows.
    /// </summary>
    /// <param name="folds">Fold of each of <paramref name="rows"/>, 0 … K - 1; -1 marks rows that always train. One fold is a single hold-out.</param>
    /// <param name="forward">Whether a fold's model learns from the folds before it alone, as it must where folds follow one another in time.</param>
    /// <returns>The recipe, and for each of <paramref name="rows"/> the log-odds from a model that did not see it (NaN for fold -1).</returns>
    public (Recipe Recipe, double[] OutOfFold) Choose(
        TrainingSet set, int[] rows, int[] folds, bool forward = false, IProgress<BoostingProgress>? progress = null, CancellationToken ct = default)
    {
        RequireColumns(set);
        using var validation = CrossValidation.Create(set, rows, folds, forward, _options, _team);
        var linearL2 = _options.LinearL2;
        var members = MembersFor(rows.Length);
        var fromLinear = LinearMembers(members);
        if (fromLinear > 0) linearL2 = validation.ChooseLinearPenalty(linearL2 > 0 ? [linearL2] : s_linearPenalties, ct);

        var share = (double)fromLinear / members;
        var (treesFromLinear, linear) = fromLinear > 0 ? validation.Boost(linear: true, progress, ct) : (0, null);
        var (treesFromBase, fromBase) = fromLinear < members ? validation.Boost(linear: false, progress, ct) : (0, null);
        var mixed = new double[rows.Length];
        for (var i = 0; i < mixed.Length; i++) mixed[i] = (linear is null ? 0 : share * linear[i]) + (fromBase is null ? 0 : (1 - share) * fromBase[i]);
        var linearOnly = linear is not null && fromBase is not null && IsSurelyBetter(linear, mixed, set, rows);
        var outOfFold = linearOnly ? linear! : mixed;
        for (var i = 0; i < outOfFold.Length; i++) outOfFold[i] -= Shift;
        return (new Recipe(linearOnly ? 0 : treesFromBase, treesFromLinear, linearL2) { LinearOnly = linearOnly }, outOfFold);
    }

    // By more than one standard error of the paired held-out losses.
    bool IsSurelyBetter(double[] logOdds, double[] than, TrainingSet set, int[] rows)
    {
        var gap = new PairedGap();
        var count = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            if (double.IsNaN(than[i])) continue;
            var (sign, times) = set.Labels[rows[i]] > 0.5f ? (-1, _options.PositiveWeight) : (1, 1.0);
            gap.Add(times * (set.Weights?[rows[i]] ?? 1) * (PortableMath.Softplus(sign * logOdds[i]) - PortableMath.Softplus(sign * than[i])));
            count++;
        }
        var (mean, error) = gap.Over(count);
        return mean < -error;
    }

    static void RequireColumns(TrainingSet set)
    {
        if (set.Columns.Length == 0) throw new ArgumentException("Training needs at least one column.", nameof(set));
    }

    // Positives that count X times have X times their odds: ln X too much in every log-odds.
    double Shift => _options.PositiveWeight == 1 ? 0 : PortableMath.Log(_options.PositiveWeight);

    internal static TrainingRows Gather(TrainingSet set, int[] rows, BinnedTable table, BoostingOptions options)
    {
        set.Constraints?.Check(set.Kinds);
        var labels = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++) labels[i] = set.Labels[rows[i]];
        float[]? weights = null;
        if (set.Weights is not null || options.PositiveWeight != 1)
        {
            weights = new float[rows.Length];
            for (var i = 0; i < rows.Length; i++)
                weights[i] = (set.Weights?[rows[i]] ?? 1) * (labels[i] > 0.5f ? (float)options.PositiveWeight : 1);
        }
        return new TrainingRows(table, labels, weights, set.Constraints);
    }

    internal static double BaseBias(TrainingRows train)
    {
        double positives = 0, total = 0;
        for (var i = 0; i < train.Labels.Length; i++)
        {
            var weight = train.Weights?[i] ?? 1;
            positives += weight * train.Labels[i];
            total += weight;
        }
        return PortableMath.Logit((positives + 0.5) / (total + 1));
    }

    (double Bias, AdditiveTerms Terms)? LinearStart(TrainingSet set, int[] rows, TrainingRows train, double l2, CancellationToken ct)
    {
        var regression = new LogisticRegression(train, LinearBasis.Fit(train.Table, set.Columns, rows, _team, set.Constraints), _team);
        regression.Fit(l2, ct);
        return regression.ToTerms();
    }

    internal static float[] StartLogOdds(BinnedTable table, (double Bias, AdditiveTerms Terms)? start, double baseBias, WorkerTeam team)
    {
        var logOdds = new float[table.RowCount];
        if (start is null)
        {
            Array.Fill(logOdds, (float)baseBias);
            return logOdds;
        }
        var (bias, terms) = start.Value;
        team.Run((logOdds.Length + LogisticLoss.BlockRows - 1) / LogisticLoss.BlockRows, block =>
        {
            var to = Math.Min(logOdds.Length, (block + 1) * LogisticLoss.BlockRows);
            for (var row = block * LogisticLoss.BlockRows; row < to; row++) logOdds[row] = (float)(bias + terms.Sum(table.Row(row)));
        });
        return logOdds;
    }

    /// <inheritdoc/>
    public void Dispose() => _team.Dispose();
}
