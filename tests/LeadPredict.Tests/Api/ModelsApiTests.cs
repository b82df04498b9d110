using System.Net;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;

namespace LeadPredict.Tests.Api;

public sealed class ModelsApiTests : IDisposable
{
    readonly ServiceFixture _service = new();
    readonly HttpClient _client;

    public ModelsApiTests() => _client = _service.CreateClient();

    public void Dispose() => _service.Dispose();

    async Task<(HttpStatusCode Status, JsonElement Answer)> Change(string path, string? key, string body = "{}")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Requests.Body(body, "application/json") };
        if (key is not null) request.Headers.Add("X-Admin-Key", key);
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.JsonAsync());
    }

    async Task<string> ModelId()
    {
        using var response = await _client.PostAsync("/predict", "{}");
        return (await response.JsonAsync()).GetProperty("model").GetProperty("id").GetString()!;
    }

    [Fact]
    public async Task A_promotion_is_acknowledged_when_it_answers_and_a_rollback_too()
    {
        var first = await ModelId();
        var (status, promoted) = await Change("/models/leads/promote", ServiceFixture.Key, "{\"version\":\"v2\"}");
        var second = await ModelId();
        await Change("/models/leads/rollback", ServiceFixture.Key);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(second, promoted.GetProperty("serving").GetString());
        Assert.NotEqual(first, second);
        Assert.Equal(first, await ModelId());
    }

    [Theory]
    [InlineData("/models/leads/promote", null, "{\"version\":\"v2\"}", 401, "LP0610")]
    [InlineData("/models/leads/promote", "wrong", "{\"version\":\"v2\"}", 401, "LP0610")]
    [InlineData("/models/leads/promote", ServiceFixture.Key, "{}", 400, "LP0611")]
    [InlineData("/models/leads/promote", ServiceFixture.Key, "[", 400, "LP0611")]
    [InlineData("/models/leads/promote", ServiceFixture.Key, "{\"version\":\"\\ud800\"}", 400, "LP0611")]
    [InlineData("/models/leads/promote", ServiceFixture.Key, "{\"version\":\"v9\"}", 404, "LP0312")]
    [InlineData("/models/leads/promote", ServiceFixture.Key, "{\"version\":\"../v1\"}", 404, "LP0312")]
    [InlineData("/models/other/promote", ServiceFixture.Key, "{\"version\":\"v1\"}", 404, "LP0311")]
    [InlineData("/models/..%2Fetc/promote", ServiceFixture.Key, "{\"version\":\"v1\"}", 404, "LP0311")]
    [InlineData("/models/leads/rollback", ServiceFixture.Key, "{}", 409, "LP0315")]
    public async Task A_change_that_cannot_be_made_says_why(string path, string? key, string body, int status, string code)
    {
        var (found, problem) = await Change(path, key, body);

        Assert.Equal((status, code), ((int)found, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Without_an_admin_key_nothing_can_be_changed()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:AdminKey", ""));
        using var response = await service.CreateClient().PostAsync("/models/leads/promote", "{\"version\":\"v2\"}");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("LeadPredict__AdminKey", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_models_are_listed_with_their_cards_and_what_answers()
    {
        using var list = await _client.GetAsync("/models");
        using var one = await _client.GetAsync("/models/leads");
        using var none = await _client.GetAsync("/models/nobody");

        var answer = await list.JsonAsync();
        Assert.Equal("ready", answer.GetProperty("serving")[0].GetProperty("status").GetString());
        Assert.Equal(["champion", "candidate"], answer.GetProperty("models")[0].GetProperty("versions").EnumerateArray().Select(v => v.GetProperty("status").GetString()));
        Assert.Equal(JsonValueKind.Object, (await one.JsonAsync()).GetProperty("versions")[0].GetProperty("card").ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task A_champion_changed_by_another_program_is_noticed()
    {
        var first = await ModelId();
        new ModelRegistry(_service.Registry.Root).Promote("leads", "v2");

        for (var i = 0; i < 500 && await ModelId() == first; i++) await Task.Delay(10);

        Assert.NotEqual(first, await ModelId());
    }

    [Fact]
    public async Task Without_a_model_it_is_not_ready_and_answers_503_until_one_appears()
    {
        using var service = new ServiceFixture(withModel: false);
        using var client = service.CreateClient();
        using var ready = await client.GetAsync("/health/ready");
        using var predict = await client.PostAsync("/predict", "{}");
        using var batch = await client.PostAsync("/predict/batch", "[]");
        using var schema = await client.GetAsync("/schema");
        using var page = await client.GetAsync("/");
        using var description = await client.GetAsync("/openapi/v1.json");
        service.Registry.Promote("leads", service.Registry.Add("leads", TinyModels.Make(), "{}"u8, "v1"));
        HttpStatusCode later = default;
        for (var i = 0; i < 500 && later != HttpStatusCode.OK; i++)
        {
            await Task.Delay(10);
            using var response = await client.PostAsync("/predict", "{}");
            later = response.StatusCode;
        }

        Assert.All([ready, predict, batch, schema], r => Assert.Equal(HttpStatusCode.ServiceUnavailable, r.StatusCode));
        Assert.Equal("LP0607", (await predict.JsonAsync()).GetProperty("code").GetString());
        Assert.True(predict.Headers.RetryAfter is not null);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, description.StatusCode));
        Assert.Equal(HttpStatusCode.OK, later);
    }

    [Fact]
    public async Task A_damaged_champion_degrades_readiness_and_the_old_model_answers()
    {
        var first = await ModelId();
        var path = _service.Registry.Resolve("leads");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5]);
        JsonElement ready = default;
        for (var i = 0; i < 500; i++)
        {
            await Task.Delay(10);
            using var response = await _client.GetAsync("/health/ready");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            ready = await response.JsonAsync();
            // The write may be seen half done first.
            if (ready.GetProperty("status").GetString() != "ready" && ready.GetRawText().Contains("LP0303")) break;
        }
        using var metrics = await _client.GetAsync("/metrics");

        Assert.Equal("degraded", ready.GetProperty("status").GetString());
        Assert.Contains("LP0303", ready.GetProperty("models")[0].GetProperty("why").GetString());
        Assert.Equal(first, await ModelId());
        Assert.Matches("leadpredict_model_load_failures_total\\{model=\"leads\"\\} [1-9]", await metrics.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_told_to_come_back()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:MaxConcurrentBatches", "1"), ("LeadPredict:MaxQueuedBatches", "0"));
        using var client = service.CreateStreamingClient();
        var pipe = new System.IO.Pipelines.Pipe();
        using var content = new StreamContent(pipe.Reader.AsStream());
        content.Headers.ContentType = new("application/x-ndjson");
        using var slow = new HttpRequestMessage(HttpMethod.Post, "/predict/batch") { Content = content };
        await pipe.Writer.WriteAsync("{}\n"u8.ToArray());
        using var first = await client.SendAsync(slow, HttpCompletionOption.ResponseHeadersRead);

        using var second = await client.PostAsync("/predict/batch", "[]");
        await pipe.Writer.CompleteAsync();
        await first.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("LP0606", (await second.JsonAsync()).GetProperty("code").GetString());
        Assert.True(second.Headers.RetryAfter is not null);
    }
}
