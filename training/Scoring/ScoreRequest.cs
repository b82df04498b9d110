using LeadPredict.Qualification;
using LeadPredict.Wording;

namespace LeadPredict.Training.Scoring;

/// <summary>What <c>leadpredict score</c> was asked for.</summary>
sealed record ScoreRequest
{
    public required ScoringInputs Inputs { get; init; }
    public required string Model { get; init; }
    /// <summary>Null for standard output.</summary>
    public string? Output { get; init; }
    public required string Rejects { get; init; }
    public required int Reasons { get; init; }
    public bool Dials { get; init; }
    /// <summary>Null for no decisions.</summary>
    public QualificationRules? Qualification { get; init; }
    public DateOnly AsOf { get; init; }
    public Language Language { get; init; }
    public required RankedOrder Order { get; init; }
    public required int Threads { get; init; }
    public bool KeepFormulas { get; init; }
    public Shard? Shard { get; init; }
    public bool Resume { get; init; }
    public TimeSpan CheckpointEvery { get; init; }
    public bool Manifest { get; init; }
    public required double MaxRejected { get; init; }
    public bool Json { get; init; }

    public bool Gzip => Output is not null && Output.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a killed run of it can be gone on with: its input can be read again, and its output is written in order.</summary>
    public bool CanResume => Output is not null && !Order.IsAsked && !Inputs.IsStandardInput;
}
