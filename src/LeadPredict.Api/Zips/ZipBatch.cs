using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Observability;
using LeadPredict.Api.Predictions;
using LeadPredict.Data;
using LeadPredict.MLNet;
using LeadPredict.Serving;

namespace LeadPredict.Api.Zips;

/// <summary>
/// A batch of JSON leads, an array or lines, and its answers, which stream while leads still come. A lead that cannot be answered has an error in its place. Leads between which the model
/// was swapped are answered by the new one from then on. For one request.
/// </summary>
sealed class ZipBatch(ZipEntry entry, ApiOptions options, bool isLines, bool reasons, bool decision)
{
    const int Chunk = 32 * 1024;
    const int Appetite = 48 * 1024;
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly ArrayBufferWriter<byte> _output = new(2 * Chunk);
    // Lines from 1, places in an array from 0.
    long _number = isLines ? 1 : 0;
    long _scored, _refused;
    bool _opened, _wantsComma, _wantsLead, _closed, _skipping;
    Diagnostic? _refusal;
    ZipModel? _model;
    ZipJson? _reader;

    public async Task AnswerAsync(HttpContext context, ModelCounts counts)
    {
        var ct = context.RequestAborted;
        using var window = new BodyWindow(context.Request.Body, options.MaxBatchBytes);
        context.Response.ContentType = isLines ? RequestBody.NdjsonType : "application/json; charset=utf-8";
        var done = false;
        while (!done)
        {
            // Who sends a line may wait for its answer. Of an array nobody waits for a part, and a long lead that comes in crumbs is not gone over at each.
            var fill = window.FillAsync(isLines ? 1 : Appetite, ct);
            // What is ready is sent before waiting for more.
            if (!fill.IsCompleted && _refusal is null && _scored + _refused > 0) await SendAsync();
            await fill;
            done = await TakeAsync(window, SendAsync);
        }
        if (_model is not null && _reader is not null) _model.Return(_reader);
        counts.Add(_scored, _refused);
        if (_refusal is not null && !context.Response.HasStarted)
        {
            context.Response.ContentType = null;
            await (_refusal.Code == "LP0605" ? Problems.TooLarge(context, options.MaxBatchBytes) : Problems.Broken(context, _refusal));
            return;
        }
        if (!context.Response.HasStarted) context.Response.ContentLength = _output.WrittenCount;
        await context.Response.Body.WriteAsync(_output.WrittenMemory, ct);

        async ValueTask SendAsync()
        {
            if (_output.WrittenCount == 0) return;
            await context.Response.Body.WriteAsync(_output.WrittenMemory, ct);
            await context.Response.Body.FlushAsync(ct);
            _output.ResetWrittenCount();
        }
    }

    // True when nothing more is to come.
    async ValueTask<bool> TakeAsync(BodyWindow window, Func<ValueTask> send)
    {
        while (_refusal is null && !_closed && (isLines ? TakeLine(window) : TakeOfArray(window)))
            if (_output.WrittenCount >= Chunk) await send();
        if (_refusal is not null) return true;
        if (!window.Ended) return false;
        if (window.TooLong) Refuse(new Diagnostic("", 0, 0, "LP0605", "the batch is longer than is read. Send leads in parts, or raise LeadPredict:MaxBatchBytes."));
        else if (!isLines && (!_closed || !window.Unread.Trim(" \t\r\n"u8).IsEmpty)) Refuse(Broken());
        return true;
    }

    // The model of this moment; between leads it may have been swapped.
    ZipJson Reader()
    {
        var model = entry.Watcher.Model!;
        if (model == _model) return _reader!;
        if (_model is not null) _model.Return(_reader!);
        _model = model;
        return _reader = model.RentJson();
    }

    bool TakeLine(BodyWindow window)
    {
        var unread = window.Unread;
        var end = unread.IndexOf((byte)'\n');
        if (end < 0 && !window.Ended)
        {
            if (unread.Length <= options.MaxBodyBytes) return false;
            // Too long to be a lead: its error now, and the rest of it is passed over.
            if (!_skipping) WriteError(TooLong());
            _skipping = true;
            window.Consume(unread.Length);
            return false;
        }
        if (unread.IsEmpty) return false;
        var line = end < 0 ? unread : unread[..end];
        if (_number == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        if (_skipping) _skipping = false;
        else if (line.Length > options.MaxBodyBytes) WriteError(TooLong());
        else if (!line.Trim(" \t\r"u8).IsEmpty)
        {
            var reader = Reader();
            Answer(reader, reader.Read(line));
        }
        window.Consume(end < 0 ? unread.Length : end + 1);
        _number++;
        return true;
    }

    bool TakeOfArray(BodyWindow window)
    {
        var unread = window.Unread;
        if (!_opened && unread.StartsWith("\uFEFF"u8)) unread = unread[3..];
        var text = unread.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty || (!_opened && text.Length < 3 && !window.Ended && "\uFEFF"u8.StartsWith(text))) return false;
        window.Consume(window.Unread.Length - text.Length);
        if (!_opened)
        {
            if (text[0] != '[') Refuse(new Diagnostic("", 0, 0, "LP0172", "expected a JSON array of leads. Send [{\"lead_source\": \"referral\"}, …], or one lead to /predict."));
            else Mark("["u8, window);
            return _opened = true;
        }
        if (text[0] == ']' && !_wantsLead)
        {
            Mark("]\n"u8, window);
            return !(_closed = true);
        }
        if (_wantsComma)
        {
            if (text[0] != ',') Refuse(Broken());
            else window.Consume(1);
            (_wantsComma, _wantsLead) = (false, true);
            return true;
        }
        return TakeElement(window, text);
    }

    // False when the lead is not whole yet.
    bool TakeElement(BodyWindow window, ReadOnlySpan<byte> text)
    {
        var reader = Reader();
        LeadJsonStatus status;
        int length;
        try
        {
            status = reader.Read(text, window.Ended, out length);
        }
        catch (JsonException)
        {
            Refuse(Broken());
            return false;
        }
        if (length > options.MaxBodyBytes || (length == 0 && text.Length > options.MaxBodyBytes)) Refuse(TooLong());
        if (length == 0 || _refusal is not null) return false;
        if (_number > 0) _output.Write(",\n"u8);
        Answer(reader, status);
        _number++;
        window.Consume(length);
        (_wantsComma, _wantsLead) = (true, false);
        return true;
    }

    void Mark(ReadOnlySpan<byte> mark, BodyWindow window)
    {
        _output.Write(mark);
        window.Consume(1);
    }

    void Answer(ZipJson reader, LeadJsonStatus status)
    {
        if (status == LeadJsonStatus.Ok && reader.TryAnswer(entry.JsonName, reasons, decision, out var answer))
        {
            _scored++;
            _output.Write(answer);
            if (isLines) _output.Write("\n"u8);
        }
        else if (status == LeadJsonStatus.WrongValue) WriteError(reader.FieldErrors[0].Problem, reader.FieldErrors);
        else WriteError(reader.Problem!);
    }

    void WriteError(Diagnostic problem, IReadOnlyList<FieldError>? fields = null)
    {
        _refused++;
        using (var json = new Utf8JsonWriter(_output, s_json))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteNumber(isLines ? "line" : "index", _number);
            json.WriteString("code", problem.Code);
            json.WriteString("message", problem.Message);
            if (fields is not null) Problems.WriteErrors(json, fields, isLines ? "" : string.Create(null, $"/{_number}"));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        if (isLines) _output.Write("\n"u8);
    }

    // Seen by the caller as the last answer, unless nothing was sent yet and the whole request can be refused.
    void Refuse(Diagnostic problem)
    {
        _refusal = problem;
        if (!isLines && _number > 0) _output.Write(",\n"u8);
        WriteError(problem);
        if (!isLines) _output.Write("]\n"u8);
    }

    Diagnostic TooLong() => new("", 0, 0, "LP0605", string.Create(null, $"the lead is longer than {options.MaxBodyBytes} bytes. Send less of it, or raise LeadPredict:MaxBodyBytes."));

    Diagnostic Broken() => new("", 0, 0, "LP0171", string.Create(null, $"the array is not well-formed JSON at or after position {_number}. Send [{{…}}, {{…}}]."));
}
