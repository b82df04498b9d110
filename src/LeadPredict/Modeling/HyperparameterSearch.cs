using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Numerics;

namespace LeadPredict.Modeling;

/// <summary>What a search chose.</summary>
/// <param name="Options">The options to train with.</param>
/// <param name="Trials">The leaderboard, trial 0 first.</param>
sealed record Tuned(BoostingOptions Options, IReadOnlyList<TuningTrial> Trials)
{
    /// <summary>What a person should know of the choice, or null.</summary>
    public string? Note { get; init; }
}

/// <summary>
/// Seeded random search for options, judged by the pooled log-loss of held-out training rows: proposes, judges, remembers. Trial 0 has the options as
/// given, and another takes their place only when it is better by more than one standard error of the paired difference; where a sample was
/// searched, it must be so on all training rows too. The choice depends on data, options, seed and number of trials alone. Not thread safe.
/// </summary>
sealed class HyperparameterSearch(TuningRequest request, BoostingOptions given, TuningJournal journal, IProgress<TrainingProgress>? progress, CancellationToken ct)
{
    /// <summary>More rows say little more of options, and take longer.</summary>
    public const int MostRows = 30_000;
    const int MostTrials = 1000;
    // One member of each start, whatever the model will have: members differ by their draws alone.
    const int Members = 2;

    /// <summary>Searches on <paramref name="rows"/>, the training side.</summary>
    /// <param name="set">The table, encoded.</param>
    /// <param name="split">The split as asked for: decides whether time counts.</param>
    /// <param name="prefix">Put before what is said of the progress.</param>
    public Tuned Run(LeadTable table, TrainingSet set, int[] rows, SplitMethod? split, string prefix)
    {
        var sample = Sample(table, rows);
        var judge = new Judge(table, set, sample, FoldPlan.ForTuning(table, sample, split, given.Seed), ct);
        var key = Key(table, rows, split);
        var trials = Trials(judge, key, prefix);

        var best = Best(trials);
        string? note = null;
        if (best.Trial > 0 && sample.Length < rows.Length)
        {
            progress?.Report(new TrainingProgress($"{prefix}trying the best options on all training rows", 0, 0));
            var all = new Judge(table, set, rows, FoldPlan.ForChoosing(table, rows, split, given.Seed), ct);
            var (_, difference, error) = all.Compare(all.Losses(WithMembers(SearchSpace.Propose(given, best.Trial))).Losses, all.Losses(WithMembers(given)).Losses);
            if (!(difference < -error))
            {
                note = string.Create(CultureInfo.InvariantCulture,
                    $"Trial {best.Trial} of the tuning was the best on a sample of {sample.Length:N0} rows, but not on all {rows.Length:N0} (log-loss {difference:+0.00000;-0.00000}, standard error {error:F5}); the options stay as given.");
                best = trials[0];
            }
        }
        return new Tuned(SearchSpace.Propose(given, best.Trial), [.. trials.Select(t => t with { Chosen = t.Trial == best.Trial })]) { Note = note };
    }

    /// <summary>The trial with the least loss among those that are better than trial 0 beyond one standard error; else trial 0.</summary>
    internal static TuningTrial Best(IReadOnlyList<TuningTrial> trials) =>
        trials.Where(t => t.Difference < -t.StandardError).OrderBy(t => t.LogLoss).ThenBy(t => t.Trial).FirstOrDefault() ?? trials[0];

    List<TuningTrial> Trials(Judge judge, string key, string prefix)
    {
        var finished = journal.Read(key);
        if (finished.Count > 0)
            progress?.Report(new TrainingProgress(string.Create(CultureInfo.InvariantCulture, $"{prefix}going on with the tuning after {finished.Keys.Count(n => n > 0)} finished trials, kept in {journal.Path}"), 0, 0));
        var most = request.Trials ?? MostTrials;
        var spent = 0.0;
        var trials = new List<TuningTrial>();
        (Recipe Recipe, double[] Losses)? first = null;
        for (var number = 0; number == 0 || (number <= most && !(spent >= request.Time?.TotalSeconds)); number++)
        {
            if (!finished.TryGetValue(number, out var trial))
            {
                ct.ThrowIfCancellationRequested();
                Report(prefix, number, trials);
                var started = Stopwatch.GetTimestamp();
                // After an interruption trial 0 runs once more: the others are compared with it row by row.
                first ??= judge.Losses(WithMembers(given));
                trial = Judged(judge, number, first.Value, started);
                journal.Append(key, trial);
            }
            else trial = trial with { Resumed = true };
            spent += trial.Seconds;
            trials.Add(trial);
        }
        return trials;
    }

    TuningTrial Judged(Judge judge, int number, (Recipe Recipe, double[] Losses) first, long started)
    {
        var options = SearchSpace.Propose(given, number);
        // The logistic regression does not depend on what is searched: its penalty is that of trial 0.
        var linearL2 = first.Recipe.LinearL2 > 0 ? first.Recipe.LinearL2 : options.LinearL2;
        var losses = number == 0 ? first.Losses : judge.Losses(WithMembers(options) with { LinearL2 = linearL2 }).Losses;
        var (mean, difference, error) = judge.Compare(losses, first.Losses);
        return new TuningTrial(number, SearchSpace.Changed(given, options), mean, difference, error, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    static BoostingOptions WithMembers(BoostingOptions options) => options with { Members = Members };

    void Report(string prefix, int number, List<TuningTrial> trials)
    {
        if (progress is null) return;
        var of = request.Trials is { } most ? string.Create(CultureInfo.InvariantCulture, $"trial {number} of {most}") : string.Create(CultureInfo.InvariantCulture, $"trial {number}");
        var best = trials.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", best log-loss {trials.Min(t => t.LogLoss):F4}") : ", the options as given";
        progress.Report(new TrainingProgress($"tuning: {prefix}{of}{best}", 0, 0));
    }

    // The same share of both outcomes as in all rows, in the order of the rows.
    int[] Sample(LeadTable table, int[] rows)
    {
        if (rows.Length <= MostRows) return rows;
        var random = new DeterministicRandom(given.Seed, stream: 401);
        var sample = new List<int>(MostRows);
        for (byte label = 0; label < 2; label++)
        {
            var ofLabel = rows.Where(r => table.Labels[r] == label).ToArray();
            random.Shuffle<int>(ofLabel);
            sample.AddRange(ofLabel[..(int)Math.Round((double)MostRows * ofLabel.Length / rows.Length)]);
        }
        sample.Sort();
        return [.. sample];
    }

    // All that a trial's result depends on, but for the threads.
    string Key(LeadTable table, int[] rows, SplitMethod? split)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{LeadTrainer.Tool}|{string.Join(",", journal.DataSha256)}|{split}|{string.Join(",", OptionNames.ToText(given).Select(o => $"{o.Key}={o.Value}"))}|"));
        hash.AppendData(LeadSchemaFile.ToJson(table.Schema));
        hash.AppendData(MemoryMarshal.AsBytes(rows.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }

    /// <summary>Judges options on the held-out rows of one plan.</summary>
    sealed class Judge(LeadTable table, TrainingSet set, int[] rows, FoldPlan plan, CancellationToken ct)
    {
        readonly int[] _held = [.. Enumerable.Range(0, rows.Length).Where(i => plan.Folds[i] >= 0)];

        /// <summary>The recipe, and the log-loss of each held-out row.</summary>
        public (Recipe Recipe, double[] Losses) Losses(BoostingOptions options)
        {
            using var booster = new GradientBooster(options);
            var (recipe, logOdds) = booster.Choose(set, rows, plan.Folds, plan.Forward, ct: ct);
            return (recipe, [.. _held.Select(i => PortableMath.Softplus(table.Labels[rows[i]] == 1 ? -logOdds[i] : logOdds[i]))]);
        }

        /// <summary>Mean loss, mean difference to <paramref name="baseline"/>, and its standard error: leads of one account count as one draw.</summary>
        public (double Mean, double Difference, double StandardError) Compare(double[] losses, double[] baseline)
        {
            var mean = losses.Average();
            var difference = mean - baseline.Average();
            var ofAccount = new Dictionary<int, double>();
            for (var i = 0; i < losses.Length; i++)
            {
                var row = rows[_held[i]];
                var account = table.Groups?[row] ?? row;
                ofAccount[account] = ofAccount.GetValueOrDefault(account) + (losses[i] - baseline[i] - difference);
            }
            double accounts = ofAccount.Count;
            var sum = ofAccount.Values.Sum(d => d * d);
            return (mean, difference, accounts < 2 ? double.PositiveInfinity : Math.Sqrt(sum * accounts / (accounts - 1)) / losses.Length);
        }
    }
}
