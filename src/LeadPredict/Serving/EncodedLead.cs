using System.Buffers;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>One field of a lead as it was given.</summary>
/// <param name="Text">Without surrounding spaces; null or empty for missing.</param>
/// <param name="IsJsonNumber">Whether it was a JSON number, which has a decimal point whatever the column's files have.</param>
public readonly record struct GivenField(string? Text, bool IsJsonNumber = false);

/// <summary>
/// A lead as one model sees it, kept when the engine goes on to another: its fields as given, its encoded row and its prediction. Immutable, thread safe.
/// </summary>
public sealed class EncodedLead
{
    readonly float[] _row;
    readonly FieldStatus[] _statuses;
    readonly GivenField[] _fields;

    readonly float _created;

    EncodedLead(LeadModel model, float[] row, FieldStatus[] statuses, GivenField[] fields, float created, LeadPrediction prediction)
    {
        _created = created;
        Model = model;
        _row = row;
        _statuses = statuses;
        _fields = fields;
        Prediction = prediction;
    }

    /// <summary>Keeps the lead whose fields are set in an engine, and predicts it: call once a lead, instead of <see cref="PredictionEngine.Predict()"/>.</summary>
    /// <param name="fields">The fields as given, by the engine's features.</param>
    public static EncodedLead Of(PredictionEngine engine, IReadOnlyList<GivenField> fields)
    {
        var prediction = engine.Predict();
        return new EncodedLead(engine.Model, engine.EncodedRow.ToArray(), engine.Statuses.ToArray(), [.. fields], engine.Created, prediction);
    }

    /// <summary>The lead of these fields, by column; columns that the model does not use are passed over.</summary>
    /// <exception cref="LeadPredictException">A field has a value of the wrong kind (LP0161).</exception>
    public static EncodedLead Of(LeadModel model, IEnumerable<KeyValuePair<string, GivenField>> lead)
    {
        var engine = new PredictionEngine(model);
        var fields = new GivenField[model.Encoder.FeatureCount];
        foreach (var (column, given) in lead)
        {
            var field = engine.FindField(Encoding.UTF8.GetBytes(column));
            var text = Encoding.UTF8.GetBytes(given.Text?.Trim() ?? "");
            if (engine.SetField(field, text, given.IsJsonNumber) == FieldStatus.WrongKind)
            {
                var known = field >= 0 ? model.Encoder.Features[field].Column : model.Encoder.Time! with { Kind = ColumnKind.Date };
                throw new LeadPredictException(ServingErrors.WrongKind(known, text));
            }
            if (field >= 0) fields[field] = given;
        }
        return Of(engine, fields);
    }

    /// <summary>The lead with other values in some columns; the rest, and the time it was created, stay.</summary>
    /// <exception cref="LeadPredictException">The model uses no such column (LP0181), or a value is of the wrong kind (LP0161).</exception>
    public EncodedLead With(IEnumerable<KeyValuePair<string, GivenField>> edits)
    {
        var engine = new PredictionEngine(Model) { Created = _created };
        var fields = _fields.ToArray();
        var edited = new bool[fields.Length];
        foreach (var (column, given) in edits)
        {
            var f = FeatureOf(column);
            if (f < 0) throw ServingErrors.NoSuchColumn(column);
            var text = Encoding.UTF8.GetBytes(given.Text?.Trim() ?? "");
            if (engine.SetField(f, text, given.IsJsonNumber) == FieldStatus.WrongKind) throw new LeadPredictException(ServingErrors.WrongKind(Model.Encoder.Features[f].Column, text));
            fields[f] = given;
            edited[f] = true;
        }
        var row = engine.CompletedRow().ToArray();
        var statuses = engine.Statuses.ToArray();
        for (var f = 0; f < row.Length; f++)
            if (!edited[f]) (row[f], statuses[f]) = (_row[f], _statuses[f]);
        return new EncodedLead(Model, row, statuses, fields, _created, engine.Predict(row));
    }

    /// <summary>The model that sees it.</summary>
    public LeadModel Model { get; }

    /// <summary>What the model says.</summary>
    public LeadPrediction Prediction { get; }

    /// <summary>Encoded, length F, NaN is missing.</summary>
    public ReadOnlySpan<float> Row => _row;

    /// <summary>What became of each field, length F.</summary>
    public ReadOnlySpan<FieldStatus> Statuses => _statuses;

    /// <summary>The fields as they were given, length F.</summary>
    public IReadOnlyList<GivenField> Fields => _fields;

    /// <summary>The position of a feature by its column's name, without case; -1 for none.</summary>
    public int FeatureOf(string column)
    {
        for (var f = 0; f < _row.Length; f++)
            if (Model.Encoder.Features[f].Column.Name.Equals(column, StringComparison.OrdinalIgnoreCase)) return f;
        return -1;
    }

    /// <summary>What the lead's value of a feature says; nothing of a personal column but its name.</summary>
    public string Say(int feature, Language language)
    {
        var output = new ArrayBufferWriter<byte>();
        ReasonText.Of(Model, language)[feature].Write(output, Encoding.UTF8.GetBytes(_fields[feature].Text?.Trim() ?? ""), _statuses[feature], _row[feature], _fields[feature].IsJsonNumber);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The value as given; null where it is missing or personal.</summary>
    public string? Shown(int feature) => _statuses[feature] == FieldStatus.Missing || Model.Encoder.Features[feature].Column.Personal ? null : _fields[feature].Text;
}
