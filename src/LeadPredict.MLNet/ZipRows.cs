using System.Buffers;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.MLNet;

/// <summary>A slice of a file's rows: taken one by one, predicted together, written in order. Reused slice after slice, and counts all of them. Not thread safe.</summary>
sealed class ZipRows
{
    const int MostDiagnostics = 100;

    readonly ZipModel _model;
    readonly ScoringOptions _options;
    readonly ZipLead[] _leads;
    readonly ZipPrediction[] _predictions;
    readonly (int CellsEnd, int RowEnd, long Line)[] _ends;
    readonly List<(Diagnostic Why, byte[] Row)> _refused = [];
    readonly long[] _grades = new long[4];
    readonly ArrayBufferWriter<byte> _rowTexts = new();
    CsvRowWriter _cells = null!;
    LeadReader _input = null!;
    int[] _columns = [], _positions = [];
    int _count;
    double _sum, _least = double.PositiveInfinity, _greatest = double.NegativeInfinity;

    public ZipRows(ZipModel model, ScoringOptions options, int most)
    {
        _model = model;
        _options = options;
        _leads = [.. Enumerable.Range(0, most).Select(_ => model.NewLead())];
        _predictions = new ZipPrediction[most];
        _ends = new (int, int, long)[most];
    }

    public long Scored { get; private set; }
    public long Rejected { get; private set; }
    public long Formulas { get; private set; }
    public IReadOnlyList<long> Grades => _grades;
    public List<Diagnostic> FirstRejected { get; } = [];
    public List<string> MissingColumns { get; } = [];

    public (double Least, double Mean, double Greatest) Probability =>
        Scored == 0 || !_model.HasProbability ? (double.NaN, double.NaN, double.NaN) : (_least, _sum / Scored, _greatest);

    /// <summary>Starts an input whose columns are written in this order.</summary>
    public void Begin(LeadReader input, int[] columns, List<Diagnostic> notes)
    {
        _input = input;
        _columns = columns;
        _cells = new CsvRowWriter(input.Dialect.Separator, "\n");
        _positions = [.. _model.Fields.Select(f => f.IsNeeded ? LeadTableReader.Position(input.Header, f.Name) : -1)];
        var needed = _model.Fields.Where(f => f.IsNeeded).ToList();
        if (needed.Count > 0 && _positions.All(p => p < 0)) throw ZipErrors.NoColumnOfTheModel(input.Name, [.. needed.Select(f => f.Name)]);
        for (var f = 0; f < _positions.Length; f++)
        {
            if (_positions[f] >= 0 || !_model.Fields[f].IsNeeded || MissingColumns.Contains(_model.Fields[f].Name)) continue;
            MissingColumns.Add(_model.Fields[f].Name);
            notes.Add(ServingErrors.ColumnMissing(input.Name, _model.Fields[f].Name));
        }
    }

    /// <summary>Takes the reader's row; true when the slice is full.</summary>
    public bool Add(LeadReader input)
    {
        var lead = _leads[_count];
        lead.Clear();
        for (var f = 0; f < _positions.Length; f++)
        {
            var field = _model.Fields[f];
            if (!field.IsNeeded) continue;
            var text = _positions[f] < 0 ? default : input.Field(_positions[f]);
            var status = lead.Set(f, text);
            if (status == FieldStatus.Value || (status == FieldStatus.Missing && field.CanBeMissing)) continue;
            Reject(status == FieldStatus.Missing ? ZipErrors.CannotBeMissing(field, input.Name, input.Line, _positions[f] + 1) : ZipErrors.WrongKind(field, text, input.Name, input.Line, _positions[f] + 1), input.RawRow);
            return false;
        }
        foreach (var column in _columns) WriteCell(_cells, input.UntrimmedField(column));
        _cells.AbandonRow();
        _rowTexts.Write(input.RawRow);
        _ends[_count++] = (_cells.Length, _rowTexts.WrittenCount, input.Line);
        return _count == _leads.Length;
    }

    /// <summary>A cell of the input, made harmless for spreadsheets unless that is not wanted.</summary>
    public void WriteCell(CsvRowWriter output, ReadOnlySpan<byte> cell)
    {
        var runs = !_options.KeepFormulas && SpreadsheetFormula.Is(cell);
        output.Field(cell, runs);
        if (runs) Formulas++;
    }

    public void Reject(Diagnostic why, ReadOnlySpan<byte> row)
    {
        Rejected++;
        _refused.Add((why, row.ToArray()));
    }

    /// <summary>Predicts what was taken and writes it; what has no prediction is among the rejects, by line.</summary>
    public void Predict(CsvRowWriter output, CsvRowWriter? rejects)
    {
        if (_options.Threads <= 1 || _count < 64)
            for (var i = 0; i < _count; i++) _predictions[i] = _model.Predict(_leads[i]);
        else Parallel.For(0, _count, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, i => _predictions[i] = _model.Predict(_leads[i]));
        int cells = 0, row = 0;
        for (var i = 0; i < _count; i++)
        {
            var end = _ends[i];
            if (double.IsNaN(_predictions[i].Rank)) Reject(ZipErrors.NoNumber(_input.Name, end.Line), _rowTexts.WrittenSpan[row..end.RowEnd]);
            else Write(output, _cells.Written.Span[cells..end.CellsEnd], _predictions[i]);
            (cells, row) = (end.CellsEnd, end.RowEnd);
        }
        _count = 0;
        _cells?.Clear();
        _rowTexts.ResetWrittenCount();
        foreach (var (why, text) in _refused.OrderBy(r => r.Why.Line)) WriteRejected(rejects, why, text);
        _refused.Clear();
    }

    void Write(CsvRowWriter output, ReadOnlySpan<byte> cells, in ZipPrediction said)
    {
        Scored++;
        output.Raw(cells);
        output.Number(said.Rank);
        output.Field(_model.HasProbability ? [(byte)said.Grade] : default(ReadOnlySpan<byte>));
        output.Field(default(ReadOnlySpan<byte>));
        output.Field(default(ReadOnlySpan<byte>));
        output.EndRow();
        if (!_model.HasProbability) return;
        _grades[said.Grade - 'A']++;
        _sum += said.Probability;
        _least = Math.Min(_least, said.Probability);
        _greatest = Math.Max(_greatest, said.Probability);
    }

    void WriteRejected(CsvRowWriter? rejects, Diagnostic why, byte[] row)
    {
        if (FirstRejected.Count < MostDiagnostics) FirstRejected.Add(why);
        if (rejects is null) return;
        if (_options.NamesInputs) rejects.Field(why.Source);
        rejects.Number(why.Line);
        rejects.Number((long)why.Column);
        rejects.Field(why.Code);
        rejects.Field(why.Message);
        rejects.Field(row, !_options.KeepFormulas && SpreadsheetFormula.Is(row));
        rejects.EndRow();
    }
}
