using System.Net;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeadPredict.Tests.Api.Security;

public class ApiKeyTests
{
    static async Task<HttpResponseMessage> Send(HttpClient client, HttpMethod method, string path, string? key, string header = "X-Api-Key")
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null) request.Headers.TryAddWithoutValidation(header, key);
        if (method == HttpMethod.Post) request.Content = Requests.Body(path.EndsWith("/promote") ? "{\"version\":\"v2\"}" : "{}", "application/json");
        return await client.SendAsync(request);
    }

    [Fact]
    public async Task Without_a_key_only_health_answers()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:ApiKeys:0", ApiKey.Make(ApiRole.Predict).Line));
        using var client = service.CreateClient();

        foreach (var path in new[] { "/", "/models", "/schema", "/metrics", "/openapi/v1.json", "/nothing", "/v2", "/v2/models/leads" })
        {
            using var refused = await Send(client, HttpMethod.Get, path, null);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.Single().Scheme);
        }
        foreach (var path in new[] { "/health/live", "/health/ready", "/health/startup", "/v2/health/ready" })
        {
            using var open = await Send(client, HttpMethod.Get, path, null);
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }
    }

    [Theory]
    [InlineData("X-Api-Key", "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer  ")]
    public async Task A_key_opens_in_either_header(string header, string before)
    {
        var (text, line) = ApiKey.Make(ApiRole.Predict);
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:ApiKeys", $"{ApiKey.Make(ApiRole.Admin).Line}, {line}"));
        using var client = service.CreateClient();

        using var response = await Send(client, HttpMethod.Post, "/predict", before + text, header);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(service.Logged, entry => entry.Contains(text));
    }

    [Fact]
    public async Task A_key_that_differs_in_its_last_letter_is_refused()
    {
        var (text, line) = ApiKey.Make(ApiRole.Predict);
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:ApiKeys:0", line));
        using var client = service.CreateClient();

        using var response = await Send(client, HttpMethod.Post, "/predict", text[..^1] + (text[^1] == 'A' ? 'B' : 'A'));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("LP0612", (await response.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Only_an_admin_changes_models()
    {
        var predict = ApiKey.Make(ApiRole.Predict);
        var admin = ApiKey.Make(ApiRole.Admin);
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:ApiKeys", $"{predict.Line},{admin.Line}"));
        using var client = service.CreateClient();

        using var refused = await Send(client, HttpMethod.Post, "/models/leads/promote", predict.Text);
        using var nobody = await Send(client, HttpMethod.Post, "/models/leads/promote", null);
        using var done = await Send(client, HttpMethod.Post, "/models/leads/promote", admin.Text);
        using var back = await Send(client, HttpMethod.Post, "/models/leads/rollback", ServiceFixture.Key, "X-Admin-Key");

        Assert.Equal("LP0613", (await refused.JsonAsync()).GetProperty("code").GetString());
        Assert.Equal(
            (HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK),
            (refused.StatusCode, nobody.StatusCode, done.StatusCode, back.StatusCode));
    }

    [Fact]
    public async Task A_key_that_used_up_its_rate_is_told_when_to_come_back_and_others_are_not_hindered()
    {
        var slow = ApiKey.Make(ApiRole.Predict);
        var other = ApiKey.Make(ApiRole.Predict);
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:ApiKeys", $"{slow.Line}:0.01,{other.Line}"), ("LeadPredict:RateBurst", "2"));
        using var client = service.CreateClient();

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++) statuses.Add((await Send(client, HttpMethod.Post, "/predict", slow.Text)).StatusCode);
        using var late = await Send(client, HttpMethod.Post, "/predict", slow.Text);
        using var free = await Send(client, HttpMethod.Post, "/predict", other.Text);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], statuses);
        Assert.InRange(late.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 90, 100);
        Assert.Equal("LP0614", (await late.JsonAsync()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, free.StatusCode);
    }

    [Fact]
    public async Task Without_keys_a_rate_holds_for_all_callers_together_but_not_for_health()
    {
        using var service = new ServiceFixture(withModel: true, ("LeadPredict:RatePerSecond", "0.01"), ("LeadPredict:RateBurst", "1"));
        using var client = service.CreateClient();

        using var first = await Send(client, HttpMethod.Post, "/predict", null);
        using var second = await Send(client, HttpMethod.Post, "/predict", null);
        using var health = await Send(client, HttpMethod.Get, "/health/ready", null);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (first.StatusCode, second.StatusCode, health.StatusCode));
    }

    [Fact]
    public void A_file_of_keys_is_read_again_and_a_bad_one_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var (first, second) = (ApiKey.Make(ApiRole.Predict), ApiKey.Make(ApiRole.Predict));
        File.WriteAllText(folder["keys"], $"# callers\n\n{first.Line}\n");
        using var ring = new ApiKeyRing(new EdgeOptions { ApiKeysFile = folder["keys"] }, TimeProvider.System, NullLogger<ApiKeyRing>.Instance);
        Assert.True(ring.Find(first.Text) is not null && ring.Find(second.Text) is null);

        File.WriteAllText(folder["keys"], "broken");
        ring.Look();
        Assert.NotNull(ring.Find(first.Text));

        File.WriteAllText(folder["keys"], second.Line);
        ring.Look();
        Assert.True(ring.Find(first.Text) is null && ring.Find(second.Text) is not null);
    }

    [Fact]
    public void Finding_a_key_allocates_nothing()
    {
        var (text, line) = ApiKey.Make(ApiRole.Predict);
        using var ring = new ApiKeyRing(new EdgeOptions { ApiKeys = [line], RatePerSecond = 1e9 }, TimeProvider.System, NullLogger<ApiKeyRing>.Instance);
        ring.Find(text)!.Bucket!.TryTake(out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) ring.Find(text)!.Bucket!.TryTake(out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("short:predict:00")]
    [InlineData("abcdefgh:root:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("abcdefgh:admin:0000000000000000000000000000000000000000000000000000000000000000:-1")]
    public void A_line_that_is_none_is_refused_without_being_quoted(string line)
    {
        Assert.Null(ApiKey.Parse(line, out var problem));
        Assert.DoesNotContain(line, problem);
    }

    [Theory]
    [InlineData("urls", "http://0.0.0.0:5080")]
    [InlineData("urls", "http://localhost:1;http://*:5080")]
    [InlineData("urls", "http://leads.example:80")]
    [InlineData("http_ports", "8080")]
    [InlineData("Kestrel:Endpoints:Web:Url", "https://[::]:5081")]
    public void It_refuses_to_be_open_to_other_machines_by_mistake(string setting, string value)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new(setting, value)]).Build();

        var refused = Assert.Throws<StartRefusedException>(() => Guard.RefuseToBeOpenByMistake(settings, new EdgeOptions()));
        Assert.StartsWith("LP0616 ", refused.Message);
        Guard.RefuseToBeOpenByMistake(settings, new EdgeOptions { AllowAnonymous = true });
        Guard.RefuseToBeOpenByMistake(settings, new EdgeOptions { ApiKeys = [ApiKey.Make(ApiRole.Predict).Line] });
    }

    [Theory]
    [InlineData("http://localhost:5080")]
    [InlineData("http://127.0.0.1:0;http://[::1]:5081")]
    [InlineData("http://unix:/run/leadpredict.sock")]
    public void On_this_machine_alone_it_needs_no_key(string urls) =>
        Guard.RefuseToBeOpenByMistake(new ConfigurationBuilder().AddInMemoryCollection([new("urls", urls)]).Build(), new EdgeOptions());

    [Fact]
    public async Task Pages_of_other_origins_may_ask_only_where_that_is_set()
    {
        using var shut = new ServiceFixture();
        using var open = new ServiceFixture(withModel: true, ("LeadPredict:CorsOrigins", "https://crm.example"), ("LeadPredict:ApiKeys:0", ApiKey.Make(ApiRole.Predict).Line));

        Assert.Null(await Allowed(shut, "https://crm.example"));
        Assert.Equal("https://crm.example", await Allowed(open, "https://crm.example"));
        Assert.Null(await Allowed(open, "https://evil.example"));

        static async Task<string?> Allowed(ServiceFixture service, string origin)
        {
            using var client = service.CreateClient();
            using var preflight = new HttpRequestMessage(HttpMethod.Options, "/predict");
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", "POST");
            preflight.Headers.Add("Access-Control-Request-Headers", "x-api-key,content-type");
            using var response = await client.SendAsync(preflight);
            return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
        }
    }
}
