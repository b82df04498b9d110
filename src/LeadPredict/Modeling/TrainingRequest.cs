using LeadPredict.Boosting;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>How the card's metrics are made.</summary>
public enum EvaluationMethod
{
    /// <summary>One honest split: the newest leads where there is a time column.</summary>
    Holdout,
    /// <summary>Five folds, everything fitted anew in each.</summary>
    Cv,
    /// <summary>No test: the card has no metrics.</summary>
    None,
}

/// <summary>What is fitted.</summary>
public enum Trainer
{
    /// <summary>Gradient-boosted trees, from the base rate and from a logistic regression.</summary>
    Gbdt,
    /// <summary>Ridge logistic regression alone.</summary>
    Logistic,
    /// <summary>ML.NET's FastTree, which LeadPredict.MLNet brings.</summary>
    FastTree,
}

/// <summary>What to train on and how. Immutable.</summary>
public sealed record TrainingRequest
{
    /// <summary>Files with the same columns.</summary>
    public required IReadOnlyList<string> Files { get; init; }
    /// <summary>What is said about columns on the command line.</summary>
    public SchemaInferenceOptions Columns { get; init; } = new();
    /// <summary>A schema file that declares columns, or null.</summary>
    public string? SchemaFile { get; init; }
    /// <summary>The schema of an earlier training, used as it is: nothing is inferred, and what else is said about columns is passed over. Or null.</summary>
    public LeadSchema? FrozenSchema { get; init; }
    /// <summary>Settings of the trainer.</summary>
    public BoostingOptions Boosting { get; init; } = new();
    public Trainer Trainer { get; init; }
    /// <summary>Makes the trainer that <see cref="Trainer.FastTree"/> asks for, from its options; null where ML.NET is not there.</summary>
    public Func<BoostingOptions, IEnsembleTrainer>? FastTree { get; init; }
    /// <summary>How to search for better settings than <see cref="Boosting"/>; null trains with those.</summary>
    public TuningRequest? Tuning { get; init; }
    /// <summary>Null chooses: by time where there is a time column, else by account, else at random.</summary>
    public SplitMethod? Split { get; init; }
    public EvaluationMethod Evaluation { get; init; }
    /// <summary>Share of the leads that are the test, above 0 to 0.5.</summary>
    public double TestShare { get; init; } = 0.2;
    /// <summary>Whether the shipped model is fitted anew on every labelled row, the test's included.</summary>
    public bool Refit { get; init; } = true;
    /// <summary>So many of the judged leads can be called: a row of the table of capacities, and where the confusion is counted. 0 for none.</summary>
    public int Capacity { get; init; }
    /// <summary>Category and boolean columns by which the judged rows are looked at; empty chooses.</summary>
    public IReadOnlyList<string> SegmentColumns { get; init; } = [];
    /// <summary>Whether to draw the learning curve; null draws it where that takes at most about a third of the time.</summary>
    public bool? LearningCurve { get; init; }
    /// <summary>Largest share of rejected rows that is accepted, 0 to 1.</summary>
    public double MaxRejected { get; init; } = 0.01;
    /// <summary>Whether the card also describes the model as a whole, as a report needs it: about a second more.</summary>
    public bool Overview { get; init; }
    /// <summary>Within how many days of its creation a lead must become an SQL; null takes the label as it stands.</summary>
    public double? Horizon { get; init; }
    /// <summary>Shorter horizons, in days, ascending, to answer beside <see cref="Horizon"/>; empty for none.</summary>
    public IReadOnlyList<double> ShorterHorizons { get; init; } = [];
    /// <summary>How many earlier models are made to see how a model ages, 0 to 4.</summary>
    public int Origins { get; init; }
    /// <summary>The day up to which outcomes are known, in days since 2000-01-01; null is the newest creation time in the files.</summary>
    public double? AsOf { get; init; }
    /// <summary>Name of the model in the registry and in answers.</summary>
    public string Name { get; init; } = "leads";
}

/// <summary>How far a training is.</summary>
/// <param name="Phase">What is being done, in words.</param>
/// <param name="Done">Steps done in this phase.</param>
/// <param name="Total">Steps of this phase; 0 when not known.</param>
public readonly record struct TrainingProgress(string Phase, long Done, long Total);

/// <summary>Seconds that the parts of a training took.</summary>
/// <param name="Read">Both passes over the files.</param>
/// <param name="Encode">Encoding and binning for the shipped model.</param>
/// <param name="Boost">The one fit of the shipped model, binning not counted.</param>
/// <param name="Calibrate">Choosing and fitting the calibrator.</param>
/// <param name="Evaluate">Tuning, choosing the recipe, fitting the judged model and judging it, and the models of parts of the history.</param>
/// <param name="Total">All of it.</param>
public sealed record TrainingSeconds(double Read, double Encode, double Boost, double Calibrate, double Evaluate, double Total)
{
    /// <summary>Looking for columns that know the outcome; part of no other but the total.</summary>
    public double Guard { get; init; }
}
