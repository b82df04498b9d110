using LeadPredict.Data;
using LeadPredict.Diagnosis.Crm;

namespace LeadPredict.Diagnosis;

/// <summary>
/// The schema of a file whose headers are those of a CRM: inferred as if they had the canonical names, then given their own names back. So a
/// "Motivo perdita" is treated as the lost reason it is. Pure functions.
/// </summary>
static class CrmSchema
{
    /// <param name="crm">The CRM; null infers from the names as they are.</param>
    /// <param name="canonical">The canonical name of each column, null for those that keep their own.</param>
    public static LeadSchema Infer(TableProfile profile, SchemaInferenceOptions options, CrmProfile? crm, out string?[] canonical)
    {
        canonical = crm?.Match([.. profile.Columns.Select(c => c.Name)]) ?? new string?[profile.Columns.Count];
        // Columns that the user names keep their names, and errors about them speak of them.
        string[] given = [.. new[] { options.Label, options.Id, options.Time, options.Group, options.Weight }.OfType<string>(), .. options.OutcomeTimes, .. options.Exclude, .. options.Allow, .. options.Monotone.Keys, .. options.Interactions.SelectMany(g => g)];
        var own = given.Select(g => GivenRoles.Find(profile, g)).OfType<int>().ToHashSet();
        var columns = profile.Columns.ToArray();
        var names = columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < columns.Length; i++)
            if (canonical[i] is { } name && !own.Contains(i) && (!names.Contains(name) || columns[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                columns[i] = columns[i] with { Name = name };
        var schema = SchemaInference.Infer(profile with { Columns = columns }, options);
        var renamed = schema.Columns.Select((c, i) => c with { Name = profile.Columns[i].Name }).ToArray();
        for (var i = 0; i < renamed.Length; i++)
            if (crm is not null && canonical[i] is { } name && crm.Inverted.Contains(name) && IsZeroAndOne(profile.Columns[i]))
                renamed[i] = Invert(renamed[i], options.PredictionPoint);
        return schema with { Columns = renamed };
    }

    public static bool IsZeroAndOne(ColumnProfile profile) => profile.Levels.Count is 1 or 2 && profile.Levels.All(l => l.Text is "0" or "1");

    // 0 is what nobody has touched as well as yes: it says nothing, and only the no is left.
    static LeadColumn Invert(LeadColumn column, KnownAt point)
    {
        var known = KnownAt.Sal;
        column = column with { Kind = ColumnKind.Boolean, NumberFormat = default, TrueText = "0", FalseText = "1", MissingCodes = ["0"], KnownAt = known, Description = "0 is yes and the untouched default, 1 is no." };
        if (column.Role != ColumnRole.Feature || known <= point) return column;
        return column with { Role = ColumnRole.Excluded, ExcludedBecause = $"known only at sal, after the prediction point {point.ToString().ToLowerInvariant()}" };
    }
}
