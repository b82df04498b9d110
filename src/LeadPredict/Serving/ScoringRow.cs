using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>The current row of whatever reads it. A struct, so that the scorer is compiled for each.</summary>
interface IScoringRow
{
    ReadOnlySpan<byte> Field(int column);
    ReadOnlySpan<byte> UntrimmedField(int column);
    ReadOnlySpan<byte> RawRow { get; }
    bool IsPlain { get; }
    /// <summary>Whether a cell of a plain row would run as a formula.</summary>
    bool HoldsFormula();
    long Line { get; }
}

readonly struct ReaderRow(LeadReader reader) : IScoringRow
{
    public ReadOnlySpan<byte> Field(int column) => reader.Field(column);
    public ReadOnlySpan<byte> UntrimmedField(int column) => reader.UntrimmedField(column);
    public ReadOnlySpan<byte> RawRow => reader.RawRow;
    public bool IsPlain => reader.RowIsPlain;

    public bool HoldsFormula()
    {
        for (var column = 0; column < reader.Header.Count; column++)
            if (SpreadsheetFormula.Is(reader.UntrimmedField(column))) return true;
        return false;
    }

    public long Line => reader.Line;
}

readonly struct SplitRow(RowSplitter splitter) : IScoringRow
{
    public ReadOnlySpan<byte> Field(int column) => splitter.Field(column);
    public ReadOnlySpan<byte> UntrimmedField(int column) => splitter.UntrimmedField(column);
    public ReadOnlySpan<byte> RawRow => splitter.RawRow;
    public bool IsPlain => splitter.RowIsPlain;

    public bool HoldsFormula()
    {
        for (var c = splitter.CellStartingWith(SpreadsheetFormula.Starts, 0); c >= 0; c = splitter.CellStartingWith(SpreadsheetFormula.Starts, c + 1))
            if (SpreadsheetFormula.Is(splitter.UntrimmedField(c))) return true;
        return false;
    }

    public long Line => splitter.Line;
}
