using System.Text.Encodings.Web;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Serving;

// The answer: what the engine says of the lead that was read.
public sealed partial class LeadJson
{
    /// <summary>What the last <see cref="Answer"/> said, as numbers.</summary>
    public LeadPrediction Prediction { get; private set; }

    /// <summary>Predicts the lead that was read and writes the answer, one JSON object; the text stays until the next answer.</summary>
    /// <param name="reasons">How many reasons are wanted.</param>
    /// <param name="modelName">The name that the model is served under.</param>
    public ReadOnlySpan<byte> Answer(int reasons, JsonEncodedText modelName)
    {
        var prediction = Prediction = _engine.Predict();
        _output.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WritePropertyName(s_leadId);
        WriteLeadId();
        _writer.WriteNumber(s_probability, prediction.Probability);
        _writer.WriteNumber(s_logOdds, prediction.LogOdds);
        _writer.WriteString(s_grade, [prediction.Grade]);
        _writer.WriteStartObject(s_interval);
        _writer.WriteNumber(s_low, prediction.Low);
        _writer.WriteNumber(s_high, prediction.High);
        _writer.WriteEndObject();
        WriteReasons(reasons);
        WriteWarnings();
        _writer.WriteStartObject(s_model);
        _writer.WriteString(s_name, modelName);
        _writer.WriteString(s_id, _columns.ModelId);
        _writer.WriteEndObject();
        _writer.WriteEndObject();
        _writer.Flush();
        return _output.WrittenSpan;
    }

    void WriteLeadId()
    {
        foreach (var column in _columns.Ids)
        {
            ref readonly var field = ref _fields[column];
            if (field.Sent is Sent.Nothing or Sent.Null) continue;
            WriteValue(field);
            return;
        }
        _writer.WriteNullValue();
    }

    void WriteValue(in Field field)
    {
        switch (field.Sent)
        {
            case Sent.Text: _writer.WriteStringValue(TextOf(field)); break;
            case Sent.Number: _writer.WriteRawValue(TextOf(field), skipInputValidation: true); break;
            case Sent.True: _writer.WriteBooleanValue(true); break;
            case Sent.False: _writer.WriteBooleanValue(false); break;
            default: _writer.WriteNullValue(); break;
        }
    }

    void WriteReasons(int wanted)
    {
        _writer.WriteStartArray(s_reasons);
        var count = wanted > 0 ? _engine.Explain(_reasons.AsSpan(0, Math.Min(wanted, _reasons.Length))) : 0;
        foreach (var reason in _reasons.AsSpan(0, count))
        {
            var column = _columns.ColumnOfFeature(reason.Feature);
            ref readonly var field = ref _fields[column];
            var declared = _columns[column];
            _sentence.ResetWrittenCount();
            ReasonText.WriteSentence(_sentence, declared, TextOf(field).Trim(" \t\r\n"u8), _engine.Statuses[reason.Feature], reason.LogOdds);
            _writer.WriteStartObject();
            _writer.WriteString(s_column, _columns.NameOf(column));
            _writer.WritePropertyName(s_value);
            if (declared.Personal) _writer.WriteNullValue();
            else WriteValue(field);
            _writer.WriteNumber(s_logOdds, reason.LogOdds);
            _writer.WriteString(s_textName, _sentence.WrittenSpan);
            _writer.WriteEndObject();
        }
        _writer.WriteEndArray();
    }

    void WriteWarnings()
    {
        _writer.WriteStartArray(s_warnings);
        for (var c = 0; c < _fields.Length; c++)
        {
            if (_fields[c].Twice) WriteWarning(c, s_duplicate, s_duplicateMessage);
            var engineField = _columns.EngineField(c);
            if (engineField == PredictionEngine.UnknownField) continue;
            if (_fields[c].Sent == Sent.Nothing) WriteWarning(c, s_missing, s_missingMessage);
            else if (_engine.StatusOf(engineField) == FieldStatus.UnknownCategory) WriteWarning(c, s_unknown, s_unknownMessage);
        }
        foreach (var (start, length) in _extras) WriteExtra(_text.AsSpan(start, length), s_extraMessage);
        if (_extraCount > _extras.Count) WriteExtra("*"u8, s_moreExtraMessage);
        _writer.WriteEndArray();
    }

    void WriteWarning(int column, JsonEncodedText code, JsonEncodedText message)
    {
        _writer.WriteStartObject();
        _writer.WriteString(s_column, _columns.NameOf(column));
        _writer.WriteString(s_code, code);
        _writer.WriteString(s_message, message);
        _writer.WriteEndObject();
    }

    void WriteExtra(ReadOnlySpan<byte> name, JsonEncodedText message)
    {
        _writer.WriteStartObject();
        _writer.WriteString(s_column, name);
        _writer.WriteString(s_code, s_extra);
        _writer.WriteString(s_message, message);
        _writer.WriteEndObject();
    }

    static JsonEncodedText Word(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);

    static readonly JsonEncodedText s_leadId = Word("lead_id"),
        s_probability = Word("probability"),
        s_logOdds = Word("log_odds"),
        s_grade = Word("grade"),
        s_interval = Word("interval"),
        s_low = Word("low"),
        s_high = Word("high"),
        s_reasons = Word("reasons"),
        s_column = Word("column"),
        s_value = Word("value"),
        s_textName = Word("text"),
        s_warnings = Word("warnings"),
        s_code = Word("code"),
        s_message = Word("message"),
        s_model = Word("model"),
        s_name = Word("name"),
        s_id = Word("id"),
        s_missing = Word("missing_field"),
        s_unknown = Word("unknown_category"),
        s_extra = Word("extra_field"),
        s_duplicate = Word("duplicate_field"),
        s_missingMessage = Word("not sent; taken as missing"),
        s_unknownMessage = Word("The model does not know this category; taken as 'other'."),
        s_extraMessage = Word("The model has no such column; ignored."),
        s_moreExtraMessage = Word("More fields that the model has no column for; ignored."),
        s_duplicateMessage = Word("The field was sent more than once; the last value counts.");
}
