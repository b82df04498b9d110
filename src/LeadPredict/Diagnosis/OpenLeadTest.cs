using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Compares how often a column is filled in for leads whose outcome is known and for those still open, which the table does not hold but the
/// profile of the whole file does. Thread safe.
/// </summary>
static class OpenLeadTest
{
    const int LeastOpen = 50;
    const double LeastFilled = 0.05;
    const double LeastTimes = 10;
    const double MostColumns = 0.3;

    /// <summary>Suspicions by position in the schema; none where most columns are blank for open leads, as those are no leads but empty rows.</summary>
    public static Dictionary<int, Suspicion> Find(LeadTable table, TableProfile? profile)
    {
        var result = new Dictionary<int, Suspicion>();
        if (profile is null || table.RowsUnlabelled < LeastOpen) return result;
        var features = 0;
        for (var i = 0; i < table.Schema.Columns.Count; i++)
        {
            var column = table.Schema.Columns[i];
            if (column.Role != ColumnRole.Feature || profile.Columns.FirstOrDefault(c => c.Name == column.Name) is not { } looks) continue;
            features++;
            var own = column.MissingCodes is { } codes ? looks.Levels.Where(l => codes.Contains(l.Text, StringComparer.OrdinalIgnoreCase)).Sum(l => l.Count) : 0;
            long filled = table.Numbers[i]?.Count(v => !float.IsNaN(v)) ?? table.Codes[i]!.Count(c => c >= 0);
            // A rejected row may count among the open ones, which makes them look more filled, never less.
            var open = new Share(Math.Clamp(looks.Values - own - filled, 0, table.RowsUnlabelled), table.RowsUnlabelled);
            var decided = new Share(filled, table.RowCount);
            if (decided.Value < LeastFilled || decided.SurelyTimes(open) < LeastTimes) continue;
            result[i] = new(LeakKind.FilledWhenDecided, Suspicion.Text($"filled in for {decided.Value:P1} of the decided leads and {open.Value:P1} of the open ones: it is written when the outcome is"), Overwhelming: decided.Value > 0.5);
        }
        return result.Count > MostColumns * features ? [] : result;
    }
}
