namespace LeadPredict.Modeling;

/// <summary>A search for better options than the given ones. At least one of the two limits must be set; whichever is met first ends it.</summary>
public sealed record TuningRequest
{
    /// <summary>Most trials after trial 0, 1 or more; null sets no number. Same seed and number, same choice.</summary>
    public int? Trials { get; init; }
    /// <summary>No trial is begun after this long, finished trials of an interrupted run included; null sets no time.</summary>
    public TimeSpan? Time { get; init; }
    /// <summary>File that keeps finished trials until the training has ended, so that an interrupted search can go on; null is a file of the data's name in <see cref="StateFolder"/>.</summary>
    public string? StateFile { get; init; }
    /// <summary>Folder for the state when no file is named; with neither, an interrupted search starts anew.</summary>
    public string? StateFolder { get; init; }
}

/// <summary>One trial of a search, judged on rows that the model it judges had not seen.</summary>
/// <param name="Trial">Its number; 0 has the options as given.</param>
/// <param name="Changed">Options that are not as given, as keys and values.</param>
/// <param name="LogLoss">Mean log-loss over the held-out training rows, in nats.</param>
/// <param name="Difference">The same less that of trial 0: below 0, this trial is better.</param>
/// <param name="StandardError">Standard error of the difference, from the rows' paired differences, summed within accounts.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record TuningTrial(int Trial, IReadOnlyDictionary<string, string> Changed, double LogLoss, double Difference, double StandardError, double Seconds)
{
    /// <summary>Whether it is taken over from an interrupted run.</summary>
    public bool Resumed { get; init; }
    /// <summary>Whether the model was made with its options.</summary>
    public bool Chosen { get; init; }
}
