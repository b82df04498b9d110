using System.Buffers;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>One pass of a <see cref="LeadScorer"/>: from the reader's current row to a row of output or of rejects. Not thread safe.</summary>
sealed class ScoringRun
{
    const int MostDiagnostics = 100;

    readonly LeadReader _reader;
    readonly PredictionEngine _engine;
    readonly LeadEncoder _encoder;
    readonly int[] _positions;
    readonly int _timePosition;
    readonly Reason[] _reasons;
    readonly ArrayBufferWriter<byte> _reasonText = new(256);
    readonly bool _keepRejects;
    readonly List<Diagnostic> _rejected = [];
    readonly List<string> _missingColumns = [];
    readonly List<Diagnostic> _notes = [];
    readonly string[] _appended;
    readonly long[] _unknown;
    readonly long[] _grades = new long[4];
    double _sum, _least = double.PositiveInfinity, _greatest = double.NegativeInfinity;
    long _scored, _refused;

    public ScoringRun(LeadModel model, ScoringOptions options, LeadReader reader, bool keepRejects)
    {
        _reader = reader;
        _engine = new PredictionEngine(model);
        _encoder = model.Encoder;
        _keepRejects = keepRejects;
        _reasons = new Reason[Math.Clamp(options.Reasons, 0, _encoder.FeatureCount)];
        _unknown = new long[_encoder.FeatureCount];
        _positions = [.. _encoder.Features.Select(f => PositionOf(f.Column.Name))];
        _timePosition = _encoder.NeedsTime ? PositionOf(_encoder.Time!.Name) : -1;
        if (_encoder.FeatureCount > 0 && _positions.All(p => p < 0))
            throw ServingErrors.NoColumnOfTheModel(reader.Name, [.. _encoder.Features.Select(f => f.Column.Name)]);

        var dialect = reader.Dialect;
        Output = new CsvRowWriter(dialect.Separator, dialect.LineEnding == LineEnding.CrLf ? "\r\n" : "\n");
        Rejects = new CsvRowWriter(',', "\n");
        _appended = [.. LeadScorer.AppendedColumns.Select(Unused)];
        // Excel wrote the mark and needs it to read its own letters back.
        if (dialect.Encoding == TextEncoding.Utf8WithMark) Output.Prefix("\uFEFF"u8);
        foreach (var name in reader.Header) Output.Field(name);
        foreach (var name in _appended) Output.Field(name);
        Output.EndRow();
        if (keepRejects)
        {
            Rejects.Raw("line,column,code,message,row"u8);
            Rejects.EndRow();
        }
        reader.Rejected = r => Reject(r.Diagnostic, r.Text.Span);
    }

    public CsvRowWriter Output { get; }

    public CsvRowWriter Rejects { get; }

    public ScoringProgress Progress => new(_scored, _refused);

    int PositionOf(string column)
    {
        var position = LeadTableReader.Position(_reader.Header, column);
        if (position >= 0) return position;
        _missingColumns.Add(column);
        _notes.Add(ServingErrors.ColumnMissing(_reader.Name, column));
        return position;
    }

    string Unused(string name)
    {
        var given = name;
        for (var i = 2; _reader.Header.Contains(given, StringComparer.OrdinalIgnoreCase); i++) given = string.Create(null, $"{name}_{i}");
        if (given != name) _notes.Add(ServingErrors.ColumnRenamed(_reader.Name, name, given));
        return given;
    }

    public void ScoreRow()
    {
        if (!SetFields()) return;
        var prediction = _engine.Predict();
        if (_reader.RowIsPlain) Output.Raw(_reader.RawRow);
        else
            for (var c = 0; c < _reader.Header.Count; c++) Output.Field(_reader.UntrimmedField(c));
        Output.Number(prediction.Probability);
        Output.Field([(byte)prediction.Grade]);
        Output.Number(prediction.Percentile);
        WriteReasons();
        Output.EndRow();
        Count(prediction);
    }

    bool SetFields()
    {
        _engine.Clear();
        for (var f = 0; f < _positions.Length; f++)
        {
            if (_positions[f] < 0) continue;
            var field = _reader.Field(_positions[f]);
            if (_engine.SetField(f, field) != FieldStatus.WrongKind) continue;
            RejectField(_positions[f], _encoder.Features[f].Column, field);
            return false;
        }
        if (_timePosition < 0) return true;
        var time = _reader.Field(_timePosition);
        if (_engine.SetField(PredictionEngine.TimeField, time) != FieldStatus.WrongKind) return true;
        RejectField(_timePosition, _encoder.Time! with { Kind = ColumnKind.Date }, time);
        return false;
    }

    void RejectField(int position, LeadColumn column, ReadOnlySpan<byte> field) =>
        Reject(EncodingErrors.WrongKind(_reader.Name, _reader.Line, position + 1, column, field), _reader.RawRow);

    void Reject(Diagnostic diagnostic, ReadOnlySpan<byte> row)
    {
        _refused++;
        if (_rejected.Count < MostDiagnostics) _rejected.Add(diagnostic);
        if (!_keepRejects) return;
        Rejects.Number(diagnostic.Line);
        Rejects.Number(diagnostic.Column);
        Rejects.Field(diagnostic.Code);
        Rejects.Field(diagnostic.Message);
        Rejects.Field(row);
        Rejects.EndRow();
    }

    void WriteReasons()
    {
        _reasonText.ResetWrittenCount();
        var count = _reasons.Length == 0 ? 0 : _engine.Explain(_reasons);
        for (var i = 0; i < count; i++)
        {
            var feature = _reasons[i].Feature;
            var column = _encoder.Features[feature].Column;
            var value = _positions[feature] < 0 ? default : _reader.Field(_positions[feature]);
            if (i > 0) _reasonText.Write("; "u8);
            // A cell that starts like this runs as a formula in a spreadsheet.
            else if (column.Name[0] is '=' or '+' or '-' or '@') _reasonText.Write("'"u8);
            ReasonText.WriteCell(_reasonText, column, value, _engine.Statuses[feature], _reasons[i].LogOdds);
        }
        Output.Field(_reasonText.WrittenSpan);
    }

    void Count(in LeadPrediction prediction)
    {
        _scored++;
        _sum += prediction.Probability;
        _least = Math.Min(_least, prediction.Probability);
        _greatest = Math.Max(_greatest, prediction.Probability);
        _grades[prediction.Grade - 'A']++;
        var statuses = _engine.Statuses;
        for (var f = 0; f < statuses.Length; f++)
            if (statuses[f] == FieldStatus.UnknownCategory) _unknown[f]++;
    }

    public ScoringSummary Finish()
    {
        var unknown = new List<(string, long)>();
        for (var f = 0; f < _unknown.Length; f++)
        {
            if (_unknown[f] == 0) continue;
            unknown.Add((_encoder.Features[f].Column.Name, _unknown[f]));
            _notes.Add(ServingErrors.UnknownCategories(_reader.Name, _encoder.Features[f].Column.Name, _unknown[f]));
        }
        return new ScoringSummary
        {
            RowsRead = _scored + _refused,
            RowsScored = _scored,
            RowsRejected = _refused,
            Rejected = _rejected,
            MissingColumns = _missingColumns,
            UnknownCategories = unknown,
            AppendedColumns = _appended,
            Notes = [.. _reader.Notes, .. _notes],
            Probability = _scored == 0 ? (double.NaN, double.NaN, double.NaN) : (_least, _sum / _scored, _greatest),
            RowsByGrade = _grades,
        };
    }
}
