using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>
/// Decides leads by rules that fit the leads' schema. Knows probabilities, never trees; asks no clock. Immutable, thread safe; each thread has its own <see cref="LeadCells"/>.
/// </summary>
public sealed class LeadDecider
{
    static readonly DateOnly s_dayZero = new(2000, 1, 1);

    readonly List<DecisionColumn> _columns = [];
    readonly Dictionary<string, int> _positions = new(StringComparer.OrdinalIgnoreCase);
    readonly LeadSchema _schema;
    readonly StageRule[] _stages;
    readonly int _exit, _exitReason, _from, _segment;
    readonly CompiledRule? _warm;
    readonly (string Name, CompiledRule Rule)[] _consent;
    readonly (CompiledRule Rule, double Points)[] _points;
    readonly int[] _fields, _askOrder;
    readonly CompiledRoute[] _routes;
    readonly SegmentJudgement _usual;
    readonly SegmentJudgement[] _segments;

    /// <summary>Makes rules ready for leads.</summary>
    /// <param name="rules">They fit the schema.</param>
    /// <param name="schema">What the leads' columns hold.</param>
    /// <param name="grades">The model's thresholds, for rules without their own; null without a model: then the points' thresholds are.</param>
    /// <param name="askOrder">Columns that can be asked for, the most telling first; null: the rules' fields.</param>
    /// <exception cref="LeadPredictException">The rules do not fit (LP0813, LP0814).</exception>
    public LeadDecider(QualificationRules rules, LeadSchema schema, GradeScale? grades, IReadOnlyList<string>? askOrder = null)
    {
        QualificationFit.Check(rules, schema);
        Rules = rules;
        _schema = schema;
        _stages = [.. rules.Stages.Select(s => new StageRule(s, OptionalPosition(s.Column), s.When is null ? null : Compile(s.When)))];
        FirstQualified = Array.FindIndex(_stages, s => s.Stage.Qualified) is var first and >= 0 ? first : int.MaxValue;
        (_exit, _exitReason) = (OptionalPosition(rules.Exit?.Column), OptionalPosition(rules.Exit?.ReasonColumn));
        _from = OptionalPosition(rules.Label?.From ?? schema.Single(ColumnRole.Time)?.Name);
        _warm = rules.Warm is null ? null : Compile(rules.Warm);
        _consent = [.. rules.Consent.Select(c => (c.Channel, Compile(c.Rule)))];
        _points = [.. rules.Points?.Items.Select(i => (Compile(i.Rule), i.Points)) ?? []];
        _fields = [.. rules.Fields.Select(Position)];
        _askOrder = [.. (askOrder ?? rules.Fields).Where(c => QualificationFit.ColumnOf(schema, c) is not null).Select(Position)];
        ByPoints = grades is null;
        var usual = ByPoints ? rules.Points?.Grades : rules.Grades ?? grades;
        _usual = new SegmentJudgement([], usual, rules.ReadyFrom, Compile(rules.Gates));
        _segment = OptionalPosition(rules.Segments?.Column);
        _segments = [.. rules.Segments?.Overrides.Select(o => Override(o, usual)) ?? []];
        _routes = [.. rules.Routes.Select(r => new CompiledRoute(r, r.When?.Missing?.Select(Position).ToArray(), r.When?.Rule is { } rule ? Compile(rule) : null))];
    }

    /// <summary>The rules that decide.</summary>
    public QualificationRules Rules { get; }

    /// <summary>The columns that decisions look at, as the schema writes them, by the positions that <see cref="LeadCells.Set"/> takes.</summary>
    public IReadOnlyList<string> Columns => [.. _columns.Select(c => c.Name)];

    /// <summary>Whether points grade leads, since there is no model.</summary>
    public bool ByPoints { get; }

    int FirstQualified { get; }

    /// <summary>Room for one lead's values.</summary>
    public LeadCells NewCells() => new([.. _columns]);

    /// <summary>Decides one lead.</summary>
    /// <param name="cells">Its values.</param>
    /// <param name="chance">What the model says of it; default where points decide.</param>
    /// <param name="asOf">The day for which the decision holds: what is dated later has not happened.</param>
    public LeadDecision Decide(LeadCells cells, in LeadChance chance, DateOnly asOf)
    {
        double today = asOf.DayNumber - s_dayZero.DayNumber;
        var (stage, since, evidence) = StageOf(cells, today);
        var qualified = stage >= FirstQualified;
        var closedOn = cells.Day(_exit);
        var closed = _exit >= 0 && cells.IsStated(_exit) && !cells.IsUnreadable(_exit) && !(closedOn > today);
        var position = Position(stage, since, evidence, today, closed);

        var segment = SegmentOf(cells);
        var points = PointsOf(cells);
        var grade = segment.Grades?.Of(ByPoints ? points ?? double.NegativeInfinity : chance.Probability) ?? 'D';
        var gates = new GateFinding[segment.Gates.Length];
        var together = Judge(segment.Gates, cells, gates, out var unknown);
        var warm = _warm?.Of(cells) ?? default;
        var ready = together == RuleOutcome.Pass && grade <= segment.ReadyFrom;
        var missing = Missing(cells);
        var facts = new RouteFacts
        {
            Cells = cells,
            Grade = grade,
            Gates = gates,
            Together = together,
            Stage = position.Name,
            Warm = qualified || warm.Outcome == RuleOutcome.Pass,
            Qualified = qualified,
            Ready = ready,
            Overdue = position.Overdue,
            Closed = closed,
            ClosedForDays = closed ? today - closedOn : double.NaN,
        };
        var route = RouteOf(facts);
        return new LeadDecision
        {
            Qualification = Rules.Hash,
            AsOf = asOf,
            Stage = position,
            Closed = closed ? new LeadClosing(Rules.Exit!.Name, Date(closedOn), _exitReason >= 0 && cells.IsStated(_exitReason) ? cells.Shown(_exitReason) : null) : null,
            Chance = ByPoints ? new LeadChance(double.NaN, double.NaN, double.NaN) : chance,
            Grade = grade,
            Points = points,
            Gates = gates,
            GatesTogether = together,
            Warm = facts.Warm,
            WarmBecause = qualified ? $"reached {position.Name}" : warm.Because?.Evidence(cells, warm.Outcome) ?? "no rule says what is warm",
            Qualified = qualified,
            Ready = ready,
            Route = route,
            AgainOn = route.AfterDays is { } days ? Date((closed && !double.IsNaN(closedOn) ? closedOn : today) + days) : null,
            Ask = closed ? null : Ask(cells, unknown),
            Completeness = _fields.Length == 0 ? 1 : 1 - (double)missing.Count / _fields.Length,
            Missing = missing,
            Consent = Consent(cells),
        };
    }

    // The furthest stage that the lead has entered; the first one where it has entered none.
    (int Stage, double Since, string Evidence) StageOf(LeadCells cells, double today)
    {
        var reached = 0;
        var evidence = "no sign of a later stage";
        for (var i = _stages.Length - 1; i >= 0; i--)
        {
            if (_stages[i].Entered(cells, today) is not { } sign) continue;
            (reached, evidence) = (i, sign);
            break;
        }
        var since = double.NaN;
        for (var i = reached; i >= 0 && double.IsNaN(since); i--) since = Past(cells.Day(_stages[i].Column), today);
        if (double.IsNaN(since)) since = Past(cells.Day(_from), today);
        return (reached, since, evidence);
    }

    static double Past(double day, double today) => day <= today ? day : double.NaN;

    StagePosition Position(int index, double since, string evidence, double today, bool closed)
    {
        var stage = _stages[index].Stage;
        int? days = double.IsNaN(since) ? null : (int)(today - since);
        return new StagePosition(stage.Name, stage.Title, evidence, Date(since), days, !closed && days > stage.ServiceLevelDays);
    }

    SegmentJudgement SegmentOf(LeadCells cells)
    {
        if (_segment < 0 || !cells.IsStated(_segment)) return _usual;
        foreach (var segment in _segments)
            if (segment.Holds(cells.Code(_segment), cells.Number(_segment))) return segment;
        return _usual;
    }

    double? PointsOf(LeadCells cells)
    {
        if (Rules.Points is not { } card) return null;
        var sum = card.Start;
        foreach (var (rule, points) in _points)
            if (rule.Of(cells).Outcome == RuleOutcome.Pass) sum += points;
        return sum;
    }

    static RuleOutcome Judge((string Name, CompiledRule Rule)[] gates, LeadCells cells, GateFinding[] findings, out (int Gate, int Column) unknown)
    {
        var worst = RuleOutcome.Pass;
        unknown = (-1, -1);
        for (var i = 0; i < gates.Length; i++)
        {
            var found = gates[i].Rule.Of(cells);
            findings[i] = new GateFinding(gates[i].Name, found.Outcome, found.Because!.Evidence(cells, found.Outcome));
            if (found.Outcome < worst) worst = found.Outcome;
            if (found.Outcome == RuleOutcome.Unknown && unknown.Gate < 0) unknown = (i, found.Because.Position);
        }
        return worst;
    }

    AskNext? Ask(LeadCells cells, (int Gate, int Column) unknown)
    {
        if (unknown.Gate >= 0 && !_columns[unknown.Column].Column.Personal) return new AskNext(_columns[unknown.Column].Name, SegmentOf(cells).Gates[unknown.Gate].Name);
        foreach (var column in _askOrder)
            if (!cells.IsStated(column)) return new AskNext(_columns[column].Name, null);
        return null;
    }

    List<string> Missing(LeadCells cells)
    {
        var missing = new List<string>();
        foreach (var field in _fields)
            if (!cells.IsStated(field)) missing.Add(_columns[field].Name);
        return missing;
    }

    GateFinding[] Consent(LeadCells cells)
    {
        var findings = new GateFinding[_consent.Length];
        Judge(_consent, cells, findings, out _);
        return findings;
    }

    LeadRoute RouteOf(RouteFacts facts)
    {
        foreach (var route in _routes)
            if (route.Takes(facts)) return route.Route;
        return s_noRoute;
    }

    static readonly LeadRoute s_noRoute = new("none", RouteAction.Keep, "");

    static DateOnly? Date(double day) =>
        double.IsNaN(day) || day < -s_dayZero.DayNumber || day > DateOnly.MaxValue.DayNumber - s_dayZero.DayNumber ? null : s_dayZero.AddDays((int)Math.Floor(day));

    int OptionalPosition(string? column) => column is null ? -1 : Position(column);

    int Position(string column)
    {
        if (_positions.TryGetValue(column, out var position)) return position;
        var known = QualificationFit.ColumnOf(_schema, column)!;
        if (!_positions.TryGetValue(known.Name, out position))
        {
            _columns.Add(new DecisionColumn(_schema, known));
            position = _positions[known.Name] = _columns.Count - 1;
        }
        return _positions[column] = position;
    }

    CompiledRule Compile(LeadRule rule) => CompiledRule.From(rule, Position, _columns);

    (string Name, CompiledRule Rule)[] Compile(IEnumerable<QualificationGate> gates) => [.. gates.Select(g => (g.Name, Compile(g.Rule)))];

    SegmentJudgement Override(SegmentOverride part, GradeScale? usual)
    {
        var column = _columns[_segment];
        var gates = Rules.Gates.Where(g => !part.Without.Contains(g.Name)).Select(g => part.Gates.FirstOrDefault(o => o.Name == g.Name) ?? g)
            .Concat(part.Gates.Where(o => !Rules.Gates.Any(g => g.Name == o.Name)));
        return new SegmentJudgement(
            [.. part.Values.Select(v => column.IsNumeric ? column.NumberOf(v) : column.CodeOf(v))], ByPoints ? usual : part.Grades ?? usual, part.ReadyFrom ?? Rules.ReadyFrom, Compile(gates));
    }

    /// <summary>How the leads of a segment are judged.</summary>
    sealed record SegmentJudgement(double[] Values, GradeScale? Grades, char ReadyFrom, (string Name, CompiledRule Rule)[] Gates)
    {
        public bool Holds(int code, double number) => Array.IndexOf(Values, code >= 0 ? code : number) >= 0;
    }

    /// <summary>A stage and where its date is.</summary>
    sealed record StageRule(FunnelStage Stage, int Column, CompiledRule? When)
    {
        /// <summary>What tells that a lead has entered it; null where nothing does.</summary>
        public string? Entered(LeadCells cells, double today)
        {
            if (Column >= 0 && cells.IsStated(Column) && !cells.IsUnreadable(Column) && !(cells.Day(Column) > today))
                return Date(cells.Day(Column)) is { } day ? string.Create(CultureInfo.InvariantCulture, $"{Stage.Column} is {day:yyyy-MM-dd}") : $"{Stage.Column} is stated";
            if (When is null) return Column < 0 ? "where every lead starts" : null;
            var found = When.Of(cells);
            return found.Outcome == RuleOutcome.Pass ? found.Because!.Evidence(cells, found.Outcome) : null;
        }
    }
}
