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
}

/// <summary>How a model name is served at one moment. Immutable.</summary>
/// <param name="Status">Ready, degraded, or without a model.</param>
/// <param name="Why">What is wrong, for people; empty when ready.</param>
/// <param name="Path">The file that is watched, as far as it is known.</param>
public sealed record ServingState(ServingStatus Status, string Why, string Path);

/// <summary>What a watcher noticed; told once, not at every look.</summary>
/// <param name="ModelName">The name that is served.</param>
/// <param name="Loaded">The model that answers from now on; null when the event is a failure.</param>
/// <param name="State">How the name is served after it.</param>
public sealed record ModelFileEvent(string ModelName, LeadModel? Loaded, ServingState State);
