using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Data;
using LeadPredict.Wording;
using Microsoft.Net.Http.Headers;

namespace LeadPredict.Api.Predictions;

/// <summary>What a request says about its body, read without allocating where it says the usual.</summary>
static class RequestBody
{
    public const string JsonType = "application/json";
    public const string NdjsonType = "application/x-ndjson";
    public const string CsvType = "text/csv";

    /// <summary>The media type in lower case without parameters, or "" when the body cannot be read: no type, another charset than UTF-8, compressed.</summary>
    /// <param name="charset">The charset that is named, or "" for none.</param>
    public static string MediaType(HttpRequest request, out string charset)
    {
        charset = "";
        var header = request.ContentType;
        if (string.IsNullOrEmpty(header)) return "";
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase)) return "";
        if (header == JsonType) return JsonType;
        if (!MediaTypeHeaderValue.TryParse(header, out var parsed)) return "";
        charset = HeaderUtilities.RemoveQuotes(parsed.Charset).ToString().ToLowerInvariant();
        return parsed.MediaType.ToString().ToLowerInvariant() switch
        {
            "application/jsonl" or "application/ndjson" or "application/jsonlines" => NdjsonType,
            "text/json" => JsonType,
            var type when type.StartsWith("application/", StringComparison.Ordinal) && type.EndsWith("+json", StringComparison.Ordinal) => JsonType,
            var type => type,
        };
    }

    /// <summary>Whether JSON in this charset can be read.</summary>
    public static bool IsUtf8(string charset) => charset is "" or "utf-8" or "utf8" or "us-ascii";

    /// <summary>The language that <c>?lang=</c> asks for, else the one that the caller likes best (RFC 9110, section 12.5.4), else English; false for one that reasons are not written in.</summary>
    public static bool TryLanguage(HttpRequest request, out Language language)
    {
        if (request.QueryString.HasValue && request.Query.TryGetValue("lang", out var asked)) return Languages.TryParse(asked.ToString(), out language);
        language = Language.English;
        if (request.Headers.AcceptLanguage.Count == 0 || !StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptLanguage, out var liked)) return true;
        foreach (var tag in liked.OrderByDescending(l => l.Quality ?? 1))
            if (tag.Quality is not 0 && Languages.TryParse(tag.Value.AsSpan(), out language)) return true;
        return true;
    }

    /// <summary>What a query parameter <c>lang</c> may be.</summary>
    public const string LanguagesKnown = "en, it, da, es or de";

    /// <summary>The number of reasons that the query asks for: 3 when it does not say; false unless it is 0 to 50.</summary>
    public static bool TryReasons(HttpRequest request, out int reasons)
    {
        reasons = 3;
        return !request.QueryString.HasValue || !request.Query.TryGetValue("reasons", out var text)
            || (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out reasons) && reasons is >= 0 and <= 50);
    }

    /// <summary>The body as JSON, read whole; null after a problem was answered.</summary>
    /// <param name="most">Bytes that it may have.</param>
    public static async Task<JsonDocument?> JsonAsync(HttpContext context, int most)
    {
        if (MediaType(context.Request, out var charset) != JsonType || !IsUtf8(charset))
        {
            await Problems.MediaType(context, JsonType);
            return null;
        }
        try
        {
            await using var body = new LimitedStream(context.Request.Body, most);
            return await JsonDocument.ParseAsync(body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException e)
        {
            await Problems.Broken(context, new Diagnostic("", (e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "LP0171", "not well-formed JSON. Correct it where the line and column say."));
            return null;
        }
    }
}
