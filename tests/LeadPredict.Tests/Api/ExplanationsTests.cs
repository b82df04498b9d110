using System.Net;

namespace LeadPredict.Tests.Api;

public class ExplanationsTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    readonly HttpClient _client = service.CreateClient();

    const string Then = """{"lead_source":"web","employee_count":20,"demo_requested":false}""";
    const string Now = """{"lead_source":"referral","employee_count":20,"demo_requested":true}""";

    [Theory]
    [InlineData("/explain/diff")]
    [InlineData("/explain/diff?from=leads/v2&lang=de")]
    public async Task The_parts_of_a_change_sum_to_it(string path)
    {
        using var response = await _client.PostAsync(path, $$"""{"before":{{Then}},"after":{{Now}},"days":3}""");
        var answer = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        foreach (var (member, scale) in (ReadOnlySpan<(string, double)>)[("log_odds", 1), ("points", 100)])
        {
            var sum = answer.GetProperty("columns").EnumerateArray().Sum(c => c.GetProperty(member).GetDouble())
                + answer.GetProperty("time").GetProperty(member).GetDouble() + answer.GetProperty("model").GetProperty(member).GetDouble() + answer.GetProperty("calibration").GetProperty(member).GetDouble();
            Assert.Equal(answer.GetProperty("change").GetProperty(member).GetDouble(), sum, 1e-9 * scale);
        }
        Assert.Equal(path.Contains("v2"), answer.GetProperty("model").GetProperty("log_odds").GetDouble() != 0);
        Assert.Contains(answer.GetProperty("columns").EnumerateArray(), c => c.GetProperty("text").GetString() == (path.Contains("de") ? "Hat nicht um eine Demo gebeten → Hat um eine Demo gebeten" : "Did not ask for a demo → Asked for a demo"));
    }

    [Fact]
    public async Task A_what_if_answers_edits_a_grade_to_reach_and_the_next_question()
    {
        using var response = await _client.PostAsync("/whatif?lang=it", $$"""{"lead":{{Then}},"set":{"lead_source":"event"},"reach":"B","actionable":["demo_requested"]}""");
        var answer = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEqual(answer.GetProperty("now").GetProperty("probability").GetDouble(), answer.GetProperty("edited").GetProperty("probability").GetDouble());
        Assert.True(answer.GetProperty("reach").GetProperty("found").GetBoolean());
        Assert.Equal("Non ha chiesto una demo → Ha chiesto una demo", answer.GetProperty("reach").GetProperty("changes")[0].GetProperty("text").GetString());
        Assert.True(answer.GetProperty("reach").GetProperty("prediction").GetProperty("probability").GetDouble() >= answer.GetProperty("reach").GetProperty("wanted_probability").GetDouble());
        Assert.Equal("annual_revenue", answer.GetProperty("next_question").GetProperty("column").GetString());
        Assert.StartsWith("Associazione", answer.GetProperty("note").GetString());
    }

    [Fact]
    public async Task A_leads_page_is_the_same_posted_and_asked_for_with_its_fields()
    {
        using var posted = await _client.PostAsync("/leads/report?lang=it", """{"lead_id":"L-7","lead_source":"referral","employee_count":20,"demo_requested":true,"email":"ann.smith@example.com"}""");
        using var asked = await _client.GetAsync("/leads/report?lead_id=L-7&lead_source=referral&employee_count=20&demo_requested=true&email=ann.smith%40example.com&lang=it");
        var (page, other) = (await posted.Content.ReadAsStringAsync(), await asked.Content.ReadAsStringAsync());

        Assert.Equal((HttpStatusCode.OK, "text/html"), (posted.StatusCode, posted.Content.Headers.ContentType!.MediaType));
        Assert.True(posted.Headers.CacheControl!.NoStore);
        Assert.Contains("default-src 'none'", posted.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("Ha chiesto una demo", page);
        Assert.Contains("POST /leads/report?model=leads/v1&amp;lang=it", page);
        Assert.Contains("href=\"/models/leads\"", page);
        Assert.DoesNotContain("ann.smith", page);
        Assert.Equal(WithoutTime(page), WithoutTime(other));

        static string WithoutTime(string html) => System.Text.RegularExpressions.Regex.Replace(html, @"\d\d:\d\d UTC", "");
    }

    [Theory]
    [InlineData("/leads/report", "[]", 400, "LP0172")]
    [InlineData("/leads/report", "{\"employee_count\":\"many\"}", 422, "LP0161")]
    [InlineData("/leads/report?lang=xx", "{}", 400, "LP0608")]
    [InlineData("/leads/report?model=nobody", "{}", 404, "LP0620")]
    [InlineData("/whatif", "{", 400, "LP0171")]
    [InlineData("/whatif", "[]", 400, "LP0172")]
    [InlineData("/whatif", "{}", 400, "LP0172")]
    [InlineData("/whatif", "{\"lead\":{},\"reach\":\"E\"}", 400, "LP0172")]
    [InlineData("/whatif", "{\"lead\":{},\"reach\":2}", 400, "LP0172")]
    [InlineData("/whatif", "{\"lead\":{},\"set\":[]}", 400, "LP0172")]
    [InlineData("/whatif", "{\"lead\":{},\"set\":{\"shoe_size\":1}}", 422, "LP0181")]
    [InlineData("/whatif", "{\"lead\":{},\"set\":{\"employee_count\":\"many\"}}", 422, "LP0161")]
    [InlineData("/whatif", "{\"lead\":{\"employee_count\":\"many\"}}", 422, "LP0161")]
    [InlineData("/whatif", "{\"lead\":{},\"reach\":\"A\"}", 422, "LP0183")]
    [InlineData("/whatif?model=nobody", "{\"lead\":{}}", 404, "LP0620")]
    [InlineData("/explain/diff", "{\"before\":{}}", 400, "LP0172")]
    [InlineData("/explain/diff", "{\"before\":{},\"after\":{},\"days\":-1}", 400, "LP0172")]
    [InlineData("/explain/diff?from=nobody", "{\"before\":{},\"after\":{}}", 404, "LP0620")]
    [InlineData("/explain/diff?lang=xx", "{\"before\":{},\"after\":{}}", 400, "LP0608")]
    public async Task What_cannot_be_answered_says_why(string path, string body, int status, string code)
    {
        using var response = await _client.PostAsync(path, body);

        Assert.Equal((status, code), ((int)response.StatusCode, (await response.JsonAsync()).GetProperty("code").GetString()));
    }
}
