using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>Whether a model name can be answered for.</summary>
public enum ServingStatus
{
    /// <summary>The model on the disk is the one that answers.</summary>
    Ready,
    /// <summary>An earlier model answers, because the one on the disk is gone or cannot be used.</summary>
    Degraded,
    /// <summary>There was no usable model yet.</summary>
    NoModel,
    /// <summary>Known, but not in memory: it is loaded when it is asked for.</summary>
    Idle,
}

/// <summary>How a model name is served at one moment. Immutable.</summary>
/// <param name="Status">Ready, degraded, idle, or without a model.</param>
/// <param name="Why">What is wrong, for people; empty when ready.</param>
/// <param name="Path">The file that is watched, as far as it is known.</param>
public sealed record ServingState(ServingStatus Status, string Why, string Path);

/// <summary>The model in memory that answers for a name. Immutable.</summary>
/// <param name="Model">The model.</param>
/// <param name="Path">The file that it came from.</param>
/// <param name="Version">Its version in the registry; empty for a file elsewhere.</param>
/// <param name="Bytes">Memory that it takes, measured while it was loaded: an upper bound, since what loading needs for a moment counts too.</param>
/// <param name="At">When it was taken into service.</param>
public sealed record LoadedModel(LeadModel Model, string Path, string Version, long Bytes, DateTimeOffset At);

/// <summary>What a watcher noticed; told once, not at every look.</summary>
/// <param name="ModelName">The name that is served.</param>
/// <param name="Loaded">The model that answers from now on; null when the event is a failure or the model was put out of memory.</param>
/// <param name="State">How the name is served after it.</param>
public sealed record ModelFileEvent(string ModelName, LeadModel? Loaded, ServingState State);
