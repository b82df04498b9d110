using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>The rules without a file: the usual stages under the usual names of columns. What a schema has no column for is left out.</summary>
public static class DefaultQualification
{
    const string ConsentGate = "consent";

    /// <summary>The rules for leads with all usual columns; <see cref="For"/> fits them to a schema.</summary>
    public static QualificationRules Rules { get; } = QualificationFile.Hashed(new QualificationRules
    {
        Name = "default",
        Revision = "1",
        Owners = ["marketing", "sales"],
        Stages =
        [
            new("suspect", "Suspect", "suspect_at"),
            new("prospect", "Prospect", "prospect_at", Any(Stated("industry"), Stated("employee_count"), Stated("annual_revenue"))),
            new("mql", "Marketing Qualified Lead", "mql_at", ServiceLevelDays: 2),
            new("sal", "Sales Accepted Lead", "sal_at", ServiceLevelDays: 14),
            new("sql", "Sales Qualified Lead", "sql_at", Qualified: true, ServiceLevelDays: 30),
            new("sqo", "Sales Qualified Opportunity", "sqo_at", Qualified: true, ServiceLevelDays: 120),
            new("customer", "Customer", "customer_at", Qualified: true),
        ],
        Exit = new("disqualified", "disqualified_at", "disqualification_reason"),
        Label = new("sql", 90, "created_at"),
        Warm = Any(
            new ColumnRule("demo_requested", RuleOperator.Equal, ["true"]),
            new ColumnRule("pricing_page_views_30d", RuleOperator.AtLeast, ["1"]),
            new ColumnRule("form_submissions_90d", RuleOperator.AtLeast, ["1"]),
            new ColumnRule("webinars_attended_90d", RuleOperator.AtLeast, ["1"]),
            new ColumnRule("email_clicks_90d", RuleOperator.AtLeast, ["2"])),
        Gates =
        [
            new(ConsentGate, "May be contacted", new ColumnRule("consent_status", RuleOperator.NotEqual, ["opted_out"])),
        ],
        Consent =
        [
            new("email", new ColumnRule("consent_status", RuleOperator.Equal, ["granted"])),
            new("phone", new ColumnRule("consent_status", RuleOperator.NotEqual, ["opted_out"])),
        ],
        Fields = ["industry", "employee_count", "annual_revenue", "job_function", "job_level", "declared_budget_band", "declared_timeline", "declared_role_in_decision", "declared_need_category"],
        // Who may not be contacted comes before everything that would contact.
        Routes =
        [
            new("won", RouteAction.Keep, "A customer: goes on with account management.", new() { Stages = ["customer"] }),
            new("disqualify", RouteAction.Disqualify, "Do not contact: no consent.", new() { GateFailed = [ConsentGate] }),
            new("recycle", RouteAction.Recycle, "Look at the lead again: it left the funnel long ago.", new() { Closed = true, ClosedForDays = 180 }),
            new("closed", RouteAction.Keep, "Nothing until the lead is recycled.", new() { Closed = true }, AfterDays: 180),
            new("in_sales", RouteAction.Keep, "Sales goes on with the opportunity.", new() { Qualified = true }),
            new("call_now", RouteAction.Call, "Call today.", new() { Ready = true, Grades = ['A'] }),
            new("assign", RouteAction.Assign, "Put on a sales person's list.", new() { Ready = true }),
            new("ask", RouteAction.Ask, "Ask for what is missing, then decide.", new() { Gates = RuleOutcome.Unknown, Grades = ['A', 'B'] }),
            new("nurture_warm", RouteAction.Nurture, "Send what the lead looked at; score again in a month.", new() { Warm = true }, "warm", 30),
            new("nurture", RouteAction.Nurture, "Keep in touch; score again in three months.", null, "general", 90),
        ],
        Money = new("", "expected_deal_value", null, null, "lead_cost"),
    });

    /// <summary>
    /// The rules for the leads of a schema: without what it has no columns for, and with the opt-out columns that it has, such as "Do Not Call". Who opted out of every channel that
    /// such a column speaks of fails the gate <c>consent</c>.
    /// </summary>
    public static QualificationRules For(LeadSchema schema)
    {
        var rules = QualificationFit.Adapt(Rules, schema);
        var optOut = OptOutColumns.Of(schema);
        if (optOut.Count == 0) return rules;
        var gate = optOut.Count == 1 ? optOut[0].Rule : new AnyRule([.. optOut.Select(c => c.Rule)]);
        if (rules.Gates.FirstOrDefault(g => g.Name == ConsentGate) is { } stated) gate = new AllRule([stated.Rule, gate]);
        var channels = optOut.Select(c => rules.Consent.FirstOrDefault(s => s.Channel == c.Channel) is { } known ? c with { Rule = new AllRule([known.Rule, c.Rule]) } : c);
        return QualificationFit.Adapt(Rules with
        {
            Gates = [new(ConsentGate, "May be contacted", gate), .. rules.Gates.Where(g => g.Name != ConsentGate)],
            Consent = [.. channels, .. rules.Consent.Where(s => optOut.All(c => c.Channel != s.Channel))],
        }, schema);
    }

    static AnyRule Any(params LeadRule[] rules) => new(rules);

    static ColumnRule Stated(string column) => new(column, RuleOperator.IsStated, []);
}
