using LeadPredict.Calibration;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Inference;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>
/// Scores one lead at a time: set its fields, then <see cref="Predict"/>. Holds the scratch of one thread (the encoded row, explanation
/// sums), so nothing is allocated per lead; take one from a <see cref="PredictionEnginePool"/>. Not thread safe.
/// <code>
/// engine.Clear();
/// engine.SetField(engine.FindField("lead_source"u8), "referral"u8);
/// var prediction = engine.Predict();
/// </code>
/// </summary>
public sealed class PredictionEngine
{
    /// <summary>Field number of the lead's creation time, where dates are counted from it.</summary>
    public const int TimeField = -2;
    /// <summary>Field number of a column that the model does not use.</summary>
    public const int UnknownField = -1;

    readonly LeadEncoder _encoder;
    readonly EnsembleScorer _scorer;
    readonly float[] _row;
    readonly FieldStatus[] _status;
    readonly double[] _contributions;
    readonly int[] _order;
    readonly LevelIndex _names = new();
    readonly Dictionary<string, int> _namesWithoutCase = new(StringComparer.OrdinalIgnoreCase);
    ContributionExplainer? _explainer;
    DialScale? _dials;
    LeadJson? _json;
    float _created;
    bool _timeRejected;

    /// <summary>An engine of <paramref name="model"/>.</summary>
    public PredictionEngine(LeadModel model)
    {
        Model = model;
        _encoder = model.Encoder;
        // Made here, not by the first lead.
        _scorer = model.Scorer;
        _row = new float[_encoder.FeatureCount];
        _status = new FieldStatus[_encoder.FeatureCount];
        _contributions = new double[_encoder.FeatureCount];
        _order = new int[_encoder.FeatureCount];
        foreach (var feature in _encoder.Features)
        {
            _names.FindOrAdd(System.Text.Encoding.UTF8.GetBytes(feature.Column.Name));
            _namesWithoutCase.TryAdd(feature.Column.Name, _names.Count - 1);
        }
        Clear();
    }

    /// <summary>The model that answers, for as long as this engine lives.</summary>
    public LeadModel Model { get; }

    /// <summary>Reads leads that are JSON objects into this engine and writes its answers as JSON; made when first asked for.</summary>
    public LeadJson Json => _json ??= new LeadJson(this);

    /// <summary>1 while a lease holds the engine, so that it is never given back twice.</summary>
    internal int Leased;

    /// <summary>The number of the field with this column name (UTF-8): exact, else without case; or <see cref="TimeField"/>, or <see cref="UnknownField"/>.</summary>
    public int FindField(ReadOnlySpan<byte> name)
    {
        var field = _names.Find(name);
        if (field >= 0) return field;
        var text = System.Text.Encoding.UTF8.GetString(name).Trim();
        if (_namesWithoutCase.TryGetValue(text, out field)) return field;
        return _encoder.NeedsTime && text.Equals(_encoder.Time!.Name, StringComparison.OrdinalIgnoreCase) ? TimeField : UnknownField;
    }

    /// <summary>Forgets the last lead: every field is missing.</summary>
    public void Clear()
    {
        Array.Fill(_row, float.NaN);
        Array.Fill(_status, FieldStatus.Missing);
        _created = float.NaN;
        _timeRejected = false;
    }

    /// <summary>Sets one field from its text.</summary>
    /// <param name="field">A number from <see cref="FindField"/>; unknown ones are ignored.</param>
    /// <param name="text">UTF-8, without surrounding spaces; empty is missing.</param>
    /// <param name="pointDecimal">True for a JSON number.</param>
    public FieldStatus SetField(int field, ReadOnlySpan<byte> text, bool pointDecimal = false)
    {
        if (field >= 0) return _status[field] = _encoder.Encode(field, text, out _row[field], pointDecimal);
        if (field != TimeField) return FieldStatus.Value;
        _timeRejected = !_encoder.TryEncodeTime(text, out _created);
        return _timeRejected ? FieldStatus.WrongKind : FieldStatus.Value;
    }

    /// <summary>The lead's creation in days since 2000-01-01; NaN where it is not known or not asked for.</summary>
    internal float Created { get => _created; init => _created = value; }

    /// <summary>What became of each field since <see cref="Clear"/>, length F.</summary>
    public ReadOnlySpan<FieldStatus> Statuses => _status;

    /// <summary>What became of one field, numbered as by <see cref="FindField"/>; Value for one that the model does not use.</summary>
    public FieldStatus StatusOf(int field) =>
        field >= 0 ? _status[field] : field == TimeField && _timeRejected ? FieldStatus.WrongKind : FieldStatus.Value;

    /// <summary>False when a field has a value of the wrong kind: the lead must be rejected.</summary>
    public bool IsAcceptable => !_timeRejected && Array.IndexOf(_status, FieldStatus.WrongKind) < 0;

    /// <summary>The lead's encoded row, length F, as the last <see cref="Predict"/> saw it.</summary>
    public ReadOnlySpan<float> EncodedRow => _row;

    /// <summary>Scores the lead whose fields are set. Call once a lead: dates become relative here.</summary>
    public LeadPrediction Predict() => Predict(CompletedRow());

    /// <summary>The encoded row of the lead whose fields are set, length F. Call once a lead, instead of <see cref="Predict()"/>.</summary>
    internal ReadOnlySpan<float> CompletedRow()
    {
        _encoder.Complete(_row, _created);
        return _row;
    }

    /// <summary>Scores an encoded row of length F.</summary>
    public LeadPrediction Predict(ReadOnlySpan<float> row) => Prediction(_scorer.LogOdds(row));

    /// <summary>What the model says of a lead with these log-odds, as <see cref="EnsembleScorer"/> gives them for many rows at once.</summary>
    public LeadPrediction Prediction(double logOdds)
    {
        var probability = Model.Calibrator.Calibrate(logOdds);
        var (low, high) = Model.Interval(probability);
        return new LeadPrediction(logOdds, probability, Model.Grades.Of(probability), Model.Reference.Percentile(probability), low, high);
    }

    /// <summary>
    /// The columns that moved the last predicted lead most, largest absolute contribution first.
    /// </summary>
    /// <param name="reasonsOut">As many as wanted, at most F are filled.</param>
    /// <returns>How many were filled.</returns>
    public int Explain(Span<Reason> reasonsOut)
    {
        Contributions();
        return Strongest(reasonsOut);
    }

    /// <summary>As <see cref="Explain"/>, of contributions that were asked for already.</summary>
    internal int Strongest(Span<Reason> reasonsOut)
    {
        var contributions = _contributions;
        var path = Path(contributions);
        for (var f = 0; f < _order.Length; f++) _order[f] = f;
        var count = Math.Min(reasonsOut.Length, _order.Length);
        // A few of a few dozen: selection beats sorting.
        for (var i = 0; i < count; i++)
        {
            var best = i;
            for (var j = i + 1; j < _order.Length; j++)
                if (Math.Abs(contributions[_order[j]]) > Math.Abs(contributions[_order[best]])) best = j;
            (_order[i], _order[best]) = (_order[best], _order[i]);
            reasonsOut[i] = new Reason(_order[i], contributions[_order[i]], 100 * path.Of(contributions[_order[i]]));
        }
        return count;
    }

    /// <summary>Every column's contribution in log-odds to the last predicted lead, length F; with <see cref="BaseLogOdds"/> they sum to its log-odds.</summary>
    public ReadOnlySpan<double> Contributions()
    {
        _explainer ??= new ContributionExplainer(Model.Paths);
        _explainer.Explain(_row, _contributions);
        return _contributions;
    }

    /// <summary>What the last <see cref="Contributions"/> or <see cref="Explain"/> found.</summary>
    internal ReadOnlySpan<double> LastContributions => _contributions;

    /// <summary>The dials of a lead with these contributions, length F.</summary>
    public QualificationDials Dials(ReadOnlySpan<double> contributions) => (_dials ??= new DialScale(_encoder.Features)).Read(contributions);

    /// <summary>The log-odds that explanations start from.</summary>
    public double BaseLogOdds => Model.Paths.Base;

    /// <summary>The way from the base's probability to that of a lead with these contributions.</summary>
    public ProbabilityPath Path(ReadOnlySpan<double> contributions)
    {
        double sum = 0;
        foreach (var part in contributions) sum += part;
        return new ProbabilityPath(Model.Calibrator, BaseLogOdds, BaseLogOdds + sum);
    }
}
