using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Api.Serving;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.Api.Explanations;

/// <summary>
/// <c>POST /explain/diff</c>: why a lead's score changed. The body has the lead <c>before</c> and <c>after</c>, and may have the <c>days</c> between them; without, they come from
/// <c>snapshot_at</c>. <c>?from=NAME/VERSION</c> names the model of the earlier scoring where it is another.
/// </summary>
sealed class DiffApi(PredictionEngines engines, ApiOptions options)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!RequestBody.TryLanguage(context.Request, out var language))
        {
            await Problems.BadQuery(context, "lang", RequestBody.LanguagesKnown);
            return;
        }
        var later = await ModelOf.AsksAsync(context, engines);
        if (later is null) return;
        var earlier = later;
        if (context.Request.Query.TryGetValue("from", out var from) && (earlier = await ModelOf.NamedAsync(context, engines, from.ToString())) is null) return;
        using var document = await QuestionBody.ReadAsync(context, options.MaxBodyBytes);
        if (document is null) return;
        if (!TryDays(document.RootElement, out var days))
        {
            await Problems.Broken(context, new Diagnostic("", 0, 0, "LP0172", "'/days' must be a number from 0 to 100000."));
            return;
        }
        if (await QuestionBody.LeadAsync(context, document, "before", earlier) is not { } before) return;
        if (await QuestionBody.LeadAsync(context, document, "after", later) is not { } after) return;
        var beforeInLater = before;
        var afterInEarlier = after;
        if (!ReferenceEquals(earlier, later))
        {
            if (await QuestionBody.LeadAsync(context, document, "before", later) is not { } crossed) return;
            if (await QuestionBody.LeadAsync(context, document, "after", earlier) is not { } other) return;
            (beforeInLater, afterInEarlier) = (crossed, other);
        }
        var ledger = ScoreLedger.Of(before, after, beforeInLater, afterInEarlier, days, language);
        await Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            ExplanationJson.Write(json, ledger, earlier.Id, later.Id, days);
            json.WriteEndObject();
        });
    }

    static bool TryDays(JsonElement root, out double? days)
    {
        days = null;
        if (root.TryGetProperty("days", out var given) && given.ValueKind != JsonValueKind.Null)
        {
            if (given.ValueKind != JsonValueKind.Number || !given.TryGetDouble(out var number) || number is not (>= 0 and <= 100_000)) return false;
            days = number;
        }
        else if (SnapshotOf(root, "before") is { } first && SnapshotOf(root, "after") is { } second && second >= first) days = second - first;
        return true;
    }

    static double? SnapshotOf(JsonElement root, string member) =>
        root.TryGetProperty(member, out var lead) && lead.ValueKind == JsonValueKind.Object && lead.TryGetProperty("snapshot_at", out var at) && at.ValueKind == JsonValueKind.String
        && FieldParser.TryParseDate(System.Text.Encoding.UTF8.GetBytes(at.GetString()!), null, out var days) ? Math.Floor(days) : null;
}
