using System.Buffers;
using System.Globalization;
using System.Text;
using LeadPredict.Data;
using LeadPredict.Explanation;
using LeadPredict.Modeling;
using LeadPredict.Qualification;

namespace LeadPredict.Serving;

/// <summary>
/// Rows of one input in, rows of output and rejects out: the scratch of one thread. Without reasons, the rows of a block are encoded first and predicted many at
/// a time. Not thread safe.
/// </summary>
sealed partial class RowScorer
{
    static readonly byte[][] s_tenths = [.. Enumerable.Range(0, 1001).Select(t => Encoding.ASCII.GetBytes((t / 10.0).ToString(CultureInfo.InvariantCulture)))];

    readonly LeadModel _model;
    readonly LeadEncoder _encoder;
    readonly PredictionEngine _engine;
    readonly int[] _positions, _columns;
    readonly bool _guards;
    readonly double[] _horizons;
    readonly Reason[] _reasons;
    readonly bool _explains, _oneByOne;
    readonly LeadCells? _decisionCells;
    readonly ReasonText _wording;
    readonly ArrayBufferWriter<byte> _reasonText = new(256);
    readonly LeadReader _reader;
    readonly RowSplitter _splitter;
    ScoringJob _job = null!;

    public RowScorer(ScoringPlan plan)
    {
        Plan = plan;
        _model = plan.Model;
        _encoder = plan.Model.Encoder;
        _engine = new PredictionEngine(plan.Model);
        _positions = plan.Positions;
        _columns = plan.Columns;
        _guards = !plan.Options.KeepFormulas;
        _reasons = new Reason[Math.Clamp(plan.Options.Reasons, 0, _encoder.FeatureCount)];
        _horizons = new double[_model.Horizons?.Days.Length ?? 0];
        _explains = _reasons.Length > 0 || plan.Options.Dials;
        _oneByOne = _explains || plan.Decider is not null;
        _decisionCells = plan.Decider?.Rules.NewCells();
        _wording = ReasonText.Of(plan.Model, plan.Options.Language);
        _reader = plan.Input.OverBlocks();
        _reader.Rejected = r => Reject(r.Diagnostic, r.Text.Span);
        _splitter = new RowSplitter(plan.Input.Layout);
        _cells = plan.NewOutput();
        _batch = new float[RowsPerBatch * _encoder.FeatureCount];
    }

    public ScoringPlan Plan { get; }

    /// <summary>Which job's writers and tally the next rows go to.</summary>
    public void Into(ScoringJob job) => _job = job;

    /// <summary>Scores the rows of the job's block.</summary>
    public void ScoreBlock(ScoringJob job)
    {
        Into(job);
        var block = job.Block;
        if (!LeadReader.IsClean(block.Bytes.AsSpan(RowBlock.Start, block.End - RowBlock.Start), ended: true)) ReadRows(block, RowBlock.Start, block.End, block.Line);
        else
        {
            _splitter.Start(block);
            while (_splitter.Read())
            {
                if (!_splitter.IsUsual) ReadRows(block, _splitter.RowStart, _splitter.Next, _splitter.Line);
                else if (!_oneByOne) Batch(new SplitRow(_splitter));
                else Score(new SplitRow(_splitter));
            }
        }
        EndBatch();
        if (Plan.Options.Gzip) job.Pack();
    }

    // Rows that only the reader can judge, in their place among the others.
    void ReadRows(RowBlock block, int start, int end, long line)
    {
        _reader.Over(block.Bytes, start, end, line);
        var unwrapped = _reader.RowsUnwrapped;
        while (_reader.Read())
        {
            if (_reader.RowsUnwrapped > unwrapped) _job.Tally.AddUnwrapped(_reader.Line);
            unwrapped = _reader.RowsUnwrapped;
            if (!_oneByOne) Batch(new ReaderRow(_reader));
            else Score(new ReaderRow(_reader));
        }
    }

    /// <summary>Scores the reader's current row.</summary>
    public void Score(LeadReader reader) => Score(new ReaderRow(reader));

    void Score<TRow>(TRow row) where TRow : struct, IScoringRow
    {
        if (!SetFields(row)) return;
        var prediction = _engine.Predict();
        WriteCells(row, _job.Output);
        WritePrediction(prediction.Probability, prediction.Grade, prediction.Percentile);
        if (_explains) _engine.Contributions();
        WriteReasons(row);
        if (Plan.Options.Dials) WriteDials();
        WriteHorizons(prediction.Probability);
        if (_decisionCells is not null) WriteDecision(row, prediction);
        _job.Output.EndRow();
        _job.Tally.Add(prediction.Probability, prediction.Grade);
        var statuses = _engine.Statuses;
        for (var f = 0; f < statuses.Length; f++)
            if (statuses[f] == FieldStatus.UnknownCategory) _job.Tally.AddUnknown(f);
    }

    bool SetFields<TRow>(TRow row) where TRow : struct, IScoringRow
    {
        _engine.Clear();
        for (var f = 0; f < _positions.Length; f++)
        {
            if (_positions[f] < 0) continue;
            var field = row.Field(_positions[f]);
            if (_engine.SetField(f, field) != FieldStatus.WrongKind) continue;
            RejectField(row, _positions[f], _encoder.Features[f].Column, field);
            return false;
        }
        if (Plan.TimePosition < 0) return true;
        var time = row.Field(Plan.TimePosition);
        if (_engine.SetField(PredictionEngine.TimeField, time) != FieldStatus.WrongKind) return true;
        RejectTime(row, time);
        return false;
    }

    void RejectTime<TRow>(TRow row, ReadOnlySpan<byte> time) where TRow : struct, IScoringRow =>
        RejectField(row, Plan.TimePosition, _encoder.Time! with { Kind = ColumnKind.Date }, time);

    void RejectField<TRow>(TRow row, int position, LeadColumn column, ReadOnlySpan<byte> field) where TRow : struct, IScoringRow =>
        Reject(EncodingErrors.WrongKind(Plan.Input.Name, row.Line, position + 1, column, field), row.RawRow);

    /// <summary>Puts a row among the rejects.</summary>
    public void Reject(Diagnostic diagnostic, ReadOnlySpan<byte> row)
    {
        _job.Tally.Reject(diagnostic);
        if (!Plan.Options.KeepsRejects) return;
        var rejects = _job.Rejects;
        if (Plan.Options.NamesInputs) rejects.Field(diagnostic.Source);
        rejects.Number(diagnostic.Line);
        rejects.Number(diagnostic.Column);
        rejects.Field(diagnostic.Code);
        rejects.Field(diagnostic.Message);
        rejects.Field(row, _guards && SpreadsheetFormula.Is(row));
        rejects.EndRow();
    }

    bool CanCopy<TRow>(TRow row) where TRow : struct, IScoringRow => Plan.CopiesRows && row.IsPlain && !(_guards && row.HoldsFormula());

    // The input's columns, in the output's order.
    void WriteCells<TRow>(TRow row, CsvRowWriter output) where TRow : struct, IScoringRow
    {
        if (CanCopy(row))
        {
            output.Raw(row.RawRow);
            return;
        }
        foreach (var column in _columns)
        {
            var cell = row.UntrimmedField(column);
            var runs = _guards && SpreadsheetFormula.Is(cell);
            output.Field(cell, runs);
            if (runs) _job.Tally.Formulas++;
        }
    }

    void WritePrediction(double probability, char grade, double percentile)
    {
        _job.Output.Number(probability);
        _job.Output.Field([(byte)grade]);
        // A percentile has one decimal: its texts are made once.
        var tenths = (int)(percentile * 10 + 0.5);
        if ((uint)tenths < (uint)s_tenths.Length && tenths / 10.0 == percentile) _job.Output.Raw(s_tenths[tenths]);
        else _job.Output.Number(percentile);
    }

    void WriteHorizons(double probability)
    {
        if (_model.Horizons is not { } curve) return;
        curve.Probabilities(probability, _horizons);
        foreach (var within in _horizons) _job.Output.Number(within);
    }

    void WriteDials()
    {
        var dials = _engine.Dials(_engine.LastContributions);
        WriteDial(dials.Fit);
        WriteDial(dials.Engagement);
        WriteDial(dials.Intent);
        WriteDial(dials.Bant);
    }

    void WriteDial(double dial)
    {
        if (double.IsNaN(dial)) _job.Output.Field(default(ReadOnlySpan<byte>));
        else _job.Output.Number(Math.Round(dial, 1));
    }

    void WriteReasons<TRow>(TRow row) where TRow : struct, IScoringRow
    {
        _reasonText.ResetWrittenCount();
        var count = _reasons.Length == 0 ? 0 : _engine.Strongest(_reasons);
        for (var i = 0; i < count; i++)
        {
            var feature = _reasons[i].Feature;
            var value = _positions[feature] < 0 ? default : row.Field(_positions[feature]);
            if (i > 0) _reasonText.Write("; "u8);
            _wording.WriteCell(_reasonText, _reasons[i], value, _engine.Statuses[feature], _engine.EncodedRow[feature]);
        }
        _job.Output.Field(_reasonText.WrittenSpan, _guards && SpreadsheetFormula.Is(_reasonText.WrittenSpan));
    }
}
