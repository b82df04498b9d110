using System.Net;
using System.Text;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using LeadPredict.Tests.Serving;
using LeadPredict.Tests.Training.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace LeadPredict.Tests.Api;

public sealed class DecisionDoorsTests : IDisposable
{
    const string Rules = """
        {
          "version": 1,
          "stages": [{"name": "new"}, {"name": "touched", "column": "last_touch_at", "qualified": true, "service_level_days": 10}],
          "warm": {"column": "demo_requested", "op": "=", "value": true},
          "gates": [{"name": "size", "rule": {"column": "employee_count", "op": ">=", "value": 100}}],
          "fields": ["employee_count", "annual_revenue"],
          "points": {"items": [{"name": "big", "rule": {"column": "annual_revenue", "op": ">", "value": 1000.5}, "points": 5}]},
          "routes": [
            {"name": "=go", "action": "call", "next_step": "Call, today", "when": {"gates": "pass", "warm": true}},
            {"name": "ask", "action": "ask", "when": {"gates": "unknown"}},
            {"name": "wait", "action": "nurture", "track": "slow", "after_days": 30}]
        }
        """;

    const string Csv = """
        lead_id,created_at,lead_source,employee_count,demo_requested,last_touch_at,annual_revenue
        1,2026-01-01,referral,500,true,2026-01-20,"2000,5"
        2,2026-01-01,web,50,false,,
        3,2026-01-01,web,,true,2026-03-20,900
        4,2026-01-01,event,100,true,,"1000,5"

        """;

    readonly TemporaryFolder _folder = new();
    readonly string _rules;

    public DecisionDoorsTests()
    {
        _rules = _folder["rules.json"];
        File.WriteAllText(_rules, Rules);
        File.WriteAllText(_folder["leads.csv"], Csv);
    }

    public void Dispose() => _folder.Dispose();

    static string[] JsonLeads =>
    [
        """{"lead_id":"1","created_at":"2026-01-01","lead_source":"referral","employee_count":500,"demo_requested":true,"last_touch_at":"2026-01-20","annual_revenue":2000.5}""",
        """{"lead_id":"2","created_at":"2026-01-01","lead_source":"web","employee_count":50,"demo_requested":false}""",
        """{"lead_id":"3","created_at":"2026-01-01","lead_source":"web","demo_requested":"yes","last_touch_at":"2026-03-20","annual_revenue":"900","employee_count":null}""",
        """{"lead_id":"4","created_at":"2026-01-01","lead_source":"event","employee_count":100,"demo_requested":true,"annual_revenue":1000.5}""",
    ];

    [Fact]
    public async Task The_same_rules_give_the_same_decisions_on_the_command_line_over_http_and_in_the_library()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:Qualification", _rules));
        using var client = service.CreateClient();
        var command = new CommandLine(_folder);
        new ModelRegistry(command.Models).Promote("leads", new ModelRegistry(command.Models).Add("leads", TinyModels.Make(1), "{}"u8, "v1"));

        var run = command.Run("score", "leads.csv", "--qualification", "rules.json", "--as-of", "2026-02-01", "--quiet");
        using var answered = await client.PostAsync("/predict/batch?as_of=2026-02-01", Csv, "text/csv");
        var table = await answered.Content.ReadAsStringAsync();

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(run.Output, table);
        Assert.Contains(",touched,12,true,true,true,", table);
        var decider = ModelDecider.For(TinyModels.Make(1), QualificationFile.Read(_rules));
        using var reader = LeadReader.FromStream(new MemoryStream(Encoding.UTF8.GetBytes(table)), "scored");
        for (var i = 0; i < JsonLeads.Length; i++)
        {
            Assert.True(reader.Read());
            using var one = await client.PostAsync("/predict?as_of=2026-02-01", JsonLeads[i]);
            var decision = (await one.JsonAsync()).GetProperty("decision");
            string[] shown = [Cell("stage"), Cell("warm"), Cell("ready"), Cell("route"), Cell("decision_grade"), Cell("points")];
            Assert.Equal<IEnumerable<string?>>(shown, [
                decision.GetProperty("stage").GetProperty("name").GetString(), Word(decision, "warm"), Word(decision, "ready"), Guarded(decision.GetProperty("route").GetProperty("name").GetString()!),
                decision.GetProperty("grade").GetString(), decision.GetProperty("points").GetRawText(),
            ]);
            using var document = JsonDocument.Parse(JsonLeads[i]);
            var library = decider.Decide(document.RootElement.EnumerateObject().Select(f => KeyValuePair.Create(f.Name, new GivenField(f.Value.ToString(), f.Value.ValueKind == JsonValueKind.Number))), new(2026, 2, 1));
            Assert.Equal<IEnumerable<string?>>(shown, [library.Stage.Name, library.Warm ? "true" : "false", library.Ready ? "true" : "false", Guarded(library.Route.Name), library.Grade.ToString(), $"{library.Points}"]);
            Assert.Equal(decision.GetProperty("probability").GetDouble(), library.Chance.Probability);
            Assert.Equal(decider.Rules.Rules.Hash, decision.GetProperty("qualification").GetString());
        }

        string Cell(string name) => Encoding.UTF8.GetString(reader.Field(reader.Header.ToList().IndexOf(name)));

        static string Word(JsonElement decision, string name) => decision.GetProperty(name).GetRawText();

        // A spreadsheet would run it.
        static string Guarded(string text) => text.StartsWith('=') ? $"'{text}" : text;
    }

    [Theory]
    [InlineData("application/json", 3)]
    [InlineData("application/json", 0)]
    [InlineData("application/x-ndjson", 0)]
    public async Task A_batch_holds_the_decisions_of_single_answers(string type, int reasons)
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:Qualification", _rules));
        using var client = service.CreateClient();
        var body = type == "application/json" ? $"[{string.Join(',', JsonLeads)}]" : string.Join('\n', JsonLeads);

        using var response = await client.PostAsync($"/predict/batch?as_of=2026-02-01&reasons={reasons}", body, type);
        var answers = (await response.Content.ReadAsStringAsync()).Trim().TrimStart('[').TrimEnd(']').Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(a => a.TrimEnd(',')).ToArray();

        for (var i = 0; i < JsonLeads.Length; i++)
        {
            using var one = await client.PostAsync($"/predict?as_of=2026-02-01&reasons={reasons}", JsonLeads[i]);
            Assert.Equal(await one.Content.ReadAsStringAsync(), answers[i]);
        }
    }

    [Fact]
    public async Task Without_rules_of_its_own_the_service_decides_by_the_default_ones_when_asked()
    {
        using var service = new ServiceFixture();
        using var client = service.CreateClient();

        using var with = await client.PostAsync("/predict?decision=true", JsonLeads[0]);
        using var without = await client.PostAsync("/predict", JsonLeads[0]);
        using var batch = await client.PostAsync("/predict/batch", $"[{JsonLeads[0]}]");
        using var wanted = await client.PostAsync("/predict/batch?decision=true", $"[{JsonLeads[0]}]");
        using var wrong = await client.PostAsync("/predict?as_of=tomorrow", JsonLeads[0]);

        var decision = (await with.JsonAsync()).GetProperty("decision");
        Assert.Equal("prospect", decision.GetProperty("stage").GetProperty("name").GetString());
        Assert.True(decision.GetProperty("dials").TryGetProperty("fit", out _));
        Assert.False((await without.JsonAsync()).TryGetProperty("decision", out _));
        Assert.False((await batch.JsonAsync())[0].TryGetProperty("decision", out _));
        Assert.True((await wanted.JsonAsync())[0].TryGetProperty("decision", out _));
        Assert.Equal((HttpStatusCode.BadRequest, "LP0608"), (wrong.StatusCode, (await wrong.JsonAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("{\"version\": 1}", "rules.json:1:1: LP0806 the file lacks 'stages'")]
    [InlineData("{\"version\": 1, \"stages\": [{\"name\": \"new\", \"column\": \"mql_at\"}], \"routes\": [{\"name\": \"a\", \"action\": \"keep\"}]}", "rules.json:1:53: LP0813 the model's leads have no column 'mql_at'")]
    public void Rules_that_cannot_be_used_keep_the_service_from_starting(string rules, string expected)
    {
        File.WriteAllText(_rules, rules);
        using var service = new ServiceFixture();
        using var client = service.CreateClient();
        var engines = service.Services.GetRequiredService<PredictionEngines>();

        var refused = Assert.Throws<StartRefusedException>(() => new RulesInUse(_rules).CheckAgainst(engines));

        Assert.StartsWith("LP0616 LeadPredict:Qualification", refused.Message);
        Assert.Contains(expected, refused.Message);
    }

    [Fact]
    public async Task A_changed_file_of_rules_decides_and_a_broken_one_leaves_the_earlier_in_use()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:Qualification", _rules));
        using var client = service.CreateClient();
        var first = QualificationFile.Read(_rules).Hash;

        Replace(Rules.Replace("\"value\": 100}", "\"value\": 200}"));
        var second = QualificationFile.Read(_rules).Hash;
        await Until(second, "ready");
        Replace("{\"version\": 1");
        await Until(second, "degraded");
        Replace(Rules.Replace("employee_count\", \"op\"", "employees\", \"op\""));
        await Until(second, "degraded", "5:49 LP0813");
        Replace(Rules);
        await Until(first, "ready");

        Assert.Contains(service.Logged, l => l.Contains("Qualification rules were not replaced", StringComparison.Ordinal));

        void Replace(string rules)
        {
            File.WriteAllText(_folder["next.json"], rules);
            File.Move(_folder["next.json"], _rules, overwrite: true);
        }

        // What decides and what is ready say the same.
        async Task Until(string hash, string status, string why = "")
        {
            for (var i = 0; ; i++)
            {
                using var one = await client.PostAsync("/predict", JsonLeads[0]);
                using var ready = await client.GetAsync("/health/ready");
                Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
                var rules = (await ready.JsonAsync()).GetProperty("qualification");
                var decided = (await one.JsonAsync()).GetProperty("decision").GetProperty("qualification").GetString();
                if (decided == hash && rules.GetProperty("hash").GetString() == hash && rules.GetProperty("status").GetString() == status && rules.GetRawText().Contains(why, StringComparison.Ordinal))
                {
                    Assert.DoesNotContain(_folder[""], rules.GetRawText());
                    return;
                }
                Assert.True(i < 1000, $"{decided}: {rules}");
                await Task.Delay(10);
            }
        }
    }

    [Fact]
    public void A_misspelt_value_is_noted_where_leads_are_given()
    {
        var rules = Path.Combine(Repository.Root, "data", "qualification.json");
        File.WriteAllText(_folder["misspelt.json"], File.ReadAllText(rules).Replace("\"opted_out\"", "\"optedout\"", StringComparison.Ordinal).Replace("[\"starter\"]", "[\"startter\"]", StringComparison.Ordinal));
        var leads = Path.Combine(Repository.Root, "data", "leads-to-score.csv");
        var command = new CommandLine(_folder);

        var good = command.Run("qualification", "check", rules, "--data", leads);
        var bad = command.Run("qualification", "check", "misspelt.json", "--data", leads);

        Assert.Equal((0, 0), (good.ExitCode, bad.ExitCode));
        Assert.DoesNotContain("LP0821", good.Talk);
        Assert.Contains("misspelt.json:33:18: LP0821 no lead of the file has 'optedout' in column 'consent_status'. Is it misspelt? The file has granted, none, opted_out.", bad.Talk);
        Assert.Contains("'startter' in column 'segment'", bad.Talk);
    }

    [Fact]
    public void Points_are_counted_by_grade_and_route_where_no_file_is_asked_for()
    {
        var command = new CommandLine(_folder);
        File.WriteAllText(_folder["past.csv"], "lead_id,employee_count,demo_requested,last_touch_at,annual_revenue,won\n1,500,true,2026-01-20,2000,yes\n2,50,false,2026-01-21,10,no\n3,50,true,2026-01-22,3000,yes\n");

        var run = command.Run("qualification", "points", "rules.json", "--data", "past.csv", "--label", "won", "--positive", "yes", "--as-of", "2026-02-01");

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("lead_id,", run.Output);
        Assert.Contains("wait", run.Output);
        Assert.Contains("of these succeeded", run.Output);
        using var json = JsonDocument.Parse(command.Run("qualification", "points", "rules.json", "--data", "past.csv", "--label", "won", "--positive", "yes", "--as-of", "2026-02-01", "--json", "--report", "points.html").Output);
        Assert.Equal(3, json.RootElement.GetProperty("by_route").EnumerateArray().Sum(r => r.GetProperty("leads").GetInt32()));
        Assert.Contains("<svg", File.ReadAllText(_folder["points.html"]));
    }

    [Fact]
    public async Task The_rules_can_be_asked_for()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:Qualification", _rules));
        using var client = service.CreateClient();

        Assert.Equal(QualificationFile.ToCanonicalJson(QualificationFile.Read(_rules)), await client.GetByteArrayAsync(new Uri("/qualification", UriKind.Relative)));
    }

    [Fact]
    public void The_command_checks_rules_and_says_which_leads_change_side()
    {
        var command = new CommandLine(_folder);
        new ModelRegistry(command.Models).Promote("leads", new ModelRegistry(command.Models).Add("leads", TinyModels.Make(1), "{}"u8, "v1"));
        File.WriteAllText(_folder["after.json"], Rules.Replace("\"value\": 100}", "\"value\": 200}"));
        File.WriteAllText(_folder["bad.json"], Rules.Replace("employee_count\", \"op\"", "employees\", \"op\""));

        var good = command.Run("qualification", "check", "rules.json", "--model", "leads");
        var bad = command.Run("qualification", "check", "bad.json", "--model", "leads");
        var diff = command.Run("qualification", "diff", "rules.json", "after.json", "--data", "leads.csv", "--as-of", "2026-02-01", "--json", "--csv", "diff.csv", "--report", "diff.html");

        Assert.Equal((0, 3), (good.ExitCode, bad.ExitCode));
        Assert.Contains("bad.json:5:49: LP0813", bad.Talk);
        using var changes = JsonDocument.Parse(diff.Output);
        Assert.Equal(4, changes.RootElement.GetProperty("leads").GetInt32());
        Assert.Equal(("4", "=go", "wait"), (Text("lead_id"), Text("route_before"), Text("route_after")));
        Assert.StartsWith("lead_id,stage_before,stage_after,grade_before,grade_after,", File.ReadAllText(_folder["diff.csv"]));
        Assert.Contains("<svg", File.ReadAllText(_folder["diff.html"]));

        string? Text(string name) => changes.RootElement.GetProperty("changed")[0].GetProperty(name).GetString();
        Assert.Contains(changes.RootElement.GetProperty("changes").EnumerateArray(), c => (c.GetProperty("side").GetString(), c.GetProperty("from").GetString(), c.GetProperty("to").GetString(), c.GetProperty("leads").GetInt32()) == ("route", "=go", "wait", 1));
    }

    [Fact]
    public void Without_a_model_points_decide_and_say_how_well_they_rank()
    {
        var command = new CommandLine(_folder);
        File.WriteAllText(_folder["past.csv"], "lead_id,employee_count,demo_requested,last_touch_at,annual_revenue,won\n1,500,true,2026-01-20,2000,yes\n2,50,false,2026-01-21,10,no\n3,50,true,2026-01-22,3000,yes\n");

        var run = command.Run("qualification", "points", "rules.json", "--data", "past.csv", "--label", "won", "--positive", "yes", "--as-of", "2026-02-01", "--out", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("lead_id,employee_count,demo_requested,last_touch_at,annual_revenue,won,stage,", run.Output);
        Assert.Contains("ROC AUC of the points on 3 leads with an outcome: 1.0000", run.Talk);
    }
}
