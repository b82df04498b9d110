namespace LeadPredict.Qualification.Feedback;

/// <summary>What sales says of a lead after working on it: what became of it, and why. Immutable.</summary>
/// <param name="LeadId">The lead's id, as in the files.</param>
/// <param name="At">When it was said.</param>
public sealed record LeadFeedback(string LeadId, DateTimeOffset At)
{
    /// <summary>Whether the lead became what the model predicts; null while that is open.</summary>
    public bool? Succeeded { get; init; }
    /// <summary>Why it did or did not, in a word that is used again, such as no_budget; null for none.</summary>
    public string? Reason { get; init; }
    /// <summary>What the lead itself objected, in a word that is used again; null for none.</summary>
    public string? Objection { get; init; }
    /// <summary>Who says so: a role or a key of the CRM, rather than a person's name; null for nobody.</summary>
    public string? By { get; init; }
}
