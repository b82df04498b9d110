namespace LeadPredict.Data;

/// <summary>
/// The columns of a lead table, in file order, with what was declared (a schema file) or inferred (from the whole file) about each,
/// the label and the spellings of "missing". Frozen in the model. Immutable, thread safe.
/// </summary>
public sealed record LeadSchema
{
    /// <summary>All columns known, features or not.</summary>
    public required IReadOnlyList<LeadColumn> Columns { get; init; }
    /// <summary>Text of the label column that means "became an SQL", as written in the file; null when there is no label.</summary>
    public string? PositiveLabel { get; init; }
    /// <summary>Text of the label column that means "did not"; null when there is no label, or when every other text means it.</summary>
    public string? NegativeLabel { get; init; }
    /// <summary>Field texts that mean "missing", beside the empty field; compared without case.</summary>
    public IReadOnlyList<string> MissingCodes { get; init; } = DefaultMissingCodes;

    /// <summary>Groups of columns that may meet on a path of a tree, each column by its name; null or empty leaves every meeting free. A column in no group meets none.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Interactions { get; init; }

    /// <summary>NA, N/A, NULL, NaN, None (placeholder of exports), Select (unset drop-down), a dash, #N/A.</summary>
    public static IReadOnlyList<string> DefaultMissingCodes { get; } = ["NA", "N/A", "#N/A", "NULL", "NaN", "Select", "-", "--"];

    /// <summary>The one column of <paramref name="role"/>, or null.</summary>
    public LeadColumn? Single(ColumnRole role) => Columns.FirstOrDefault(c => c.Role == role);
}
