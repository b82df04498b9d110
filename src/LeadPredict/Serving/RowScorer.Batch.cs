using LeadPredict.Data;

namespace LeadPredict.Serving;

// Rows without reasons: encoded one by one, predicted together, written one by one.
sealed partial class RowScorer
{
    const int RowsPerBatch = 128;

    /// <summary>Where a row's cells are: in the job's block, or, when they could not be copied from there, in <see cref="_cells"/>.</summary>
    readonly record struct Cells(bool InBlock, int Start, int Length);

    readonly float[] _batch;
    readonly double[] _logOdds = new double[RowsPerBatch];
    readonly Cells[] _rows = new Cells[RowsPerBatch];
    readonly CsvRowWriter _cells;
    int _count;

    void Batch<TRow>(TRow row) where TRow : struct, IScoringRow
    {
        var encoded = _batch.AsSpan(_count * _positions.Length, _positions.Length);
        ulong unknown = 0;
        for (var f = 0; f < encoded.Length; f++)
        {
            var position = _positions[f];
            if (position < 0)
            {
                encoded[f] = float.NaN;
                continue;
            }
            var field = row.Field(position);
            var status = _encoder.Encode(f, field, out encoded[f]);
            if (status <= FieldStatus.Missing) continue;
            if (status == FieldStatus.WrongKind)
            {
                RejectField(row, position, _encoder.Features[f].Column, field);
                return;
            }
            if (f < 64) unknown |= 1UL << f;
        }
        var created = float.NaN;
        if (Plan.TimePosition >= 0)
        {
            var time = row.Field(Plan.TimePosition);
            if (!_encoder.TryEncodeTime(time, out created))
            {
                RejectTime(row, time);
                return;
            }
        }
        if (_encoder.NeedsTime) _encoder.Complete(encoded, created);
        CountUnknown(row, unknown);

        var raw = row.RawRow;
        if (typeof(TRow) == typeof(SplitRow) && CanCopy(row)) _rows[_count] = new Cells(true, _splitter.RowStart, raw.Length);
        else
        {
            var start = _cells.Length;
            WriteCells(row, _cells);
            _cells.AbandonRow();
            _rows[_count] = new Cells(false, start, _cells.Length - start);
        }
        if (++_count == RowsPerBatch) EndBatch();
    }

    // Only for a row that is not rejected after all.
    void CountUnknown<TRow>(TRow row, ulong unknown) where TRow : struct, IScoringRow
    {
        for (; unknown != 0; unknown &= unknown - 1) _job.Tally.AddUnknown(System.Numerics.BitOperations.TrailingZeroCount(unknown));
        for (var f = 64; f < _positions.Length; f++)
            if (_encoder.Features[f].IsCategory && _positions[f] >= 0 && _encoder.Encode(f, row.Field(_positions[f]), out _) == FieldStatus.UnknownCategory)
                _job.Tally.AddUnknown(f);
    }

    void EndBatch()
    {
        if (_count == 0) return;
        _model.Scorer.LogOdds(_batch.AsSpan(0, _count * _positions.Length), _logOdds.AsSpan(0, _count));
        var block = _job.Block.Bytes;
        var cells = _cells.Written.Span;
        for (var i = 0; i < _count; i++)
        {
            var (inBlock, start, length) = _rows[i];
            var probability = _model.Calibrator.Calibrate(_logOdds[i]);
            var grade = _model.Grades.Of(probability);
            _job.Output.Raw(inBlock ? block.AsSpan(start, length) : cells.Slice(start, length));
            WritePrediction(probability, grade, _model.Reference.Percentile(probability));
            _job.Output.Field(default(ReadOnlySpan<byte>));
            WriteHorizons(probability);
            _job.Output.EndRow();
            _job.Tally.Add(probability, grade);
        }
        _cells.Clear();
        _count = 0;
    }
}
