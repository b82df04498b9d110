namespace LeadPredict.Data;

/// <summary>The columns that the user named, as 0-based positions; every name that the file lacks is reported at once.</summary>
sealed class GivenRoles
{
    public int? Label { get; }
    public int? Id { get; }
    public int? Time { get; }
    public int? Group { get; }
    public int? Weight { get; }
    public HashSet<int> OutcomeTimes { get; } = [];
    public HashSet<int> Excluded { get; } = [];
    public HashSet<int> Allowed { get; } = [];
    public Dictionary<int, Monotonicity> Monotone { get; } = [];
    /// <summary>Groups of columns that may meet: the options', else the declared ones.</summary>
    public List<int[]> Interactions { get; } = [];

    public GivenRoles(TableProfile profile, SchemaInferenceOptions options, LeadSchema? declared = null)
    {
        var problems = new List<Diagnostic>();
        Label = Resolve(options.Label, "--label");
        Id = Resolve(options.Id, "--id");
        Time = Resolve(options.Time, "--time");
        Group = Resolve(options.Group, "--group");
        Weight = Resolve(options.Weight, "--weight");
        foreach (var name in options.OutcomeTimes)
            if (Resolve(name, "--outcome-time") is { } at) OutcomeTimes.Add(at);
        foreach (var name in options.Exclude)
            if (Resolve(name, "--exclude") is { } at) Excluded.Add(at);
        foreach (var name in options.Allow)
            if (Resolve(name, "--allow") is { } at) Allowed.Add(at);
        foreach (var (name, direction) in options.Monotone)
            if (Resolve(name, "--monotone") is { } at) Monotone[at] = direction;
        var groups = options.Interactions.Count > 0 ? options.Interactions : declared?.Interactions ?? [];
        foreach (var group in groups)
            Interactions.Add([.. group.Select(n => Resolve(n, options.Interactions.Count > 0 ? "--interactions" : "the schema's interactions")).OfType<int>().Distinct()]);
        var roles = new[] { (Label, "--label"), (Id, "--id"), (Time, "--time"), (Group, "--group"), (Weight, "--weight") }.Concat(OutcomeTimes.Select(at => ((int?)at, "--outcome-time")));
        foreach (var twice in roles.Where(r => r.Item1 is not null).GroupBy(r => r.Item1!.Value).Where(g => g.Count() > 1))
            problems.Add(ReadingErrors.TwoRoles(profile.Source, profile.Columns[twice.Key].Name, twice.First().Item2, twice.Last().Item2));
        if (Label is { } label && Excluded.Contains(label))
            problems.Add(ReadingErrors.TwoRoles(profile.Source, profile.Columns[label].Name, "--label", "--exclude"));
        foreach (var both in Allowed.Where(Excluded.Contains))
            problems.Add(ReadingErrors.TwoRoles(profile.Source, profile.Columns[both].Name, "--allow", "--exclude"));
        if (problems.Count > 0) throw new LeadPredictException(problems);

        int? Resolve(string? name, string option)
        {
            if (name is null) return null;
            var at = Find(profile, name);
            if (at is null) problems.Add(ReadingErrors.UnknownColumn(profile.Source, option, name, Near(profile, name)));
            return at;
        }
    }

    /// <summary>The column of a name, exactly or else without case; null when there is none, or several without case.</summary>
    public static int? Find(TableProfile profile, string name)
    {
        name = name.Trim();
        int? found = null;
        foreach (var column in profile.Columns)
        {
            if (column.Name == name) return column.Index;
            if (!column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            found = found is null ? column.Index : -1;
        }
        return found == -1 ? null : found;
    }

    static string Near(TableProfile profile, string name)
    {
        var wanted = ColumnNames.Normalise(name);
        var near = profile.Columns
            .Select(c => (c.Name, Distance: Distance(ColumnNames.Normalise(c.Name), wanted)))
            .Where(c => c.Distance <= Math.Max(2, wanted.Length / 3) || (wanted.Length >= 3 && ColumnNames.Normalise(c.Name).Contains(wanted, StringComparison.Ordinal)))
            .OrderBy(c => c.Distance).Take(3).Select(c => $"'{c.Name}'").ToList();
        if (near.Count > 0) return $"Did you mean {string.Join(" or ", near)}?";
        return $"The columns are: {string.Join(", ", profile.Columns.Take(20).Select(c => $"'{c.Name}'"))}{(profile.Columns.Count > 20 ? " …" : "")}.";
    }

    // Levenshtein 1966, one row at a time.
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }
        return row[b.Length];
    }
}
