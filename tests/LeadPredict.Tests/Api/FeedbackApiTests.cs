using System.Net;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Qualification.Feedback;
using LeadPredict.Tests.Serving;
using LeadPredict.Tests.Training.Commands;

namespace LeadPredict.Tests.Api;

public sealed class FeedbackApiTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_answered_is_in_the_file_and_a_request_is_kept_whole_or_not_at_all()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:Feedback", _folder["feedback.ndjson"]));
        using var client = service.CreateClient();

        using var one = await client.PostAsync("/feedback", """{"lead_id": "1", "outcome": true}""");
        using var many = await client.PostAsync("/feedback", """[{"lead_id": "2", "outcome": false, "reason": "no_budget"}, {"lead_id": "1", "objection": "price"}]""");
        using var wrong = await client.PostAsync("/feedback", """[{"lead_id": "3", "outcome": true}, {"lead_id": "4", "outcome": "won"}]""");
        using var broken = await client.PostAsync("/feedback", """{"lead_id": """);
        using var text = await client.PostAsync("/feedback", "lead 3 won", "text/plain");

        Assert.Equal((1, 2), ((await one.JsonAsync()).GetProperty("kept").GetInt32(), (await many.JsonAsync()).GetProperty("kept").GetInt32()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest, HttpStatusCode.UnsupportedMediaType), (wrong.StatusCode, broken.StatusCode, text.StatusCode));
        Assert.True((await wrong.JsonAsync()).GetProperty("errors").TryGetProperty("/1/outcome", out _));
        Assert.Equal(["1", "2", "1"], new FeedbackFile(_folder["feedback.ndjson"]).Read(out _).Select(f => f.LeadId));
    }

    [Fact]
    public async Task Where_nothing_is_kept_the_answer_says_so()
    {
        using var service = new ServiceFixture();
        using var nowhere = new ServiceFixture(withModel: true, ("LeadPredict:Feedback", Path.Combine(_folder["none"], "f.ndjson")));

        using var off = await service.CreateClient().PostAsync("/feedback", """{"lead_id": "1", "outcome": true}""");
        using var lost = await nowhere.CreateClient().PostAsync("/feedback", """{"lead_id": "1", "outcome": true}""");

        Assert.Equal((HttpStatusCode.NotFound, "LP0618"), (off.StatusCode, (await off.JsonAsync()).GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "LP0830"), (lost.StatusCode, (await lost.JsonAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public void The_command_sets_feedback_beside_the_model_and_fills_in_outcomes()
    {
        var command = new CommandLine(_folder);
        new ModelRegistry(command.Models).Promote("leads", new ModelRegistry(command.Models).Add("leads", TinyModels.Make(1), "{}"u8, "v1"));
        File.WriteAllText(_folder["leads.csv"], "lead_id,created_at,lead_source,employee_count,demo_requested\n1,2026-01-01,referral,500,true\n2,2026-01-01,web,50,false\n3,2026-01-01,web,,true\n");
        File.WriteAllText(_folder["feedback.ndjson"], "{\"lead_id\":\"1\",\"outcome\":true}\n{\"lead_id\":\"2\",\"outcome\":false,\"reason\":\"no_budget\"}\nnot feedback\n{\"lead_id\":\"8\",\"objection\":\"price\"}\n");

        var run = command.Run("feedback", "feedback.ndjson", "--data", "leads.csv", "--out", "labelled.csv", "--json", "--csv", "f.csv", "--report", "f.html");

        Assert.Equal(0, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal((3, 2, 1), (json.RootElement.GetProperty("feedbacks").GetInt32(), json.RootElement.GetProperty("with_outcome").GetInt32(), json.RootElement.GetProperty("unknown").GetInt32()));
        Assert.Contains("no feedback: 1 lines", run.Talk);
        var lines = File.ReadAllLines(_folder["labelled.csv"]);
        Assert.Equal(4, lines.Length);
        Assert.EndsWith(",true", lines[1]);
        Assert.EndsWith(",false", lines[2]);
        Assert.EndsWith(",", lines[3]);
        Assert.Contains("no_budget", File.ReadAllText(_folder["f.html"]));
    }
}
