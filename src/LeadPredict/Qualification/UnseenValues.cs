using System.Globalization;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>Texts that rules compare with and that no lead of a file has: most often a misspelling, which would let leads through a gate in silence. Thread safe.</summary>
public static class UnseenValues
{
    // A column with more is no list of words that somebody agreed on.
    const int MostLevels = 500;
    const int MostNamed = 20;

    /// <summary>A note for each such text (LP0821), in the order of the rules; none for numbers, dates and truth values, nor for columns that the file does not have.</summary>
    /// <param name="rules">Rules that were read from a file.</param>
    /// <param name="file">Leads that are like those to come.</param>
    public static IReadOnlyList<Diagnostic> Find(QualificationRules rules, LeadFile file, CancellationToken ct = default)
    {
        var compared = Compared(rules).ToList();
        var columns = compared.Select(c => c.At.Column).Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(c => c, c => FileColumns.Find(file, c), StringComparer.OrdinalIgnoreCase);
        var levels = columns.Where(c => c.Value >= 0).ToDictionary(c => c.Key, _ => new SortedSet<string>(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        using var reader = file.OpenReader();
        while (reader.Read())
        {
            if (reader.RowsRead % 1000 == 0) ct.ThrowIfCancellationRequested();
            foreach (var (name, seen) in levels)
                if (seen.Count <= MostLevels && reader.Field(columns[name]) is { IsEmpty: false } text) seen.Add(Encoding.UTF8.GetString(text));
        }
        return
        [
            .. from one in compared
               where levels.TryGetValue(one.At.Column, out var seen) && seen.Count is > 0 and <= MostLevels && !seen.Contains(one.Value)
               select QualificationErrors.UnseenValue(rules.Source, one.At.Line, one.At.Position, one.At.Column, one.Value, Named(levels[one.At.Column])),
        ];
    }

    static IEnumerable<(ColumnMention At, string Value)> Compared(QualificationRules rules)
    {
        foreach (var mention in rules.Mentions)
        {
            if (mention.Rule is { Operator: RuleOperator.Equal or RuleOperator.NotEqual or RuleOperator.In or RuleOperator.NotIn } rule)
                foreach (var value in rule.Values.Where(IsWord)) yield return (mention, value);
            else if (mention is { Rule: null, IsDate: false } && rules.Segments is { } segments && segments.Column == mention.Column)
                foreach (var value in segments.Overrides.SelectMany(o => o.Values).Where(IsWord)) yield return (mention, value);
        }
    }

    static bool IsWord(string text) =>
        !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) && !bool.TryParse(text, out _) && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    // A few words are a vocabulary; many may be persons.
    static string Named(SortedSet<string> seen) => seen.Count <= MostNamed ? string.Join(", ", seen) : string.Create(CultureInfo.InvariantCulture, $"{seen.Count} others");
}
