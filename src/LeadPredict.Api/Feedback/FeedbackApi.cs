using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Predictions;
using LeadPredict.Data;
using LeadPredict.Qualification.Feedback;
using LeadPredict.Serving;

namespace LeadPredict.Api.Feedback;

/// <summary>
/// <c>POST /feedback</c>: what sales says of a lead, or an array of that. All of a request is kept, on the disk when it is answered, or none of it. Without
/// <c>LeadPredict:Feedback</c> there is nowhere to keep it, and the answer is 404.
/// </summary>
sealed class FeedbackApi(FeedbackFile? file, ApiOptions options, TimeProvider clock)
{
    public static void Map(WebApplication app)
    {
        var options = app.Services.GetRequiredService<ApiOptions>();
        var file = options.Feedback is { } path ? new FeedbackFile(path) : null;
        app.MapPost("/feedback", new FeedbackApi(file, options, app.Services.GetRequiredService<TimeProvider>()).HandleAsync);
    }

    async Task HandleAsync(HttpContext context)
    {
        if (file is null)
        {
            await Problems.NoFeedback(context);
            return;
        }
        using var document = await RequestBody.JsonAsync(context, options.MaxBodyBytes);
        if (document is null) return;
        var feedback = new List<LeadFeedback>();
        var errors = new List<FieldError>();
        if (document.RootElement.ValueKind == JsonValueKind.Array)
            foreach (var (i, element) in document.RootElement.EnumerateArray().Index()) Take(element, $"/{i}");
        else Take(document.RootElement, "");
        if (errors.Count > 0)
        {
            await Problems.WrongValues(context, errors);
            return;
        }
        try
        {
            if (feedback.Count > 0) file.Append(feedback);
        }
        catch (LeadPredictException e)
        {
            await Problems.NotKept(context, e);
            return;
        }
        await Json.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("kept", feedback.Count);
            json.WriteEndObject();
        });

        void Take(JsonElement element, string pointer)
        {
            if (FeedbackJson.Read(element, clock.GetUtcNow(), out var problems) is { } one) feedback.Add(one);
            errors.AddRange(problems.Select(p => new FieldError(p.Key.Length > 0 ? $"{pointer}/{p.Key}" : pointer, p.Problem)));
        }
    }
}
