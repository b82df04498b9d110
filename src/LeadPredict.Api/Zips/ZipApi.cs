using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Health;
using LeadPredict.Api.Predictions;
using LeadPredict.Data;
using LeadPredict.MLNet;
using LeadPredict.Serving;
using Microsoft.AspNetCore.Http.Features;

namespace LeadPredict.Api.Zips;

/// <summary><c>POST /predict</c> and <c>/predict/batch</c> for ML.NET zips: the same questions, answers, limits and problems as for our own models.</summary>
sealed class ZipApi(ApiOptions options, ServiceMetrics metrics, Decisions decisions)
{
    const int HeldBytes = 1 << 20;

    public async Task PredictAsync(HttpContext context, ZipEntry entry)
    {
        var watcher = entry.Watcher;
        if (RequestBody.MediaType(context.Request, out var charset) != RequestBody.JsonType || !RequestBody.IsUtf8(charset)) await Problems.MediaType(context, RequestBody.JsonType);
        else if (context.Request.ContentLength > options.MaxBodyBytes) await Problems.TooLarge(context, options.MaxBodyBytes);
        else if (watcher.Model is null) await Problems.NoModel(context, watcher.ModelName, watcher.State.Why);
        else if (await WishAsync(context) is { } wish && await ReadAsync(context) is { } read)
        {
            // Only now, since the body may have taken its time: the model of this moment answers.
            var answer = AnswerAsync(context, entry, watcher.Model, read.Buffer.IsSingleSegment ? read.Buffer.First : read.Buffer.ToArray(), wish);
            context.Request.BodyReader.AdvanceTo(read.Buffer.End);
            await answer;
        }
    }

    /// <param name="Reasons">Whether reasons are asked for.</param>
    /// <param name="Decision">Whether a decision is.</param>
    readonly record struct Wish(bool Reasons, bool Decision);

    // Null where the query cannot be understood, and that was answered.
    async ValueTask<Wish?> WishAsync(HttpContext context)
    {
        if (!RequestBody.TryReasons(context.Request, out var reasons)) await Problems.BadQuery(context, "reasons", "a whole number from 0 to 50");
        else if (!RequestBody.TryLanguage(context.Request, out _)) await Problems.BadQuery(context, "lang", RequestBody.LanguagesKnown);
        else if (!decisions.TryAsk(context.Request, out var asOf)) await Decisions.BadQuery(context);
        else return new Wish(reasons > 0, asOf is not null);
        return null;
    }

    async ValueTask<ReadResult?> ReadAsync(HttpContext context)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > options.MaxBodyBytes)
            {
                body.AdvanceTo(read.Buffer.End);
                await Problems.TooLarge(context, options.MaxBodyBytes);
                return null;
            }
            if (read.IsCompleted || read.IsCanceled) return read;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    Task AnswerAsync(HttpContext context, ZipEntry entry, ZipModel model, ReadOnlyMemory<byte> lead, Wish wish)
    {
        var counts = metrics.Of(entry.Watcher.ModelName);
        var json = model.RentJson();
        try
        {
            var status = json.Read(lead.Span);
            if (status == LeadJsonStatus.Ok && json.TryAnswer(entry.JsonName, wish.Reasons, wish.Decision, out var answer))
            {
                var response = context.Response;
                response.ContentType = "application/json; charset=utf-8";
                response.ContentLength = answer.Length;
                answer.CopyTo(response.BodyWriter.GetSpan(answer.Length));
                response.BodyWriter.Advance(answer.Length);
                counts.Add(1, 0);
                return Task.CompletedTask;
            }
            counts.Add(0, 1);
            return status switch
            {
                LeadJsonStatus.WrongValue => Problems.WrongValues(context, json.FieldErrors),
                LeadJsonStatus.Ok => Problems.NoAnswer(context, json.Problem!),
                _ => Problems.Broken(context, json.Problem!),
            };
        }
        finally
        {
            model.Return(json);
        }
    }

    public async Task BatchAsync(HttpContext context, ZipEntry entry)
    {
        var request = context.Request;
        var watcher = entry.Watcher;
        var form = RequestBody.MediaType(request, out var charset);
        var isText = form is RequestBody.JsonType or RequestBody.NdjsonType;
        var rejectsAsked = request.Query["output"] == "rejects";
        if (!(isText && RequestBody.IsUtf8(charset)) && !(form == RequestBody.CsvType && (charset.Length == 0 || CsvDialectNames.ParseEncoding(charset) is not null)))
            await Problems.MediaType(context, $"{RequestBody.JsonType}, {RequestBody.NdjsonType} or {RequestBody.CsvType}");
        else if (request.Query.ContainsKey("output") && !rejectsAsked && request.Query["output"] != "scored") await Problems.BadQuery(context, "output", "scored or rejects");
        else if (request.ContentLength > options.MaxBatchBytes) await Problems.TooLarge(context, options.MaxBatchBytes);
        else if (watcher.Model is not { } model) await Problems.NoModel(context, watcher.ModelName, watcher.State.Why);
        else if (await WishAsync(context) is { } wish)
        {
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxBatchBytes;
            if (form == RequestBody.CsvType) await CsvAsync(context, watcher, model, charset, rejectsAsked);
            else await new ZipBatch(entry, options, form == RequestBody.NdjsonType, wish.Reasons, wish.Decision).AnswerAsync(context, metrics.Of(watcher.ModelName));
        }
    }

    // The same bytes as `leadpredict score`. One model answers the whole file.
    async Task CsvAsync(HttpContext context, ZipModelWatcher watcher, ZipModel model, string charset, bool rejectsAsked)
    {
        var ct = context.RequestAborted;
        var given = charset.Length == 0 || CsvDialectNames.ParseEncoding(charset) == TextEncoding.Utf8 ? null : new CsvDialectOptions { Encoding = CsvDialectNames.ParseEncoding(charset) };
        await using var body = new LimitedStream(context.Request.Body, options.MaxBatchBytes);
        using var reader = await LeadReader.FromStreamAsync(body, "request", given, ct);
        var response = context.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers["X-Model-Name"] = watcher.ModelName;
        response.Headers["X-Model-Id"] = model.Id;
        await using var answer = new HeldStart(response.Body, HeldBytes);
        var scorer = new ZipScorer(model, new ScoringOptions(), rejectsAsked ? Stream.Null : answer, rejectsAsked ? answer : null);
        await scorer.AppendAsync(reader, ct);
        var summary = scorer.Finish();
        if (answer.Holding)
        {
            response.Headers["X-Rows-Scored"] = summary.RowsScored.ToString(CultureInfo.InvariantCulture);
            response.Headers["X-Rows-Rejected"] = summary.RowsRejected.ToString(CultureInfo.InvariantCulture);
            await answer.ReleaseAsync(ct);
        }
        metrics.Of(watcher.ModelName).Add(summary.RowsScored, summary.RowsRejected);
    }
}
