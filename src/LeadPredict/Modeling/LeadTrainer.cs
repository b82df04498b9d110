using System.Diagnostics;
using LeadPredict.Boosting;
using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Evaluation;
using LeadPredict.Inference;
using LeadPredict.Numerics;
using LeadPredict.Qualification;

namespace LeadPredict.Modeling;

/// <summary>A trained model and its card. The model is not in a file yet.</summary>
public sealed record TrainingResult(LeadModel Model, ModelCard Card);

/// <summary>
/// The recipe from CSV to model: read, infer or merge the schema, split before anything is fitted, choose by cross-validation on the training side,
/// judge on the test side, then fit what ships on every labelled row. Not thread safe; parallel inside.
/// </summary>
public sealed partial class LeadTrainer
{
    const int Folds = 5;
    const int ManyRows = 200_000;
    // Trees that suit the training folds suit slightly more rows with slightly more trees.
    const double TreesForMoreRows = 1.1;

    /// <summary>Program and version.</summary>
    internal static string Tool { get; } = $"LeadPredict {typeof(LeadTrainer).Assembly.GetName().Version?.ToString(3)}";

    readonly TrainingRequest _request;
    readonly BoostingOptions _options;
    readonly TimeProvider _clock;
    readonly IProgress<TrainingProgress>? _progress;
    readonly CancellationToken _ct;
    readonly List<string> _notes = [];
    TuningJournal? _journal;

    LeadTrainer(TrainingRequest request, TimeProvider clock, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        _request = request;
        _clock = clock;
        _progress = progress;
        _ct = ct;
        _options = request.Trainer == Trainer.Logistic
            ? request.Boosting with { Trees = 0, LinearStart = 1, Members = 1 }
            : request.Boosting;
    }

    /// <summary>Trains as <paramref name="request"/> says.</summary>
    /// <exception cref="LeadPredictException">The files cannot be used or hold too little (LP01xx, LP04xx).</exception>
    /// <exception cref="OperationCanceledException"><paramref name="ct"/>; nothing was written.</exception>
    public static TrainingResult Train(TrainingRequest request, TimeProvider clock, IProgress<TrainingProgress>? progress = null, CancellationToken ct = default) =>
        new LeadTrainer(request, clock, progress, ct).Train();

    TrainingResult Train()
    {
        var clock = Stopwatch.StartNew();
        var leads = new TrainingData(_request, _notes, _progress, _ct).Read();
        var (table, files, findings, guard) = leads;
        if (_request.ShorterHorizons.Count > 0 && table.DecidedAt is null) throw TrainingErrors.HorizonsNeedMoments(_request.Files[0]);
        var read = clock.Elapsed.TotalSeconds;

        var all = Teaching(table, [.. Enumerable.Range(0, table.RowCount)]);
        if (_request.Tuning is { } tuning) _journal = TuningJournal.Open(tuning, [.. files.Select(f => f.Sha256)]);
        var judged = Judge(table, all);
        using var trainer = NewTrainer(judged.Options);
        var evaluated = clock.Elapsed.TotalSeconds;

        var shipped = _request.Refit || judged.Model is null
            ? Fit(table, trainer, all, judged.Recipe with { TreesFromBase = Grow(judged.Recipe.TreesFromBase), TreesFromLinear = Grow(judged.Recipe.TreesFromLinear) })
            : judged.Model;
        var fitted = clock.Elapsed.TotalSeconds;

        var held = judged.HeldOut;
        var choice = CalibratorFitter.Choose(held.LogOdds, held.Labels, held.Groups, _options.Seed);
        var probabilities = new double[held.LogOdds.Length];
        choice.Calibrator.Calibrate(held.LogOdds, probabilities);
        var curve = _request.ShorterHorizons.Count > 0 ? HorizonsOf(table, held.Rows, probabilities, leads.Matured!, shipped, choice.Calibrator) : null;
        var reference = ReferenceLeads.Fit(probabilities, held.Labels);
        var grades = GradeScale.FromReference(reference.Quantiles);
        var calibrated = clock.Elapsed.TotalSeconds;
        var judgement = LookCloser(table, all, judged, trainer, choice.Calibrator);
        var looked = clock.Elapsed.TotalSeconds - calibrated;

        var origin = new ModelOrigin(
            Tool,
            [.. files.Select(f => f.Sha256)],
            Word(_request.Trainer),
            _request.Refit ? all.Length : judged.Train.Length,
            all.Count(r => table.Labels[r] == 1),
            OptionNames.ToText(judged.Options, table.Schema))
        {
            Setup = new TrainingSetup(Word(_request.Evaluation), Word(MethodFor(table)), _request.TestShare, _request.Refit)
            {
                Horizon = _request.Horizon,
                AsOf = leads.Matured?.Counts.AsOf,
                ShorterHorizons = curve is null ? null : _request.ShorterHorizons,
            },
        };
        var draft = new LeadModel(shipped.Encoder, shipped.Ensemble, choice.Calibrator, grades, reference, origin)
        {
            Intervals = LeadIntervalFitter.Fit(probabilities, held.Labels, held.Groups, judgement.Pair, shipped.Encoder.FeatureCount, origin.Rows),
            Observed = ObservedColumns.Of(shipped.Ensemble.Binner, shipped.Set, all),
            Horizons = curve,
            Distribution = TrainingDistribution.Fit(shipped.Encoder, shipped.Set.Columns, _request.Refit ? all : judged.Train, table.Groups),
        };
        var model = LeadModelFile.Parse(LeadModelFile.ToBytes(draft), "the new model");
        AddNotes(table, judged);
        _notes.AddRange(trainer.Notes);

        var boost = shipped.BoostSeconds;
        var card = new ModelCard
        {
            Name = _request.Name,
            Id = model.Id,
            Sha256 = model.Sha256,
            CreatedAt = _clock.GetUtcNow(),
            Origin = origin,
            Files = [.. files.Select(f => f.Path)],
            Rows = new RowCounts(table.RowsRead, table.RowsRejected, table.RowsUnlabelled, judged.Train.Length, judged.ValidationRows, held.Labels.Length, judged.TestRows, origin.Positives),
            Label = table.Schema.Single(ColumnRole.Label)!.Name,
            Positive = table.Schema.PositiveLabel!,
            Used = [.. model.Encoder.Features.Select(f => f.Column.Name)],
            Excluded = [.. table.Schema.Columns.Where(c => c.Role != ColumnRole.Feature).Select(c => new ExcludedColumn(c.Name, c.ExcludedBecause ?? Role(c.Role)))],
            Findings = findings,
            Horizon = leads.Matured is { } matured ? matured.Counts with { Embargoed = judged.Embargoed.Length } : null,
            OverTime = judged.OverTime,
            Evaluation = _request.Evaluation,
            Split = judged.Split,
            Refitted = _request.Refit,
            Test = judged.Report,
            Rivals = judged.Rivals,
            Scorecard = judged.Scorecard,
            Segments = judgement.Segments,
            Curve = judgement.Curve,
            Gate = judgement.Gate,
            Tuning = judged.Tuned.Trials,
            Calibrator = choice.Calibrator.Method,
            CalibrationCandidates = choice.Candidates,
            Drivers = DriverRanking.Rank(model, shipped.Set, all, _options.Seed),
            Overview = _request.Overview ? Overview(model, table, all, judged) : null,
            Trees = model.Ensemble.Trees.Count,
            Shape = trainer.Shape(judged.Recipe, table.RowCount),
            Grades = grades,
            Seconds = new TrainingSeconds(read - guard, Math.Max(0, fitted - evaluated - boost), boost, calibrated - fitted, evaluated - read + looked, clock.Elapsed.TotalSeconds) { Guard = guard },
            Notes = _notes,
        };
        _journal?.Remove();
        return new TrainingResult(model, card);
    }

    // What a phase leaves is dead at once, and large where the table is: collected here it never lies beside what the next phase needs.
    static void ForgetPhase(LeadTable table)
    {
        if (table.RowCount >= ManyRows) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
    }

    // A row of weight 0 may judge, but does not teach.
    static int[] Teaching(LeadTable table, int[] rows) => table.Weights is { } weights ? RowSelection.Where(rows, i => weights[rows[i]] > 0) : rows;

    static string Role(ColumnRole role) => $"the {Word(role)} column";

    static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    int Grow(int trees) => _options.EarlyStoppingRounds == 0 ? trees : (int)Math.Round(trees * TreesForMoreRows);

    sealed record Fitted(LeadEncoder Encoder, TreeEnsemble Ensemble, TrainingSet Set, double BoostSeconds);

    /// <summary>Predictions of models that had not seen the rows they predict.</summary>
    sealed record HeldOut(double[] LogOdds, byte[] Labels, int[] Groups, int[] Rows);

    sealed record Judged(
        Tuned Tuned, Recipe Recipe, int[] Train, int ValidationRows, int TestRows, HeldOut HeldOut, SplitMethod? Split, Fitted? Model, EvaluationReport? Report, IReadOnlyList<Rival> Rivals)
    {
        public BoostingOptions Options => Tuned.Options;
        public int[] Embargoed { get; init; } = [];
        public TimeReport? OverTime { get; init; }
        /// <summary>The rows that <see cref="Report"/> is of, with their probabilities; empty without one.</summary>
        public int[] JudgedRows { get; init; } = [];
        public double[] Probabilities { get; init; } = [];
        /// <summary>Log-odds of the judged rows by <see cref="Model"/>.</summary>
        public double[] LogOdds { get; init; } = [];
        public PointsScorecard? Scorecard { get; init; }
    }

    Judged Judge(LeadTable table, int[] all) => _request.Evaluation switch
    {
        EvaluationMethod.Holdout => JudgeOnHoldout(table),
        EvaluationMethod.Cv => JudgeOnFolds(table, all),
        _ => JudgeNot(table, all),
    };

    Judged JudgeNot(LeadTable table, int[] all)
    {
        var tuned = Tune(table, all);
        using var trainer = NewTrainer(tuned.Options);
        var (recipe, held, validation) = Choose(table, trainer, all);
        return new Judged(tuned, recipe, all, validation, 0, held, null, null, null, []);
    }

    Judged JudgeOnHoldout(LeadTable table)
    {
        var (split, embargoed) = Split(table);
        var tuned = Tune(table, split.Train);
        using var trainer = NewTrainer(tuned.Options);
        var (recipe, held, validation) = Choose(table, trainer, split.Train);
        var model = Fit(table, trainer, split.Train, recipe);
        var logOdds = LogOdds(model, split.Test);
        var labels = Gather(table.Labels, split.Test);
        var groups = GroupsOf(table, split.Test);
        var report = Report(table, held, logOdds, labels, groups, out var probabilities);
        PointsScorecard? scorecard = null;
        var rivals = _request.Trainer != Trainer.Logistic ? Rivals(table, split, model, probabilities, labels, groups, out scorecard) : [];

        // Predictions for the test rows are held out too: together with the folds' they calibrate what ships.
        var both = new HeldOut([.. held.LogOdds, .. logOdds], [.. held.Labels, .. labels], [.. held.Groups, .. groups], [.. held.Rows, .. split.Test]);
        return new Judged(tuned, recipe, split.Train, validation, split.Test.Length, both, split.Method, model, report, rivals)
        {
            JudgedRows = split.Test,
            Probabilities = probabilities,
            LogOdds = logOdds,
            Scorecard = scorecard,
            Embargoed = embargoed,
            OverTime = split.Method == SplitMethod.Time ? OverTime(table, split, embargoed, model, held, probabilities, report, (train, test) => LogOdds(Fit(table, trainer, train, recipe), test)) : null,
        };
    }

    // Each fold is a whole training of its own, tuning and calibrator included; the report pools their predictions.
    Judged JudgeOnFolds(LeadTable table, int[] all)
    {
        var foldOf = DataSplit.Folds(all, table.Labels, table.Groups, Folds, _options.Seed + 1);
        var probabilities = new double[all.Length];
        for (var k = 0; k < Folds; k++)
        {
            var held = RowSelection.Positions(all.Length, i => foldOf[i] == k);
            var train = RowSelection.Where(all, i => foldOf[i] != k);
            var test = Array.ConvertAll(held, i => all[i]);
            using var trainer = NewTrainer(Tune(table, train, $"fold {k + 1} of {Folds}, ").Options);
            var (recipe, inner, _) = Choose(table, trainer, train);
            var calibrator = CalibratorFitter.Choose(inner.LogOdds, inner.Labels, inner.Groups, _options.Seed).Calibrator;
            var logOdds = LogOdds(Fit(table, trainer, train, recipe), test);
            for (var i = 0; i < test.Length; i++) probabilities[held[i]] = calibrator.Calibrate(logOdds[i]);
        }
        var report = EvaluationReport.Compute(probabilities, Gather(table.Labels, all), GroupsOf(table, all), _options.Seed, GradeA(probabilities), _request.Capacity);
        var tuned = Tune(table, all);
        using var last = NewTrainer(tuned.Options);
        var shipped = Choose(table, last, all);
        return new Judged(tuned, shipped.Recipe, all, shipped.Validation, all.Length, shipped.Held, table.Groups is null ? SplitMethod.Random : SplitMethod.Group, null, report, [])
        {
            JudgedRows = all,
            Probabilities = probabilities,
        };
    }

    EvaluationReport Report(LeadTable table, HeldOut held, double[] logOdds, byte[] labels, int[] groups, out double[] probabilities)
    {
        ForgetPhase(table);
        // The judged model has its own calibrator, from its own folds: the test rows have no part in it.
        var calibrator = CalibratorFitter.Choose(held.LogOdds, held.Labels, held.Groups, _options.Seed).Calibrator;
        probabilities = new double[logOdds.Length];
        calibrator.Calibrate(logOdds, probabilities);
        var reference = new double[held.LogOdds.Length];
        calibrator.Calibrate(held.LogOdds, reference);
        return EvaluationReport.Compute(probabilities, labels, groups, _options.Seed, GradeA(reference), _request.Capacity);
    }

    // From the training side's held-out predictions: the test rows have no part in it.
    static DecisionCut GradeA(double[] probabilities) => new("grade_a", GradeScale.FromReference([.. probabilities.Order()]).A);

    SplitMethod MethodFor(LeadTable table) =>
        _request.Split ?? (table.Times is not null ? SplitMethod.Time : table.Groups is not null ? SplitMethod.Group : SplitMethod.Random);

    // A search of its own wherever a model is made that is judged: no row that judges has a part in the choice of options.
    Tuned Tune(LeadTable table, int[] rows, string prefix = "")
    {
        if (_request.Tuning is not { } tuning) return new Tuned(_options, []);
        if (_request.Evaluation == EvaluationMethod.Cv) tuning = tuning with { Time = tuning.Time / (Folds + 1) };
        var set = Encode(table, rows, out _);
        var tuned = new HyperparameterSearch(tuning, _options, _journal!, _progress, _ct).Run(table, set, rows, _request.Split, prefix);
        if (tuned.Note is not null) _notes.Add(tuned.Note);
        return tuned;
    }

    static byte[] Gather(byte[] values, int[] rows) => Array.ConvertAll(rows, r => values[r]);

    // Rows without an account are accounts of their own.
    static int[] GroupsOf(LeadTable table, int[] rows) => Array.ConvertAll(rows, r => table.Groups is { } groups ? groups[r] : -1 - r);
}
