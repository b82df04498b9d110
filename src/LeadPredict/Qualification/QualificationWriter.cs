using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LeadPredict.Qualification;

/// <summary>Writes rules as the JSON that they are read from.</summary>
static class QualificationWriter
{
    public static byte[] Write(QualificationRules rules, bool indented)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = indented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, rules);
        return output.WrittenSpan.ToArray();
    }

    static void Write(Utf8JsonWriter json, QualificationRules rules)
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        if (rules.Name.Length > 0) json.WriteString("name", rules.Name);
        if (rules.Revision.Length > 0) json.WriteString("revision", rules.Revision);
        WriteTexts(json, "owners", rules.Owners);
        WriteTexts(json, "approved_by", rules.ApprovedBy);
        WriteStages(json, rules);
        if (rules.Warm is not null) WriteRule(json, "warm", rules.Warm);
        WriteGates(json, rules.Gates);
        if (rules.Consent.Count > 0)
        {
            json.WriteStartObject("consent");
            foreach (var channel in rules.Consent) WriteRule(json, channel.Channel, channel.Rule);
            json.WriteEndObject();
        }
        WriteTexts(json, "fields", rules.Fields);
        if (rules.Points is not null) WritePoints(json, rules.Points);
        WriteGrades(json, rules.Grades);
        json.WriteString("ready_from", rules.ReadyFrom.ToString());
        if (rules.Segments is not null) WriteSegments(json, rules.Segments);
        json.WriteStartArray("routes");
        foreach (var route in rules.Routes) WriteRoute(json, route);
        json.WriteEndArray();
        if (rules.Money is not null) WriteMoney(json, rules.Money);
        json.WriteEndObject();
    }

    static void WriteStages(Utf8JsonWriter json, QualificationRules rules)
    {
        json.WriteStartArray("stages");
        foreach (var stage in rules.Stages)
        {
            json.WriteStartObject();
            json.WriteString("name", stage.Name);
            json.WriteString("title", stage.Title);
            WriteText(json, "column", stage.Column);
            if (stage.When is not null) WriteRule(json, "when", stage.When);
            if (stage.Qualified) json.WriteBoolean("qualified", true);
            WriteNumber(json, "service_level_days", stage.ServiceLevelDays);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (rules.Exit is { } exit)
        {
            json.WriteStartObject("exit");
            json.WriteString("name", exit.Name);
            json.WriteString("column", exit.Column);
            WriteText(json, "reason", exit.ReasonColumn);
            json.WriteEndObject();
        }
        if (rules.Label is { } label)
        {
            json.WriteStartObject("label");
            json.WriteString("stage", label.Stage);
            json.WriteNumber("within_days", label.WithinDays);
            json.WriteString("from", label.From);
            json.WriteEndObject();
        }
    }

    static void WriteGates(Utf8JsonWriter json, IReadOnlyList<QualificationGate> gates)
    {
        if (gates.Count == 0) return;
        json.WriteStartArray("gates");
        foreach (var gate in gates)
        {
            json.WriteStartObject();
            json.WriteString("name", gate.Name);
            json.WriteString("title", gate.Title);
            WriteRule(json, "rule", gate.Rule);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    static void WritePoints(Utf8JsonWriter json, PointsCard card)
    {
        json.WriteStartObject("points");
        json.WriteNumber("start", card.Start);
        json.WriteStartArray("items");
        foreach (var item in card.Items)
        {
            json.WriteStartObject();
            json.WriteString("name", item.Name);
            WriteRule(json, "rule", item.Rule);
            json.WriteNumber("points", item.Points);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        WriteGrades(json, card.Grades);
        json.WriteEndObject();
    }

    static void WriteSegments(Utf8JsonWriter json, SegmentRules segments)
    {
        json.WriteStartObject("segments");
        json.WriteString("column", segments.Column);
        json.WriteStartArray("overrides");
        foreach (var part in segments.Overrides)
        {
            json.WriteStartObject();
            WriteTexts(json, "values", part.Values);
            WriteGrades(json, part.Grades);
            WriteText(json, "ready_from", part.ReadyFrom?.ToString());
            WriteGates(json, part.Gates);
            WriteTexts(json, "without", part.Without);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void WriteRoute(Utf8JsonWriter json, LeadRoute route)
    {
        json.WriteStartObject();
        json.WriteString("name", route.Name);
        json.WriteString("action", WordOf(route.Action));
        json.WriteString("next_step", route.NextStep);
        WriteText(json, "track", route.Track);
        WriteNumber(json, "after_days", route.AfterDays);
        if (route.When is { } when)
        {
            json.WriteStartObject("when");
            WriteTexts(json, "grade", when.Grades?.Select(g => g.ToString()).ToList());
            WriteText(json, "gates", when.Gates is { } gates ? WordOf(gates) : null);
            WriteTexts(json, "gate_failed", when.GateFailed);
            WriteTexts(json, "gate_unknown", when.GateUnknown);
            WriteTexts(json, "stage", when.Stages);
            WriteTexts(json, "missing", when.Missing);
            WriteFlag(json, "warm", when.Warm);
            WriteFlag(json, "qualified", when.Qualified);
            WriteFlag(json, "ready", when.Ready);
            WriteFlag(json, "overdue", when.Overdue);
            WriteFlag(json, "closed", when.Closed);
            WriteNumber(json, "closed_for_days", when.ClosedForDays);
            if (when.Rule is not null) WriteRule(json, "rule", when.Rule);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    static void WriteMoney(Utf8JsonWriter json, MoneyTerms money)
    {
        json.WriteStartObject("money");
        if (money.Currency.Length > 0) json.WriteString("currency", money.Currency);
        WriteText(json, "deal_value_column", money.DealValueColumn);
        WriteNumber(json, "deal_value", money.DealValue);
        WriteNumber(json, "contact_cost", money.ContactCost);
        WriteText(json, "lead_cost_column", money.LeadCostColumn);
        json.WriteEndObject();
    }

    static void WriteRule(Utf8JsonWriter json, string key, LeadRule rule)
    {
        json.WritePropertyName(key);
        WriteRule(json, rule);
    }

    static void WriteRule(Utf8JsonWriter json, LeadRule rule)
    {
        json.WriteStartObject();
        switch (rule)
        {
            case ColumnRule column:
                json.WriteString("column", column.Column);
                json.WriteString("op", WordOf(column.Operator));
                if (column.Operator is RuleOperator.In or RuleOperator.NotIn) WriteTexts(json, "value", column.Values);
                else if (column.Values.Count > 0) json.WriteString("value", column.Values[0]);
                if (column.WhenMissing != RuleOutcome.Unknown) json.WriteString("missing", WordOf(column.WhenMissing));
                break;
            case AllRule all:
                WriteRules(json, "all", all.Rules);
                break;
            case AnyRule any:
                WriteRules(json, "any", any.Rules);
                break;
        }
        json.WriteEndObject();
    }

    static void WriteRules(Utf8JsonWriter json, string key, IReadOnlyList<LeadRule> rules)
    {
        json.WriteStartArray(key);
        foreach (var rule in rules) WriteRule(json, rule);
        json.WriteEndArray();
    }

    static void WriteGrades(Utf8JsonWriter json, GradeScale? grades)
    {
        if (grades is null) return;
        json.WriteStartObject("grades");
        json.WriteNumber("A", grades.A);
        json.WriteNumber("B", grades.B);
        json.WriteNumber("C", grades.C);
        json.WriteEndObject();
    }

    static void WriteTexts(Utf8JsonWriter json, string key, IReadOnlyList<string>? texts)
    {
        if (texts is not { Count: > 0 }) return;
        json.WriteStartArray(key);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    static void WriteText(Utf8JsonWriter json, string key, string? text)
    {
        if (text is not null) json.WriteString(key, text);
    }

    static void WriteNumber(Utf8JsonWriter json, string key, double? number)
    {
        if (number is { } value) json.WriteNumber(key, value);
    }

    static void WriteFlag(Utf8JsonWriter json, string key, bool? flag)
    {
        if (flag is { } value) json.WriteBoolean(key, value);
    }

    /// <summary>The word for it in files and answers.</summary>
    public static string WordOf(RuleOperator op) => Array.Find(QualificationReader.s_operators, o => o.Value == op).Word;

    /// <inheritdoc cref="WordOf(RuleOperator)"/>
    public static string WordOf(RuleOutcome outcome) => outcome switch { RuleOutcome.Fail => "fail", RuleOutcome.Pass => "pass", _ => "unknown" };

    /// <inheritdoc cref="WordOf(RuleOperator)"/>
    public static string WordOf(RouteAction action) => Array.Find(QualificationReader.s_actions, a => a.Value == action).Word;
}
