using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Diagnosis;

/// <summary>What is wrong with one column, seen from its profile. Pure functions.</summary>
static class ColumnProblems
{
    const int ShownLevels = 3;
    // A level of fewer leads than this may point to one of them.
    const int Anonymous = 5;
    const int LongestShown = 24;

    static readonly string[] s_words =
    [
        "unknown", "not available", "not provided", "not specified", "undefined", "n.a.", "?", "tbd", "sconosciuto", "non disponibile", "ukendt", "ikke oplyst", "desconocido", "no disponible", "unbekannt", "keine angabe",
    ];

    static readonly double[] s_numbers = [-1, -9, -99, -999, -9999, 99, 999, 9999, 99999, 999999];

    public static IEnumerable<DataProblem> Of(ColumnProfile profile, LeadColumn column)
    {
        DataProblem Problem(ProblemKind kind, long count, FormattableString text) => new(kind, profile.Name, count, Suspicion.Text(text));

        if (profile.Values == 0 || (profile.Missing == 0 && profile.Distinct == 1))
        {
            yield return Problem(ProblemKind.Constant, profile.Rows, $"{(profile.Values == 0 ? "no row has a value" : "one value in every row")}; it can teach nothing. Leave it out of the export.");
            yield break;
        }
        if (column.Personal)
        {
            var what = profile.Emails * 2 > profile.Values ? "e-mail addresses" : profile.Phones * 2 > profile.Values ? "phone numbers" : "personal data by its name";
            yield return Problem(ProblemKind.PersonalData, profile.Values, $"{what}; never used, and better not exported.");
        }
        else if ((profile.Emails + profile.Phones) * 1000 > profile.Values && column.Kind is ColumnKind.Category or ColumnKind.Text)
            yield return Problem(ProblemKind.PersonalData, profile.Emails + profile.Phones, $"{profile.Emails + profile.Phones:N0} values are e-mail addresses or phone numbers; clear them, or exclude the column.");
        if (column.Kind == ColumnKind.Text && column.ExcludedBecause?.Contains("free text", StringComparison.Ordinal) == true)
            yield return Problem(ProblemKind.FreeText, profile.Values, $"free text, which may name people; never used.");
        if (Formats(profile, column) is { } formats) yield return Problem(ProblemKind.MixedFormats, profile.Values, formats);
        if (!column.Personal && column.Kind == ColumnKind.Category && !profile.DistinctCapped && Spellings(profile) is { } spellings) yield return spellings;
        if (Sentinel(profile, column) is var (value, count))
            yield return Problem(ProblemKind.Sentinel, count, $"{value} in {count:N0} rows, far from all other values: it seems to mean missing. The schema says so; change missing_codes there if it does not.");
        foreach (var level in profile.Levels.Where(l => column.Kind == ColumnKind.Category && s_words.Contains(l.Text, StringComparer.OrdinalIgnoreCase)).Take(1))
            yield return Problem(ProblemKind.Sentinel, level.Count, $"'{level.Text}' in {level.Count:N0} rows: a level of its own unless missing_codes in the schema has it.");
    }

    static FormattableString? Formats(ColumnProfile profile, LeadColumn column)
    {
        if (column.ExcludedBecause?.StartsWith("dates that could be", StringComparison.Ordinal) == true) return $"every date can be read as day/month and as month/day. Say date_format in the schema.";
        if (column.Kind is ColumnKind.Number or ColumnKind.Date or ColumnKind.Boolean || column.Personal) return null;
        // A date may be readable in several forms; the best form still leaves some out.
        var dates = profile.Dates.Count > 0 ? profile.Dates.Max() : 0;
        var share = (double)dates / profile.Values;
        if (share > 0.2) return $"{share:P0} of the values are dates in one form and the rest are not: dates as text. Export them in one form, best as 2026-01-31.";
        var numbers = (double)Math.Max(profile.PointNumbers, profile.CommaNumbers) / profile.Values;
        if (numbers is > 0.5 and < 1 && profile.LeadingZeros == 0 && column.Kind != ColumnKind.Id)
            return $"{numbers:P0} of the values are numbers and the rest are not: taken as text. Export plain numbers in one form.";
        return null;
    }

    static DataProblem? Spellings(ColumnProfile profile)
    {
        var groups = profile.Levels.GroupBy(l => ColumnNames.Normalise(l.Text), StringComparer.Ordinal).Where(g => g.Key.Length > 0 && g.Count() > 1).ToList();
        if (groups.Count == 0) return null;
        var shown = groups.Take(ShownLevels).Select(g => string.Join(" and ", g.Take(ShownLevels).Select(l => Suspicion.Text($"{Show(l.Text, g.Sum(x => x.Count))} ({l.Count:N0})"))));
        // All spellings but the most frequent one.
        var rows = groups.Sum(g => g.Sum(l => l.Count) - g.Max(l => l.Count));
        return new(ProblemKind.Spellings, profile.Name, rows, Suspicion.Text($"{groups.Count} {(groups.Count == 1 ? "level is" : "levels are")} written in several ways: {string.Join("; ", shown)}{(groups.Count > ShownLevels ? " …" : "")}. Write each in one way."));
    }

    /// <summary>The number that stands for "missing", as written, and how often it occurs; null when none seems to.</summary>
    public static (string Text, long Count)? Sentinel(ColumnProfile profile, LeadColumn column)
    {
        if (column.Kind != ColumnKind.Number || profile.Levels.Count < 4) return null;
        var levels = new List<(double Value, LevelCount Level)>();
        foreach (var level in profile.Levels)
            if (FieldParser.TryParseNumber(System.Text.Encoding.UTF8.GetBytes(level.Text), column.NumberFormat, out var value)) levels.Add((value, level));
        foreach (var candidate in s_numbers)
        {
            var own = levels.Where(l => l.Value == candidate).Select(l => l.Level).ToList();
            if (own.Count != 1 || own[0].Count < Math.Max(Anonymous, profile.Rows / 200)) continue;
            var others = levels.Where(l => l.Value != candidate).Select(l => l.Value).ToList();
            if (others.Count < 3) continue;
            double min = others.Min(), max = others.Max();
            // The range of the profile tells what levels beyond the kept ones do.
            var isHighest = candidate >= profile.Max && candidate - max > 2 * Math.Max(max - min, 1);
            var isLowest = candidate <= profile.Min && (candidate == -1 ? min >= 0 : min - candidate > 2 * Math.Max(max - min, 1));
            if (isHighest || isLowest) return (own[0].Text, own[0].Count);
        }
        return null;
    }

    /// <summary>A few frequent levels; masked unless the column is a plain category and the level has several leads.</summary>
    public static IReadOnlyList<string> Examples(ColumnProfile profile, LeadColumn column)
    {
        if (column.Kind is ColumnKind.Number or ColumnKind.Date && !column.Personal) return [];
        var plain = column is { Personal: false, Kind: ColumnKind.Category or ColumnKind.Boolean } && !profile.DistinctCapped;
        return [.. profile.Levels.Take(plain ? ShownLevels : 1).Select(l => plain ? Show(l.Text, column.Kind == ColumnKind.Boolean ? Anonymous : l.Count) : Mask(l.Text))];
    }

    static string Show(string text, long count) => count >= Anonymous && !ValueLooksPersonal(text) ? $"'{(text.Length <= LongestShown ? text : text[..LongestShown] + "…")}'" : $"'{Mask(text)}'";

    static bool ValueLooksPersonal(string text) => text.Contains('@', StringComparison.Ordinal) || text.Count(char.IsAsciiDigit) >= 7;

    /// <summary>The shape of a text: letters are a or A, digits 9; at most 24 characters.</summary>
    public static string Mask(string text) =>
        string.Concat(text.Take(LongestShown).Select(c => char.IsDigit(c) ? '9' : !char.IsLetter(c) ? c : char.IsUpper(c) ? 'A' : 'a')) + (text.Length > LongestShown ? "…" : "");

    /// <summary>The unit that a number's name and range speak of, or null.</summary>
    public static string? Unit(ColumnProfile profile, LeadColumn column)
    {
        if (column.Unit is not null) return column.Unit;
        if (column.Kind == ColumnKind.Date) return "date";
        if (column.Kind != ColumnKind.Number) return null;
        var name = " " + string.Join(' ', profile.Name.ToLower(CultureInfo.InvariantCulture).Split(['_', ' ', '.', '-', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries)) + " ";
        foreach (var (unit, words) in s_units)
            if (words.Any(w => name.Contains(w, StringComparison.Ordinal))) return unit;
        return profile is { Min: >= 0, Max: <= 1 } && profile.Integers < profile.Values ? "share" : null;
    }

    static readonly (string Unit, string[] Words)[] s_units =
    [
        ("days", [" days ", " giorni ", " dage ", " días ", " tage "]),
        ("minutes", [" minutes ", " min ", " minuti ", " minutter ", " minutos ", " minuten "]),
        ("seconds", [" seconds ", " sec ", " secs ", " duration ", " time spent "]),
        ("hours", [" hours ", " ore ", " timer ", " horas ", " stunden "]),
        ("years", [" years ", " age ", " anni ", " år ", " años ", " jahre "]),
        ("percent", [" percent ", " pct ", "%", " percentage ", " prozent "]),
        ("money", [" revenue ", " amount ", " cost ", " budget ", " value ", " eur ", " usd ", " dkk ", " gbp ", " fatturato ", " omsætning ", " ingresos ", " umsatz ", "annualrevenue "]),
        ("employees", [" employees ", " employee count ", "dipendenti ", "medarbejdere ", "empleados ", "mitarbeiter"]),
        ("count", [" count ", " number ", " visits ", " views ", " clicks ", " opens ", " sessions ", "totalvisits "]),
    ];
}
