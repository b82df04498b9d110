using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;

namespace LeadPredict.Api.Explanations;

/// <summary>
/// <c>POST /whatif</c>: a <c>lead</c>, values to <c>set</c>, a grade or probability to <c>reach</c>, and the columns that are <c>actionable</c> where the schema does not say.
/// </summary>
sealed class WhatIfApi(PredictionEngines engines, ApiOptions options)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (!RequestBody.TryLanguage(context.Request, out var language))
        {
            await Problems.BadQuery(context, "lang", RequestBody.LanguagesKnown);
            return;
        }
        if (await ModelOf.AsksAsync(context, engines) is not { } model) return;
        using var document = await QuestionBody.ReadAsync(context, options.MaxBodyBytes);
        if (document is null) return;
        var root = document.RootElement;
        if (!TryWanted(root, model, out var wanted))
        {
            await Problems.Broken(context, new Diagnostic("", 0, 0, "LP0172", "'/reach' must be \"A\", \"B\", \"C\" or a probability between 0 and 1."));
            return;
        }
        if (!TryActionable(root, out var actionable) || !TryEdits(root, model, out var edits))
        {
            await Problems.Broken(context, new Diagnostic("", 0, 0, "LP0172", "'/actionable' must be an array of column names, and '/set' an object of columns and values."));
            return;
        }
        if (await QuestionBody.LeadAsync(context, document, "lead", model) is not { } lead) return;
        var edited = edits.Count > 0 ? lead.With(edits) : null;
        var start = edited ?? lead;
        var change = wanted is { } probability ? ChangeSearch.Find(start, probability, actionable) : null;
        var question = model.Observed is null ? null : NextQuestion.For(start, language);
        await Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            ExplanationJson.Write(json, lead, edited, wanted, change, question, language);
            json.WriteEndObject();
        });
    }

    static bool TryWanted(JsonElement root, LeadModel model, out double? wanted)
    {
        wanted = null;
        if (!root.TryGetProperty("reach", out var reach) || reach.ValueKind == JsonValueKind.Null) return true;
        if (reach.ValueKind == JsonValueKind.Number && reach.TryGetDouble(out var probability)) wanted = probability;
        else if (reach.ValueKind == JsonValueKind.String)
            wanted = reach.GetString()!.ToUpperInvariant() switch { "A" => model.Grades.A, "B" => model.Grades.B, "C" => model.Grades.C, _ => null };
        return wanted is >= 0 and < 1;
    }

    static bool TryActionable(JsonElement root, out List<string>? columns)
    {
        columns = null;
        if (!root.TryGetProperty("actionable", out var given) || given.ValueKind == JsonValueKind.Null) return true;
        if (given.ValueKind != JsonValueKind.Array || given.EnumerateArray().Any(c => c.ValueKind != JsonValueKind.String)) return false;
        columns = [.. given.EnumerateArray().Select(c => c.GetString()!)];
        return true;
    }

    static bool TryEdits(JsonElement root, LeadModel model, out List<KeyValuePair<string, GivenField>> edits)
    {
        edits = [];
        if (!root.TryGetProperty("set", out var given) || given.ValueKind == JsonValueKind.Null) return true;
        if (given.ValueKind != JsonValueKind.Object) return false;
        foreach (var edit in given.EnumerateObject())
        {
            // JSON's own truth values are those of the column, however its files spell them.
            var column = model.Schema.Columns.FirstOrDefault(c => c.Name.Equals(edit.Name, StringComparison.OrdinalIgnoreCase));
            var text = edit.Value.ValueKind switch
            {
                JsonValueKind.String => edit.Value.GetString(),
                JsonValueKind.Number => edit.Value.GetRawText(),
                JsonValueKind.True => column?.TrueText ?? "true",
                JsonValueKind.False => column?.FalseText ?? "false",
                _ => null,
            };
            if (text is null && edit.Value.ValueKind != JsonValueKind.Null) return false;
            edits.Add(new(edit.Name, new GivenField(text, edit.Value.ValueKind == JsonValueKind.Number)));
        }
        return true;
    }
}
