namespace LeadPredict.Diagnosis;

/// <summary>What gives a column away.</summary>
public enum LeakKind
{
    /// <summary>It has values (or none) almost only for one outcome.</summary>
    OneClassOnly,
    /// <summary>Whether it is filled in tells the outcome.</summary>
    Missingness,
    /// <summary>It is filled in for leads that are decided, and empty for open ones.</summary>
    FilledWhenDecided,
    /// <summary>Its values all but determine the outcome of a good part of the leads.</summary>
    NearCopy,
    /// <summary>Alone it ranks better than a column known beforehand can, or than all other columns together.</summary>
    TooGood,
    /// <summary>Its dates lie after the lead's own, and depend on the outcome.</summary>
    DatedAfter,
    /// <summary>It counts the leads, and its order tells the outcome.</summary>
    Order,
    /// <summary>It is computed from the outcomes of these very leads.</summary>
    Aggregate,
    /// <summary>It ranks leads of the same weeks, and fails on the weeks after: its levels name outcomes, not leads.</summary>
    TimeGap,
    /// <summary>Its name says that it is kept up while or after the lead is decided, and it does tell the outcome.</summary>
    Name,
    /// <summary>Some of its values all but rule success out, others all but promise it.</summary>
    BothEnds,
    /// <summary>Open leads keep a value that decided leads of the same weeks have left.</summary>
    UnlikeOpen,
    /// <summary>It is filled in for the same leads as a column that knows the outcome.</summary>
    FilledTogether,
    /// <summary>Given the outcome it has nothing to do with what else is known of the lead: as if it were made from the outcome.</summary>
    MadeFromOutcome,
}

/// <summary>What was done about a finding.</summary>
public enum LeakAction
{
    /// <summary>The column is no feature.</summary>
    Quarantined,
    /// <summary>The column is a feature because the user allowed it.</summary>
    Allowed,
    /// <summary>The column is a feature; a person should look at it.</summary>
    Reported,
}

/// <summary>One column that seems to know the outcome. Immutable.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Kind">The first test that it failed.</param>
/// <param name="Action">What was done.</param>
/// <param name="Evidence">One line for people, without a value of any lead.</param>
/// <param name="Auc">ROC AUC of the column alone, cross-fitted, 0 to 1, with missing as a value of its own; NaN for a column that was left out by its name alone.</param>
/// <param name="AucLow">Lower end of its 99% interval.</param>
/// <param name="AucHigh">Upper end of its 99% interval.</param>
public sealed record LeakFinding(string Column, LeakKind Kind, LeakAction Action, string Evidence, double Auc, double AucLow, double AucHigh);

/// <summary>What the guard is told. Immutable.</summary>
public sealed record LeakGuardOptions
{
    /// <summary>Names of columns that stay features whatever is found; compared without case.</summary>
    public IReadOnlyCollection<string> Allow { get; init; } = [];
    /// <summary>Names of columns that a person declared as known at the prediction point: they stay, and only overwhelming evidence is reported.</summary>
    public IReadOnlyCollection<string> Trusted { get; init; } = [];
    /// <summary>How many threads look at columns; 0 for every processor. No number changes a finding.</summary>
    public int Threads { get; init; }
    /// <summary>Seed of the draw of rows and of the folds.</summary>
    public ulong Seed { get; init; } = 42;
}
