using System.Net;
using System.Text;

namespace LeadPredict.Tests.Api;

public class PredictApiTests(ServiceFixture service) : IClassFixture<ServiceFixture>
{
    readonly HttpClient _client = service.CreateClient();

    const string Lead = """{"lead_id":"L-1","created_at":"2025-01-01","lead_source":"referral","employee_count":250,"demo_requested":true,"last_touch_at":"2025-01-10","annual_revenue":null}""";

    [Fact]
    public async Task A_lead_is_answered_with_probability_grade_interval_reasons_and_model()
    {
        using var response = await _client.PostAsync("/predict", Lead);
        var answer = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["lead_id", "probability", "log_odds", "grade", "interval", "reasons", "base", "dials", "warnings", "model"], answer.EnumerateObject().Select(p => p.Name));
        Assert.InRange(answer.GetProperty("probability").GetDouble(), answer.GetProperty("interval").GetProperty("low").GetDouble(), answer.GetProperty("interval").GetProperty("high").GetDouble());
        Assert.Equal(3, answer.GetProperty("reasons").GetArrayLength());
        Assert.Equal(0, answer.GetProperty("warnings").GetArrayLength());
        Assert.Equal("leads", answer.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(12, answer.GetProperty("model").GetProperty("id").GetString()!.Length);
    }

    [Theory]
    [InlineData("", "", "Asked for a demo")]
    [InlineData("?lang=da", "de", "Har bedt om en demo")]
    [InlineData("", "fr-CA, de-AT;q=0.7, it;q=0.8", "Ha chiesto una demo")]
    [InlineData("", "fr", "Asked for a demo")]
    [InlineData("", ";;", "Asked for a demo")]
    public async Task Reasons_are_in_the_callers_language(string query, string accepted, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict" + query) { Content = Requests.Body(Lead, "application/json") };
        if (accepted.Length > 0) request.Headers.TryAddWithoutValidation("Accept-Language", accepted);
        using var response = await _client.SendAsync(request);

        Assert.Contains((await response.JsonAsync()).GetProperty("reasons").EnumerateArray(), r => r.GetProperty("text").GetString()!.StartsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/predict?lang=xx")]
    [InlineData("/predict/batch?lang=")]
    public async Task A_language_that_reasons_are_not_written_in_is_refused(string path)
    {
        using var response = await _client.PostAsync(path, "[]");

        Assert.Equal((HttpStatusCode.BadRequest, "LP0608"), (response.StatusCode, (await response.JsonAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("50", 5)]
    [InlineData("1", 1)]
    public async Task As_many_reasons_as_asked_for(string reasons, int expected)
    {
        using var response = await _client.PostAsync($"/predict?reasons={reasons}", Lead);

        Assert.Equal(expected, (await response.JsonAsync()).GetProperty("reasons").GetArrayLength());
    }

    [Theory]
    [InlineData("/predict", "{", "application/json", 400, "LP0171")]
    [InlineData("/predict", "", "application/json", 400, "LP0171")]
    [InlineData("/predict", "[]", "application/json", 400, "LP0172")]
    [InlineData("/predict", "{\"employee_count\":\"many\"}", "application/json", 422, "LP0161")]
    [InlineData("/predict", "{\"employee_count\":1e400}", "application/json", 422, "LP0161")]
    [InlineData("/predict", "{\"employee_count\":{}}", "application/json", 422, "LP0173")]
    [InlineData("/predict", "{}", "text/plain", 415, "LP0604")]
    [InlineData("/predict", "{}", "application/json; charset=utf-16", 415, "LP0604")]
    [InlineData("/predict", "lead_source=web", "application/x-www-form-urlencoded", 415, "LP0604")]
    [InlineData("/predict?reasons=51", "{}", "application/json", 400, "LP0608")]
    [InlineData("/predict?reasons=-1", "{}", "application/json", 400, "LP0608")]
    [InlineData("/predict?reasons=x", "{}", "application/json", 400, "LP0608")]
    [InlineData("/predict/batch", "{}", "application/json", 400, "LP0172")]
    [InlineData("/predict/batch", "[{},]", "application/json", 400, "LP0171")]
    [InlineData("/predict/batch", "[{}", "application/json", 400, "LP0171")]
    [InlineData("/predict/batch", "[] x", "application/json", 400, "LP0171")]
    [InlineData("/predict/batch", "", "application/json", 400, "LP0171")]
    [InlineData("/predict/batch", "a;b", "text/xml", 415, "LP0604")]
    [InlineData("/predict/batch", "name,city\nx,y\n", "text/csv", 422, "LP0175")]
    [InlineData("/predict/batch", "", "text/csv", 422, "LP0103")]
    [InlineData("/predict/batch?output=both", "[]", "application/json", 400, "LP0608")]
    [InlineData("/nothing", "{}", "application/json", 404, "LP0602")]
    [InlineData("/health/ready", "{}", "application/json", 405, "LP0603")]
    public async Task What_cannot_be_answered_is_a_problem_with_a_code(string path, string body, string type, int status, string code)
    {
        using var response = await _client.PostAsync(path, body, type);
        var problem = await response.JsonAsync();

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal($"urn:leadpredict:problem:{code}", problem.GetProperty("type").GetString());
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    [Fact]
    public async Task Every_field_of_the_wrong_kind_is_named_and_none_is_quoted()
    {
        using var response = await _client.PostAsync("/predict", "{\"employee_count\":\"secret-1\",\"demo_requested\":\"secret-2\"}");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(["/demo_requested", "/employee_count"], (await response.JsonAsync()).GetProperty("errors").EnumerateObject().Select(e => e.Name));
        Assert.DoesNotContain("secret", text);
    }

    [Fact]
    public async Task A_lead_that_is_too_long_is_refused_with_or_without_its_length()
    {
        var body = "{\"note\":\"" + new string('x', 2 << 20) + "\"}";
        using var known = await _client.PostAsync("/predict", body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = Requests.Body(body, "application/json") };
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await _client.SendAsync(request);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge), (known.StatusCode, chunked.StatusCode));
    }

    [Fact]
    public async Task A_compressed_body_is_said_not_to_be_supported()
    {
        using var content = Requests.Body("{}", "application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _client.PostAsync("/predict", content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task Every_answer_has_the_headers_that_keep_browsers_safe()
    {
        foreach (var path in (string[])["/", "/nothing", "/health/live", "/openapi/v1.json"])
        {
            using var response = await _client.GetAsync(path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        }
    }

    [Fact]
    public async Task Nothing_of_a_lead_is_logged()
    {
        foreach (var body in (string[])["{\"lead_id\":\"very-private\",\"email\":\"very-private\"}", "{\"employee_count\":\"very-private\"}", "{\"lead_source\":\"very-private"])
            (await _client.PostAsync("/predict", body)).Dispose();
        (await _client.PostAsync("/predict/batch", "lead_source,employee_count\nweb,very-private\n", "text/csv")).Dispose();
        (await _client.PostAsync("/predict/batch", "{\"employee_count\":\"very-private\"}\n", "application/x-ndjson")).Dispose();

        Assert.NotEmpty(service.Logged);
        Assert.DoesNotContain(service.Logged, line => line.Contains("very-private"));
    }

    [Fact]
    public async Task A_lead_in_pieces_is_answered_as_in_one()
    {
        using var whole = await _client.PostAsync("/predict", Lead);
        using var content = new StreamContent(new Trickle(Encoding.UTF8.GetBytes(Lead)));
        content.Headers.ContentType = new("application/json");
        using var pieces = await _client.PostAsync("/predict", content);

        Assert.Equal(await whole.Content.ReadAsStringAsync(), await pieces.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Three_thousand_broken_and_mutated_bodies_never_make_the_service_fail()
    {
        var random = new LeadPredict.Numerics.DeterministicRandom(7);
        var seeds = new (string Path, string Type, byte[] Body)[]
        {
            ("/predict", "application/json", Encoding.UTF8.GetBytes(Lead)),
            ("/predict/batch", "application/json", Encoding.UTF8.GetBytes($"[{Lead},{Lead},{{}}]")),
            ("/predict/batch", "application/x-ndjson", Encoding.UTF8.GetBytes($"{Lead}\n{Lead}\n")),
            ("/predict/batch", "text/csv", "lead_id,lead_source,employee_count\n1,web,\"20\"\n2,\"refer\"\"ral\",30\n"u8.ToArray()),
        };
        ReadOnlyMemory<byte>[] pieces = ["\""u8.ToArray(), "{"u8.ToArray(), "["u8.ToArray(), "}"u8.ToArray(), "\\ud800"u8.ToArray(), "\0"u8.ToArray(), "1e999"u8.ToArray(), "\n"u8.ToArray(), new byte[] { 0xC3 }, new byte[] { 0xED, 0xA0, 0x80 }, ","u8.ToArray(), "null"u8.ToArray(), "\uFEFF"u8.ToArray()];
        for (var i = 0; i < 3000; i++)
        {
            var (path, type, body) = seeds[i % seeds.Length];
            var bytes = body.ToList();
            for (var change = random.NextInt(4); change >= 0; change--)
            {
                var at = random.NextInt(bytes.Count + 1);
                switch (random.NextInt(4))
                {
                    case 0: bytes.InsertRange(at, pieces[random.NextInt(pieces.Length)].ToArray()); break;
                    case 1: if (at < bytes.Count) bytes[at] = (byte)random.NextInt(256); break;
                    case 2: bytes.RemoveRange(at, Math.Min(random.NextInt(5), bytes.Count - at)); break;
                    default: bytes.RemoveRange(at, bytes.Count - at); break;
                }
            }
            using var content = new ByteArrayContent([.. bytes]);
            content.Headers.ContentType = new(type);
            using var response = await _client.PostAsync(path, content);
            await response.Content.ReadAsByteArrayAsync();
            Assert.True((int)response.StatusCode < 500, $"{i}: {(int)response.StatusCode} {path} {Convert.ToBase64String([.. bytes])}");
        }
    }

    /// <summary>A byte at a time.</summary>
    sealed class Trickle(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            foreach (var b in ToArray())
            {
                await destination.WriteAsync(new[] { b }, cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }
    }
}
