using System.IO.Compression;
using System.Text;
using LeadPredict.Numerics;
using Microsoft.AspNetCore.Http;

namespace LeadPredict.Tests.Api;

/// <summary>
/// Requests that nobody would write: a good one with its body, type, query, headers or encoding spoilt, or one of pure noise. The same number is the same
/// request, so that a failure can be looked at alone.
/// </summary>
sealed class RandomRequests(ulong number)
{
    static readonly string[] s_leads =
    [
        """{"lead_id":"L-1","created_at":"2025-01-01","lead_source":"referral","employee_count":250,"demo_requested":true,"last_touch_at":"2025-01-10","annual_revenue":null}""",
        """{"lead_source":"w\u0065b","employee_count":"1,200","demo_requested":"no","annual_revenue":1234.5,"email":"x@example.com"}""",
        """{"lead_id":7,"unknown":{"a":[1,2,{"b":null}]},"employee_count":-0.0,"last_touch_at":"31.12.2024 23:59"}""",
        "{}",
    ];
    static readonly string s_csv = "lead_id,created_at,lead_source,employee_count,demo_requested,last_touch_at,annual_revenue\n"
        + "L-1,2025-01-01,referral,250,true,2025-01-10,\nL-2,2025-01-02,\"web, \"\"new\"\"\",,no,,\"1.000,5\"\n=1+1,2025-01-03,event,9,yes,2025-02-01,77\n";
    static readonly string[] s_pieces =
    [
        "{", "}", "[", "]", "\"", ",", ":", "\\", "\\u0000", "\\ud800", "\\uDC00x", "null", "true", "1e999", "-1e-999", "-", "NaN", "Infinity", "00", "0x1F", "1_000", "//", "/*",
        "\r", "\n", "\r\n", "\t", "\0", "\uFEFF", "\u202E", "\U0001F600", "e\u0301", ";", "\"\"", "'", "=cmd|' /C calc'!A0", "@SUM(A1)", "<script>", "${jndi:x}", "%00", "../", "lead_source",
        "employee_count", "\"employee_count\":", "\"demo_requested\":maybe", "9999-99-99", "0001-01-01", "99999999999999999999", "became_sql", "lead_id",
    ];
    static readonly byte[][] s_bytes =
    [
        [0xFF], [0xFE, 0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0x00], [0x1F, 0x8B, 0x08], "PK\u0003\u0004"u8.ToArray(),
    ];
    static readonly string[] s_types =
    [
        "application/json", "application/x-ndjson", "text/csv", "application/json; charset=utf-8", "text/csv; charset=utf-16", "text/csv; charset=windows-1252", "text/csv; charset=\"utf-8\"",
        "text/csv; charset=utf-32; header=absent", "application/json; charset=utf-16", "application/vnd.lead+json", "application/jsonl", "text/plain", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded", "application/json;", "application/json; charset=", "application/json; charset=\"", "json", "/", ";", " ", "*/*", "text/csv; charset=klingon", "application/json, text/csv",
        "application/\u00e9", new string('a', 5000), "text/csv; q=" + new string('9', 400),
    ];
    static readonly string[] s_paths =
    [
        "/", "/predict/", "/predict/batch/", "/PREDICT", "/predict/batch/x", "/models", "/models/leads", "/models/none", "/models/..%2F..", "/models/leads/promote", "/models/leads/rollback", "/models/a b/promote",
        "/schema", "/health/live", "/health/ready", "/metrics", "/favicon.ico", "//", "/%", "/\u00e9\U0001F600", "/models/\0", "/models/CON", "/v2/models/leads/infer", "/" + new string('p', 3000),
    ];
    static readonly string[] s_queries =
    [
        "?reasons=0", "?reasons=3", "?reasons=50", "?reasons=51", "?reasons=-1", "?reasons=", "?reasons", "?reasons=1&reasons=2", "?reasons=99999999999999", "?reasons=%33", "?reasons=%", "?reasons=%ff%fe", "?reasons=\u0663",
        "?output=rejects", "?output=scored", "?output=both", "?output=rejects&output=scored", "?&&==&?", "?model=leads", "?model=../x", "?" + new string('q', 4000), "?reasons=1&x=\0",
    ];
    static readonly string[] s_methods = ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "BREW", "get", "post"];
    static readonly (string Name, string Value)[] s_headers =
    [
        ("Content-Encoding", "gzip"), ("Content-Encoding", "identity"), ("Content-Encoding", "br, gzip"), ("Accept", "text/html"), ("Accept", ";;;"), ("Accept-Encoding", "gzip;q=x"), ("X-Admin-Key", "wrong"),
        ("X-Admin-Key", "\u00e9"), ("X-Api-Key", "wrong"), ("Authorization", "Bearer x"), ("Authorization", "Basic !"), ("traceparent", "00-zz-zz-01"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ("tracestate", "=,="), ("baggage", "a=b;c"), ("Range", "bytes=0-1,-1"), ("If-None-Match", "*"), ("Origin", "null"), ("Host", "a:b:c"), ("X-Forwarded-For", "999.1.1.1"), ("X-HTTP-Method-Override", "DELETE"),
        ("Access-Control-Request-Method", "POST"), ("Cookie", "a=" + "x;=,\"\\"), ("Content-Language", "??"), ("Expect", "100-continue"),
    ];

    readonly DeterministicRandom _random = new(2026, number);

    /// <summary>Fills in a request.</summary>
    public void Write(HttpRequest request)
    {
        request.Method = "POST";
        request.Scheme = "http";
        request.Host = new HostString("localhost");
        var batch = _random.NextInt(2) == 0;
        request.Path = batch ? "/predict/batch" : "/predict";
        var type = batch ? s_types[_random.NextInt(3)] : s_types[0];
        var body = GoodBody(batch, type);
        for (var spoilt = 1 + _random.NextInt(3); spoilt > 0; spoilt--)
        {
            switch (_random.NextInt(16))
            {
                case 0: type = Pick(s_types); break;
                case 1: request.QueryString = new QueryString(Pick(s_queries)); break;
                case 2:
                    var (name, value) = s_headers[_random.NextInt(s_headers.Length)];
                    request.Headers[name] = value;
                    break;
                case 3: if (_random.NextInt(4) == 0) request.Path = PathString.FromUriComponent(Pick(s_paths)); break;
                case 4: if (_random.NextInt(4) == 0) request.Method = Pick(s_methods); break;
                case 5: body = Encode(body); break;
                case 6: body = Noise(); break;
                case 7: body = Deep(); break;
                default: body = Spoil(body); break;
            }
        }
        if (type.Length > 0) request.ContentType = type;
        // A length that is not the body's is the server's to catch; here the service must cope with what it is told.
        request.ContentLength = _random.NextInt(8) switch { 0 => null, 1 => _random.NextInt(3_000_000), _ => body.Length };
        request.Body = _random.NextInt(8) == 0 ? new Pieces(body, 1 + _random.NextInt(40)) : new MemoryStream(body);
    }

    string Pick(string[] from) => from[_random.NextInt(from.Length)];

    byte[] GoodBody(bool batch, string type)
    {
        if (!batch) return Encoding.UTF8.GetBytes(Pick(s_leads));
        if (type == "text/csv") return Encoding.UTF8.GetBytes(s_csv);
        var leads = Enumerable.Range(0, _random.NextInt(5)).Select(_ => Pick(s_leads)).ToList();
        return Encoding.UTF8.GetBytes(type == "application/json" ? $"[{string.Join(',', leads)}]" : string.Join('\n', leads));
    }

    // One change at a random place: cut, drop, repeat, flip a bit, or put something in.
    byte[] Spoil(byte[] body)
    {
        var at = _random.NextInt(body.Length + 1);
        var length = _random.NextInt(Math.Min(body.Length - at, 40) + 1);
        switch (_random.NextInt(8))
        {
            case 0: return body[..at];
            case 1: return [.. body[..at], .. body[(at + length)..]];
            case 2: return [.. body[..(at + length)], .. body[at..]];
            case 3 when at < body.Length:
                body = [.. body];
                body[at] ^= (byte)(1 << _random.NextInt(8));
                return body;
            case 4: return Insert(s_bytes[_random.NextInt(s_bytes.Length)]);
            case 5: return Insert(Encoding.UTF8.GetBytes(new string((char)('0' + _random.NextInt(10)), _random.NextInt(500))));
            default: return Insert(Encoding.UTF8.GetBytes(Pick(s_pieces)));
        }

        byte[] Insert(byte[] piece) => [.. body[..at], .. piece, .. body[at..]];
    }

    byte[] Encode(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        switch (_random.NextInt(6))
        {
            case 0: return Encoding.Unicode.GetBytes(text);
            case 1: return [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)];
            case 2: return Encoding.UTF32.GetBytes(text);
            case 3: return Encoding.Latin1.GetBytes(text + "\u00e9");
            case 4: return [.. Encoding.UTF8.Preamble, .. body];
            default:
                using (var packed = new MemoryStream())
                {
                    using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body);
                    return packed.ToArray();
                }
        }
    }

    byte[] Noise()
    {
        var noise = new byte[_random.NextInt(300)];
        for (var i = 0; i < noise.Length; i++) noise[i] = (byte)_random.NextInt(256);
        return noise;
    }

    byte[] Deep()
    {
        var depth = 1 << _random.NextInt(13);
        var (open, shut) = _random.NextInt(2) == 0 ? ("[", "]") : ("{\"lead_source\":", "}");
        var text = string.Concat(Enumerable.Repeat(open, depth)) + "1" + (_random.NextInt(2) == 0 ? string.Concat(Enumerable.Repeat(shut, depth)) : "");
        return Encoding.UTF8.GetBytes(_random.NextInt(2) == 0 ? text : "{\"employee_count\":" + text + "}");
    }
}

/// <summary>A body that comes in pieces of so many bytes.</summary>
sealed class Pieces(byte[] body, int bytes) : MemoryStream(body)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(bytes, buffer.Length)], cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        base.ReadAsync(buffer, offset, Math.Min(bytes, count), cancellationToken);

    public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(bytes, buffer.Length)]);
}
