namespace LeadPredict.Qualification;

/// <summary>What a rule says of a lead, and the comparison that it depends on.</summary>
readonly record struct RuleFinding(RuleOutcome Outcome, CompiledComparison? Because);

/// <summary>A rule on the positions of columns. Immutable, thread safe, allocates nothing.</summary>
abstract class CompiledRule
{
    public abstract RuleFinding Of(LeadCells cells);

    public static CompiledRule From(LeadRule rule, Func<string, int> position, IReadOnlyList<DecisionColumn> columns) => rule switch
    {
        ColumnRule column => new CompiledComparison(column, position(column.Column), columns),
        AllRule all => new CompiledGroup([.. all.Rules.Select(r => From(r, position, columns))], all: true),
        AnyRule any => new CompiledGroup([.. any.Rules.Select(r => From(r, position, columns))], all: false),
        _ => throw new ArgumentException("not a rule", nameof(rule)),
    };
}

/// <summary>Several rules: the least outcome where all must hold, the greatest where one is enough; the first that has it is the reason.</summary>
sealed class CompiledGroup(CompiledRule[] rules, bool all) : CompiledRule
{
    public override RuleFinding Of(LeadCells cells)
    {
        var found = rules[0].Of(cells);
        for (var i = 1; i < rules.Length; i++)
        {
            var next = rules[i].Of(cells);
            if (all ? next.Outcome < found.Outcome : next.Outcome > found.Outcome) found = next;
        }
        return found;
    }
}

/// <summary>One column compared.</summary>
sealed class CompiledComparison : CompiledRule
{
    readonly ColumnRule _rule;
    readonly bool _numeric;
    readonly double[] _numbers;
    readonly int[] _codes;

    public CompiledComparison(ColumnRule rule, int position, IReadOnlyList<DecisionColumn> columns)
    {
        _rule = rule;
        Position = position;
        var column = columns[position];
        _numeric = column.IsNumeric;
        _numbers = _numeric ? [.. rule.Values.Select(column.NumberOf)] : [];
        _codes = _numeric ? [] : [.. rule.Values.Select(column.CodeOf)];
    }

    public int Position { get; }

    public override RuleFinding Of(LeadCells cells) => new(Outcome(cells), this);

    RuleOutcome Outcome(LeadCells cells)
    {
        var stated = cells.IsStated(Position);
        if (_rule.Operator == RuleOperator.IsStated) return Say(stated);
        if (_rule.Operator == RuleOperator.IsMissing) return Say(!stated);
        var value = cells.Number(Position);
        // What cannot be read is as good as missing.
        if (!stated || (_numeric && double.IsNaN(value))) return _rule.WhenMissing;
        return _rule.Operator switch
        {
            RuleOperator.Equal or RuleOperator.In => Say(IsOneOf(cells, value)),
            RuleOperator.NotEqual or RuleOperator.NotIn => Say(!IsOneOf(cells, value)),
            RuleOperator.Less => Say(value < _numbers[0]),
            RuleOperator.AtMost => Say(value <= _numbers[0]),
            RuleOperator.Greater => Say(value > _numbers[0]),
            _ => Say(value >= _numbers[0]),
        };
    }

    bool IsOneOf(LeadCells cells, double value) => _numeric ? Array.IndexOf(_numbers, value) >= 0 : Array.IndexOf(_codes, cells.Code(Position)) >= 0;

    static RuleOutcome Say(bool holds) => holds ? RuleOutcome.Pass : RuleOutcome.Fail;

    /// <summary>The lead's value, and what was wanted unless it is that: "consent_status is opted_out; wanted: != opted_out".</summary>
    public string Evidence(LeadCells cells, RuleOutcome outcome)
    {
        var has = cells.IsStated(Position) ? $"{_rule.Column} is {cells.Shown(Position)}" : $"{_rule.Column} is missing";
        if (outcome == RuleOutcome.Pass) return has;
        var wanted = _rule.Values.Count == 0 ? QualificationWriter.WordOf(_rule.Operator) : $"{QualificationWriter.WordOf(_rule.Operator)} {string.Join(", ", _rule.Values)}";
        return $"{has}; wanted: {wanted}";
    }
}
