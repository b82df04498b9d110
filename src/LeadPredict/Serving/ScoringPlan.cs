using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>How the rows of one input become rows of the output: where the model's columns are, and which column goes where. Immutable, thread safe.</summary>
sealed class ScoringPlan
{
    ScoringPlan(LeadModel model, ScoringOptions options, LeadReader input, ScoringPlan? first)
    {
        Model = model;
        Options = options;
        Input = input;
        Header = first?.Header ?? input.Header;
        Dialect = first?.Dialect ?? input.Dialect;
        if (first is not null && !SameNames(Header, input.Header)) throw ServingErrors.OtherColumns(first.Input.Name, Header, input.Name, input.Header);

        var encoder = model.Encoder;
        Positions = [.. encoder.Features.Select(f => PositionOf(f.Column.Name))];
        TimePosition = encoder.NeedsTime ? PositionOf(encoder.Time!.Name) : -1;
        if (first is null && encoder.FeatureCount > 0 && Positions.All(p => p < 0))
            throw ServingErrors.NoColumnOfTheModel(input.Name, [.. encoder.Features.Select(f => f.Column.Name)]);
        if (options.Qualification is { } rules)
        {
            if (options.AsOf is null) throw new ArgumentException("Decisions are for a day: set AsOf.", nameof(options));
            Decider = first?.Decider ?? ModelDecider.For(model, rules);
            DecisionPositions = [.. Decider.Rules.Columns.Select(DecisionPosition)];
        }
        Appended = first?.Appended ?? [.. LeadScorer.AppendedColumns.Concat(options.Dials ? LeadScorer.DialColumns : []).Concat(HorizonColumns(model)).Concat(Decider is null ? [] : DecisionColumns.Names).Select(Unused)];
        Columns = [.. Header.Select(name => IndexOf(input.Header, name))];
        CopiesRows = Columns.Select((column, i) => column == i).All(same => same)
            && input.Dialect.Separator == Dialect.Separator && input.Dialect.Quote == Dialect.Quote;
    }

    public static ScoringPlan For(LeadModel model, ScoringOptions options, LeadReader input) => new(model, options, input, null);

    /// <summary>The plan for a further input, whose rows follow on the same output.</summary>
    /// <exception cref="LeadPredictException">It has other columns (LP0180).</exception>
    public ScoringPlan ForNext(LeadReader input) => new(Model, Options, input, this);

    public LeadModel Model { get; }
    public ScoringOptions Options { get; }
    public LeadReader Input { get; }
    /// <summary>The output's columns before the appended ones.</summary>
    public IReadOnlyList<string> Header { get; }
    /// <summary>The output's dialect, as far as one is kept.</summary>
    public CsvDialect Dialect { get; }
    public string[] Appended { get; }
    /// <summary>For each feature its column in the input, -1 when there is none.</summary>
    public int[] Positions { get; }
    public int TimePosition { get; }
    /// <summary>Null where no decisions are asked for.</summary>
    public ModelDecider? Decider { get; }
    /// <summary>For each column that decisions look at its column in the input, -1 when there is none.</summary>
    public int[] DecisionPositions { get; } = [];
    /// <summary>For each of <see cref="Header"/> its column in the input.</summary>
    public int[] Columns { get; }
    /// <summary>A plain row's bytes are its part of the output.</summary>
    public bool CopiesRows { get; }
    public List<string> MissingColumns { get; } = [];
    public List<Diagnostic> Notes { get; } = [];

    // After the others, which keep their places.
    static IEnumerable<string> HorizonColumns(LeadModel model) =>
        model.Horizons is { } curve ? curve.Days.ToArray().Select(d => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sql_probability_{d:0.##}d")) : [];

    static bool SameNames(IReadOnlyList<string> one, IReadOnlyList<string> other) =>
        one.Count == other.Count && one.All(name => IndexOf(other, name) >= 0);

    static int IndexOf(IReadOnlyList<string> header, string name)
    {
        for (var i = 0; i < header.Count; i++)
            if (header[i] == name) return i;
        return -1;
    }

    int PositionOf(string column)
    {
        var position = LeadTableReader.Position(Input.Header, column);
        if (position >= 0) return position;
        MissingColumns.Add(column);
        Notes.Add(ServingErrors.ColumnMissing(Input.Name, column));
        return position;
    }

    int DecisionPosition(string column)
    {
        var position = LeadTableReader.Position(Input.Header, column);
        if (position < 0 && !MissingColumns.Contains(column)) Notes.Add(ServingErrors.RulesColumnMissing(Input.Name, column));
        return position;
    }

    string Unused(string name)
    {
        var given = name;
        for (var i = 2; Input.Header.Contains(given, StringComparer.OrdinalIgnoreCase); i++) given = string.Create(null, $"{name}_{i}");
        if (given != name) Notes.Add(ServingErrors.ColumnRenamed(Input.Name, name, given));
        return given;
    }

    public CsvRowWriter NewOutput() => new(Dialect.Separator, Dialect.LineEnding == LineEnding.CrLf ? "\r\n" : "\n");

    /// <summary>Writes the line of names.</summary>
    /// <returns>How many of them would have run as formulas.</returns>
    public int WriteHeader(CsvRowWriter output)
    {
        // Excel wrote the mark and needs it to read its own letters back.
        if (Dialect.Encoding == TextEncoding.Utf8WithMark) output.Prefix("\uFEFF"u8);
        var formulas = 0;
        foreach (var name in Header)
        {
            var text = System.Text.Encoding.UTF8.GetBytes(name);
            var runs = !Options.KeepFormulas && SpreadsheetFormula.Is(text);
            output.Field(text, runs);
            if (runs) formulas++;
        }
        foreach (var name in Appended) output.Field(name);
        output.EndRow();
        return formulas;
    }

    public void WriteRejectsHeader(CsvRowWriter rejects)
    {
        rejects.Raw(Options.NamesInputs ? "file,line,column,code,message,row"u8 : "line,column,code,message,row"u8);
        rejects.EndRow();
    }
}
