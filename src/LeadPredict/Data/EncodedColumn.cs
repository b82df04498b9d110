namespace LeadPredict.Data;

/// <summary>
/// One encoded feature of n rows: plain values, or a table's own codes with the value that each stands for, so that a category needs no second
/// copy of its column. NaN is missing. Immutable, thread safe.
/// </summary>
public sealed class EncodedColumn
{
    readonly float[]? _values;
    readonly int[] _codes = [];
    readonly float[] _valueOfCode = [];

    /// <summary>A column of plain values, not copied.</summary>
    public EncodedColumn(float[] values) => _values = values;

    /// <summary>A column of codes, not copied: a code of -1 is missing, any other stands for its value in <paramref name="valueOfCode"/>.</summary>
    public EncodedColumn(int[] codes, float[] valueOfCode)
    {
        _codes = codes;
        _valueOfCode = valueOfCode;
    }

    /// <summary>Number of rows n.</summary>
    public int Length => _values?.Length ?? _codes.Length;

    /// <summary>The value of a row.</summary>
    public float this[int row] => _values is not null ? _values[row] : _codes[row] < 0 ? float.NaN : _valueOfCode[_codes[row]];

    /// <summary>The values of the given rows, in their order.</summary>
    /// <param name="rows">Positions in the column.</param>
    /// <param name="valuesOut">As long as <paramref name="rows"/>.</param>
    public void Gather(ReadOnlySpan<int> rows, Span<float> valuesOut)
    {
        if (_values is { } values)
            for (var i = 0; i < rows.Length; i++) valuesOut[i] = values[rows[i]];
        else
            for (var i = 0; i < rows.Length; i++) valuesOut[i] = this[rows[i]];
    }

    /// <summary>A column of plain values.</summary>
    public static implicit operator EncodedColumn(float[] values) => new(values);
}
