using System.Buffers;
using System.Text.Json;

namespace LeadPredict.Serving;

/// <summary>
/// Answers without reasons to many leads: as leads are read their texts are written but for the predictions, which are made together, some four times as fast as
/// one by one, and put into their places. The same bytes as <see cref="LeadJson.Answer"/>. One engine's scratch, used by one thread at a time.
/// </summary>
public sealed class LeadJsonBatch
{
    /// <summary>Leads that are held at most.</summary>
    public const int MostLeads = 128;

    readonly PredictionEngine _engine;
    readonly JsonText _draft = new(16 * 1024), _answers = new(32 * 1024);
    readonly int[] _gaps = new int[MostLeads];
    readonly double[] _logOdds = new double[MostLeads], _probabilities = new double[MostLeads];
    readonly float[] _rows;
    int _count;

    internal LeadJsonBatch(PredictionEngine engine)
    {
        _engine = engine;
        _rows = new float[MostLeads * engine.Model.Encoder.FeatureCount];
    }

    /// <summary>Takes what stands between answers, in its place.</summary>
    public IBufferWriter<byte> Between => _draft;

    /// <summary>Bytes that are held, without the predictions.</summary>
    public int Length => _draft.Length;

    /// <summary>Whether no further lead can be added before <see cref="Finish"/>.</summary>
    public bool IsFull => _count == MostLeads;

    /// <summary>Adds the lead that the engine has just read.</summary>
    /// <param name="modelName">The name that the model is served under.</param>
    public void Add(JsonEncodedText modelName)
    {
        var lead = _engine.Json;
        lead.WriteHead(_draft);
        _gaps[_count] = _draft.Length;
        lead.WriteTail(_draft, 0, modelName);
        var row = _engine.CompletedRow();
        row.CopyTo(_rows.AsSpan(_count * row.Length));
        _count++;
    }

    /// <summary>Predicts, writes everything that is held and holds nothing then.</summary>
    /// <returns>The probabilities that were answered, in order; valid until the next call.</returns>
    public ReadOnlySpan<double> Finish(IBufferWriter<byte> output)
    {
        var logOdds = _logOdds.AsSpan(0, _count);
        if (_count > 0) _engine.Model.Scorer.LogOdds(_rows.AsSpan(0, _rows.Length / MostLeads * _count), logOdds);
        var draft = _draft.Written;
        var from = 0;
        for (var i = 0; i < logOdds.Length; i++)
        {
            _answers.Raw(draft[from.._gaps[i]]);
            from = _gaps[i];
            var prediction = _engine.Prediction(logOdds[i]);
            _probabilities[i] = prediction.Probability;
            LeadJson.WriteNumbers(_answers, prediction, _engine.Model.Horizons);
        }
        _answers.Raw(draft[from..]);
        output.Write(_answers.Written);
        _answers.Clear();
        _draft.Clear();
        var probabilities = _probabilities.AsSpan(0, _count);
        _count = 0;
        return probabilities;
    }

    /// <summary>Holds nothing, whatever became of those who used it before.</summary>
    public void Clear()
    {
        _draft.Clear();
        _answers.Clear();
        _count = 0;
    }
}
