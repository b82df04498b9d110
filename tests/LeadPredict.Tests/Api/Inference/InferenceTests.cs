using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace LeadPredict.Tests.Api.Inference;

/// <summary>The Open Inference Protocol as its clients speak it; the bodies are those that tritonclient and KServe's client were read to send.</summary>
public class InferenceTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    const string TwoLeads = """
        {"id":"42","inputs":[
          {"name":"lead_source","shape":[2,1],"datatype":"BYTES","data":["referral","web"]},
          {"name":"employee_count","shape":[2,1],"datatype":"FP64","data":[420.5,null]},
          {"name":"demo_requested","shape":[2],"datatype":"BOOL","data":[true,false]}]}
        """;

    readonly HttpClient _client = service.CreateClient();

    async Task<JsonElement> Predict(string lead)
    {
        using var response = await _client.PostAsync("/predict?reasons=0", lead);
        return await response.JsonAsync();
    }

    static JsonElement Output(JsonElement answer, string name) => answer.GetProperty("outputs").EnumerateArray().Single(o => o.GetProperty("name").GetString() == name);

    [Fact]
    public async Task Rows_of_tensors_are_answered_as_the_same_leads_are_by_predict()
    {
        var first = await Predict("""{"lead_source":"referral","employee_count":420.5,"demo_requested":true}""");
        var second = await Predict("""{"lead_source":"web","employee_count":null,"demo_requested":false}""");

        using var response = await _client.PostAsync("/v2/models/leads/infer", TwoLeads);
        var answer = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(("leads", "v1", "42"), (answer.GetProperty("model_name").GetString(), answer.GetProperty("model_version").GetString(), answer.GetProperty("id").GetString()));
        Assert.Equal(first.GetProperty("model").GetProperty("id").GetString(), answer.GetProperty("parameters").GetProperty("model_id").GetString());
        foreach (var name in new[] { "probability", "log_odds" })
        {
            var tensor = Output(answer, name);
            Assert.Equal("FP64", tensor.GetProperty("datatype").GetString());
            Assert.Equal("[2]", tensor.GetProperty("shape").GetRawText());
            Assert.Equal([first.GetProperty(name).GetDouble(), second.GetProperty(name).GetDouble()], tensor.GetProperty("data").EnumerateArray().Select(v => v.GetDouble()));
        }
        Assert.Equal([first.GetProperty("grade").GetString(), second.GetProperty("grade").GetString()], Output(answer, "grade").GetProperty("data").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal(first.GetProperty("interval").GetProperty("low").GetDouble(), Output(answer, "interval_low").GetProperty("data")[0].GetDouble());
        Assert.Equal(6, answer.GetProperty("outputs").GetArrayLength());
    }

    [Fact]
    public async Task Nested_data_and_selected_outputs_are_understood()
    {
        using var response = await _client.PostAsync("/v2/models/leads/versions/v1/infer", """
            {"parameters":{"priority":1},"inputs":[{"name":"employee_count","shape":[3,1],"datatype":"INT64","parameters":{"content_type":"np"},"data":[[1],[2],[3]]}],"outputs":[{"name":"log_odds"}]}
            """);

        var answer = await response.JsonAsync();
        Assert.Equal("log_odds", Assert.Single(answer.GetProperty("outputs").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(3, Output(answer, "log_odds").GetProperty("data").GetArrayLength());
        Assert.False(answer.TryGetProperty("id", out _));
    }

    // As tritonclient.http sends it by default: JSON of a stated length, then the tensors' bytes, and all outputs wanted as bytes.
    [Fact]
    public async Task Tensors_as_bytes_are_answered_with_the_bytes_of_the_same_numbers()
    {
        using var plain = await _client.PostAsync("/v2/models/leads/infer", TwoLeads);
        var expected = await plain.JsonAsync();
        var json = Encoding.UTF8.GetBytes("""
            {"inputs":[{"name":"lead_source","shape":[2,1],"datatype":"BYTES","parameters":{"binary_data_size":19}},{"name":"employee_count","shape":[2,1],"datatype":"FP32","parameters":{"binary_data_size":8}},{"name":"demo_requested","shape":[2,1],"datatype":"BOOL","parameters":{"binary_data_size":2}}],"parameters":{"binary_data_output":true}}
            """.Trim());
        byte[] numbers = new byte[8];
        BinaryPrimitives.WriteSingleLittleEndian(numbers, 420.5f);
        BinaryPrimitives.WriteSingleLittleEndian(numbers.AsSpan(4), float.NaN);
        using var content = new ByteArrayContent([.. json, 8, 0, 0, 0, .. "referral"u8, 3, 0, 0, 0, .. "web"u8, .. numbers, 1, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add("Inference-Header-Content-Length", json.Length.ToString());

        using var response = await _client.PostAsync("/v2/models/leads/infer", content);
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        var length = int.Parse(response.Headers.GetValues("Inference-Header-Content-Length").Single());
        using var answer = JsonDocument.Parse(body.AsMemory(0, length));
        var rest = body.AsSpan(length);
        foreach (var tensor in answer.RootElement.GetProperty("outputs").EnumerateArray())
        {
            var size = tensor.GetProperty("parameters").GetProperty("binary_data_size").GetInt32();
            var data = Output(expected, tensor.GetProperty("name").GetString()!).GetProperty("data");
            if (tensor.GetProperty("datatype").GetString() == "BYTES") Assert.Equal((1, data[0].GetString()![0]), (BinaryPrimitives.ReadInt32LittleEndian(rest), (char)rest[4]));
            else Assert.Equal(data[1].GetDouble(), BinaryPrimitives.ReadDoubleLittleEndian(rest[8..]));
            rest = rest[size..];
        }
        Assert.True(rest.IsEmpty);
    }

    [Theory]
    [InlineData("""{"name":"nonsense","shape":[1],"datatype":"FP64","data":[1]}""", "is no column")]
    [InlineData("""{"name":"employee_count","shape":[2],"datatype":"FP64","data":[1]}""", "the shape says 2 values, 'data' has 1")]
    [InlineData("""{"name":"employee_count","shape":[1,2],"datatype":"FP64","data":[1,2]}""", "must be [n] or [n, 1]")]
    [InlineData("""{"name":"employee_count","shape":[1],"datatype":"FP64","data":["1"]}""", "row 0: the value is not of datatype FP64")]
    [InlineData("""{"name":"employee_count","shape":[1],"datatype":"BYTES","data":["secret value"]}""", "Row 0: LP0")]
    [InlineData("""{"name":"employee_count","shape":[1],"datatype":"STRING","data":["1"]}""", "'datatype' must be")]
    [InlineData("""{"name":"employee_count","shape":[1],"datatype":"FP64","parameters":{"binary_data_size":8}}""", "8 bytes are announced, 0 follow")]
    [InlineData("""{"name":"employee_count","shape":[1],"datatype":"FP64","parameters":{"shared_memory_region":"x"}}""", "shared memory is not supported")]
    [InlineData("""{"name":"id","shape":[2],"datatype":"INT8","data":[1,2]},{"name":"employee_count","shape":[1],"datatype":"FP64","data":[1]}""", "has 1 rows, 'id' has 2")]
    public async Task What_cannot_be_used_is_400_with_the_error_member_that_clients_read(string input, string expected)
    {
        using var response = await _client.PostAsync("/v2/models/leads/infer", $$"""{"inputs":[{{input}}]}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (await response.JsonAsync()).GetProperty("error").GetString()!;
        Assert.Contains(expected, error);
        Assert.DoesNotContain("secret", error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"inputs\":[]}")]
    [InlineData("{\"inputs\":[1]}")]
    [InlineData("{\"id\":5,\"inputs\":[]}")]
    [InlineData("{\"inputs\":[{\"name\":\"id\",\"shape\":[0],\"datatype\":\"FP64\",\"data\":[]}],\"outputs\":[{\"name\":\"x\"}]}")]
    [InlineData("{\"inputs\":[{\"name\":\"id\",\"shape\":[0],\"datatype\":\"FP64\",\"data\":[]}],\"outputs\":[{\"name\":\"grade\",\"parameters\":{\"classification\":3}}]}")]
    public async Task A_request_of_another_shape_is_400(string body)
    {
        using var response = await _client.PostAsync("/v2/models/leads/infer", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.JsonAsync()).TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("/v2/models/none/infer")]
    [InlineData("/v2/models/leads/versions/none/infer")]
    [InlineData("/v2/models/leads/nothing")]
    public async Task An_unknown_model_or_route_is_404_with_an_error(string path)
    {
        using var response = await _client.PostAsync(path, TwoLeads);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("LP06", (await response.JsonAsync()).GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_version_that_is_no_champion_answers_when_it_is_asked_for()
    {
        using var response = await _client.PostAsync("/v2/models/leads/versions/v2/infer", TwoLeads);

        Assert.Equal("v2", (await response.JsonAsync()).GetProperty("model_version").GetString());
    }

    [Fact]
    public async Task The_metadata_names_every_column_with_its_datatype()
    {
        using var response = await _client.GetAsync("/v2/models/leads");

        var metadata = await response.JsonAsync();
        Assert.Equal(["v1", "v2"], metadata.GetProperty("versions").EnumerateArray().Select(v => v.GetString()));
        Assert.Equal(
            ["annual_revenue FP64 [-1]", "created_at BYTES [-1]", "demo_requested BOOL [-1]", "employee_count FP64 [-1]", "last_touch_at BYTES [-1]", "lead_source BYTES [-1]"],
            metadata.GetProperty("inputs").EnumerateArray().Select(i => $"{i.GetProperty("name").GetString()} {i.GetProperty("datatype").GetString()} {i.GetProperty("shape").GetRawText().ReplaceLineEndings("").Replace(" ", "")}"));
        Assert.Equal("probability", metadata.GetProperty("outputs")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("/v2", "extensions")]
    [InlineData("/v2/health/live", "live")]
    [InlineData("/v2/health/ready", "ready")]
    [InlineData("/v2/models/leads/ready", "ready")]
    [InlineData("/v2/models/leads/versions/v1/ready", "name")]
    public async Task The_server_and_its_models_say_that_they_are_there(string path, string member)
    {
        using var response = await _client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True((await response.JsonAsync()).TryGetProperty(member, out _));
    }

    [Fact]
    public async Task Without_a_model_it_is_live_but_not_ready()
    {
        using var empty = new ServiceFixture(withModel: false);
        using var client = empty.CreateClient();

        using var live = await client.GetAsync("/v2/health/live");
        using var ready = await client.GetAsync("/v2/health/ready");
        using var infer = await client.PostAsync("/v2/models/leads/infer", TwoLeads);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (live.StatusCode, ready.StatusCode, infer.StatusCode));
    }

    [Fact]
    public async Task A_request_that_is_too_long_is_413()
    {
        using var small = new ServiceFixture(withModel: true, ("LeadPredict:MaxInferBytes", "1024"));
        using var client = small.CreateClient();

        using var response = await client.PostAsync("/v2/models/leads/infer", TwoLeads + new string(' ', 1024));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }
}
