using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeadPredict.Tests.Api;

public class DescriptionTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    readonly HttpClient _client = service.CreateClient();

    [Fact]
    public async Task The_OpenAPI_document_describes_the_lead_of_the_live_model_with_an_example_that_works()
    {
        using var response = await _client.GetAsync("/openapi/v1.json");
        var document = await response.JsonAsync();

        var properties = document.GetProperty("components").GetProperty("schemas").GetProperty("Lead").GetProperty("properties");
        Assert.Equal(["annual_revenue", "created_at", "demo_requested", "employee_count", "last_touch_at", "lead_id", "lead_source"], properties.EnumerateObject().Select(p => p.Name));
        var example = document.GetProperty("paths").GetProperty("/predict").GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
        using var answer = await _client.PostAsync("/predict", example);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, (await answer.JsonAsync()).GetProperty("warnings").GetArrayLength());
    }

    [Fact]
    public async Task Every_route_is_described_and_no_other()
    {
        using var response = await _client.GetAsync("/openapi/v1.json");

        var routes = service.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m.ToLowerInvariant()} {e.RoutePattern.RawText}"))
            .Where(r => r is not "get /" && !r.StartsWith("get /openapi")).Order(StringComparer.Ordinal);
        var described = (await response.JsonAsync()).GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(o => $"{o.Name} {p.Name}")).Order(StringComparer.Ordinal);
        Assert.Equal(routes, described);
    }

    [Fact]
    public async Task The_examples_of_the_shipped_champion_work_when_they_are_pasted()
    {
        using var shipped = new ServiceFixture(withModel: false, ("LeadPredict:ModelsFolder", Path.Combine(Repository.Root, "models")));
        using var client = shipped.CreateClient();
        using var response = await client.GetAsync("/openapi/v1.json");
        var paths = (await response.JsonAsync()).GetProperty("paths");

        using var one = await client.PostAsync("/predict", Example(paths, "/predict", "application/json"));
        using var array = await client.PostAsync("/predict/batch", Example(paths, "/predict/batch", "application/json"));
        using var tensors = await client.PostAsync("/v2/models/leads/infer", Example(paths, "/v2/models/{name}/infer", "application/json"));

        var answer = await one.JsonAsync();
        Assert.Equal(0, answer.GetProperty("warnings").GetArrayLength());
        var probability = answer.GetProperty("probability").GetDouble();
        Assert.Equal(probability, (await array.JsonAsync())[0].GetProperty("probability").GetDouble());
        Assert.Equal(probability, (await tensors.JsonAsync()).GetProperty("outputs")[0].GetProperty("data")[0].GetDouble());
    }

    static string Example(JsonElement paths, string path, string type) =>
        paths.GetProperty(path).GetProperty("post").GetProperty("requestBody").GetProperty("content").GetProperty(type).GetProperty("example").GetRawText();

    [Fact]
    public async Task The_schema_says_what_is_used_and_the_levels_of_a_category()
    {
        using var response = await _client.GetAsync("/schema");

        var columns = (await response.JsonAsync()).GetProperty("columns").EnumerateArray().ToArray();
        var source = columns.Single(c => c.GetProperty("name").GetString() == "lead_source");
        Assert.Equal(4, source.GetProperty("levels").GetArrayLength());
        Assert.False(columns.Single(c => c.GetProperty("name").GetString() == "email").GetProperty("used").GetBoolean());
    }

    [Fact]
    public async Task The_start_page_shows_a_line_that_works()
    {
        var page = WebUtility.HtmlDecode(await _client.GetStringAsync("/"));

        var lead = Regex.Match(page, "curl http://localhost/predict -H 'Content-Type: application/json' -d '(.*)'").Groups[1].Value;
        using var answer = await _client.PostAsync("/predict", lead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_metrics_count_requests_predictions_and_time_in_lines_that_Prometheus_reads()
    {
        (await _client.PostAsync("/predict", "{}")).Dispose();
        (await _client.PostAsync("/predict", "{")).Dispose();

        var text = await _client.GetStringAsync("/metrics");

        Assert.Matches("leadpredict_requests_total\\{route=\"/predict\",status=\"200\"\\} [1-9]", text);
        Assert.Matches("leadpredict_requests_total\\{route=\"/predict\",status=\"400\"\\} [1-9]", text);
        Assert.Matches("leadpredict_predictions_total [1-9]", text);
        Assert.Matches("leadpredict_model_info\\{model=\"leads\",id=\"[0-9a-f]{12}\"\\} 1", text);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches("^(# (HELP|TYPE) .+|[a-z_]+(\\{[^}]*\\})? [0-9.eE+-]+)$", line));
    }

    [Fact]
    public async Task It_lives()
    {
        using var response = await _client.GetAsync("/health/live");

        Assert.Equal("live", (await response.JsonAsync()).GetProperty("status").GetString());
    }
}
