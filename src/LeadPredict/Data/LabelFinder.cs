using System.Globalization;
using System.Text;

namespace LeadPredict.Data;

/// <summary>Which column is the outcome, and which of its two texts means success.</summary>
static class LabelFinder
{
    const int LevelsShown = 10;

    /// <summary>The one column with a known label name and two values; null when none is needed.</summary>
    public static int? ByName(TableProfile profile, LeadColumn[] columns, bool[] declared, bool required)
    {
        var named = profile.Columns
            .Where(c => !declared[c.Index] && ColumnNames.Labels.Contains(ColumnNames.Normalise(c.Name)))
            .ToList();
        var candidates = named.Where(c => Levels(c, []).Count == 2).ToList();
        if (candidates.Count == 1) return candidates[0].Index;
        if (!required) return null;
        // One that is named like the outcome but has one value, or three, is more likely the outcome than nothing: say what is wrong with it.
        if (candidates.Count == 0 && named.Count == 1) return named[0].Index;
        var two = profile.Columns.Where(c => Levels(c, []).Count == 2).Select(c => $"'{columns[c.Index].Name}'").ToList();
        throw ReadingErrors.NoLabel(profile.Source,
            candidates.Count == 0 ? "no column is named like an outcome (became_sql, converted, y, target, label, outcome)" : $"several columns may be the outcome: {string.Join(", ", candidates.Select(c => $"'{c.Name}'"))}",
            two.Count == 0 ? "none" : string.Join(", ", two.Take(20)) + (two.Count > 20 ? " …" : ""));
    }

    /// <summary>The schema with the label's two texts.</summary>
    public static LeadSchema Encode(LeadSchema schema, int at, TableProfile profile, string? positive)
    {
        var column = schema.Columns[at];
        var levels = Levels(profile.Columns[at], column.MissingCodes ?? []);
        var all = profile.Columns[at].Distinct;
        var count = all > profile.Columns[at].Levels.Count ? all : levels.Count;
        // What names or describes a person is not repeated in a message.
        var shown = column.Personal || column.Kind is ColumnKind.Text || count > 1000 ? "not shown" : Show(levels);
        positive = positive?.Trim();
        var explicitPositive = positive ?? schema.PositiveLabel;
        if (explicitPositive is not null && count > 0 && Match(levels, explicitPositive) is null)
            throw ReadingErrors.PositiveMissing(profile.Source, column.Name, shown);
        if (count < 2) throw ReadingErrors.OneClass(profile.Source, column.Name, levels.Count == 0 ? "every row is missing it" : shown);
        // Three outcomes and none named is a question; with one named, the rest did not become that.
        if (count > 2 && positive is null && column.Kind == ColumnKind.Date) throw ReadingErrors.LabelIsADay(profile.Source, column.Name);
        if (count > 2 && positive is null) throw ReadingErrors.ManyClasses(profile.Source, column.Name, count, shown);

        var yes = explicitPositive is not null ? Match(levels, explicitPositive)!.Value.Text
            : Evident(levels) ?? throw ReadingErrors.PositiveNeeded(profile.Source, column.Name, shown);
        var no = count > 2 ? null : levels.First(l => l.Text != yes).Text;
        var columns = schema.Columns.ToArray();
        columns[at] = column with { Kind = no is null ? ColumnKind.Category : ColumnKind.Boolean, TrueText = yes, FalseText = no, NumberFormat = default, DateFormat = null, KnownAt = KnownAt.Outcome };
        return schema with { Columns = columns, PositiveLabel = yes, NegativeLabel = no };
    }

    // Spellings that differ in case alone are one level.
    static List<LevelCount> Levels(ColumnProfile profile, IReadOnlyList<string> missing) =>
        [.. profile.Levels
            .Where(l => !missing.Contains(l.Text, StringComparer.OrdinalIgnoreCase))
            .GroupBy(l => l.Text, StringComparer.OrdinalIgnoreCase)
            .Select(g => new LevelCount(g.First().Text, g.Sum(l => l.Count)))];

    // As written, without case, or as the same number (1 and 1.0).
    static LevelCount? Match(List<LevelCount> levels, string text)
    {
        foreach (var level in levels)
            if (level.Text.Equals(text, StringComparison.OrdinalIgnoreCase)) return level;
        if (!Number(text, out var wanted)) return null;
        foreach (var level in levels)
            if (Number(level.Text, out var value) && value == wanted) return level;
        return null;
    }

    static string? Evident(List<LevelCount> levels)
    {
        var (first, second) = (levels[0].Text, levels[1].Text);
        if (Truth(first) is { } a && Truth(second) is { } b && a != b) return a ? first : second;
        return null;
    }

    static bool? Truth(string text)
    {
        if (FieldParser.TryParseBoolean(Encoding.UTF8.GetBytes(text), null, null, out var value)) return value;
        if (Number(text, out var number)) return number == 1 ? true : number is 0 or -1 ? false : null;
        return ColumnNames.Normalise(text) switch
        {
            "converted" or "sql" or "qualified" or "success" or "successful" or "closedwon" or "positive" or "customer" => true,
            "notconverted" or "unconverted" or "notsql" or "unqualified" or "notqualified" or "disqualified" or "failure" or "unsuccessful" or "closedlost" or "negative" or "notcustomer" => false,
            _ => null,
        };
    }

    static bool Number(string text, out double value) => FieldParser.TryParseNumber(Encoding.UTF8.GetBytes(text), NumberFormat.PointDecimal, out value);

    static string Show(List<LevelCount> levels) =>
        string.Join(", ", levels.Take(LevelsShown).Select(l => string.Create(CultureInfo.InvariantCulture, $"'{(l.Text.Length <= 40 ? l.Text : $"text of {l.Text.Length} characters")}' ({l.Count})")))
        + (levels.Count > LevelsShown ? " …" : "");
}
