using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests.Data;
using LeadPredict.Tests.Training.Commands;

namespace LeadPredict.Tests.Api;

public class BatchApiTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    readonly HttpClient _client = service.CreateClient();

    async Task<string> Post(string body, string type, string query = "")
    {
        using var response = await _client.PostAsync("/predict/batch" + query, body, type);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.StartsWith(type, response.Content.Headers.ContentType?.ToString());
        return await response.Content.ReadAsStringAsync();
    }

    static string[] Kinds(IEnumerable<JsonElement> answers) =>
        [.. answers.Select(a => a.TryGetProperty("error", out var e) ? e.GetProperty("code").GetString()! : a.GetProperty("lead_id").GetRawText())];

    [Fact]
    public async Task An_array_is_answered_by_an_array_in_order_with_errors_in_their_place()
    {
        using var answers = JsonDocument.Parse(await Post("""[ {"id":1}, {"id":2,"employee_count":"x"}, 7, {"id":4} ]""", "application/json"));

        Assert.Equal(["1", "LP0161", "LP0172", "4"], Kinds(answers.RootElement.EnumerateArray()));
        Assert.True(answers.RootElement[1].GetProperty("error").GetProperty("errors").TryGetProperty("/1/employee_count", out _));
    }

    [Fact]
    public async Task An_empty_array_is_answered_by_one()
    {
        Assert.Equal("[]\n", await Post(" [ ] ", "application/json"));
    }

    [Fact]
    public async Task Lines_in_are_lines_out_and_a_bad_one_is_an_error_with_its_number()
    {
        var text = await Post("{\"id\":1}\r\n{\"id\":\n\n{\"id\":3}\n[]\n{\"id\":5}", "application/x-ndjson");
        var answers = text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement).ToArray();

        Assert.Equal(["1", "LP0171", "3", "LP0172", "5"], Kinds(answers));
        Assert.Equal([2, 5], answers.Where(a => a.TryGetProperty("error", out _)).Select(a => a.GetProperty("error").GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_an_error_and_the_next_is_answered()
    {
        var text = await Post($"{{\"id\":1}}\n{{\"x\":\"{new string('x', 3 << 20)}\"}}\n{{\"id\":3}}\n", "application/x-ndjson");

        Assert.Equal(["1", "LP0605", "3"], Kinds(text.TrimEnd('\n').Split('\n').Select(l => JsonDocument.Parse(l).RootElement)));
    }

    [Fact]
    public async Task An_array_longer_than_any_buffer_is_answered_whole()
    {
        var leads = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{{\"id\":{i},\"employee_count\":{i}}}"));

        using var answers = JsonDocument.Parse(await Post($"[{leads}]", "application/json", "?reasons=0"));

        Assert.Equal(Enumerable.Range(0, 5000), answers.RootElement.EnumerateArray().Select(a => a.GetProperty("lead_id").GetInt32()));
    }

    [Fact]
    public async Task An_array_that_breaks_after_answers_were_sent_ends_with_an_error()
    {
        var leads = string.Join(',', Enumerable.Range(0, 5000).Select(i => $"{{\"id\":{i}}}"));

        using var answers = JsonDocument.Parse(await Post($"[{leads},{{\"id\":", "application/json", "?reasons=0"));

        Assert.Equal("LP0171", Kinds(answers.RootElement.EnumerateArray())[^1]);
        Assert.Equal(5001, answers.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task A_caller_may_send_a_line_and_wait_for_its_answer()
    {
        var pipe = new System.IO.Pipelines.Pipe();
        using var content = new StreamContent(pipe.Reader.AsStream());
        content.Headers.ContentType = new("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict/batch") { Content = content };
        await pipe.Writer.WriteAsync("{\"id\":1}\n"u8.ToArray());

        using var response = await service.CreateStreamingClient().SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(20));
        using var answers = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = await answers.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        await pipe.Writer.WriteAsync("{\"id\":2}\n"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        var second = await answers.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Contains("\"lead_id\":1,", first);
        Assert.Contains("\"lead_id\":2,", second);
    }

    [Fact]
    public async Task CSV_is_answered_with_the_bytes_of_score_and_its_rejects_on_demand()
    {
        const string csv = "lead_source;employee_count\r\nweb;10\r\nreferral;many\r\n\"a;b\";\r\n";
        using MemoryStream output = new(), rejects = new();
        using var reader = LeadFile.FromBytes(Encoding.UTF8.GetBytes(csv), "request").OpenReader();
        new LeadScorer(LeadModelFile.Read(service.Registry.Resolve("leads/v1"))).Score(reader, output, rejects);

        Assert.Equal(Encoding.UTF8.GetString(output.ToArray()), await Post(csv, "text/csv"));
        Assert.Equal(Encoding.UTF8.GetString(rejects.ToArray()), await Post(csv, "text/csv", "?output=rejects"));
    }

    [Fact]
    public async Task A_short_CSV_says_how_many_rows_were_rejected_and_which_model_answered()
    {
        using var response = await _client.PostAsync("/predict/batch", "lead_source,employee_count\nweb,1\nweb,x\nweb,2\n", "text/csv");

        Assert.Equal(("2", "1"), (response.Headers.GetValues("X-Rows-Scored").Single(), response.Headers.GetValues("X-Rows-Rejected").Single()));
        Assert.Equal(12, response.Headers.GetValues("X-Model-Id").Single().Length);
    }

    [Fact]
    public async Task A_long_CSV_streams_and_is_answered_whole()
    {
        var csv = "id,lead_source\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => FormattableString.Invariant($"{i},web\n")));

        var rows = (await Post(csv, "text/csv", "?reasons=0")).TrimEnd('\n').Split('\n')[1..];

        Assert.Equal(Enumerable.Range(0, 40_000).Select(i => i.ToString(CultureInfo.InvariantCulture)), rows.Select(r => r.Split(',')[0]));
    }

    [Fact]
    public async Task Every_door_gives_the_same_bits()
    {
        var model = LeadModelFile.Read(service.Registry.Resolve("leads/v1"));
        string[] sources = ["web", "referral", "", "moon", "event"];
        var csv = new StringBuilder("lead_id,created_at,lead_source,employee_count,demo_requested,last_touch_at,annual_revenue\n");
        var leads = new List<string>();
        var library = new List<string>();
        var engine = new PredictionEngine(model);
        for (var i = 0; i < 300; i++)
        {
            var source = sources[i % sources.Length];
            var employees = i % 7 == 0 ? "" : (i * 13 % 2000).ToString(CultureInfo.InvariantCulture);
            var demo = i % 3 == 0 ? "" : i % 3 == 1 ? "true" : "false";
            var touched = i % 4 == 0 ? "" : $"2025-02-{1 + i % 28:00}";
            var revenue = i % 5 == 0 ? "" : $"{i * 7919}.{i % 10}";
            csv.Append(CultureInfo.InvariantCulture, $"{i},2025-01-01,{source},{employees},{demo},{touched},{(revenue.Length == 0 ? "" : '"' + revenue.Replace('.', ',') + '"')}\n");
            leads.Add($"{{\"lead_id\":{i},\"created_at\":\"2025-01-01\",\"lead_source\":\"{source}\",\"employee_count\":{Or(employees)},\"demo_requested\":{Or(demo)},\"last_touch_at\":\"{touched}\",\"annual_revenue\":{Or(revenue)}}}");
            engine.Clear();
            Set("created_at", "2025-01-01");
            Set("lead_source", source);
            Set("employee_count", employees);
            Set("demo_requested", demo);
            Set("last_touch_at", touched);
            Set("annual_revenue", revenue.Replace('.', ','));
            library.Add(engine.Predict().Probability.ToString("R", CultureInfo.InvariantCulture));
        }

        var single = new List<string>();
        foreach (var lead in leads)
        {
            using var response = await _client.PostAsync("/predict", lead);
            single.Add(Probability(await response.Content.ReadAsStringAsync()));
        }
        var lines = (await Post(string.Join('\n', leads), "application/x-ndjson")).TrimEnd('\n').Split('\n').Select(Probability);
        using var array = JsonDocument.Parse(await Post($"[{string.Join(',', leads)}]", "application/json"));
        var table = (await Post(csv.ToString(), "text/csv", "?reasons=0")).TrimEnd('\n').Split('\n')[1..].Select(r => r.Split(',')[^4]);

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["leads.csv"], csv.ToString());
        var command = new CommandLine(folder).Run("score", "leads.csv", "--model", service.Registry.Resolve("leads/v1"), "--reasons", "0", "--quiet");

        Assert.Equal(library, command.Output.TrimEnd('\n').Split('\n')[1..].Select(r => r.Split(',')[^4]));
        Assert.Equal(library, single);
        Assert.Equal(library, lines);
        Assert.Equal(library, array.RootElement.EnumerateArray().Select(a => a.GetProperty("probability").GetRawText()));
        Assert.Equal(library, table);

        void Set(string name, string text) => engine.SetField(engine.FindField(Encoding.UTF8.GetBytes(name)), Encoding.UTF8.GetBytes(text));
        static string Or(string text) => text.Length == 0 ? "null" : text;
        static string Probability(string answer) => JsonDocument.Parse(answer).RootElement.GetProperty("probability").GetRawText();
    }
}
