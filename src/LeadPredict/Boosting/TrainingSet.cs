using LeadPredict.Data;

namespace LeadPredict.Boosting;

/// <summary>
/// Encoded rows to learn from: what a trainer takes. Column-major.
/// </summary>
/// <param name="Columns">F columns of n encoded values; NaN is missing.</param>
/// <param name="Kinds">Kind of each column.</param>
/// <param name="Labels">n labels in [0, 1].</param>
/// <param name="Weights">n row weights at or above 0, or null for 1 each.</param>
/// <param name="Constraints">What the model's shape must obey, or null for nothing.</param>
public sealed record TrainingSet(EncodedColumn[] Columns, FeatureKind[] Kinds, float[] Labels, float[]? Weights = null, FeatureConstraints? Constraints = null)
{
    /// <summary>As the main constructor, of columns of plain values.</summary>
    public TrainingSet(float[][] columns, FeatureKind[] kinds, float[] labels, float[]? weights = null, FeatureConstraints? constraints = null)
        : this([.. columns.Select(c => new EncodedColumn(c))], kinds, labels, weights, constraints)
    {
    }

    /// <summary>One encoded row, copied to the caller's memory of length F.</summary>
    public void CopyRow(int row, Span<float> rowOut)
    {
        for (var f = 0; f < Columns.Length; f++) rowOut[f] = Columns[f][row];
    }
}

/// <summary>What cross-validation chose: how to fit on all rows.</summary>
/// <param name="TreesFromBase">Trees in a member that starts from the base rate.</param>
/// <param name="TreesFromLinear">Trees in a member that starts from the logistic regression.</param>
/// <param name="LinearL2">Square penalty of the logistic regression.</param>
public sealed record Recipe(int TreesFromBase, int TreesFromLinear, double LinearL2)
{
    /// <summary>Whether every member starts from the logistic regression, since held-out rows say that the others only do harm.</summary>
    public bool LinearOnly { get; init; }
}
