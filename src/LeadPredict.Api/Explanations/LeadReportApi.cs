using System.Buffers;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Api.Serving;
using LeadPredict.Reports;
using LeadPredict.Serving;
using LeadPredict.Wording;

namespace LeadPredict.Api.Explanations;

/// <summary>
/// <c>POST /leads/report</c> with a lead as for <c>/predict</c>, and <c>GET /leads/report</c> with its fields as query parameters: one page for people. Addresses are kept by
/// browsers and proxies, so a lead with data that should not be kept is posted.
/// </summary>
sealed class LeadReportApi(PredictionEngines engines, ApiOptions options, TimeProvider clock, Decisions decisions)
{
    // A column of such a name can be posted only.
    static readonly string[] s_reserved = ["lang", "model", "decision", "as_of"];

    public async Task PostAsync(HttpContext context)
    {
        using var document = await QuestionBody.ReadAsync(context, options.MaxBodyBytes);
        if (document is not null) await AnswerAsync(context, document.RootElement);
    }

    public async Task GetAsync(HttpContext context)
    {
        using var document = JsonDocument.Parse(FromQuery(context.Request.Query));
        await AnswerAsync(context, document.RootElement);
    }

    async Task AnswerAsync(HttpContext context, JsonElement lead)
    {
        if (!RequestBody.TryLanguage(context.Request, out var language))
        {
            await Problems.BadQuery(context, "lang", RequestBody.LanguagesKnown);
            return;
        }
        if (!decisions.TryAsk(context.Request, out var asOf))
        {
            await Decisions.BadQuery(context);
            return;
        }
        if (!ModelChoice.TryChoose(context, engines, byRoute: false, out var chosen))
        {
            await Problems.NoSuchModel(context);
            return;
        }
        if (await engines.AcquireAsync(chosen, context.RequestAborted) is not { } pool)
        {
            await Problems.NoModel(context, chosen.ModelName, chosen.State.Why);
            return;
        }
        var model = pool.Current;
        if (await QuestionBody.LeadAsync(context, lead, "", model) is not { } encoded) return;
        // Another version may have been published since.
        var version = chosen.Loaded is { } loaded && ReferenceEquals(loaded.Model, model) ? loaded.Version : "";
        var name = chosen.ModelName.Split('/')[0];
        var reference = version.Length > 0 ? $"{name}/{version}" : chosen.ModelName;
        var page = LeadReport.Of(new LeadReportContent(encoded, language)
        {
            MadeAt = clock.GetUtcNow(),
            ModelName = reference,
            Card = $"GET /models/{name}",
            CardAddress = $"/models/{Uri.EscapeDataString(name)}",
            Decided = asOf is { } day && decisions.For(model) is { } decider ? new DecidedLead(decider.Decide(Given(lead), day), decider.Rules.Rules) : null,
            Command = _ => $"POST /leads/report?model={reference}&lang={language.Code()}",
        }.WithFields(Fields(lead)));
        await WriteAsync(context, page.ToUtf8());
    }

    static async Task WriteAsync(HttpContext context, byte[] page)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        await context.Response.Body.WriteAsync(page, context.RequestAborted);
    }

    // Of a field that is there twice the last counts, as for the model.
    static Dictionary<string, string> Fields(JsonElement lead)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in lead.EnumerateObject())
            if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) fields[field.Name] = field.Value.ToString();
        return fields;
    }

    static IEnumerable<KeyValuePair<string, GivenField>> Given(JsonElement lead) => lead.EnumerateObject()
        .Where(f => f.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
        .Select(f => KeyValuePair.Create(f.Name, new GivenField(f.Value.ValueKind is JsonValueKind.True ? "true" : f.Value.ValueKind is JsonValueKind.False ? "false" : f.Value.ToString(), f.Value.ValueKind == JsonValueKind.Number)));

    static ReadOnlyMemory<byte> FromQuery(IQueryCollection query)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var (name, values) in query)
                if (!s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase)) json.WriteString(name, values.LastOrDefault());
            json.WriteEndObject();
        }
        return output.WrittenMemory;
    }
}
