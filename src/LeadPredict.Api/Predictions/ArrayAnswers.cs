using System.Buffers;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Api.Observability;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>A JSON array of leads, an array of answers. An array that is broken is refused as a whole, or, once answers are on their way, ends with an error.</summary>
sealed class ArrayAnswers(PredictionEnginePool pool, ModelCounts counts, JsonEncodedText modelName, int reasons, int longestLead) : BatchAnswers(pool, counts, modelName, reasons)
{
    enum Expecting
    {
        Start,
        FirstOrEnd,
        Lead,
        CommaOrEnd,
        Nothing,
    }

    const int Burst = 32 * 1024;

    /// <summary>A lead that comes in crumbs is looked at from its start each time, until so many bytes were; then only when it has doubled.</summary>
    const int Patience = 1 << 20;

    Expecting _expecting;
    long _index;
    long _lookedAt, _lookAgainAt;

    public override string ContentType => "application/json; charset=utf-8";

    protected override string NumberName => "index";

    protected override string PointerPrefix(long number) => string.Create(null, $"/{number}");

    public override bool Take(BodyWindow window)
    {
        using var lease = Rent();
        while (Output.WrittenCount < Burst && !Done)
        {
            var unread = window.Unread;
            if (_expecting == Expecting.Start && unread.StartsWith("\uFEFF"u8)) unread = unread[3..];
            var text = unread.TrimStart(" \t\r\n"u8);
            if (text.IsEmpty || (_expecting == Expecting.Start && "\uFEFF"u8.StartsWith(text)))
            {
                window.Consume(text.IsEmpty ? window.Unread.Length : 0);
                if (window.Ended) End(window);
                return false;
            }
            window.Consume(window.Unread.Length - text.Length);
            if (_expecting is Expecting.FirstOrEnd or Expecting.Lead && text[0] != ']')
            {
                if (!TakeLead(lease.Engine, window, text)) return false;
            }
            else TakeMark(window, text[0]);
        }
        return !Done;
    }

    void TakeMark(BodyWindow window, byte mark)
    {
        switch (_expecting, (char)mark)
        {
            case (Expecting.Start, '['):
                Output.Write("["u8);
                _expecting = Expecting.FirstOrEnd;
                break;
            case (Expecting.CommaOrEnd, ','):
                _expecting = Expecting.Lead;
                break;
            case (Expecting.FirstOrEnd or Expecting.CommaOrEnd, ']'):
                Output.Write("]\n"u8);
                _expecting = Expecting.Nothing;
                break;
            case (Expecting.Start, _):
                Refuse(new Diagnostic("", 0, 0, "LP0172", "expected a JSON array of leads. Send [{\"lead_source\": \"referral\"}, …], or one lead to /predict."));
                return;
            default:
                Refuse(Broken());
                return;
        }
        window.Consume(1);
    }

    // False when the lead is not whole yet.
    bool TakeLead(PredictionEngine engine, BodyWindow window, ReadOnlySpan<byte> text)
    {
        var length = 0;
        if (text.Length < _lookAgainAt && text.Length <= longestLead && !window.Ended) return false;
        try
        {
            var reader = new Utf8JsonReader(text, isFinalBlock: window.Ended, state: default);
            if (reader.Read() && reader.TrySkip()) length = (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            Refuse(Broken());
            return false;
        }
        if (length > longestLead || (length == 0 && text.Length > longestLead))
        {
            Refuse(TooLong(longestLead));
            return false;
        }
        if (length == 0)
        {
            if (window.Ended) End(window);
            _lookedAt += text.Length;
            if (_lookedAt > Patience) _lookAgainAt = 2L * text.Length;
            return false;
        }
        _lookedAt = _lookAgainAt = 0;
        if (_index > 0) Output.Write(",\n"u8);
        Answer(engine, text[..length], _index++);
        window.Consume(length);
        _expecting = Expecting.CommaOrEnd;
        return true;
    }

    void End(BodyWindow window)
    {
        Done = true;
        if (window.TooLong) Refuse(BatchTooLong());
        else if (_expecting != Expecting.Nothing) Refuse(Broken());
    }

    Diagnostic Broken() => new("", 0, 0, "LP0171", string.Create(null, $"the array is not well-formed JSON at or after position {_index}. Send [{{…}}, {{…}}]."));

    // Seen by the caller as the last element, unless nothing was sent yet and the whole request can be refused.
    void Refuse(Diagnostic problem)
    {
        Refusal = problem;
        Done = true;
        if (_expecting == Expecting.Start) return;
        if (_expecting != Expecting.Nothing)
        {
            if (_index > 0) Output.Write(",\n"u8);
            WriteError(problem, _index);
            Output.Write("]\n"u8);
        }
    }
}
