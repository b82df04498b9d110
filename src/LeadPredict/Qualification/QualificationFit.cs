using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>Whether rules fit the leads of a schema.</summary>
public static class QualificationFit
{
    /// <summary>Everything that does not fit: columns that the leads do not have (LP0813) and comparisons that their kind does not allow (LP0814).</summary>
    public static IReadOnlyList<Diagnostic> Problems(QualificationRules rules, LeadSchema schema)
    {
        var problems = new List<Diagnostic>();
        foreach (var mention in rules.Mentions)
        {
            if (ColumnOf(schema, mention.Column) is not { } column)
                problems.Add(QualificationErrors.UnknownColumn(rules.Source, mention.Line, mention.Position, mention.Column, Near(schema, mention.Column)));
            else if (WhyNot(mention, column) is { } how)
                problems.Add(QualificationErrors.DoesNotFit(rules.Source, mention.Line, mention.Position, mention.Column, column.Kind.ToString().ToLowerInvariant(), how));
        }
        return problems;
    }

    /// <exception cref="LeadPredictException">Something does not fit; all of it.</exception>
    public static void Check(QualificationRules rules, LeadSchema schema)
    {
        var problems = Problems(rules, schema);
        if (problems.Count > 0) throw new LeadPredictException(problems);
    }

    /// <summary>The column of a name: exact, else without case; null for none.</summary>
    public static LeadColumn? ColumnOf(LeadSchema schema, string name) =>
        schema.Columns.FirstOrDefault(c => c.Name == name) ?? schema.Columns.FirstOrDefault(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    static string? WhyNot(ColumnMention mention, LeadColumn column)
    {
        if (mention.IsDate) return column.Kind is ColumnKind.Number or ColumnKind.Boolean ? "Name a column of dates." : null;
        if (mention.Rule is not { } rule) return null;
        if (rule.Operator is RuleOperator.Less or RuleOperator.AtMost or RuleOperator.Greater or RuleOperator.AtLeast && column.Kind is not (ColumnKind.Number or ColumnKind.Date))
            return "Use =, !=, in or not in.";
        foreach (var value in rule.Values)
        {
            var text = Encoding.UTF8.GetBytes(value);
            if (column.Kind == ColumnKind.Number && !FieldParser.TryParseNumber(text, NumberFormat.PointDecimal, out _)) return "Write a number such as 1250000.5 as its value.";
            if (column.Kind == ColumnKind.Date && !FieldParser.TryParseDate(text, null, out _)) return "Write a day such as 2026-03-31 as its value.";
            if (column.Kind == ColumnKind.Boolean && !DecisionColumn.TryBoolean(text, column, out _)) return "Write true or false as its value.";
        }
        return null;
    }

    static IEnumerable<string> Near(LeadSchema schema, string name) => schema.Columns
        .Where(c => ColumnNames.Normalise(c.Name) is var other && ColumnNames.Normalise(name) is var asked
            && (other.Contains(asked, StringComparison.Ordinal) || asked.Contains(other, StringComparison.Ordinal) || Distance(other, asked) <= 2))
        .Select(c => c.Name).Take(3);

    // Levenshtein 1966.
    static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < b.Length; j++)
                (diagonal, row[j + 1]) = (row[j + 1], Math.Min(Math.Min(row[j], row[j + 1]) + 1, diagonal + (a[i] == b[j] ? 0 : 1)));
        }
        return row[^1];
    }

    /// <summary>
    /// The rules without what these leads have no columns for, so that rules made for all leads fit any: stages, gates, points and rules on other columns go,
    /// and what is left of the routes stays in order.
    /// </summary>
    public static QualificationRules Adapt(QualificationRules rules, LeadSchema schema)
    {
        var gates = rules.Gates.Where(g => Fits(g.Rule)).ToList();
        var stages = rules.Stages.Select(s => s with { Column = Kept(s.Column), When = s.When is null ? null : Trim(s.When) })
            .Where((s, i) => i == 0 || s.Column is not null || s.When is not null).ToList();
        return QualificationFile.Hashed(rules with
        {
            Stages = stages,
            Exit = rules.Exit is { } exit && Has(exit.Column) ? exit with { ReasonColumn = Kept(exit.ReasonColumn) } : null,
            Label = rules.Label is { } label && Has(label.From) && stages.Any(s => s.Name == label.Stage) ? label : null,
            Warm = rules.Warm is null ? null : Trim(rules.Warm),
            Gates = gates,
            Consent = [.. rules.Consent.Where(c => Fits(c.Rule))],
            Fields = [.. rules.Fields.Where(Has)],
            Routes = [.. rules.Routes.Where(r => r.When is not { } when
                || ((when.GateFailed ?? []).Concat(when.GateUnknown ?? []).All(name => gates.Any(g => g.Name == name))
                    && (when.Stages ?? []).All(name => stages.Any(s => s.Name == name)) && (when.Missing ?? []).All(Has) && (when.Rule is null || Fits(when.Rule))))],
            Money = rules.Money is { } money ? money with { DealValueColumn = Kept(money.DealValueColumn), LeadCostColumn = Kept(money.LeadCostColumn) } : null,
        });

        bool Has(string column) => ColumnOf(schema, column) is not null;

        string? Kept(string? column) => column is not null && Has(column) ? column : null;

        bool Fits(LeadRule rule) => rule switch
        {
            ColumnRule column => ColumnOf(schema, column.Column) is { } known && WhyNot(new ColumnMention(column.Column, 0, 0, false, column), known) is null,
            AllRule all => all.Rules.All(Fits),
            AnyRule any => any.Rules.All(Fits),
            _ => false,
        };

        // Of several of which one is enough, those that can be told.
        LeadRule? Trim(LeadRule rule)
        {
            if (rule is not AnyRule any) return Fits(rule) ? rule : null;
            var kept = any.Rules.Where(Fits).ToList();
            return kept.Count == 0 ? null : new AnyRule(kept);
        }
    }
}
