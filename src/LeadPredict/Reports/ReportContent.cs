using LeadPredict.Data;
using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Reports;

/// <summary>What a report on a model is made of. What is null or empty has no place in it. Immutable.</summary>
public sealed record ReportContent
{
    /// <summary>Name and short id of the model.</summary>
    public required string Model { get; init; }
    /// <summary>The outcome as a person says it, such as "became_sql = true".</summary>
    public required string Outcome { get; init; }
    /// <summary>Which leads the metrics are from, as the end of a sentence.</summary>
    public required string Judged { get; init; }
    /// <summary>When the model was made or judged.</summary>
    public DateTimeOffset? Date { get; init; }
    /// <summary>Whether the model was fitted on the very leads it is judged on.</summary>
    public bool IsSeen { get; init; }
    public EvaluationReport? Test { get; init; }
    public IReadOnlyList<Rival> Rivals { get; init; } = [];
    public IReadOnlyList<SegmentTable> Segments { get; init; } = [];
    public LearningCurve? Curve { get; init; }
    public GateResult? Gate { get; init; }
    /// <summary>How the leads and the model change over time.</summary>
    public TimeReport? OverTime { get; init; }
    /// <summary>What a horizon made of the labels.</summary>
    public HorizonCounts? Horizon { get; init; }
    /// <summary>The rival scorecard, to print.</summary>
    public IReadOnlyList<ScorecardRow> Scorecard { get; init; } = [];
    public ModelOverview? Overview { get; init; }
    public GradeScale? Grades { get; init; }
    public IReadOnlyList<LeakFinding> Findings { get; init; } = [];
    public IReadOnlyList<string> Notes { get; init; } = [];
    /// <summary>The model's card; null when it has none.</summary>
    public ModelCard? Card { get; init; }

    /// <summary>The content of a card.</summary>
    public static ReportContent Of(ModelCard card) => new()
    {
        Model = $"{card.Name} {card.Id}",
        Outcome = $"{card.Label} = {card.Positive}",
        Judged = card.Evaluation == EvaluationMethod.Cv ? "leads in five folds, each judged by a model that had not seen it" : card.Split switch
        {
            SplitMethod.Time => "the newest leads, which the judged model had not seen",
            SplitMethod.Group => "leads of accounts that the judged model had not seen",
            _ => "leads at random that the judged model had not seen",
        },
        Date = card.CreatedAt,
        Test = card.Test,
        Rivals = card.Rivals,
        Segments = card.Segments,
        Curve = card.Curve,
        Gate = card.Gate,
        OverTime = card.OverTime,
        Horizon = card.Horizon,
        Scorecard = card.ScorecardPoints,
        Overview = card.Overview,
        Grades = card.Grades,
        Findings = card.Findings,
        Notes = card.Notes,
        Card = card,
    };

    /// <summary>The content of a model judged on a file of labelled leads, or only described.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="test">How it did; null where the file has no outcomes.</param>
    /// <param name="overview">What it does.</param>
    /// <param name="isSeen">Whether it was fitted on this file.</param>
    public static ReportContent Of(LeadModel model, string file, EvaluationReport? test, ModelOverview overview, bool isSeen) => new()
    {
        Model = model.Id,
        Outcome = $"{model.Schema.Single(ColumnRole.Label)?.Name ?? "the outcome"} = {model.Schema.PositiveLabel}",
        Judged = isSeen ? $"the leads of {file}, which the model was fitted on" : $"the leads of {file}",
        IsSeen = isSeen,
        Test = test,
        Overview = overview,
        Grades = model.Grades,
    };
}
