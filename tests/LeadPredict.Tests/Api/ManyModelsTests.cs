using System.Net;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;

namespace LeadPredict.Tests.Api;

/// <summary>Many models behind one service: "leads" is set up, "other" and whatever else the registry holds is loaded when it is asked for.</summary>
public sealed class ManyModelsTests : IDisposable
{
    static readonly LeadModel s_three = TinyModels.Make(3);
    static readonly LeadModel s_four = TinyModels.Make(4);
    static readonly byte[] s_third = LeadModelFile.ToBytes(s_three);
    static readonly byte[] s_fourth = LeadModelFile.ToBytes(s_four);

    readonly ServiceFixture _service = new(withModel: true, ("LeadPredict:MaxModelBytes", "2000000"));
    readonly HttpClient _client;

    public ManyModelsTests()
    {
        _service.Registry.Promote("other", _service.Registry.Add("other", s_three, "{}"u8, "v1"));
        _service.Registry.Add("other", s_four, "{}"u8, "v2");
        _client = _service.CreateClient();
    }

    public void Dispose() => _service.Dispose();

    async Task<(int Status, JsonElement Answer)> Send(HttpMethod method, string path, byte[]? body = null, string? key = ServiceFixture.Key)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(body ?? []) };
        if (key is not null) request.Headers.Add("X-Admin-Key", key);
        using var response = await _client.SendAsync(request);
        return ((int)response.StatusCode, await response.JsonAsync());
    }

    async Task<(string? Name, string? Id)> AnsweredBy(string path)
    {
        using var response = await _client.PostAsync(path, "{}");
        var answer = await response.JsonAsync();
        return answer.TryGetProperty("model", out var model) ? (model.GetProperty("name").GetString(), model.GetProperty("id").GetString()) : (answer.GetProperty("code").GetString(), null);
    }

    async Task<JsonElement> Served(string name)
    {
        using var response = await _client.GetAsync("/models");
        return (await response.JsonAsync()).GetProperty("serving").EnumerateArray().Single(s => s.GetProperty("name").GetString() == name);
    }

    [Theory]
    [InlineData("/predict?model=other", "other", true)]
    [InlineData("/predict?reasons=0&model=other", "other", true)]
    [InlineData("/predict?model=other/v2", "other/v2", false)]
    [InlineData("/models/other/predict", "other", true)]
    [InlineData("/models/other/versions/v2/predict", "other/v2", false)]
    public async Task A_request_chooses_its_model_and_the_answer_names_it(string path, string name, bool third)
    {
        Assert.Equal((name, third ? s_three.Id : s_four.Id), await AnsweredBy(path));
    }

    [Theory]
    [InlineData("application/json", "[{}]")]
    [InlineData("application/x-ndjson", "{}\n")]
    public async Task A_batch_chooses_its_model(string type, string body)
    {
        foreach (var path in (string[])["/predict/batch?model=other", "/models/other/predict/batch"])
        {
            using var response = await _client.PostAsync(path, body, type);
            Assert.Contains($"\"model\":{{\"name\":\"other\",\"id\":\"{s_three.Id}\"}}", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_CSV_batch_names_its_model_in_the_headers()
    {
        using var response = await _client.PostAsync("/models/other/predict/batch", "lead_id,lead_source\nL1,web\n", "text/csv");

        Assert.Equal(["other"], response.Headers.GetValues("X-Model-Name"));
        Assert.Equal([s_three.Id], response.Headers.GetValues("X-Model-Id"));
    }

    [Theory]
    [InlineData("/predict?model=nobody")]
    [InlineData("/predict?model=")]
    [InlineData("/predict?model=other/v9")]
    [InlineData("/predict?model=../models/other")]
    [InlineData("/predict/batch?model=nobody")]
    [InlineData("/models/nobody/predict")]
    [InlineData("/models/nobody/predict/batch")]
    [InlineData("/models/other/versions/v9/predict")]
    public async Task An_unknown_name_is_not_found(string path)
    {
        using var response = await _client.PostAsync(path, "[]");

        Assert.Equal((HttpStatusCode.NotFound, "LP0620"), (response.StatusCode, (await response.JsonAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_known_name_without_a_usable_model_is_503_and_degrades_but_does_not_end_readiness()
    {
        _service.Registry.Add("unready", s_three, "{}"u8, "v1");
        using var predict = await _client.PostAsync("/models/unready/predict", "{}");
        using var ready = await _client.GetAsync("/health/ready");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "LP0607"), (predict.StatusCode, (await predict.JsonAsync()).GetProperty("code").GetString()));
        Assert.Equal((HttpStatusCode.OK, "degraded"), (ready.StatusCode, (await ready.JsonAsync()).GetProperty("status").GetString()));
    }

    [Fact]
    public async Task The_list_says_what_is_in_memory_and_how_it_went()
    {
        await AnsweredBy("/models/other/predict");

        var (leads, other) = (await Served("leads"), await Served("other"));
        Assert.Equal((true, false), (leads.GetProperty("loaded").GetBoolean(), leads.GetProperty("on_demand").GetBoolean()));
        Assert.Equal(("ready", true, "v1"), (other.GetProperty("status").GetString(), other.GetProperty("on_demand").GetBoolean(), other.GetProperty("version").GetString()));
        Assert.Equal(s_three.Id, other.GetProperty("id").GetString());
        Assert.True(other.GetProperty("bytes").GetInt64() > s_third.Length);
        Assert.True(other.GetProperty("last_used").GetDateTimeOffset() >= other.GetProperty("last_reload").GetDateTimeOffset().AddMinutes(-1));
        Assert.False(other.TryGetProperty("last_error", out _));
    }

    [Fact]
    public async Task The_last_error_stays_in_the_list_when_it_is_over()
    {
        var path = _service.Registry.Resolve("leads");
        var good = File.ReadAllBytes(path);
        // Whole files, so that the watch sees no others.
        AtomicFile.Write(path, good.AsSpan(..^7));
        var (_, during) = await Send(HttpMethod.Post, "/models/leads/reload");
        AtomicFile.Write(path, good);
        var (_, after) = await Send(HttpMethod.Post, "/models/leads/reload");

        Assert.Equal(("degraded", "ready"), (during.GetProperty("status").GetString(), after.GetProperty("status").GetString()));
        Assert.Contains("LP0303", during.GetProperty("why").GetString());
        Assert.StartsWith("LP0303", (await Served("leads")).GetProperty("last_error").GetString());
        Assert.Contains(_service.Logged, line => line.Contains("was not replaced") && line.Contains("LP0303"));
    }

    [Fact]
    public async Task A_model_whose_champion_cannot_be_told_is_listed_with_why_and_keeps_no_other_from_being_listed()
    {
        File.WriteAllText(Path.Combine(_service.Registry.Root, "other", "champion.json"), "{");
        using var response = await _client.GetAsync("/models");

        var models = (await response.JsonAsync()).GetProperty("models");
        Assert.Equal(["leads", "other"], models.EnumerateArray().Select(m => m.GetProperty("name").GetString()));
        Assert.Contains("LP0317", models[1].GetProperty("error").GetString());
    }

    [Fact]
    public async Task An_uploaded_model_answers_at_once_when_it_is_the_first_of_its_name()
    {
        var (status, answer) = await Send(HttpMethod.Post, "/models/new", s_fourth);

        Assert.Equal((201, s_four.Id), (status, answer.GetProperty("id").GetString()));
        Assert.Equal(("new", s_four.Id), await AnsweredBy("/models/new/predict"));
        Assert.Equal(s_fourth, File.ReadAllBytes(_service.Registry.Resolve("new")));
    }

    [Fact]
    public async Task A_later_upload_waits_for_its_promotion_and_the_same_file_again_changes_nothing()
    {
        var (created, _) = await Send(HttpMethod.Put, "/models/leads/versions/v3", s_third);
        var before = await AnsweredBy("/predict");
        var (again, answer) = await Send(HttpMethod.Put, "/models/leads/versions/v3?promote=true", s_third);
        var (posted, same) = await Send(HttpMethod.Post, "/models/leads", s_third);

        Assert.Equal((201, 200, 200), (created, again, posted));
        Assert.NotEqual(s_three.Id, before.Id);
        Assert.Equal(s_three.Id, answer.GetProperty("serving").GetString());
        Assert.Equal("v3", same.GetProperty("version").GetString());
        Assert.Equal(("leads", s_three.Id), await AnsweredBy("/predict"));
        Assert.Equal(["v1", "v2", "v3"], _service.Registry.Versions("leads"));
    }

    public static TheoryData<string, string, string?, int, int, string> Refused() => new()
    {
        // path, method, key, bytes cut off, status, code
        { "/models/new", "POST", null, 0, 401, "LP0610" },
        { "/models/new", "POST", ServiceFixture.Key, 9, 422, "LP0303" },
        { "/models/new", "POST", ServiceFixture.Key, int.MaxValue, 422, "LP0302" },
        { "/models/new", "POST", ServiceFixture.Key, -2_000_000, 413, "LP0605" },
        { "/models/new?promote=perhaps", "POST", ServiceFixture.Key, 0, 400, "LP0608" },
        { "/models/.new", "POST", ServiceFixture.Key, 0, 400, "LP0313" },
        { "/models/new/versions/..v", "PUT", ServiceFixture.Key, 0, 400, "LP0313" },
        { "/models/leads/versions/v1", "PUT", ServiceFixture.Key, 0, 409, "LP0621" },
        { "/models/nobody", "DELETE", ServiceFixture.Key, 0, 404, "LP0311" },
        { "/models/other", "DELETE", null, 0, 401, "LP0610" },
        { "/models/other/versions/v9", "DELETE", ServiceFixture.Key, 0, 404, "LP0312" },
        { "/models/other/versions/v1", "DELETE", ServiceFixture.Key, 0, 409, "LP0319" },
        { "/models/leads/versions/v1", "DELETE", ServiceFixture.Key, 0, 409, "LP0622" },
        { "/models/leads", "DELETE", ServiceFixture.Key, 0, 409, "LP0622" },
        { "/models/nobody/reload", "POST", ServiceFixture.Key, 0, 404, "LP0620" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_change_of_the_registry_that_cannot_be_made_says_why_and_changes_nothing(string path, string method, string? key, int cut, int status, string code)
    {
        byte[] body = cut < 0 ? [.. s_third, .. new byte[-cut]] : s_third[..Math.Max(0, s_third.Length - cut)];
        var before = _service.Registry.List().Select(e => (e.Name, e.Version, e.Status)).ToArray();

        var (found, problem) = await Send(new HttpMethod(method), path, body, key);

        Assert.Equal((status, code), (found, problem.GetProperty("code").GetString()));
        Assert.Equal(before, _service.Registry.List().Select(e => (e.Name, e.Version, e.Status)));
    }

    [Fact]
    public async Task A_removed_model_is_not_found_from_the_acknowledgement_on_and_can_come_back()
    {
        await AnsweredBy("/models/other/predict");
        var (status, _) = await Send(HttpMethod.Delete, "/models/other");
        var gone = await AnsweredBy("/models/other/predict");
        await Send(HttpMethod.Post, "/models/other", s_fourth);

        Assert.Equal((200, ("LP0620", null)), (status, gone));
        Assert.Equal(("other", s_four.Id), await AnsweredBy("/models/other/predict"));
    }

    [Fact]
    public async Task A_removed_version_is_not_found_and_cannot_be_rolled_back_to()
    {
        await Send(HttpMethod.Post, "/models/other/promote", "{\"version\":\"v2\"}"u8.ToArray());
        await AnsweredBy("/predict?model=other/v1");
        var (status, _) = await Send(HttpMethod.Delete, "/models/other/versions/v1");
        var (rollback, _) = await Send(HttpMethod.Post, "/models/other/rollback");

        Assert.Equal((200, 409), (status, rollback));
        Assert.Equal(("LP0620", null), await AnsweredBy("/predict?model=other/v1"));
        Assert.Equal(("other", s_four.Id), await AnsweredBy("/models/other/predict"));
    }

    [Fact]
    public async Task A_model_out_of_memory_says_so_and_answers_again()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:ModelMemoryMegabytes", "1"));
        // One megabyte holds "leads" and a few more of these, not all.
        for (var i = 0; i < 12; i++) service.Registry.Promote($"m{i}", service.Registry.Add($"m{i}", s_three, "{}"u8, "v1"));
        using var client = service.CreateClient();
        for (var i = 0; i < 24; i++)
        {
            using var response = await client.PostAsync($"/models/m{i % 12}/predict", "{}");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        using var list = await client.GetAsync("/models");
        var answer = await list.JsonAsync();
        using var ready = await client.GetAsync("/health/ready");

        var memory = answer.GetProperty("memory");
        Assert.True(memory.GetProperty("bytes").GetInt64() <= memory.GetProperty("budget_bytes").GetInt64());
        Assert.True(memory.GetProperty("evictions").GetInt64() > 0);
        Assert.Contains(answer.GetProperty("serving").EnumerateArray(), s => s.GetProperty("status").GetString() == "idle" && !s.GetProperty("loaded").GetBoolean());
        Assert.Equal("ready", (await ready.JsonAsync()).GetProperty("status").GetString());
        Assert.Contains(service.Logged, line => line.Contains("put out of memory"));
        Assert.Matches("leadpredict_model_evictions_total [1-9]", await client.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task Hundreds_of_registered_models_are_not_opened_at_the_start()
    {
        using var service = new ServiceFixture();
        for (var i = 0; i < 300; i++)
        {
            var version = Directory.CreateDirectory(Path.Combine(service.Registry.Root, $"m{i}", "v1")).FullName;
            // Nothing that could be loaded: opening one would show.
            File.WriteAllText(Path.Combine(version, LeadModelFile.FileName), "no model");
            File.WriteAllText(Path.Combine(service.Registry.Root, $"m{i}", "champion.json"), """{"champion":"v1","previous":[],"rolled_back":[]}""");
        }
        using var client = service.CreateClient();
        using var list = await client.GetAsync("/models");
        var answer = await list.JsonAsync();
        using var ready = await client.GetAsync("/health/ready");

        Assert.Equal(["leads"], answer.GetProperty("serving").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        Assert.Equal(301, answer.GetProperty("models").GetArrayLength());
        Assert.Equal("ready", (await ready.JsonAsync()).GetProperty("status").GetString());
        Assert.DoesNotContain(service.Logged, line => line.Contains("LP0302"));
    }

    [Fact]
    public async Task A_start_without_a_model_has_started_but_is_not_ready()
    {
        using var service = new ServiceFixture(withModel: false);
        using var client = service.CreateClient();
        using var startup = await client.GetAsync("/health/startup");
        using var ready = await client.GetAsync("/health/ready");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (startup.StatusCode, ready.StatusCode));
    }

    [Fact]
    public async Task A_model_has_its_own_schema()
    {
        using var response = await _client.GetAsync("/models/other/schema");

        Assert.Equal(s_three.Id, (await response.JsonAsync()).GetProperty("model").GetProperty("id").GetString());
    }
}
