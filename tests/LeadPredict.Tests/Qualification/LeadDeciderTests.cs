using System.Text;
using LeadPredict.Data;
using LeadPredict.Numerics;
using LeadPredict.Qualification;

namespace LeadPredict.Tests.Qualification;

public class LeadDeciderTests
{
    static readonly DateOnly s_today = new(2026, 10, 1);

    static readonly LeadSchema s_schema = LeadSchemaFile.Read(Path.Combine(Repository.Root, "data", "leads.schema.json"));

    static readonly LeadDecider s_shipped =
        new(QualificationFile.Read(Path.Combine(Repository.Root, "data", "qualification.json")), s_schema, new GradeScale(0.5, 0.3, 0.1));

    static LeadDecision Decide(double probability, params (string Column, string Value)[] lead) => Decide(s_shipped, probability, lead);

    static LeadDecision Decide(LeadDecider decider, double probability, params (string Column, string Value)[] lead)
    {
        var cells = decider.NewCells();
        foreach (var (column, value) in lead)
            if (decider.Columns.ToList().IndexOf(column) is var position and >= 0) cells.Set(position, Encoding.UTF8.GetBytes(value));
        return decider.Decide(cells, new LeadChance(probability, probability, probability), s_today);
    }

    static readonly (string, string)[] s_good =
    [
        ("consent_status", "granted"), ("list_provenance", "own"), ("employee_count", "120"), ("job_level", "vp"), ("demo_requested", "true"),
        ("created_at", "2026-09-01"), ("segment", "platform"),
    ];

    static LeadDecider Made(string parts) => new(
        QualificationFile.Parse(Encoding.UTF8.GetBytes("{\"version\": 1, \"stages\": [{\"name\": \"new\"}], " + parts + ", \"routes\": [{\"name\": \"all\", \"action\": \"keep\"}]}"), "q"), s_schema, new GradeScale(0.5, 0.3, 0.1));

    static RuleOutcome Gate(string rule, params (string, string)[] lead) =>
        Decide(Made("\"gates\": [{\"name\": \"g\", \"rule\": " + rule + "}]"), 0.5, lead).Gates[0].Outcome;

    [Fact]
    public void A_good_lead_passes_every_gate_and_is_called()
    {
        var decision = Decide(0.45, s_good);

        Assert.All(decision.Gates, g => Assert.Equal(RuleOutcome.Pass, g.Outcome));
        Assert.Equal(('A', true, true, "call_now", RouteAction.Call), (decision.Grade, decision.Ready, decision.Warm, decision.Route.Name, decision.Route.Action));
        Assert.Equal(s_shipped.Rules.Hash, decision.Qualification);
    }

    [Fact]
    public void A_gate_that_fails_says_the_value_and_what_was_wanted_and_leaves_the_probability_alone()
    {
        var decision = Decide(0.45, [.. s_good, ("consent_status", "opted_out")]);

        var gate = decision.Gates.Single(g => g.Outcome == RuleOutcome.Fail);
        Assert.Equal(("consent", "consent_status is opted_out; wanted: != opted_out"), (gate.Name, gate.Evidence));
        Assert.Equal(0.45, decision.Chance.Probability);
        Assert.Equal(('A', false, "no_contact"), (decision.Grade, decision.Ready, decision.Route.Name));
        Assert.All(decision.Consent, c => Assert.Equal(RuleOutcome.Fail, c.Outcome));
    }

    [Theory]
    [InlineData("{\"column\": \"employee_count\", \"op\": \">=\", \"value\": 10}", RuleOutcome.Unknown)]
    [InlineData("{\"column\": \"employee_count\", \"op\": \">=\", \"value\": 10, \"missing\": \"pass\"}", RuleOutcome.Pass)]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"!=\", \"value\": 10, \"missing\": \"fail\"}", RuleOutcome.Fail)]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"is missing\"}", RuleOutcome.Pass)]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"is stated\"}", RuleOutcome.Fail)]
    [InlineData("{\"all\": [{\"column\": \"employee_count\", \"op\": \">\", \"value\": 1}, {\"column\": \"country\", \"op\": \"=\", \"value\": \"IT\"}]}", RuleOutcome.Unknown)]
    [InlineData("{\"all\": [{\"column\": \"employee_count\", \"op\": \">\", \"value\": 1}, {\"column\": \"country\", \"op\": \"=\", \"value\": \"DK\"}]}", RuleOutcome.Fail)]
    [InlineData("{\"any\": [{\"column\": \"employee_count\", \"op\": \">\", \"value\": 1}, {\"column\": \"country\", \"op\": \"=\", \"value\": \"it\"}]}", RuleOutcome.Pass)]
    [InlineData("{\"any\": [{\"column\": \"employee_count\", \"op\": \">\", \"value\": 1}, {\"column\": \"country\", \"op\": \"in\", \"value\": [\"DK\", \"DE\"]}]}", RuleOutcome.Unknown)]
    public void A_missing_value_means_what_the_rule_says_and_else_that_nobody_knows(string rule, RuleOutcome expected)
    {
        Assert.Equal(expected, Gate(rule, ("country", "IT"), ("employee_count", "N/A")));
    }

    [Theory]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"<\", \"value\": 10}", "9.5", "10")]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"<=\", \"value\": 10}", "10", "10.5")]
    [InlineData("{\"column\": \"employee_count\", \"op\": \">\", \"value\": 10}", "10.5", "10")]
    [InlineData("{\"column\": \"employee_count\", \"op\": \">=\", \"value\": 10}", "10", "9.5")]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"=\", \"value\": \"10\"}", "10.0", "11")]
    [InlineData("{\"column\": \"employee_count\", \"op\": \"not in\", \"value\": [1, 2]}", "3", "2")]
    [InlineData("{\"column\": \"demo_requested\", \"op\": \"=\", \"value\": true}", "TRUE", "false")]
    [InlineData("{\"column\": \"created_at\", \"op\": \">=\", \"value\": \"2026-01-01\"}", "2026-01-01", "2025-12-31")]
    public void Each_comparison_passes_and_fails_where_it_should(string rule, string passes, string fails)
    {
        var column = rule.Split('"')[3];

        Assert.Equal(RuleOutcome.Pass, Gate(rule, (column, passes)));
        Assert.Equal(RuleOutcome.Fail, Gate(rule, (column, fails)));
    }

    [Fact]
    public void Grades_never_fall_as_the_probability_rises_and_gates_do_not_move()
    {
        var last = 'D';
        for (var i = 0; i <= 1000; i++)
        {
            var decision = Decide(i / 1000.0, s_good);
            Assert.True(decision.Grade <= last);
            Assert.Equal(RuleOutcome.Pass, decision.GatesTogether);
            last = decision.Grade;
        }
        Assert.Equal('A', last);
    }

    [Fact]
    public void A_gate_of_at_least_never_turns_from_pass_as_the_value_rises()
    {
        var passed = false;
        for (var employees = 0; employees < 40; employees++)
        {
            var passes = Gate("{\"column\": \"employee_count\", \"op\": \">=\", \"value\": 10}", ("employee_count", employees.ToString(System.Globalization.CultureInfo.InvariantCulture))) == RuleOutcome.Pass;
            Assert.True(passes || !passed);
            passed = passes;
        }
        Assert.True(passed);
    }

    static LeadDecider Rules(string name) => name == "shipped" ? s_shipped : new(DefaultQualification.For(s_schema), s_schema, new GradeScale(0.5, 0.3, 0.1));

    [Theory]
    [InlineData("Do Not Call", ColumnKind.Category, "Yes", "phone")]
    [InlineData("DoNotCall", ColumnKind.Boolean, "true", "phone")]
    [InlineData("donotphone", ColumnKind.Category, "Do Not Allow", "phone")]
    [InlineData("HasOptedOutOfEmail", ColumnKind.Number, "1", "email")]
    [InlineData("hs_email_optout", ColumnKind.Boolean, "yes", "email")]
    public void The_built_in_rules_know_the_opt_out_columns_of_crms(string column, ColumnKind kind, string optedOut, string channel)
    {
        var schema = new LeadSchema { Columns = [new LeadColumn { Name = column, Kind = kind, Role = ColumnRole.Excluded }, new LeadColumn { Name = "industry", Kind = ColumnKind.Category }] };
        var decider = new LeadDecider(DefaultQualification.For(schema), schema, new GradeScale(0.5, 0.3, 0.1));

        var (no, free, silent) = (Decide(decider, 0.9, (column, optedOut)), Decide(decider, 0.9, (column, kind == ColumnKind.Number ? "0" : "no")), Decide(decider, 0.9));

        Assert.Equal((RuleOutcome.Fail, RouteAction.Disqualify), (no.Gates.Single().Outcome, no.Route.Action));
        Assert.All([free, silent], d => Assert.Equal((RuleOutcome.Pass, RouteAction.Call), (d.Gates.Single().Outcome, d.Route.Action)));
        Assert.Equal([(channel, RuleOutcome.Fail)], no.Consent.Select(c => (c.Name, c.Outcome)));
    }

    [Fact]
    public void Who_opted_out_of_one_channel_may_be_contacted_by_the_other()
    {
        var schema = new LeadSchema { Columns = [new LeadColumn { Name = "Do Not Call", Kind = ColumnKind.Category }, new LeadColumn { Name = "Do Not Email", Kind = ColumnKind.Category }] };
        var decider = new LeadDecider(DefaultQualification.For(schema), schema, new GradeScale(0.5, 0.3, 0.1));

        var mail = Decide(decider, 0.9, ("Do Not Call", "Yes"), ("Do Not Email", "No"));
        var none = Decide(decider, 0.9, ("Do Not Call", "Yes"), ("Do Not Email", "yes"));

        Assert.Equal(("email", RuleOutcome.Pass), (mail.Consent.Single(c => c.Outcome == RuleOutcome.Pass).Name, mail.Gates.Single().Outcome));
        Assert.Equal((RuleOutcome.Fail, RouteAction.Disqualify), (none.Gates.Single().Outcome, none.Route.Action));
    }

    // Over leads of any stages, answers and gaps.
    [Theory]
    [InlineData("shipped")]
    [InlineData("default")]
    public void A_qualified_lead_is_always_warm_a_ready_one_passes_every_gate_and_nobody_is_contacted_against_consent(string rules)
    {
        var random = new DeterministicRandom(7);
        var decider = Rules(rules);
        int qualified = 0, ready = 0, refused = 0;
        for (var i = 0; i < 5000; i++)
        {
            var lead = new List<(string, string)>();
            foreach (var stage in (string[])["mql_at", "sal_at", "sql_at", "sqo_at", "customer_at", "disqualified_at", "created_at"])
                if (random.NextInt(3) == 0) lead.Add((stage, $"2026-{1 + random.NextInt(12):00}-{1 + random.NextInt(28):00}"));
            Add("consent_status", "granted", "none", "opted_out");
            Add("employee_count", "5", "50", "500");
            Add("job_level", "vp", "intern");
            Add("segment", "starter", "platform");
            Add("demo_requested", "true", "false");
            var decision = Decide(decider, random.NextDouble(), [.. lead]);

            Assert.True(!decision.Qualified || decision.Warm);
            if (decision.Gates.Any(g => g is { Name: "consent", Outcome: RuleOutcome.Fail }))
            {
                Assert.True(decision.Stage.Name == "customer" || decision.Route.Action == RouteAction.Disqualify, decision.Route.Name);
                refused++;
            }
            Assert.True(!decision.Ready || decision.Gates.All(g => g.Outcome == RuleOutcome.Pass));
            Assert.InRange(decision.Completeness, 0, 1);
            Assert.NotEqual("none", decision.Route.Name);
            qualified += decision.Qualified ? 1 : 0;
            ready += decision.Ready ? 1 : 0;

            void Add(string column, params string[] values)
            {
                if (random.NextInt(values.Length + 1) is var pick && pick < values.Length) lead.Add((column, values[pick]));
            }
        }
        Assert.True(qualified > 100 && ready > 100 && refused > 100);
    }

    [Fact]
    public void The_furthest_stage_counts_with_its_day_and_its_service_level()
    {
        var decision = Decide(0.1, [.. s_good, ("mql_at", "2026-09-10"), ("sal_at", "2026-09-16")]);

        Assert.Equal(("sal", "sal_at is 2026-09-16", 15, true), (decision.Stage.Name, decision.Stage.Evidence, decision.Stage.Days, decision.Stage.Overdue));
        Assert.False(Decide(0.1, [.. s_good, ("mql_at", "2026-09-10"), ("sal_at", "2026-09-17")]).Stage.Overdue);
    }

    [Fact]
    public void What_is_dated_later_or_cannot_be_read_has_not_happened()
    {
        Assert.Equal("mql", Decide(0.1, [.. s_good, ("mql_at", "2026-09-10"), ("sql_at", "2026-10-02")]).Stage.Name);
        Assert.Equal("mql", Decide(0.1, [.. s_good, ("mql_at", "2026-09-10"), ("sql_at", "soon")]).Stage.Name);
    }

    [Fact]
    public void A_stage_without_a_day_counts_from_the_day_before_it()
    {
        var decision = Decide(0.1, s_good);

        Assert.Equal(("prospect", "employee_count is 120", new DateOnly(2026, 9, 1), 30), (decision.Stage.Name, decision.Stage.Evidence, decision.Stage.Since, decision.Stage.Days));
    }

    [Fact]
    public void A_lead_that_left_is_recycled_after_the_days_of_the_route()
    {
        var young = Decide(0.4, [.. s_good, ("disqualified_at", "2026-09-01"), ("disqualification_reason", "no_budget")]);
        var old = Decide(0.4, [.. s_good, ("disqualified_at", "2026-04-01")]);

        Assert.Equal(("closed", new DateOnly(2027, 2, 28), "no_budget"), (young.Route.Name, young.AgainOn, young.Closed!.Reason));
        Assert.Equal(("recycle", RouteAction.Recycle), (old.Route.Name, old.Route.Action));
        Assert.Null(old.Ask);
    }

    [Fact]
    public void A_segment_has_its_own_gates_and_threshold()
    {
        (string, string)[] small = [.. s_good, ("segment", "starter"), ("employee_count", "3"), ("declared_budget_band", "under_10k")];

        Assert.True(Decide(0.45, small).Ready);
        Assert.False(Decide(0.3, small).Ready);
        Assert.Equal(["icp_fit", "budget"], Decide(0.45, [.. small, ("segment", "platform")]).Gates.Where(g => g.Outcome == RuleOutcome.Fail).Select(g => g.Name));
    }

    [Fact]
    public void The_question_settles_an_unknown_gate_before_it_moves_the_probability()
    {
        (string, string)[] unknown = [("consent_status", "granted"), ("employee_count", "120"), ("created_at", "2026-09-01")];
        var decision = Decide(0.45, unknown);

        Assert.Equal(new AskNext("declared_role_in_decision", "authority"), decision.Ask);
        Assert.Equal("ask", decision.Route.Name);
        Assert.Equal(new AskNext("industry", null), Decide(0.45, [.. unknown, ("job_level", "vp")]).Ask);
    }

    [Fact]
    public void Missing_fields_are_named_and_counted()
    {
        var decision = Decide(0.45, s_good);

        Assert.Equal(2.0 / 9, decision.Completeness, 1e-12);
        Assert.Equal(["industry", "annual_revenue", "job_function", "declared_budget_band", "declared_timeline", "declared_role_in_decision", "declared_need_category"], decision.Missing);
    }

    [Fact]
    public void Points_add_up_beside_the_model_and_grade_leads_where_there_is_none()
    {
        var cold = new LeadDecider(s_shipped.Rules, s_schema, grades: null);

        Assert.Equal(35, Decide(0.45, s_good).Points);
        var decision = Decide(cold, 0.99, s_good);
        Assert.Equal((35.0, 'C'), (decision.Points, decision.Grade));
        Assert.True(double.IsNaN(decision.Chance.Probability));
    }

    [Fact]
    public void Evidence_shows_nothing_of_a_personal_column()
    {
        var decision = Decide(Made("\"gates\": [{\"name\": \"g\", \"rule\": {\"column\": \"email\", \"op\": \"=\", \"value\": \"a@example.com\"}}]"), 0.5, ("email", "b@example.com"));

        Assert.Equal("email is (not shown); wanted: = a@example.com", decision.Gates[0].Evidence);
    }
}
