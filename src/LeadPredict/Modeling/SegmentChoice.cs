using LeadPredict.Data;
using LeadPredict.Evaluation;

namespace LeadPredict.Modeling;

/// <summary>Which columns the judged rows are looked at by: those asked for, else those whose names say that a team would ask.</summary>
public static class SegmentChoice
{
    const int MostColumns = 3;
    const int MostLevels = 60;
    static readonly string[] s_words = ["segment", "source", "channel", "country", "region", "industry", "product", "market", "sector"];

    /// <summary>The columns of a table, for its rows <paramref name="rows"/>. A column that was asked for and is not there is left out.</summary>
    /// <param name="table">Labelled leads.</param>
    /// <param name="rows">Judged rows, as positions in the table.</param>
    /// <param name="asked">Names; empty chooses at most three.</param>
    public static IReadOnlyList<SegmentColumn> Columns(LeadTable table, int[] rows, IReadOnlyList<string> asked)
    {
        var usable = Enumerable.Range(0, table.Schema.Columns.Count).Where(c => IsUsable(table, c)).ToList();
        var chosen = asked.Count > 0
            ? [.. asked.Select(name => usable.FindIndex(c => string.Equals(Name(c), name, StringComparison.OrdinalIgnoreCase))).Where(i => i >= 0).Select(i => usable[i])]
            : s_words.Select(w => usable.Where(c => Name(c).Contains(w, StringComparison.OrdinalIgnoreCase) && LevelsOf(table, c) is >= 2 and <= MostLevels)
                .OrderBy(Name, StringComparer.Ordinal).Select(c => (int?)c).FirstOrDefault()).OfType<int>().Distinct().Take(MostColumns).ToList();
        return [.. chosen.Select(c => Column(table, c, rows))];

        string Name(int column) => table.Schema.Columns[column].Name;
    }

    /// <summary>Names among <paramref name="asked"/> that no category or boolean column of the table has.</summary>
    public static IReadOnlyList<string> Missing(LeadTable table, IReadOnlyList<string> asked) =>
        [.. asked.Where(name => !Enumerable.Range(0, table.Schema.Columns.Count)
            .Any(c => IsUsable(table, c) && string.Equals(table.Schema.Columns[c].Name, name, StringComparison.OrdinalIgnoreCase)))];

    static bool IsUsable(LeadTable table, int column) =>
        table.Codes[column] is not null || (table.Numbers[column] is not null && table.Schema.Columns[column].Kind == ColumnKind.Boolean);

    static int LevelsOf(LeadTable table, int column) => table.Levels[column]?.Count ?? 2;

    static SegmentColumn Column(LeadTable table, int column, int[] rows)
    {
        var name = table.Schema.Columns[column].Name;
        return table.Codes[column] is { } codes
            ? new SegmentColumn(name, [.. table.Levels[column]!.Levels], Array.ConvertAll(rows, r => codes[r]))
            : new SegmentColumn(name, ["false", "true"], Array.ConvertAll(rows, r => table.Numbers[column]![r] switch { 1 => 1, 0 => 0, _ => -1 }));
    }
}
