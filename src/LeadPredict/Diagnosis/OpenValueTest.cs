using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>
/// Whether open leads nearly all keep one value (No, 0, Select, new) that decided leads created in the same weeks have left: it is changed when the lead is worked.
/// Weeks, so that a campaign that has ended is no such value. Thread safe.
/// </summary>
static class OpenValueTest
{
    const int LeastOpen = 50, LeastDecided = 50;
    const double LeastOpenShare = 0.9, MostDecidedShare = 0.6;
    const double LeastOpenShareOfAnyTime = 0.98, LeastOfQuarter = 0.02;
    const double MostColumns = 0.3;
    const double OldestOpen = 0.02;
    // A column without a word on the outcome may be bookkeeping; it does no harm.
    const double LeastAuc = 0.55;

    /// <summary>Suspicions by position in the schema; none without creation times, or where most columns are so.</summary>
    public static Dictionary<int, Suspicion> Find(LeadTable table, TableProfile? profile)
    {
        var result = new Dictionary<int, Suspicion>();
        if (profile is null || table.Times is not { } times || table.OpenTimes.Count < LeastOpen) return result;
        var from = table.OpenTimes.Order().ElementAt((int)(OldestOpen * table.OpenTimes.Count));
        var rows = RowSelection.Positions(times.Length, r => times[r] >= from);
        // Where the newest leads are all open, the decided ones of any time must have the value, in each quarter of time, as no value of a season is had.
        var ofAnyTime = rows.Length < LeastDecided;
        if (ofAnyTime) rows = [.. RowSelection.Positions(times.Length, r => !double.IsNaN(times[r])).OrderBy(r => times[r])];
        if (rows.Length < LeastDecided) return result;
        var features = 0;
        for (var i = 0; i < table.Schema.Columns.Count; i++)
        {
            var column = table.Schema.Columns[i];
            if (column.Role != ColumnRole.Feature || profile.Columns.FirstOrDefault(c => c.Name == column.Name) is not { } looks) continue;
            features++;
            if (looks.DistinctCapped || looks.Levels.Count == 0) continue;
            foreach (var level in looks.Levels.Take(3))
            {
                var has = Has(table, i, level.Text);
                if (has is null) continue;
                var open = new Share(Math.Clamp(level.Count - Enumerable.Range(0, table.RowCount).Count(has), 0, table.RowsUnlabelled), table.RowsUnlabelled);
                var decided = new Share(rows.Count(has), rows.Length);
                // The other values, which decided leads have and open ones lack.
                var (left, leftOpen) = (new Share(decided.Of - decided.Count, decided.Of), new Share(open.Of - open.Count, open.Of));
                if (ofAnyTime && (open.Value < LeastOpenShareOfAnyTime || !InEveryQuarter(rows, has))) continue;
                if (open.Value < LeastOpenShare || decided.High > MostDecidedShare || left.SurelyTimes(leftOpen) < 4) continue;
                result[i] = new(LeakKind.UnlikeOpen, Suspicion.Text($"{open.Value:P0} of the open leads have one value that only {decided.Value:P0} of the decided leads{(ofAnyTime ? "" : " of the same weeks")} have: it changes when the lead is worked"), Overwhelming: decided.Value < 0.1);
                break;
            }
        }
        return result.Count > MostColumns * features ? [] : result;
    }

    static bool InEveryQuarter(int[] inTime, Func<int, bool> has) => inTime.Chunk((inTime.Length + 3) / 4).All(part => part.Count(has) >= LeastOfQuarter * part.Length);

    /// <summary>The suspicion, where the column tells the outcome too.</summary>
    public static Suspicion? Of(Suspicion? suspicion, ColumnCells column) => suspicion is null || column.Auc.Low < LeastAuc ? null : suspicion;

    static Func<int, bool>? Has(LeadTable table, int at, string text)
    {
        if (table.Codes[at] is { } codes)
        {
            var code = table.Levels[at]!.Find(Encoding.UTF8.GetBytes(text));
            return code < 0 ? null : row => codes[row] == code;
        }
        var parser = new ColumnParser(table.Schema, table.Schema.Columns[at]);
        if (!parser.TryParse(Encoding.UTF8.GetBytes(text), out var value) || float.IsNaN(value)) return null;
        var numbers = table.Numbers[at]!;
        return row => numbers[row] == value;
    }
}
