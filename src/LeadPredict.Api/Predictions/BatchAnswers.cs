using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Observability;
using LeadPredict.Data;
using LeadPredict.Serving;
using LeadPredict.Wording;

namespace LeadPredict.Api.Predictions;

/// <summary>
/// The answers to a batch as it passes by: takes leads off a window, puts answers into <see cref="Output"/>. A lead that cannot be scored has an error in
/// its place, so there are as many answers as leads. Used by one request.
/// </summary>
abstract class BatchAnswers(PredictionEnginePool pool, ModelCounts counts, JsonEncodedText modelName, int reasons) : IDisposable
{
    /// <summary>Bytes of answers that one piece of a batch comes to, more or less.</summary>
    const int Burst = 32 * 1024;
    const int LargestKept = 256 * 1024;

    // A buffer is larger than a request should make anew.
    static readonly ConcurrentBag<ArrayBufferWriter<byte>> s_outputs = [];

    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where engines are rented from.</summary>
    public PredictionEnginePool Pool { get; set; } = pool;

    /// <summary>What reasons are written in.</summary>
    public Language Language { get; init; }

    /// <summary>By what leads are decided.</summary>
    public required Decisions Decisions { get; init; }

    /// <summary>The day that decisions are for; null for answers without.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Answers that were not sent yet; the owner empties it.</summary>
    public ArrayBufferWriter<byte> Output { get; } = s_outputs.TryTake(out var kept) ? kept : new(2 * Burst);

    /// <summary>Why the batch as a whole cannot be read on; null while it can.</summary>
    public Diagnostic? Refusal { get; protected set; }

    /// <summary>Nothing more will come.</summary>
    public bool Done { get; protected set; }

    public long Refused { get; private set; }

    public abstract string ContentType { get; }

    /// <summary>Bytes of the batch that are worth waiting for before any are looked at.</summary>
    public abstract int Appetite { get; }

    /// <summary>Takes leads that are whole off the window, at most until some kilobytes of answers are there.</summary>
    /// <returns>Whether there may be more to take before the window is filled.</returns>
    public bool Take(BodyWindow window)
    {
        using var lease = Pool.Rent();
        _batch = lease.Engine.Json.Batch;
        _batch.Clear();
        var more = Take(lease.Engine, window);
        var probabilities = _batch.Finish(Output);
        if (probabilities.Length > 0) counts.Scored(lease.Engine, probabilities);
        _batch = null;
        return more;
    }

    protected abstract bool Take(PredictionEngine engine, BodyWindow window);

    LeadJsonBatch? _batch;

    /// <summary>Where answers and what stands between them is put, within <see cref="Take(BodyWindow)"/>.</summary>
    protected IBufferWriter<byte> Text => _batch!.Between;

    /// <summary>Whether the piece at hand is large enough.</summary>
    protected bool IsFull => _batch!.IsFull || _batch.Length >= Burst;

    /// <summary>Answers one lead that the engine has read.</summary>
    /// <param name="number">1-based line, or 0-based position in the array.</param>
    protected void Answer(PredictionEngine engine, LeadJsonStatus status, long number)
    {
        var decider = AsOf is null ? null : Decisions.For(engine.Model);
        if (status == LeadJsonStatus.Ok && reasons == 0 && decider is null)
        {
            _batch!.Add(modelName);
            counts.Read(engine);
        }
        else if (status == LeadJsonStatus.Ok)
        {
            Text.Write(engine.Json.Answer(reasons, modelName, Language, decider, AsOf ?? default));
            counts.Scored(engine, engine.Json.Prediction.Probability);
        }
        else if (status == LeadJsonStatus.WrongValue) WriteError(engine.Json.FieldErrors[0].Problem, number, engine.Json.FieldErrors);
        else WriteError(engine.Json.Problem!, number);
    }

    public void Dispose()
    {
        Output.ResetWrittenCount();
        if (Output.Capacity <= LargestKept && s_outputs.Count < 2 * Environment.ProcessorCount) s_outputs.Add(Output);
    }

    protected abstract string NumberName { get; }

    protected abstract string PointerPrefix(long number);

    protected void WriteError(Diagnostic problem, long number, IReadOnlyList<FieldError>? fields = null)
    {
        Refused++;
        using var json = new Utf8JsonWriter(Text, s_json);
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteNumber(NumberName, number);
        json.WriteString("code", problem.Code);
        json.WriteString("message", problem.Message);
        if (fields is not null) Problems.WriteErrors(json, fields, PointerPrefix(number));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    protected static Diagnostic TooLong(int most) =>
        new("", 0, 0, "LP0605", string.Create(null, $"the lead is longer than {most} bytes. Send less of it, or raise LeadPredict:MaxBodyBytes."));

    protected static Diagnostic BatchTooLong() => new("", 0, 0, "LP0605", "the batch is longer than is read. Send leads in parts, or raise LeadPredict:MaxBatchBytes.");
}
