using System.Text;

namespace LeadPredict.Qualification;

/// <summary>
/// The values of one lead in the columns that a <see cref="LeadDecider"/> looks at; made by <see cref="LeadDecider.NewCells"/> and used again for the next lead.
/// Nothing is allocated to set one. Not thread safe.
/// </summary>
public sealed class LeadCells
{
    readonly DecisionColumn[] _columns;
    readonly double[] _numbers;
    readonly int[] _codes, _starts, _lengths;
    readonly bool[] _stated;
    byte[] _text = new byte[256];
    int _used;

    internal LeadCells(DecisionColumn[] columns)
    {
        _columns = columns;
        _numbers = new double[columns.Length];
        _codes = new int[columns.Length];
        _starts = new int[columns.Length];
        _lengths = new int[columns.Length];
        _stated = new bool[columns.Length];
    }

    /// <summary>Forgets the lead: every value is missing.</summary>
    public void Clear()
    {
        Array.Clear(_stated);
        _used = 0;
    }

    /// <summary>Sets one value.</summary>
    /// <param name="column">Position in <see cref="LeadDecider.Columns"/>.</param>
    /// <param name="text">UTF-8 without surrounding spaces; empty, or a spelling of missing, is missing.</param>
    /// <param name="isJson">True for a JSON number or truth value, whose spelling is JSON's whatever the column's files have.</param>
    public void Set(int column, ReadOnlySpan<byte> text, bool isJson = false)
    {
        _stated[column] = _columns[column].Read(text, isJson, out _numbers[column], out _codes[column]);
        if (_used + text.Length > _text.Length) Array.Resize(ref _text, 2 * (_used + text.Length));
        text.CopyTo(_text.AsSpan(_used));
        (_starts[column], _lengths[column]) = (_used, text.Length);
        _used += text.Length;
    }

    internal bool IsStated(int column) => _stated[column];

    /// <summary>Whether there is a text that is no value of its column.</summary>
    internal bool IsUnreadable(int column) => _stated[column] && _columns[column].IsNumeric && double.IsNaN(_numbers[column]);

    internal double Number(int column) => _numbers[column];

    internal int Code(int column) => _codes[column];

    /// <summary>The whole day that a column holds, in days since 2000-01-01; NaN where it holds none.</summary>
    internal double Day(int column)
    {
        if (column < 0 || !_stated[column]) return double.NaN;
        if (_columns[column].Column.Kind == Data.ColumnKind.Date) return Math.Floor(_numbers[column]);
        return _columns[column].TryDate(_text.AsSpan(_starts[column], _lengths[column]), out var days) ? Math.Floor(days) : double.NaN;
    }

    /// <summary>The value for people; nothing of a personal column.</summary>
    internal string Shown(int column) => _columns[column].Column.Personal ? "(not shown)" : Encoding.UTF8.GetString(_text, _starts[column], _lengths[column]);
}
