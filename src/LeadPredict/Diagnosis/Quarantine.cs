using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>Takes suspicious columns out of a schema, and out of a table without reading the files again. Pure functions.</summary>
public static class Quarantine
{
    /// <summary>The schema in which each quarantined column is excluded, with its evidence as the reason.</summary>
    public static LeadSchema Apply(LeadSchema schema, IReadOnlyList<LeakFinding> findings)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var why = findings.Where(f => f.Action == LeakAction.Quarantined).ToDictionary(f => f.Column, f => f.Evidence, StringComparer.Ordinal);
        return schema with
        {
            Columns = [.. schema.Columns.Select(c => c.Role == ColumnRole.Feature && why.TryGetValue(c.Name, out var evidence)
                ? c with { Role = ColumnRole.Excluded, KnownAt = KnownAt.Outcome, ExcludedBecause = $"quarantined: {evidence}" } : c)],
        };
    }

    /// <summary>The table as if it had been read with <paramref name="schema"/>, which has the same columns but fewer features.</summary>
    public static LeadTable Apply(LeadTable table, LeadSchema schema)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(schema);
        return table with { Schema = schema, Numbers = Kept(table.Numbers), Codes = Kept(table.Codes), Levels = Kept(table.Levels) };

        T?[] Kept<T>(T?[] columns) where T : class => [.. columns.Select((c, i) => schema.Columns[i].Role == ColumnRole.Feature ? c : null)];
    }
}
