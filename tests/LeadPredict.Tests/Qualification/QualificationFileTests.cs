using System.Text;
using LeadPredict.Data;
using LeadPredict.Qualification;

namespace LeadPredict.Tests.Qualification;

public class QualificationFileTests
{
    const string Routes = "\"routes\": [{\"name\": \"all\", \"action\": \"keep\"}]";
    const string Stages = "\"stages\": [{\"name\": \"new\"}, {\"name\": \"sql\", \"column\": \"sql_at\"}]";

    static QualificationRules Parse(string json) => QualificationFile.Parse(Encoding.UTF8.GetBytes(json), "q.json");

    static string[] Refused(string json) => [.. Assert.Throws<LeadPredictException>(() => Parse(json)).Diagnostics.Select(d => d.ToString())];

    [Theory]
    [InlineData("{\n  \"version\": 1,,", "q.json:2:16: LP0802 not well-formed JSON. Look for a missing comma, quote or bracket just before this place.")]
    [InlineData("{\"version\": 1, " + Stages + ",\n \"gate\": [], " + Routes + "}", "q.json:2:10: LP0803 the file has no key 'gate'. Its keys are")]
    [InlineData("{\"version\": 1, \"name\": 7, " + Stages + ", " + Routes + "}", "q.json:1:24: LP0804 'name' of the file must be a text that is not empty.")]
    [InlineData("{\"version\": 1, \"name\": \"a\", \"name\": \"b\", " + Stages + ", " + Routes + "}", "q.json:1:37: LP0805 the file has the key 'name' twice. Keep one.")]
    [InlineData("{\"version\": 1, " + Routes + "}", "q.json:1:1: LP0806 the file lacks 'stages'. Add it.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"routes\": [\n{\"name\": \"a\", \"action\": \"phone\"}]}", "q.json:2:25: LP0807 'action' of route 1: 'phone' is not known. Write one of call, assign, nurture, ask, recycle, disqualify, keep.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"label\": {\"stage\": \"sqo\", \"within_days\": 90, \"from\": \"created_at\"}, " + Routes + "}", "LP0807 'stage' of 'label': 'sqo' is not known. Write one of new, sql.")]
    [InlineData("{\"version\": 1, \"stages\": [{\"name\": \"a\"},\n{\"name\": \"a\"}], " + Routes + "}", "q.json:2:1: LP0808 two stages are called 'a'. Rename one or remove it.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"label\": {\"stage\": \"sql\", \"within_days\": 90, \"from\": \"c\"},\n\"label\": {\"stage\": \"new\", \"within_days\": 9, \"from\": \"c\"}, " + Routes + "}", "q.json:2:10: LP0809 there is more than one label, but a model learns one event.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"label\": [{\"stage\": \"sql\"}, {\"stage\": \"new\"}], " + Routes + "}", "LP0809 there is more than one label")]
    [InlineData("{\"version\": 1, \"stages\": [{\"name\": \"x\"},\n{\"name\": \"a\", \"after\": \"b\"}, {\"name\": \"b\", \"after\": \"a\"}], " + Routes + "}", "q.json:2:1: LP0810 the stages a -> b -> a come after each other in a circle. Remove one 'after'.")]
    [InlineData("{\"version\": 1, " + Stages + ",\n\"grades\": {\"A\": 0.2, \"B\": 0.3, \"C\": 0.1}, " + Routes + "}", "q.json:2:11: LP0811 the thresholds in 'grades' of the file overlap. Write 1 >= A > B > C >= 0.")]
    [InlineData("{\"version\": 1, " + Stages + ",\n\"grades\": {\"A\": 40, \"B\": 0.3, \"C\": 0.1}, " + Routes + "}", "q.json:2:17: LP0812 'A' of 'grades' must be a number from 0 to 1.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"money\": {\n\"contact_cost\": -35}, " + Routes + "}", "q.json:2:17: LP0812 'contact_cost' of 'money' must be a number from 0 to 1000000000000.")]
    [InlineData("{\"version\": 1, \"stages\": [{\"name\": \"mql\", \"service_level_days\": -2}], " + Routes + "}", "LP0812 'service_level_days' of stage 1 must be a number from 0")]
    [InlineData("{\"version\": 1, " + Stages + ", \"segments\": {\"column\": \"s\", \"overrides\": [{\"values\": [\"x\"]},\n{\"values\": [\"X\"]}]}, " + Routes + "}", "q.json:2:1: LP0815 the segment 'X' is in two overrides. Keep it in one.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"routes\": [{\"name\": \"all\", \"action\": \"keep\"},\n{\"name\": \"more\", \"action\": \"call\"}]}", "q.json:2:1: LP0816 the route 'more' is never taken: 'all' before it takes every lead.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"routes\": [{\"name\": \"hot\", \"action\": \"call\", \"when\": {\"warm\": true}}]}", "LP0816 the last route 'hot' has a 'when', so that a lead may have no route.")]
    [InlineData("{\"version\": 2, " + Stages + ", " + Routes + "}", "q.json:1:13: LP0817 version 2 is not known. This program reads version 1.")]
    [InlineData("{\"version\": 1, " + Stages + ", \"warm\": {\"all\": [], \"any\": []}, " + Routes + "}", "LP0818 'warm' of the file must be {\"column\", \"op\", \"value\"}")]
    [InlineData("{\"version\": 1, " + Stages + ", \"warm\": {\"column\": \"x\", \"op\": \"is missing\", \"value\": 3}, " + Routes + "}", "LP0804 'value' of 'warm' of the file must be left out")]
    public void What_cannot_be_used_is_refused_with_where_and_how(string json, string expected)
    {
        Assert.Contains(Refused(json), d => d.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void All_problems_are_told_at_once_in_file_order()
    {
        var problems = Refused("{\"version\": 1, " + Stages + ",\n\"ready_from\": \"E\",\n\"money\": {\"deal_value\": -1}, " + Routes + "}");

        Assert.Equal(2, problems.Length);
        Assert.StartsWith("q.json:2:15: LP0807", problems[0]);
        Assert.StartsWith("q.json:3:25: LP0812", problems[1]);
    }

    [Fact]
    public void Stages_may_be_renamed_cut_and_put_after_one_another_so_that_both_meanings_of_SAL_fit()
    {
        var before = Parse("{\"version\": 1, \"stages\": [{\"name\": \"mql\"}, {\"name\": \"sal\", \"column\": \"sal_at\"}, {\"name\": \"sql\", \"column\": \"sql_at\"}], " + Routes + "}");
        var after = Parse("{\"version\": 1, \"stages\": [{\"name\": \"mql\"}, {\"name\": \"sal\", \"column\": \"sal_at\", \"after\": \"sql\"}, {\"name\": \"sql\", \"column\": \"sql_at\"}], " + Routes + "}");

        Assert.Equal(["mql", "sal", "sql"], before.Stages.Select(s => s.Name));
        Assert.Equal(["mql", "sql", "sal"], after.Stages.Select(s => s.Name));
    }

    [Fact]
    public void Stages_from_the_label_on_are_qualified_unless_a_stage_says_so_itself()
    {
        var rules = Parse("{\"version\": 1, " + Stages.Replace("}]", "}, {\"name\": \"won\"}]") + ", \"label\": {\"stage\": \"sql\", \"within_days\": 90, \"from\": \"created_at\"}, " + Routes + "}");

        Assert.Equal([false, true, true], rules.Stages.Select(s => s.Qualified));
    }

    [Fact]
    public void The_hash_names_the_rules_and_not_their_layout()
    {
        var rules = Parse("{\"version\": 1, " + Stages + ", " + Routes + "}");
        var laidOut = Parse("{ // a remark\n " + Routes + ",\n " + Stages + ", \"version\": 1, }");
        var other = Parse("{\"version\": 1, " + Stages + ", " + Routes.Replace("keep", "call") + "}");

        Assert.Matches("^[0-9a-f]{12}$", rules.Hash);
        Assert.Equal(rules.Hash, laidOut.Hash);
        Assert.NotEqual(rules.Hash, other.Hash);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(QualificationFile.ToCanonicalJson(rules)))[..12], rules.Hash);
    }

    public static TheoryData<string> Known => new("default", "shipped");

    static QualificationRules Rules(string name) => name == "default" ? DefaultQualification.Rules : QualificationFile.Read(Path.Combine(Repository.Root, "data", "qualification.json"));

    [Theory]
    [MemberData(nameof(Known))]
    public void What_is_written_reads_back_the_same(string name)
    {
        var rules = Rules(name);
        var again = QualificationFile.Parse(QualificationFile.ToJson(rules), "again");

        Assert.Equal(rules.Hash, again.Hash);
        Assert.Equal(QualificationFile.ToJson(rules), QualificationFile.ToJson(again));
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void The_rules_that_ship_fit_the_leads_that_ship(string name)
    {
        var schema = LeadSchemaFile.Read(Path.Combine(Repository.Root, "data", "leads.schema.json"));

        Assert.Empty(QualificationFit.Problems(QualificationFit.Adapt(Rules(name), schema) with { Mentions = Rules(name).Mentions }, schema));
        Assert.Equal(["suspect", "prospect", "mql", "sal", "sql", "sqo", "customer"], QualificationFit.Adapt(Rules(name), schema).Stages.Select(s => s.Name));
    }

    [Fact]
    public void A_column_that_leads_do_not_have_is_named_with_its_place_and_the_like()
    {
        var rules = Parse("{\"version\": 1, \"stages\": [{\"name\": \"new\"}],\n\"warm\": {\"column\": \"demo_request\", \"op\": \"=\", \"value\": true},\n\"fields\": [\"shoe_size\"], " + Routes + "}");

        var problems = QualificationFit.Problems(rules, Serving.TinyModels.Schema);

        Assert.Equal(
            [
                "q.json:2:20: LP0813 the model's leads have no column 'demo_request'. Do you mean 'demo_requested'? Correct the name, or train with a file that has the column.",
                "q.json:3:12: LP0813 the model's leads have no column 'shoe_size'. Correct the name, or train with a file that has the column.",
            ],
            problems.Select(p => p.ToString()));
    }

    [Theory]
    [InlineData("{\"column\": \"lead_source\", \"op\": \">\", \"value\": 3}", "column 'lead_source' is of kind category, which cannot be compared like this. Use =, !=, in or not in.")]
    [InlineData("{\"column\": \"employee_count\", \"op\": \">\", \"value\": \"many\"}", "column 'employee_count' is of kind number, which cannot be compared like this. Write a number such as 1250000.5 as its value.")]
    [InlineData("{\"column\": \"demo_requested\", \"op\": \"=\", \"value\": \"maybe\"}", "column 'demo_requested' is of kind boolean, which cannot be compared like this. Write true or false as its value.")]
    [InlineData("{\"column\": \"last_touch_at\", \"op\": \"<\", \"value\": \"soon\"}", "column 'last_touch_at' is of kind date, which cannot be compared like this. Write a day such as 2026-03-31 as its value.")]
    public void A_comparison_that_a_column_does_not_allow_is_refused(string rule, string expected)
    {
        var rules = Parse("{\"version\": 1, \"stages\": [{\"name\": \"new\"}], \"warm\": " + rule + ", " + Routes + "}");

        Assert.Equal([("LP0814", expected)], QualificationFit.Problems(rules, Serving.TinyModels.Schema).Select(p => (p.Code, p.Message)));
    }

    [Fact]
    public void The_default_rules_leave_out_what_leads_have_no_columns_for()
    {
        var adapted = QualificationFit.Adapt(DefaultQualification.Rules, Serving.TinyModels.Schema);

        Assert.Equal(["suspect", "prospect"], adapted.Stages.Select(s => s.Name));
        Assert.Empty(adapted.Gates);
        Assert.Null(adapted.Routes[^1].When);
        Assert.NotNull(adapted.Warm);
    }
}
