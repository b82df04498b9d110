using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Observability;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.Api.Predictions;

/// <summary>
/// The answers to a batch as it passes by: takes leads off a window, puts answers into <see cref="Output"/>. A lead that cannot be scored has an error in
/// its place, so there are as many answers as leads. Used by one request.
/// </summary>
abstract class BatchAnswers(PredictionEnginePool pool, ModelCounts counts, JsonEncodedText modelName, int reasons)
{
    static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where engines are rented from.</summary>
    public PredictionEnginePool Pool { get; set; } = pool;

    /// <summary>Answers that were not sent yet; the owner empties it.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new(64 * 1024);

    /// <summary>Why the batch as a whole cannot be read on; null while it can.</summary>
    public Diagnostic? Refusal { get; protected set; }

    /// <summary>Nothing more will come.</summary>
    public bool Done { get; protected set; }

    public long Refused { get; private set; }

    public abstract string ContentType { get; }

    /// <summary>Takes leads that are whole off the window, at most until some kilobytes of answers are there.</summary>
    /// <returns>Whether there may be more to take before the window is filled.</returns>
    public abstract bool Take(BodyWindow window);

    /// <summary>Answers one lead.</summary>
    /// <param name="number">1-based line, or 0-based position in the array.</param>
    protected void Answer(PredictionEngine engine, ReadOnlySpan<byte> lead, long number)
    {
        var status = engine.Json.Read(lead);
        if (status == LeadJsonStatus.Ok)
        {
            Output.Write(engine.Json.Answer(reasons, modelName));
            counts.Scored(engine, engine.Json.Prediction.Probability);
        }
        else if (status == LeadJsonStatus.WrongValue) WriteError(engine.Json.FieldErrors[0].Problem, number, engine.Json.FieldErrors);
        else WriteError(engine.Json.Problem!, number);
    }

    protected PredictionEnginePool.Lease Rent() => Pool.Rent();

    protected abstract string NumberName { get; }

    protected abstract string PointerPrefix(long number);

    protected void WriteError(Diagnostic problem, long number, IReadOnlyList<FieldError>? fields = null)
    {
        Refused++;
        using var json = new Utf8JsonWriter(Output, s_json);
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
