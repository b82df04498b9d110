using System.Globalization;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Api.Serving;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace LeadPredict.Api.Predictions;

/// <summary>
/// Many leads in, as many answers out, in the form and the order of the question: <c>POST /predict/batch</c> with a JSON array, lines of JSON, or CSV. Answers stream
/// while the question is still being read, and reading waits while the answers are not taken.
/// </summary>
sealed class BatchApi(PredictionEngines engines, ApiOptions options, ServiceMetrics metrics, Decisions decisions, bool byRoute = false)
{
    const int HeldBytes = 1 << 20;

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var form = RequestBody.MediaType(request, out var charset);
        var isText = form is RequestBody.JsonType or RequestBody.NdjsonType;
        var rejectsAsked = request.Query["output"] == "rejects";
        if (!(isText && RequestBody.IsUtf8(charset)) && !(form == RequestBody.CsvType && (charset.Length == 0 || CsvDialectNames.ParseEncoding(charset) is not null)))
            await Problems.MediaType(context, $"{RequestBody.JsonType}, {RequestBody.NdjsonType} or {RequestBody.CsvType}");
        else if (!RequestBody.TryReasons(request, out var reasons)) await Problems.BadQuery(context, "reasons", "a whole number from 0 to 50");
        else if (!RequestBody.TryLanguage(request, out var language)) await Problems.BadQuery(context, "lang", RequestBody.LanguagesKnown);
        else if (!decisions.TryAsk(request, out var asOf)) await Decisions.BadQuery(context);
        else if (request.Query.ContainsKey("output") && !rejectsAsked && request.Query["output"] != "scored") await Problems.BadQuery(context, "output", "scored or rejects");
        else if (request.ContentLength > options.MaxBatchBytes) await Problems.TooLarge(context, options.MaxBatchBytes);
        else if (!ModelChoice.TryChoose(context, engines, byRoute, out var model)) await Problems.NoSuchModel(context);
        else if (await engines.AcquireAsync(model, context.RequestAborted) is not { } pool) await Problems.NoModel(context, model.ModelName, model.State.Why);
        else
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxBatchBytes;
            await (form switch
            {
                RequestBody.CsvType => CsvAsync(context, model, pool.Current, charset, new ScoringOptions { Reasons = reasons, Language = language, Qualification = RulesFor(pool.Current, asOf), AsOf = asOf }, rejectsAsked),
                RequestBody.NdjsonType => JsonAsync(context, model, new LineAnswers(pool, metrics.Of(model.ModelName), model.JsonName, reasons, options.MaxBodyBytes) { Language = language, Decisions = decisions, AsOf = asOf }),
                _ => JsonAsync(context, model, new ArrayAnswers(pool, metrics.Of(model.ModelName), model.JsonName, reasons, options.MaxBodyBytes) { Language = language, Decisions = decisions, AsOf = asOf }),
            });
        }
    }

    QualificationRules? RulesFor(LeadModel model, DateOnly? asOf) => asOf is null ? null : decisions.RulesFor(model);

    async Task JsonAsync(HttpContext context, ModelFileWatcher model, BatchAnswers answers)
    {
        const int Chunk = 32 * 1024;
        var ct = context.RequestAborted;
        using var owned = answers;
        using var window = new BodyWindow(context.Request.Body, options.MaxBatchBytes);
        context.Response.ContentType = answers.ContentType;
        var fill = window.FillAsync(answers.Appetite, ct);
        while (true)
        {
            await fill;
            // Between pieces of a batch its model may have been swapped, or put out of memory. Removed, it finishes what it began.
            answers.Pool = await engines.AcquireAsync(model, ct) ?? answers.Pool;
            while (answers.Take(window))
                if (answers.Output.WrittenCount >= Chunk) await SendAsync();
            if (answers is { Refusal: { } refusal } && !context.Response.HasStarted)
            {
                context.Response.ContentType = null;
                await (refusal.Code == "LP0605"
                    ? Problems.TooLarge(context, window.TooLong ? options.MaxBatchBytes : options.MaxBodyBytes)
                    : Problems.Broken(context, refusal));
                answers.Output.ResetWrittenCount();
                break;
            }
            if (answers.Done) break;
            fill = window.FillAsync(answers.Appetite, ct);
            // What is ready is sent before waiting for more.
            if (answers.Appetite == 1 && !fill.IsCompleted) await SendAsync();
        }
        if (answers.Output.WrittenCount > 0)
        {
            // The server flushes what is written last when it ends the answer, which it need not cut into chunks if this is all.
            if (!context.Response.HasStarted) context.Response.ContentLength = answers.Output.WrittenCount;
            await context.Response.Body.WriteAsync(answers.Output.WrittenMemory, ct);
        }
        metrics.Of(model.ModelName).Add(0, answers.Refused);

        async ValueTask SendAsync()
        {
            if (answers.Output.WrittenCount == 0) return;
            await context.Response.Body.WriteAsync(answers.Output.WrittenMemory, ct);
            await context.Response.Body.FlushAsync(ct);
            answers.Output.ResetWrittenCount();
        }
    }

    // The same bytes as `leadpredict score`: the scored rows, or with ?output=rejects the file of rejected rows. One model answers the whole file.
    async Task CsvAsync(HttpContext context, ModelFileWatcher served, LeadModel model, string charset, ScoringOptions scoring, bool rejectsAsked)
    {
        var ct = context.RequestAborted;
        var given = charset.Length == 0 ? null : new CsvDialectOptions { Encoding = CsvDialectNames.ParseEncoding(charset) };
        // UTF-8 may begin with its mark, which the recogniser sees.
        if (given?.Encoding == TextEncoding.Utf8) given = null;
        await using var body = new LimitedStream(context.Request.Body, options.MaxBatchBytes);
        using var reader = await LeadReader.FromStreamAsync(body, "request", given, ct);
        var response = context.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers["X-Model-Name"] = served.ModelName;
        response.Headers["X-Model-Id"] = model.Id;
        var scorer = new LeadScorer(model, scoring);
        await using var answer = new HeldStart(response.Body, HeldBytes);
        var summary = rejectsAsked
            ? await scorer.ScoreAsync(reader, Stream.Null, answer, ct: ct)
            : await scorer.ScoreAsync(reader, answer, ct: ct);
        if (answer.Holding)
        {
            // Only a short answer is known whole before it starts; of a long one the rejects are asked for.
            response.Headers["X-Rows-Scored"] = summary.RowsScored.ToString(CultureInfo.InvariantCulture);
            response.Headers["X-Rows-Rejected"] = summary.RowsRejected.ToString(CultureInfo.InvariantCulture);
            await answer.ReleaseAsync(ct);
        }
        metrics.Of(served.ModelName).Add(summary.RowsScored, summary.RowsRejected);
    }
}
