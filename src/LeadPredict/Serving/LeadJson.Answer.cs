using System.Text;
using System.Text.Json;
using LeadPredict.Data;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

// The answer: what the engine says of the lead that was read.
public sealed partial class LeadJson
{
    readonly JsonText _answer = new(2048);
    LeadJsonBatch? _batch;
    ReasonText? _wording;

    /// <summary>What the last <see cref="Answer"/> said, as numbers.</summary>
    public LeadPrediction Prediction { get; private set; }

    /// <summary>Answers to many leads, predicted together; made when first asked for.</summary>
    public LeadJsonBatch Batch => _batch ??= new LeadJsonBatch(_engine);

    /// <summary>Predicts the lead that was read and writes the answer, one JSON object; the text stays until the next answer.</summary>
    /// <param name="reasons">How many reasons are wanted.</param>
    /// <param name="modelName">The name that the model is served under.</param>
    /// <param name="language">What reasons are written in.</param>
    /// <param name="decider">Decides what to do with the lead; null leaves <c>decision</c> out.</param>
    /// <param name="asOf">The day that the decision is for.</param>
    public ReadOnlySpan<byte> Answer(int reasons, JsonEncodedText modelName, Language language = Language.English, ModelDecider? decider = null, DateOnly asOf = default)
    {
        Prediction = _engine.Predict();
        _answer.Clear();
        WriteHead(_answer);
        WriteNumbers(_answer, Prediction, _engine.Model.Horizons);
        WriteTail(_answer, reasons, modelName, language, decider, asOf);
        return _answer.Written;
    }

    /// <summary>What stands before the prediction.</summary>
    internal void WriteHead(JsonText json)
    {
        json.Raw("{\"lead_id\":"u8);
        foreach (var column in _columns.Ids)
        {
            ref readonly var field = ref _fields[column];
            if (field.Sent is Sent.Nothing or Sent.Null) continue;
            WriteValue(json, field);
            return;
        }
        json.Raw("null"u8);
    }

    internal static void WriteNumbers(JsonText json, in LeadPrediction prediction, Modeling.HorizonCurve? horizons)
    {
        json.Raw(",\"probability\":"u8);
        json.Number(prediction.Probability);
        json.Raw(",\"log_odds\":"u8);
        json.Number(prediction.LogOdds);
        json.Raw(",\"grade\":"u8);
        Span<byte> grade = stackalloc byte[4];
        json.Text(grade[..Encoding.UTF8.GetBytes([prediction.Grade], grade)]);
        json.Raw(",\"interval\":{\"low\":"u8);
        json.Number(prediction.Low);
        json.Raw(",\"high\":"u8);
        json.Number(prediction.High);
        json.Raw("}"u8);
        if (horizons is not null) WriteHorizons(json, prediction.Probability, horizons);
    }

    static void WriteHorizons(JsonText json, double probability, Modeling.HorizonCurve horizons)
    {
        Span<double> probabilities = stackalloc double[Modeling.HorizonCurve.MostHorizons];
        probabilities = probabilities[..horizons.Days.Length];
        horizons.Probabilities(probability, probabilities);
        json.Raw(",\"horizons\":["u8);
        for (var k = 0; k < probabilities.Length; k++)
        {
            if (k > 0) json.Raw(","u8);
            json.Raw("{\"days\":"u8);
            json.Number(horizons.Days[k]);
            json.Raw(",\"probability\":"u8);
            json.Number(probabilities[k]);
            json.Raw("}"u8);
        }
        json.Raw("]"u8);
    }

    /// <summary>What stands after the prediction; reasons are those of the lead that was predicted last.</summary>
    internal void WriteTail(JsonText json, int reasons, JsonEncodedText modelName, Language language = Language.English, ModelDecider? decider = null, DateOnly asOf = default)
    {
        json.Raw(",\"reasons\":["u8);
        if (reasons > 0) WriteReasons(json, reasons, language);
        json.Raw("]"u8);
        if (reasons > 0) WriteDials(json);
        if (decider is not null) WriteDecision(json, Decide(decider, asOf, dials: reasons > 0));
        json.Raw(",\"warnings\":["u8);
        WriteWarnings(json);
        json.Raw("],\"model\":{\"name\":\""u8);
        json.Raw(modelName.EncodedUtf8Bytes);
        json.Raw(_columns.AfterModelName);
    }

    void WriteValue(JsonText json, in Field field)
    {
        switch (field.Sent)
        {
            case Sent.Text: json.Text(TextOf(field)); break;
            case Sent.Number: json.Raw(TextOf(field)); break;
            case Sent.True: json.Raw("true"u8); break;
            case Sent.False: json.Raw("false"u8); break;
            default: json.Raw("null"u8); break;
        }
    }

    void WriteReasons(JsonText json, int wanted, Language language)
    {
        var count = _engine.Explain(_reasons.AsSpan(0, Math.Min(wanted, _reasons.Length)));
        if (_wording?.Language != language) _wording = ReasonText.Of(_engine.Model, language);
        for (var i = 0; i < count; i++)
        {
            ref readonly var reason = ref _reasons[i];
            var column = _columns.ColumnOfFeature(reason.Feature);
            ref readonly var field = ref _fields[column];
            var declared = _columns[column];
            _sentence.Clear();
            _wording.WriteSentence(
                _sentence, reason, TextOf(field).Trim(" \t\r\n"u8), _engine.Statuses[reason.Feature], _engine.EncodedRow[reason.Feature], field.Sent == Sent.Number);
            if (i > 0) json.Raw(","u8);
            json.Raw("{\"column\":\""u8);
            json.Raw(_columns.NameOf(column).EncodedUtf8Bytes);
            json.Raw("\",\"value\":"u8);
            if (declared.Personal) json.Raw("null"u8);
            else WriteValue(json, field);
            json.Raw(",\"log_odds\":"u8);
            json.Number(reason.LogOdds);
            json.Raw(",\"points\":"u8);
            json.Number(reason.Points);
            json.Raw(",\"text\":"u8);
            json.Text(_sentence.Written);
            json.Raw("}"u8);
        }
    }

    // Of the contributions that the reasons were chosen from.
    void WriteDials(JsonText json)
    {
        var contributions = _engine.LastContributions;
        var dials = _engine.Dials(contributions);
        json.Raw(",\"base\":{\"log_odds\":"u8);
        json.Number(_engine.BaseLogOdds);
        json.Raw(",\"probability\":"u8);
        json.Number(_engine.Path(contributions).From);
        json.Raw("},\"dials\":{\"fit\":"u8);
        WriteDial(json, dials.Fit);
        json.Raw(",\"engagement\":"u8);
        WriteDial(json, dials.Engagement);
        json.Raw(",\"intent\":"u8);
        WriteDial(json, dials.Intent);
        json.Raw(",\"bant\":"u8);
        WriteDial(json, dials.Bant);
        json.Raw("}"u8);
    }

    static void WriteDial(JsonText json, double dial)
    {
        if (double.IsNaN(dial)) json.Raw("null"u8);
        else json.Number(Math.Round(dial, 1));
    }

    void WriteWarnings(JsonText json)
    {
        var first = json.Length;
        for (var c = 0; c < _fields.Length; c++)
        {
            ref readonly var field = ref _fields[c];
            if (field.Twice) WriteWarning(_columns.SentTwice(c));
            var engineField = _columns.EngineField(c);
            if (engineField == PredictionEngine.UnknownField) continue;
            if (field.Sent == Sent.Nothing) WriteWarning(_columns.NotSent(c));
            else if (_engine.StatusOf(engineField) == FieldStatus.UnknownCategory) WriteWarning(_columns.UnknownCategory(c));
        }
        foreach (var (start, length) in _extras) WriteExtra(_text.AsSpan(start, length), "The model has no such column; ignored."u8);
        if (_extraCount > _extras.Count) WriteExtra("*"u8, "More fields that the model has no column for; ignored."u8);

        void WriteWarning(ReadOnlySpan<byte> warning)
        {
            if (json.Length > first) json.Raw(","u8);
            json.Raw(warning);
        }

        void WriteExtra(ReadOnlySpan<byte> name, ReadOnlySpan<byte> message)
        {
            WriteWarning("{\"column\":"u8);
            json.Text(name);
            json.Raw(",\"code\":\"extra_field\",\"message\":\""u8);
            json.Raw(message);
            json.Raw("\"}"u8);
        }
    }
}
