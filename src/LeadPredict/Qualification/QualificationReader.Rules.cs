using System.Globalization;
using System.Text.Json;

namespace LeadPredict.Qualification;

// Rules on columns, and what is made of them: points, grades, segments, routes.
sealed partial class QualificationReader
{
    internal static readonly (string Word, RuleOperator Value)[] s_operators =
    [
        ("=", RuleOperator.Equal), ("!=", RuleOperator.NotEqual), ("in", RuleOperator.In), ("not in", RuleOperator.NotIn),
        ("<", RuleOperator.Less), ("<=", RuleOperator.AtMost), (">", RuleOperator.Greater), (">=", RuleOperator.AtLeast),
        ("is missing", RuleOperator.IsMissing), ("is stated", RuleOperator.IsStated),
    ];

    internal static readonly (string Word, RuleOutcome Value)[] s_outcomes = [("fail", RuleOutcome.Fail), ("unknown", RuleOutcome.Unknown), ("pass", RuleOutcome.Pass)];

    internal static readonly (string Word, RouteAction Value)[] s_actions =
    [
        ("call", RouteAction.Call), ("assign", RouteAction.Assign), ("nurture", RouteAction.Nurture), ("ask", RouteAction.Ask),
        ("recycle", RouteAction.Recycle), ("disqualify", RouteAction.Disqualify), ("keep", RouteAction.Keep),
    ];

    static readonly (string Word, char Value)[] s_grades = [("A", 'A'), ("B", 'B'), ("C", 'C'), ("D", 'D')];

    LeadRule? Rule(ObjectReader owner, string key, bool required = false) =>
        (required ? owner.Required(key) : owner.Field(key)) is { } json ? Rule(json, $"'{key}' of {owner.Where}") : null;

    LeadRule? Rule(PlacedJson json, string where)
    {
        var rule = new ObjectReader(json, where, source, _problems);
        if (json.Kind != JsonTokenType.StartObject) return null;
        var kinds = json.Fields.Select(f => f.Name).Where(n => n is "column" or "all" or "any").Distinct().ToList();
        if (kinds.Count != 1)
        {
            _problems.Add(QualificationErrors.NoRule(source, json, where));
            return null;
        }
        if (kinds[0] == "column") return ColumnRule(rule);
        var parts = rule.Field(kinds[0]);
        rule.End();
        if (parts is not { Kind: JsonTokenType.StartArray, Items.Count: > 0 })
        {
            _problems.Add(QualificationErrors.WrongKind(source, parts ?? json, $"'{kinds[0]}' of {where}", "a list of at least one rule"));
            return null;
        }
        var rules = parts.Items.Select(item => Rule(item, $"a rule in {where}")).ToList();
        if (rules.Any(r => r is null)) return null;
        return kinds[0] == "all" ? new AllRule([.. rules.OfType<LeadRule>()]) : new AnyRule([.. rules.OfType<LeadRule>()]);
    }

    ColumnRule? ColumnRule(ObjectReader rule)
    {
        var place = rule.Field("column");
        var column = rule.Text("column", required: true);
        var op = rule.Word("op", s_operators, required: true);
        var missing = rule.Word("missing", s_outcomes) ?? RuleOutcome.Unknown;
        var values = Values(rule, op);
        rule.End();
        if (column is null || op is not { } known || values is null) return null;
        var made = new ColumnRule(column, known, values, missing);
        _mentions.Add(new ColumnMention(column, place!.Line, place.Position, IsDate: false, made));
        return made;
    }

    // As text; null where they do not go with the operator.
    List<string>? Values(ObjectReader rule, RuleOperator? op)
    {
        if (rule.Field("value") is not { } value)
        {
            if (op is RuleOperator.IsMissing or RuleOperator.IsStated) return [];
            if (op is not null) rule.Required("value");
            return null;
        }
        if (op is RuleOperator.IsMissing or RuleOperator.IsStated)
        {
            _problems.Add(QualificationErrors.WrongKind(source, value, $"'value' of {rule.Where}", "left out: 'is missing' and 'is stated' compare with nothing"));
            return null;
        }
        var several = op is RuleOperator.In or RuleOperator.NotIn;
        var items = value.Kind == JsonTokenType.StartArray ? value.Items : [value];
        var plain = items.Count > 0 && items.All(i => i.Kind is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False || (i.Kind == JsonTokenType.String && i.Text.Trim().Length > 0));
        if (plain && (value.Kind == JsonTokenType.StartArray) == several) return [.. items.Select(i => i.Text.Trim())];
        if (op is not null)
            _problems.Add(QualificationErrors.WrongKind(source, value, $"'value' of {rule.Where}", several ? "a list of texts or numbers" : "one text, number, true or false"));
        return null;
    }

    string? Column(ObjectReader owner, string key, bool isDate = false, bool required = false)
    {
        if (owner.Text(key, required) is not { } column) return null;
        var place = owner.Field(key)!;
        _mentions.Add(new ColumnMention(column, place.Line, place.Position, isDate, null));
        return column;
    }

    IReadOnlyList<string>? Columns(ObjectReader owner, string key)
    {
        if (owner.Texts(key) is not { } columns) return null;
        var list = owner.Field(key)!;
        foreach (var place in list.Kind == JsonTokenType.StartArray ? list.Items : [list])
            if (place.Kind == JsonTokenType.String) _mentions.Add(new ColumnMention(place.Text.Trim(), place.Line, place.Position, IsDate: false, null));
        return columns;
    }

    GradeScale? Grades(ObjectReader owner, double most)
    {
        if (owner.Object("grades") is not { } grades) return null;
        var least = most == 1 ? 0 : -1e12;
        var (a, b, c) = (grades.Number("A", least, most, true), grades.Number("B", least, most, true), grades.Number("C", least, most, true));
        grades.End();
        if (a is not { } first || b is not { } second || c is not { } third) return null;
        if (first > second && second > third) return new GradeScale(first, second, third);
        _problems.Add(QualificationErrors.Overlap(source, grades.Json, $"the thresholds in 'grades' of {owner.Where}", most == 1 ? "0" : "any number", most == 1 ? "1" : "any number"));
        return null;
    }

    static char? ReadyFrom(ObjectReader owner) => owner.Word("ready_from", s_grades);

    PointsCard? Points(ObjectReader root)
    {
        if (root.Object("points") is not { } card) return null;
        var items = new List<PointsItem>();
        foreach (var item in card.Objects("items", "points item"))
        {
            var name = item.Text("name", required: true);
            var rule = Rule(item, "rule", required: true);
            var points = item.Number("points", -1e6, 1e6, required: true);
            item.End();
            if (name is null || rule is null || points is not { } worth) continue;
            if (items.Any(i => i.Name == name)) _problems.Add(QualificationErrors.NameTwice(source, item.Json, "points items", name));
            else items.Add(new PointsItem(name, rule, worth));
        }
        var made = new PointsCard(card.Number("start", -1e6, 1e6) ?? 0, items, Grades(card, 1e12));
        card.End();
        return made;
    }

    SegmentRules? Segments(ObjectReader root, List<QualificationGate> gates)
    {
        if (root.Object("segments") is not { } segments) return null;
        var column = Column(segments, "column", required: true);
        var overrides = new List<SegmentOverride>();
        foreach (var part in segments.Objects("overrides", "override"))
        {
            part.Required("values");
            var made = new SegmentOverride(part.Texts("values") ?? [], Grades(part, 1), ReadyFrom(part), Gates(part, "gates"), part.Texts("without") ?? []);
            part.End();
            foreach (var value in made.Values)
                if (overrides.Any(o => o.Values.Contains(value, StringComparer.OrdinalIgnoreCase))) _problems.Add(QualificationErrors.SegmentTwice(source, part.Json, value));
            foreach (var name in made.Without)
                if (!gates.Any(g => g.Name == name)) _problems.Add(QualificationErrors.UnknownWord(source, part.Field("without")!, $"'without' of {part.Where}", name, gates.Select(g => g.Name)));
            overrides.Add(made);
        }
        segments.End();
        return column is null ? null : new SegmentRules(column, overrides);
    }

    List<LeadRoute> Routes(ObjectReader root, List<FunnelStage> stages, List<string> gates)
    {
        var routes = new List<LeadRoute>();
        PlacedJson? last = null;
        root.Required("routes");
        foreach (var route in root.Objects("routes", "route"))
        {
            var name = route.Text("name", required: true);
            var action = route.Word("action", s_actions, required: true);
            var when = route.Object("when") is { } conditions ? Conditions(conditions, stages, gates) : null;
            var made = new LeadRoute(name ?? "", action ?? RouteAction.Keep, route.Text("next_step") ?? name ?? "", when, route.Text("track"), route.Number("after_days"));
            route.End();
            if (name is null) continue;
            if (routes.Any(r => r.Name == name)) _problems.Add(QualificationErrors.NameTwice(source, route.Json, "routes", name));
            else if (routes.Count > 0 && routes[^1].When is null) _problems.Add(QualificationErrors.NeverReached(source, route.Json, name, routes[^1].Name));
            else routes.Add(made);
            last = route.Json;
        }
        if (last is not null && routes.Count > 0 && routes[^1].When is not null) _problems.Add(QualificationErrors.NoLastRoute(source, last, routes[^1].Name));
        return routes;
    }

    RouteConditions Conditions(ObjectReader when, List<FunnelStage> stages, List<string> gates)
    {
        var made = new RouteConditions
        {
            Grades = Known(when, "grade", s_grades.Select(g => g.Word))?.Select(g => g[0]).ToArray(),
            Gates = when.Word("gates", s_outcomes),
            GateFailed = Known(when, "gate_failed", gates),
            GateUnknown = Known(when, "gate_unknown", gates),
            Stages = Known(when, "stage", stages.Select(s => s.Name)),
            Missing = Columns(when, "missing"),
            Warm = when.Flag("warm"),
            Qualified = when.Flag("qualified"),
            Ready = when.Flag("ready"),
            Overdue = when.Flag("overdue"),
            Closed = when.Flag("closed"),
            ClosedForDays = when.Number("closed_for_days"),
            Rule = Rule(when, "rule"),
        };
        if (when.Json is { Kind: JsonTokenType.StartObject, Fields.Count: 0 })
            _problems.Add(QualificationErrors.WrongKind(source, when.Json, $"{when.Where} of a route", "an object with a condition, or left out"));
        when.End();
        return made;
    }

    IReadOnlyList<string>? Known(ObjectReader owner, string key, IEnumerable<string> known)
    {
        if (owner.Texts(key) is not { } words) return null;
        foreach (var word in words)
            if (!known.Contains(word)) _problems.Add(QualificationErrors.UnknownWord(source, owner.Field(key)!, $"'{key}' of {owner.Where}", word, known));
        return words;
    }
}
