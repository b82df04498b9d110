namespace LeadPredict.Qualification;

/// <summary>What a rule says of a lead. In this order: of several that must all hold the least counts, of several of which one is enough the greatest (Kleene 1952).</summary>
public enum RuleOutcome
{
    /// <summary>It does not hold.</summary>
    Fail,
    /// <summary>It cannot be told: a value is missing.</summary>
    Unknown,
    /// <summary>It holds.</summary>
    Pass,
}

/// <summary>How a rule compares a column's value.</summary>
public enum RuleOperator
{
    /// <summary><c>=</c>; texts without case.</summary>
    Equal,
    /// <summary><c>!=</c></summary>
    NotEqual,
    /// <summary><c>in</c>: equal to one of several values.</summary>
    In,
    /// <summary><c>not in</c></summary>
    NotIn,
    /// <summary><c>&lt;</c>, for numbers and dates.</summary>
    Less,
    /// <summary><c>&lt;=</c></summary>
    AtMost,
    /// <summary><c>&gt;</c></summary>
    Greater,
    /// <summary><c>&gt;=</c></summary>
    AtLeast,
    /// <summary><c>is missing</c></summary>
    IsMissing,
    /// <summary><c>is stated</c></summary>
    IsStated,
}

/// <summary>A condition on a lead's columns, as the people who own it wrote it. Immutable.</summary>
public abstract record LeadRule;

/// <summary>One column compared.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Operator">How.</param>
/// <param name="Values">With what, as text: one, several for <see cref="RuleOperator.In"/> and <see cref="RuleOperator.NotIn"/>, none for the last two.</param>
/// <param name="WhenMissing">What the rule says where the value is missing.</param>
public sealed record ColumnRule(string Column, RuleOperator Operator, IReadOnlyList<string> Values, RuleOutcome WhenMissing = RuleOutcome.Unknown) : LeadRule;

/// <summary>All of these must hold; at least one.</summary>
public sealed record AllRule(IReadOnlyList<LeadRule> Rules) : LeadRule;

/// <summary>One of these is enough; at least one.</summary>
public sealed record AnyRule(IReadOnlyList<LeadRule> Rules) : LeadRule;
