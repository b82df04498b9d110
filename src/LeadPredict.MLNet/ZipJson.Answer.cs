using System.Globalization;
using System.Text;
using System.Text.Json;
using LeadPredict.Serving;

namespace LeadPredict.MLNet;

// The answer: what the model says of the lead that was read.
public sealed partial class ZipJson
{
    static readonly byte[] s_noReasons = ForModel("no_reasons", "An ML.NET model gives no reasons. Import it with leadpredict import, or train one with leadpredict, to have them.");
    static readonly byte[] s_noDecision = ForModel("no_decision", "Decisions need a LeadPredict model.");
    static readonly byte[] s_noProbability = ForModel("no_probability", "The model has no calibrator: its score ranks leads and says nothing of their chance.");
    static readonly byte[] s_fixedGrades = ForModel("fixed_grades", string.Create(CultureInfo.InvariantCulture,
        $"Grades are by fixed thresholds, {ZipModel.Grades.A:0.00}, {ZipModel.Grades.B:0.00} and {ZipModel.Grades.C:0.00}: an ML.NET model has no reference leads."));

    readonly JsonText _answer = new(1024);

    /// <summary>What the last <see cref="TryAnswer"/> said.</summary>
    public ZipPrediction Prediction { get; private set; }

    /// <summary>Predicts the lead that was read and writes the answer, one JSON object; the text stays until the next answer.</summary>
    /// <param name="modelName">The name that the model is served under.</param>
    /// <param name="reasonsAsked">Whether the caller waits for reasons, to be told that there are none.</param>
    /// <param name="decisionAsked">Whether the caller waits for a decision.</param>
    /// <returns>False when the model gives no number: <see cref="Problem"/> says why.</returns>
    public bool TryAnswer(JsonEncodedText modelName, bool reasonsAsked, bool decisionAsked, out ReadOnlySpan<byte> answer)
    {
        answer = default;
        Prediction = Model.Predict(_lead);
        if (double.IsNaN(Prediction.Rank))
        {
            Problem = ZipErrors.NoNumber();
            return false;
        }
        _answer.Clear();
        _answer.Raw("{\"lead_id\":"u8);
        _answer.Raw(Encoding.UTF8.GetBytes(_ids[0] ?? _ids[1] ?? "null"));
        WriteNumbers();
        _answer.Raw(",\"interval\":null,\"reasons\":[],\"warnings\":["u8);
        WriteWarnings(reasonsAsked, decisionAsked);
        _answer.Raw("],\"model\":{\"name\":\""u8);
        _answer.Raw(modelName.EncodedUtf8Bytes);
        _answer.Raw("\",\"id\":\""u8);
        _answer.Raw(Encoding.ASCII.GetBytes(Model.Id));
        _answer.Raw("\"}}"u8);
        answer = _answer.Written;
        return true;
    }

    void WriteNumbers()
    {
        if (Model.HasProbability)
        {
            _answer.Raw(",\"probability\":"u8);
            _answer.Number(Prediction.Probability);
            _answer.Raw(",\"log_odds\":"u8);
            _answer.Number(Prediction.LogOdds);
            _answer.Raw(",\"grade\":\""u8);
            _answer.Raw([(byte)Prediction.Grade]);
            _answer.Raw("\""u8);
            return;
        }
        _answer.Raw(",\"probability\":null,\"log_odds\":null,\"grade\":null,\"score\":"u8);
        _answer.Number(Prediction.Score);
    }

    void WriteWarnings(bool reasonsAsked, bool decisionAsked)
    {
        var first = _answer.Length;
        for (var f = 0; f < _sent.Length; f++)
        {
            if (_sent[f] == Sent.Twice) Write(_lead.Fields[f].Name, "duplicate_field", "The field was sent more than once; the last value counts.");
            if (_sent[f] == Sent.Nothing && _lead.Fields[f].IsNeeded) Write(_lead.Fields[f].Name, "missing_field", "not sent; taken as missing");
        }
        foreach (var extra in _extras) Write(extra, "extra_field", "The model has no such column; ignored.");
        if (_extraCount > _extras.Count) Write("*", "extra_field", "More fields that the model has no column for; ignored.");
        if (reasonsAsked) Raw(s_noReasons);
        if (decisionAsked) Raw(s_noDecision);
        Raw(Model.HasProbability ? s_fixedGrades : s_noProbability);

        void Write(string column, string code, string message)
        {
            Raw("{\"column\":"u8);
            _answer.Text(Encoding.UTF8.GetBytes(column));
            _answer.Raw(Encoding.UTF8.GetBytes($",\"code\":\"{code}\",\"message\":\"{message}\"}}"));
        }

        void Raw(ReadOnlySpan<byte> warning)
        {
            if (_answer.Length > first) _answer.Raw(","u8);
            _answer.Raw(warning);
        }
    }

    static byte[] ForModel(string code, string message) => Encoding.UTF8.GetBytes($"{{\"column\":\"*\",\"code\":\"{code}\",\"message\":\"{message}\"}}");
}
