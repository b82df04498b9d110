using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Explanation;

namespace LeadPredict.Modeling;

/// <summary>One column and the mean absolute contribution it makes, in log-odds, over held-out leads.</summary>
public sealed record Driver(string Column, double MeanAbsoluteLogOdds);

/// <summary>A column that is no feature, and why.</summary>
public sealed record ExcludedColumn(string Name, string Why);

/// <summary>How many rows went where.</summary>
public sealed record RowCounts(long Read, long Rejected, long Unlabelled, int Train, int Validation, int Calibration, int Test, int Positives);

/// <summary>A rival judged on the same test rows.</summary>
/// <param name="Name">"base rate", "points scorecard", "logistic regression" or, with another trainer, "LeadPredict's own trees".</param>
/// <param name="Report">Its metrics.</param>
/// <param name="Gain">What the model gains over it: paired differences, with intervals; null in cards from before it was kept.</param>
public sealed record Rival(string Name, EvaluationReport Report, PairedComparison? Gain);

/// <summary>
/// What a person needs to know about a model before using it: where it comes from, what it looked at, how good it is on leads it never saw and
/// how sure that is. Kept beside the model file as <c>card.json</c>. Immutable.
/// </summary>
public sealed record ModelCard
{
    public required string Name { get; init; }
    public required string Id { get; init; }
    public required string Sha256 { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required ModelOrigin Origin { get; init; }
    public required IReadOnlyList<string> Files { get; init; }
    public required RowCounts Rows { get; init; }
    public required string Label { get; init; }
    public required string Positive { get; init; }
    public required IReadOnlyList<string> Used { get; init; }
    public required IReadOnlyList<ExcludedColumn> Excluded { get; init; }
    /// <summary>Columns that seem to know the outcome, and what was done about each.</summary>
    public IReadOnlyList<LeakFinding> Findings { get; init; } = [];
    public required EvaluationMethod Evaluation { get; init; }
    /// <summary>What a horizon made of the labels; null without one.</summary>
    public HorizonCounts? Horizon { get; init; }
    /// <summary>How the leads change over time; null without a test by time.</summary>
    public TimeReport? OverTime { get; init; }
    /// <summary>How the test rows were chosen; null without a test.</summary>
    public SplitMethod? Split { get; init; }
    /// <summary>Whether the shipped model was fitted on all rows after it was judged.</summary>
    public required bool Refitted { get; init; }
    /// <summary>Metrics on rows that the judged model never saw; null without a test.</summary>
    public EvaluationReport? Test { get; init; }
    public IReadOnlyList<Rival> Rivals { get; init; } = [];
    /// <summary>The rivals' scorecard, to print; null without a test.</summary>
    public PointsScorecard? Scorecard { get; init; }
    /// <summary>The points of that scorecard, also where a card that was read no longer has the scorecard itself.</summary>
    public IReadOnlyList<ScorecardRow> ScorecardPoints { get => field ?? Scorecard?.Points ?? []; init; }
    /// <summary>The judged rows by the levels of columns with few levels.</summary>
    public IReadOnlyList<SegmentTable> Segments { get; init; } = [];
    /// <summary>What more history would bring; null where it was not drawn, and a note says why.</summary>
    public LearningCurve? Curve { get; init; }
    /// <summary>What stands between the model and its use; null without a test.</summary>
    public GateResult? Gate { get; init; }
    /// <summary>The leaderboard of the search for options, trial 0 (the options as given) first; empty without a search.</summary>
    public IReadOnlyList<TuningTrial> Tuning { get; init; } = [];
    public required string Calibrator { get; init; }
    public required IReadOnlyList<CalibrationCandidate> CalibrationCandidates { get; init; }
    public required IReadOnlyList<Driver> Drivers { get; init; }
    /// <summary>What the model does as a whole; null when it was not asked for.</summary>
    public ModelOverview? Overview { get; init; }
    public required int Trees { get; init; }
    public required string Shape { get; init; }
    public required Qualification.GradeScale Grades { get; init; }
    public required TrainingSeconds Seconds { get; init; }
    /// <summary>What was noticed, in sentences: no signal, few positives, notes on the file.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
