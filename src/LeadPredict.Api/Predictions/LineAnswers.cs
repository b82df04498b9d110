using System.Buffers;
using System.Text.Json;
using LeadPredict.Api.Observability;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>A lead a line, an answer a line. Blank lines are no leads.</summary>
sealed class LineAnswers(PredictionEnginePool pool, ModelCounts counts, JsonEncodedText modelName, int reasons, int longestLead) : BatchAnswers(pool, counts, modelName, reasons)
{
    const int Burst = 32 * 1024;

    long _line = 1;
    bool _skipping;

    public override string ContentType => RequestBody.NdjsonType;

    protected override string NumberName => "line";

    protected override string PointerPrefix(long number) => "";

    public override bool Take(BodyWindow window)
    {
        using var lease = Rent();
        while (Output.WrittenCount < Burst)
        {
            var unread = window.Unread;
            var end = unread.IndexOf((byte)'\n');
            if (end < 0)
            {
                TakeRest(lease.Engine, window, unread);
                return false;
            }
            TakeLine(lease.Engine, unread[..end], whole: true);
            window.Consume(end + 1);
            _line++;
        }
        return true;
    }

    // A line without an end: the last one, or one to wait for, unless it is too long to be a lead.
    void TakeRest(PredictionEngine engine, BodyWindow window, ReadOnlySpan<byte> rest)
    {
        if (window.TooLong)
        {
            Refusal = BatchTooLong();
            WriteLine(Refusal);
            Done = true;
        }
        else if (window.Ended)
        {
            TakeLine(engine, rest, whole: true);
            window.Consume(rest.Length);
            Done = true;
        }
        else if (rest.Length > longestLead)
        {
            TakeLine(engine, rest, whole: false);
            window.Consume(rest.Length);
        }
    }

    void TakeLine(PredictionEngine engine, ReadOnlySpan<byte> line, bool whole)
    {
        if (_skipping)
        {
            // Its error was written when it grew too long.
            _skipping = !whole;
            return;
        }
        if (line.Length > longestLead)
        {
            _skipping = !whole;
            WriteLine(TooLong(longestLead));
            return;
        }
        if (_line == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
        if (line.Trim(" \t\r"u8).IsEmpty) return;
        Answer(engine, line, _line);
        Output.Write("\n"u8);
    }

    void WriteLine(Data.Diagnostic problem)
    {
        WriteError(problem, _line);
        Output.Write("\n"u8);
    }
}
