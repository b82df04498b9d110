using System.Globalization;

namespace LeadPredict.Data;

/// <summary>What the user says about columns; null means recognise by name and content.</summary>
public sealed record SchemaInferenceOptions
{
    /// <summary>The outcome.</summary>
    public string? Label { get; init; }
    /// <summary>The label's text that means "became an SQL".</summary>
    public string? Positive { get; init; }
    public string? Id { get; init; }
    public string? Time { get; init; }
    public string? Group { get; init; }
    /// <summary>The column that says how much each row counts in training.</summary>
    public string? Weight { get; init; }
    /// <summary>The columns that say when the outcome came; the first that is filled in counts.</summary>
    public IReadOnlyList<string> OutcomeTimes { get; init; } = [];
    /// <summary>Columns whose direction is given: <see cref="LeadColumn.Monotone"/>.</summary>
    public IReadOnlyDictionary<string, Monotonicity> Monotone { get; init; } = new Dictionary<string, Monotonicity>();
    /// <summary>Groups of columns that may meet on a path: <see cref="LeadSchema.Interactions"/>. Empty leaves what the schema file declares.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Interactions { get; init; } = [];
    /// <summary>Columns that must not be features.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
    /// <summary>Columns that stay features although a name, or the moment at which it is known, speaks against them. Personal data, ids and text stay out.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];
    /// <summary>When the prediction is made; columns known later are excluded. Default <see cref="KnownAt.Mql"/>.</summary>
    public KnownAt PredictionPoint { get; init; } = KnownAt.Mql;
    /// <summary>A file without a label is an error, as it is for training; false for scoring and for looking at a file. Default true.</summary>
    public bool LabelRequired { get; init; } = true;
}

/// <summary>
/// Makes a <see cref="LeadSchema"/> of what a file looks like: kinds from all values, roles from the user, then from exact known names. Every
/// column that is not a feature says why. Pure functions of their arguments.
/// </summary>
public static class SchemaInference
{
    /// <summary>The schema of a file that nothing is declared about.</summary>
    /// <exception cref="LeadPredictException">A named column is unknown, the time column holds no dates, or the label cannot be used (LP0141 to LP0152).</exception>
    public static LeadSchema Infer(TableProfile profile, SchemaInferenceOptions? options = null) =>
        Build(profile, options ?? new(), declared: null, notes: null);

    /// <summary>
    /// The schema of a file, with the columns that <paramref name="declared"/> names as they are declared there; options win over both. Declared columns
    /// that the file lacks are left out, with a note.
    /// </summary>
    /// <param name="notes">Gets LP0148 for each declared column that is not in the file; may be null.</param>
    /// <inheritdoc cref="Infer"/>
    public static LeadSchema Merge(LeadSchema declared, TableProfile profile, SchemaInferenceOptions? options = null, ICollection<Diagnostic>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(declared);
        return Build(profile, options ?? new(), declared, notes);
    }

    static LeadSchema Build(TableProfile profile, SchemaInferenceOptions options, LeadSchema? declared, ICollection<Diagnostic>? notes)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var given = new GivenRoles(profile, options, declared);
        var commaFile = profile.Columns.Any(ColumnTyping.HasCommaEvidence) && !profile.Columns.Any(ColumnTyping.HasPointEvidence);
        var columns = profile.Columns.Select(p => ColumnTyping.Type(p, commaFile)).ToArray();
        var isDeclared = new bool[columns.Length];
        foreach (var column in declared?.Columns ?? [])
        {
            var at = GivenRoles.Find(profile, column.Name);
            if (at is null) notes?.Add(ReadingErrors.DeclaredMissing(profile.Source, column.Name));
            else (columns[at.Value], isDeclared[at.Value]) = (column with { Name = profile.Columns[at.Value].Name }, true);
        }

        // The label first: what it is decides which other outcomes are leaks.
        var label = given.Label ?? Declared(ColumnRole.Label) ?? LabelFinder.ByName(profile, columns, isDeclared, options.LabelRequired);
        var time = given.Time ?? Declared(ColumnRole.Time) ?? ByName(ColumnNames.Times, i => columns[i].Kind == ColumnKind.Date);
        var group = given.Group ?? Declared(ColumnRole.Group) ?? ByName(ColumnNames.Groups, i => Repeats(profile.Columns[i]));
        var id = given.Id ?? Declared(ColumnRole.Id) ?? ByName(ColumnNames.Ids, i => profile.Columns[i] is { Values: > 0 } p && p.Distinct * 2 > p.Values) ?? AnyId();
        var weight = given.Weight ?? Declared(ColumnRole.Weight);
        if (time is { } t && columns[t].Kind != ColumnKind.Date)
            throw ReadingErrors.TimeNotDate(profile.Source, columns[t].Name, $"it looks like {columns[t].Kind.ToString().ToLowerInvariant()}");
        foreach (var at in given.OutcomeTimes.Where(i => columns[i].Kind != ColumnKind.Date && profile.Columns[i].Values > 0))
            throw ReadingErrors.TimeNotDate(profile.Source, columns[at].Name, $"it looks like {columns[at].Kind.ToString().ToLowerInvariant()}");

        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = i == label ? As(columns[i], ColumnRole.Label)
                : i == time ? As(columns[i], ColumnRole.Time)
                : i == group ? As(columns[i], ColumnRole.Group)
                : i == id ? As(columns[i], ColumnRole.Id) with { Kind = ColumnKind.Id }
                : i == weight ? As(columns[i], ColumnRole.Weight)
                : given.OutcomeTimes.Contains(i) ? As(columns[i], ColumnRole.OutcomeTime)
                : given.Excluded.Contains(i) ? As(columns[i], ColumnRole.Excluded) with { ExcludedBecause = "excluded by the user" }
                : isDeclared[i] ? AsDeclared(given.Allowed.Contains(i) && columns[i].Role == ColumnRole.Excluded ? As(columns[i], ColumnRole.Feature) : columns[i])
                : AsFeature(columns[i], given.Allowed.Contains(i));
            if (!given.Allowed.Contains(i)) columns[i] = AtPredictionPoint(columns[i], options.PredictionPoint);
            if (given.Monotone.TryGetValue(i, out var direction)) columns[i] = columns[i] with { Monotone = direction };
        }
        CheckDirections(profile.Source, columns, given.Monotone.Keys, notes);

        var schema = new LeadSchema
        {
            Columns = columns,
            MissingCodes = declared?.MissingCodes ?? profile.MissingCodes,
            Interactions = given.Interactions.Count == 0 ? null : [.. given.Interactions.Select(g => g.Select(i => columns[i].Name).ToArray())],
            PositiveLabel = declared?.PositiveLabel,
            NegativeLabel = declared?.NegativeLabel,
        };
        return label is { } l ? LabelFinder.Encode(schema, l, profile, options.Positive) : schema with { PositiveLabel = null, NegativeLabel = null };

        int? Declared(ColumnRole role)
        {
            for (var i = 0; i < columns.Length; i++)
                if (isDeclared[i] && columns[i].Role == role) return i;
            return null;
        }

        int? ByName(IReadOnlyList<string> names, Func<int, bool> fits)
        {
            foreach (var name in names)
                for (var i = 0; i < columns.Length; i++)
                    if (!isDeclared[i] && i != given.Label && !given.Excluded.Contains(i) && ColumnNames.Normalise(columns[i].Name) == name && fits(i)) return i;
            return null;
        }

        int? AnyId()
        {
            for (var i = 0; i < columns.Length; i++)
                if (!isDeclared[i] && columns[i] is { Kind: ColumnKind.Id, Personal: false } && i != label && i != group && !given.Excluded.Contains(i) && profile.Columns[i] is { Missing: 0 } p
                    && (p.Distinct == p.Values || p.DistinctCapped)) return i;
            return null;
        }
    }

    // A direction means nothing for a value without order. On a column that is not used it is kept, and nothing more than said so.
    static void CheckDirections(string source, LeadColumn[] columns, IEnumerable<int> given, ICollection<Diagnostic>? notes)
    {
        var unordered = columns.Where(c => c is { Role: ColumnRole.Feature, Monotone: not Monotonicity.Free, Kind: not (ColumnKind.Number or ColumnKind.Boolean) }).ToList();
        if (unordered.Count > 0) throw new LeadPredictException([.. unordered.Select(c => ReadingErrors.NoOrder(source, c.Name, c.Kind))]);
        foreach (var i in given)
            if (columns[i].Role != ColumnRole.Feature) notes?.Add(ReadingErrors.DirectionUnused(source, columns[i].Name, columns[i].ExcludedBecause));
    }

    static bool Repeats(ColumnProfile p) => p.Values > 0 && p.Distinct < (p.DistinctCapped ? 0.95 : 1) * p.Values;

    static LeadColumn As(LeadColumn column, ColumnRole role) => column with { Role = role, ExcludedBecause = null };

    // A declared role stands; the roles that only one column can have may have gone to another by the options.
    static LeadColumn AsDeclared(LeadColumn column) => column.Role switch
    {
        ColumnRole.Label or ColumnRole.Time or ColumnRole.Group or ColumnRole.Id or ColumnRole.Weight => As(column, ColumnRole.Excluded) with { ExcludedBecause = $"declared as {column.Role.ToString().ToLowerInvariant()}, but another column is used" },
        ColumnRole.Feature when column.Kind is ColumnKind.Id or ColumnKind.Text => column with { Role = ColumnRole.Excluded, ExcludedBecause = column.ExcludedBecause ?? $"declared as {column.Kind.ToString().ToLowerInvariant()}" },
        ColumnRole.Feature when column.Personal => column with { Role = ColumnRole.Excluded, ExcludedBecause = column.ExcludedBecause ?? "personal data" },
        ColumnRole.Feature when column.ExcludedBecause is not null => column with { Role = ColumnRole.Excluded },
        ColumnRole.Excluded when column.ExcludedBecause is null => column with { ExcludedBecause = "excluded by the schema" },
        _ => column,
    };

    static LeadColumn AsFeature(LeadColumn column, bool allowed)
    {
        var name = ColumnNames.Normalise(column.Name);
        column = column with { KnownAt = ColumnNames.WhenKnown(name), Group = ColumnNames.Aspects.GetValueOrDefault(name) };
        if (ColumnNames.Truths.Contains(name)) return As(column, ColumnRole.Truth);
        if (!allowed && ColumnNames.Leaks.TryGetValue(name, out var leak))
            return column with { Role = ColumnRole.Excluded, KnownAt = KnownAt.Outcome, ExcludedBecause = column.ExcludedBecause ?? leak };
        if (column.Personal) return column with { Role = ColumnRole.Excluded, ExcludedBecause = "personal data" };
        if (ColumnNames.Ids.Contains(name) || ColumnNames.Groups.Contains(name) || ColumnNames.OtherIds.Contains(name))
            return column with { Role = ColumnRole.Excluded, Kind = ColumnKind.Id, ExcludedBecause = column.ExcludedBecause ?? "an identifier" };
        if (name == "snapshotat") return column with { Role = ColumnRole.Excluded, ExcludedBecause = "the moment of the snapshot, not a quality of the lead" };
        return column.ExcludedBecause is null ? column : column with { Role = ColumnRole.Excluded };
    }

    static LeadColumn AtPredictionPoint(LeadColumn column, KnownAt point) =>
        column.Role == ColumnRole.Feature && column.KnownAt > point
            ? column with { Role = ColumnRole.Excluded, ExcludedBecause = string.Create(CultureInfo.InvariantCulture, $"known only at {column.KnownAt.ToString().ToLowerInvariant()}, after the prediction point {point.ToString().ToLowerInvariant()}") }
            : column;
}
