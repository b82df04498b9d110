using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Explanations;

/// <summary>A question that holds leads: one JSON object, read whole.</summary>
static class QuestionBody
{
    /// <summary>The object in the body; null after a problem was answered.</summary>
    public static async Task<JsonDocument?> ReadAsync(HttpContext context, int most)
    {
        if (await RequestBody.JsonAsync(context, most) is not { } document) return null;
        if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
        document.Dispose();
        await Problems.Broken(context, new Diagnostic("", 0, 0, "LP0172", "expected a JSON object with a lead in it."));
        return null;
    }

    /// <summary>The lead that a member holds, as a model sees it; null after a problem was answered.</summary>
    public static async Task<EncodedLead?> LeadAsync(HttpContext context, JsonDocument document, string member, LeadModel model)
    {
        if (!document.RootElement.TryGetProperty(member, out var element) || element.ValueKind != JsonValueKind.Object)
        {
            await Problems.Broken(context, new Diagnostic("", 0, 0, "LP0172", $"expected an object of columns and values at '/{member}'."));
            return null;
        }
        return await LeadAsync(context, element, $"/{member}", model);
    }

    /// <summary>The lead of an object, which is at <paramref name="pointer"/> in the body; null after a problem was answered.</summary>
    public static async Task<EncodedLead?> LeadAsync(HttpContext context, JsonElement element, string pointer, LeadModel model)
    {
        var engine = new PredictionEngine(model);
        var status = engine.Json.Read(System.Text.Encoding.UTF8.GetBytes(element.GetRawText()));
        if (status == LeadJsonStatus.Ok) return EncodedLead.Of(engine, engine.Json.Given());
        await (status == LeadJsonStatus.WrongValue
            ? Problems.WrongValues(context, [.. engine.Json.FieldErrors.Select(e => e with { Pointer = pointer + e.Pointer })])
            : Problems.Broken(context, engine.Json.Problem!));
        return null;
    }
}
