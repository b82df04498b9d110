namespace LeadPredict.Modeling;

/// <summary>What a version is to its model.</summary>
public enum ModelStatus
{
    /// <summary>Was never served as champion.</summary>
    Candidate,
    /// <summary>The one that is served under the model's name.</summary>
    Champion,
    /// <summary>Was champion before.</summary>
    Retired,
}

/// <summary>One version in the registry.</summary>
/// <param name="Name">The model's name, such as "leads".</param>
/// <param name="Version">The version's label.</param>
/// <param name="Status">Candidate, champion or retired.</param>
/// <param name="Sha256">SHA-256 of the model file in lower-case hexadecimal; empty when it cannot be read.</param>
/// <param name="Created">When it was made, from <c>created_at</c> of its card; null when the card does not say.</param>
/// <param name="Path">The version's folder.</param>
public sealed record ModelEntry(string Name, string Version, ModelStatus Status, string Sha256, DateTimeOffset? Created, string Path)
{
    /// <summary>The model file.</summary>
    public string ModelFile => System.IO.Path.Combine(Path, LeadModelFile.FileName);

    /// <summary>The card: JSON, all that is known about how the version was made and judged.</summary>
    public string CardFile => System.IO.Path.Combine(Path, ModelRegistry.CardName);
}
