using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

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
    public async Task Every_route_is_described()
    {
        using var response = await _client.GetAsync("/openapi/v1.json");

        var paths = (await response.JsonAsync()).GetProperty("paths").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
        Assert.Equal([
            "/health/live", "/health/ready", "/health/startup", "/metrics", "/models", "/models/{name}", "/models/{name}/predict", "/models/{name}/predict/batch",
            "/models/{name}/promote", "/models/{name}/reload", "/models/{name}/rollback", "/models/{name}/schema", "/models/{name}/versions/{version}",
            "/models/{name}/versions/{version}/predict", "/models/{name}/versions/{version}/predict/batch", "/predict", "/predict/batch", "/schema",
        ], paths);
    }

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
