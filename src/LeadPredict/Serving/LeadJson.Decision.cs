using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

// What to do with the lead that was read.
public sealed partial class LeadJson
{
    static readonly JsonWriterOptions s_decisionJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    ModelDecider? _decider;
    LeadCells? _cells;
    // By the rules' columns.
    int[] _cellColumns = [];

    /// <summary>Decides the lead that was read and predicted last.</summary>
    /// <param name="decider">Of this engine's model.</param>
    /// <param name="asOf">The day that the decision is for.</param>
    /// <param name="dials">Whether the lead was explained, so that its dials are known.</param>
    public LeadDecision Decide(ModelDecider decider, DateOnly asOf, bool dials = false)
    {
        if (!ReferenceEquals(_decider, decider))
        {
            _decider = decider;
            _cells = decider.Rules.NewCells();
            _cellColumns = [.. decider.Rules.Columns.Select(c => _columns.Find(System.Text.Encoding.UTF8.GetBytes(c)))];
        }
        _cells!.Clear();
        for (var c = 0; c < _cellColumns.Length; c++)
        {
            ref readonly var field = ref _fields[_cellColumns[c]];
            if (field.Sent is Sent.Text or Sent.Number or Sent.True or Sent.False) _cells.Set(c, TextOf(field).Trim(" \t\r\n"u8), field.Sent != Sent.Text);
        }
        return decider.Decide(_cells, Prediction, dials ? _engine.Dials(_engine.LastContributions) : null, asOf);
    }

    static void WriteDecision(JsonText json, LeadDecision decision)
    {
        json.Raw(",\"decision\":"u8);
        using var writer = new Utf8JsonWriter(json, s_decisionJson);
        DecisionJson.Write(writer, decision);
    }
}
