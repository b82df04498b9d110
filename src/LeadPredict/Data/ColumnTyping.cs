namespace LeadPredict.Data;

/// <summary>Decides a column's kind from all of its values.</summary>
static class ColumnTyping
{
    /// <summary>So few odd values (1 in 200) do not change a column's kind: their rows are rejected with a diagnostic.</summary>
    const double AlmostAll = 0.995;
    const int EnoughRows = 20;
    const int MostTokens = 5;
    const double NearlyUnique = 0.9;

    /// <summary>The column as it looks, every role a feature; <see cref="LeadColumn.ExcludedBecause"/> set where its values forbid its use.</summary>
    /// <param name="commaFile">Other columns of the file have decimal commas that are nothing else.</param>
    public static LeadColumn Type(ColumnProfile profile, bool commaFile)
    {
        var column = new LeadColumn { Name = profile.Name, Kind = ColumnKind.Category };
        var values = profile.Values;
        if (values == 0) return column with { ExcludedBecause = "every value is missing" };

        column = AsDate(column, profile) ?? AsNumber(column, profile, commaFile) ?? AsText(column, profile);
        if (profile.Missing == 0 && profile.Distinct == 1) column = column with { ExcludedBecause = "constant: one value in every row" };
        if (IsPersonal(profile)) column = column with { Personal = true };
        return column;
    }

    /// <summary>Whether a column's numbers can only be read with a decimal comma, or only with a point: evidence for the file.</summary>
    public static bool HasCommaEvidence(ColumnProfile p) => p.CommaNumbers >= AlmostAll * p.Values && p.CommaNumbers > p.PointNumbers;

    /// <inheritdoc cref="HasCommaEvidence"/>
    public static bool HasPointEvidence(ColumnProfile p) => p.PointNumbers >= AlmostAll * p.Values && p.PointNumbers > p.CommaNumbers;

    static LeadColumn? AsDate(LeadColumn column, ColumnProfile p)
    {
        var best = p.Dates.Max();
        if (best < AlmostAll * p.Values || best == 0) return null;
        var fitting = Enumerable.Range(0, p.Dates.Count).Where(i => p.Dates[i] == best).ToList();
        if (fitting.Count > 1)
            return column with { Kind = ColumnKind.Text, ExcludedBecause = "dates that could be day/month or month/day: declare date_format in the schema file" };
        return column with { Kind = ColumnKind.Date, DateFormat = fitting[0] == 0 ? null : FieldParser.DateFormats[fitting[0] - 1] };
    }

    static LeadColumn? AsNumber(LeadColumn column, ColumnProfile p, bool commaFile)
    {
        var comma = p.CommaNumbers > p.PointNumbers || (p.CommaNumbers == p.PointNumbers && commaFile);
        var numbers = comma ? p.CommaNumbers : p.PointNumbers;
        if (numbers == 0 || p.LeadingZeros > (1 - AlmostAll) * p.Values) return null;
        column = column with { Kind = ColumnKind.Number, NumberFormat = comma ? NumberFormat.CommaDecimal : NumberFormat.PointDecimal };
        if (numbers == p.Values)
            return p.Values >= EnoughRows && p.Integers == p.Values && p.Distinct == p.Values && !p.DistinctCapped && ColumnNames.EndsAsId(p.Name)
                || p.DistinctCapped && p.Integers == p.Values && p.Distinct > 0.95 * p.Values && ColumnNames.EndsAsId(p.Name)
                ? column with { Kind = ColumnKind.Id, NumberFormat = default, ExcludedBecause = "an identifier: a different number in every row" }
                : column;

        // A few repeated words among many numbers stand for "no number here"; a stray word or two is an error of its row.
        var words = p.NotNumbers?.Where(t => !t.Text.Any(char.IsAsciiDigit)).ToList();
        var allWords = words is not null && words.Count <= MostTokens && words.Sum(w => w.Count) == p.Values - numbers;
        if (allWords && words!.All(w => w.Count > 1) && numbers * 2 >= p.Values && p.Distinct - words!.Count > 10)
            return column with { MissingCodes = [.. words.Select(w => w.Text)] };
        return numbers >= AlmostAll * p.Values ? column : null;
    }

    static LeadColumn AsText(LeadColumn column, ColumnProfile p)
    {
        var unique = p.Values >= EnoughRows && p.Distinct >= NearlyUnique * p.Values;
        if (p.Uuids >= AlmostAll * p.Values && (unique || ColumnNames.EndsAsId(p.Name)))
            return column with { Kind = ColumnKind.Id, ExcludedBecause = "an identifier: UUIDs" };
        if (p.TrueTexts + p.FalseTexts == p.Values && !p.DistinctCapped && SameSpelling(p) is var (yes, no))
            return column with { Kind = ColumnKind.Boolean, TrueText = yes, FalseText = no };
        if (p.Values >= EnoughRows && p.Distinct * 2 > p.Values && (p.AverageWords >= 6 || p.AverageLength > 60))
            return column with { Kind = ColumnKind.Text, ExcludedBecause = "free text" };
        if (unique && p.AverageWords < 2)
            return column with { Kind = ColumnKind.Id, ExcludedBecause = "an identifier: a different text in nearly every row" };
        if (unique) return column with { Kind = ColumnKind.Text, ExcludedBecause = "free text: a different text in nearly every row" };
        return column;
    }

    // The two spellings when there is one of each but for case; nulls when there are more known ones; null when only one side occurs.
    static (string? Yes, string? No)? SameSpelling(ColumnProfile p)
    {
        if (p.TrueTexts == 0 || p.FalseTexts == 0) return null;
        var known = p.Levels.DistinctBy(l => l.Text, StringComparer.OrdinalIgnoreCase).ToList();
        if (known.Count != 2) return (null, null);
        FieldParser.TryParseBoolean(System.Text.Encoding.UTF8.GetBytes(known[0].Text), null, null, out var firstIsTrue);
        return firstIsTrue ? (known[0].Text, known[1].Text) : (known[1].Text, known[0].Text);
    }

    static bool IsPersonal(ColumnProfile p) =>
        ColumnNames.Personal.Contains(ColumnNames.Normalise(p.Name)) || p.Emails * 2 > p.Values || p.Phones * 10 > p.Values * 8;
}
