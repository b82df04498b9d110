using System.Text.Json;
using LeadPredict.Tests;

namespace LeadPredict.MLNet.Tests;

public sealed class ZipApiTests : IDisposable
{
    const string Lead = """{"lead_id":"L-1","Visits":12,"Revenue":350.5,"Source":"fair"}""";

    readonly TemporaryFolder _folder = new();
    readonly ZipService _service;
    readonly HttpClient _client;
    readonly byte[] _zip = TinyZips.FastTree();

    public ZipApiTests()
    {
        _service = new ZipService(_folder, ("LeadPredict:MLNetModels:fairs", _folder.Rename("fairs.zip", _zip)), ("LeadPredict:MLNetModels:perceptron", _folder.Rename("perceptron.zip", TinyZips.Uncalibrated())));
        _client = _service.CreateClient();
    }

    public void Dispose()
    {
        _service.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_lead_has_the_members_of_our_answers()
    {
        var (status, answer) = await _client.AskAsync("/predict?model=fairs", Lead);
        var theirs = TinyZips.Theirs(_zip)(new() { Visits = 12, Revenue = 350.5f, Source = "fair" });

        Assert.Equal(200, status);
        Assert.Equal(["lead_id", "probability", "log_odds", "grade", "interval", "reasons", "warnings", "model"], answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal("L-1", answer.GetProperty("lead_id").GetString());
        Assert.Equal(theirs.Probability, answer.GetProperty("probability").GetDouble());
        Assert.Equal(Math.Log(theirs.Probability / (1 - theirs.Probability)), answer.GetProperty("log_odds").GetDouble(), 1e-5);
        Assert.Equal(ZipModel.Grades.Of(theirs.Probability).ToString(), answer.GetProperty("grade").GetString());
        Assert.Equal(["* no_reasons", "* fixed_grades"], answer.Codes());
        Assert.Equal("fairs", answer.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(ZipModel.Parse(_zip, "").Id, answer.GetProperty("model").GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_route_may_name_the_model()
    {
        Assert.Equal(
            (await _client.AskAsync("/predict?model=fairs&reasons=0", Lead)).Json.ToString(),
            (await _client.AskAsync("/models/fairs/predict?reasons=0", Lead)).Json.ToString());
    }

    [Fact]
    public async Task Fields_that_are_missing_ignored_or_twice_are_warned_of()
    {
        var (_, answer) = await _client.AskAsync("/predict?model=fairs&reasons=0", """{"visits":1,"Visits":12,"Colour":"red","Revenue":null,"Sql":true}""");

        Assert.Equal(["Visits duplicate_field", "Source missing_field", "Colour extra_field", "* fixed_grades"], answer.Codes());
    }

    [Fact]
    public async Task A_missing_number_is_NaN_for_the_model()
    {
        var (_, sent) = await _client.AskAsync("/predict?model=fairs", """{"Source":"web","Visits":null}""");

        Assert.Equal(TinyZips.Theirs(_zip)(new() { Visits = float.NaN, Revenue = float.NaN, Source = "web" }).Probability, sent.GetProperty("probability").GetDouble());
    }

    [Theory]
    [InlineData("""{"Visits":"many"}""", "/Visits", "LP0956 column 'Visits': expected a number, found text of 4 characters. Correct it, or leave it empty for missing.")]
    [InlineData("""{"Visits":true}""", "/Visits", "LP0956 column 'Visits': expected a number, found text of 4 characters. Correct it, or leave it empty for missing.")]
    [InlineData("""{"Visits":[1]}""", "/Visits", "LP0173 column 'Visits': expected a single value, found an object or an array. Send a text, a number, true, false or null.")]
    public async Task A_value_of_the_wrong_kind_names_its_field(string lead, string pointer, string expected)
    {
        var (status, problem) = await _client.AskAsync("/predict?model=fairs", lead);

        Assert.Equal((422, expected), (status, problem.GetProperty("errors").GetProperty(pointer)[0].GetString()));
    }

    [Theory]
    [InlineData("{", 400, "LP0171")]
    [InlineData("[]", 400, "LP0172")]
    public async Task Broken_JSON_is_refused(string body, int expected, string code)
    {
        var (status, problem) = await _client.AskAsync("/predict?model=fairs", body);

        Assert.Equal((expected, code), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Without_a_calibrator_there_is_a_score_and_a_warning()
    {
        var (_, answer) = await _client.AskAsync("/predict?model=perceptron&reasons=0", Lead);

        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Null, JsonValueKind.Number), (
            answer.GetProperty("probability").ValueKind, answer.GetProperty("log_odds").ValueKind, answer.GetProperty("grade").ValueKind, answer.GetProperty("score").ValueKind));
        Assert.Equal(["* no_probability"], answer.Codes());
    }

    [Fact]
    public async Task A_lead_that_the_pipeline_answers_with_NaN_is_no_success()
    {
        // Its Visits go into the perceptron as they are.
        var (status, problem) = await _client.AskAsync("/predict?model=perceptron", """{"Source":"web"}""");

        Assert.Equal((422, "LP0958"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_array_and_lines_answer_as_single_leads_do_and_keep_errors_in_place()
    {
        var single = (await _client.AskAsync("/predict?model=fairs", Lead)).Json.ToString();

        var array = (await _client.AskAsync("/predict/batch?model=fairs", $$"""[{{Lead}}, {"Visits":"many"} , {{Lead}}]""")).Json;
        var lines = (await _client.TextAsync("/predict/batch?model=fairs", $"{Lead}\n\nnonsense\n{Lead}", "application/x-ndjson")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([single, "LP0956 1", single], array.EnumerateArray().Select(a => a.TryGetProperty("error", out var e) ? $"{e.GetProperty("code")} {e.GetProperty("index")}" : a.ToString()));
        Assert.Equal([single, "LP0171 3", single], lines.Select(l => JsonDocument.Parse(l).RootElement).Select(a => a.TryGetProperty("error", out var e) ? $"{e.GetProperty("code")} {e.GetProperty("line")}" : a.ToString()));
    }

    [Theory]
    [InlineData("{}", "LP0172")]
    [InlineData("", "LP0171")]
    [InlineData("[", "LP0171")]
    [InlineData("[] x", "LP0171")]
    [InlineData("[{},]", "LP0171")]
    public async Task A_broken_array_is_refused(string body, string code)
    {
        var (status, problem) = await _client.AskAsync("/predict/batch?model=fairs", body);

        Assert.Equal((400, code), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_large_array_streams_in_order()
    {
        var (_, answers) = await _client.AskAsync("/predict/batch?model=fairs&reasons=0", $"[{string.Join(",", Enumerable.Range(0, 2000).Select(i => $$"""{"id":{{i}},"Visits":{{i % 20}},"Revenue":1,"Source":"web"}"""))}]");

        Assert.Equal(Enumerable.Range(0, 2000), answers.EnumerateArray().Select(a => a.GetProperty("lead_id").GetInt32()));
    }

    [Fact]
    public async Task CSV_keeps_its_columns_and_rows()
    {
        var csv = await _client.TextAsync("/predict/batch?model=fairs", "id,Visits,Source,Revenue\n1,12,fair,350.5\n2,x,web,\n3,,web,\n", "text/csv");
        var theirs = TinyZips.Theirs(_zip);
        double first = theirs(new() { Visits = 12, Revenue = 350.5f, Source = "fair" }).Probability, third = theirs(new() { Visits = float.NaN, Revenue = float.NaN, Source = "web" }).Probability;

        Assert.Equal(string.Create(null, $"id,Visits,Source,Revenue,sql_probability,grade,percentile,reasons\n1,12,fair,350.5,{first},{ZipModel.Grades.Of(first)},,\n3,,web,,{third},{ZipModel.Grades.Of(third)},,\n"), csv);
    }

    [Fact]
    public async Task CSV_rejects_say_line_and_column()
    {
        Assert.Equal(
            "line,column,code,message,row\n3,2,LP0956,\"column 'Visits': expected a number, found text of 1 characters. Correct it, or leave it empty for missing.\",\"2,x,web,\"\n",
            await _client.TextAsync("/predict/batch?model=fairs&output=rejects", "id,Visits,Source,Revenue\n1,12,fair,350.5\n2,x,web,\n", "text/csv"));
    }

    [Fact]
    public async Task Lists_and_schema_show_the_zips()
    {
        var (_, models) = await _client.LookAsync("/models");
        var (_, ready) = await _client.LookAsync("/health/ready");
        var (_, schema) = await _client.LookAsync("/models/fairs/schema");

        Assert.Contains(models.GetProperty("serving").EnumerateArray(), m => m.GetProperty("name").GetString() == "fairs" && m.GetProperty("kind").GetString() == "mlnet" && m.GetProperty("status").GetString() == "ready");
        Assert.Contains(ready.GetProperty("models").EnumerateArray(), m => m.GetProperty("name").GetString() == "fairs" && m.GetProperty("id").GetString()!.Length == 12);
        Assert.Equal(["Sql False", "Visits True", "Revenue True", "Source True"], schema.GetProperty("columns").EnumerateArray().Select(c => $"{c.GetProperty("name")} {c.GetProperty("used")}"));
    }

    [Fact]
    public async Task Other_names_are_left_to_the_registry()
    {
        Assert.Equal((404, "LP0620"), (await _client.AskAsync("/predict?model=nobody", Lead)) is var (status, problem) ? (status, problem.GetProperty("code").GetString()) : default);
        // LeadPredict:Model has no model here.
        Assert.Equal(503, (await _client.AskAsync("/predict", Lead)).Status);
    }

    [Fact]
    public async Task A_zip_may_be_the_model_that_answers_where_none_is_named()
    {
        using var service = new ZipService(_folder, ("LeadPredict:Model", _folder["fairs.zip"]));
        using var client = service.CreateClient();

        Assert.Equal(200, (await client.AskAsync("/predict", Lead)).Status);
        Assert.Equal(200, (await client.LookAsync("/health/ready")).Status);
    }
}
