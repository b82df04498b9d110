namespace LeadPredict.Data;

/// <summary>
/// An input that cannot be used at all: an unreadable file, schema or model, or a training set that cannot be trained on.
/// Holds every problem found, not just the first. A bad row is no exception: it is a <see cref="Diagnostic"/> on a rejected row.
/// </summary>
public sealed class LeadPredictException : Exception
{
    /// <summary>One problem.</summary>
    public LeadPredictException(Diagnostic diagnostic, Exception? inner = null)
        : base(diagnostic.ToString(), inner) => Diagnostics = [diagnostic];

    /// <summary>Several problems; at least one.</summary>
    public LeadPredictException(IReadOnlyList<Diagnostic> diagnostics)
        : base(string.Join(Environment.NewLine, diagnostics)) => Diagnostics = diagnostics;

    /// <summary>All problems, in the order found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }
}
