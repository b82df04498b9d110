using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>One column of rows as an ML.NET pipeline reads them: numbers or texts, or neither for a column that only has to be there.</summary>
/// <param name="Numbers">NaN is missing; a type without NaN shows its default for it, as ML.NET's readers do. Null for texts.</param>
/// <param name="Texts">Empty is missing. Null for numbers.</param>
sealed record RawColumn(Func<int, float>? Numbers, Func<int, string>? Texts)
{
    public static RawColumn Empty { get; } = new(_ => float.NaN, _ => "");
}

/// <summary>Rows with the columns of a pipeline's input schema. Immutable, thread safe.</summary>
sealed class RawRowsView : RowsView
{
    readonly RawColumn[] _columns;

    /// <param name="schema">The input schema; every column's type must be one of <see cref="Holds"/>.</param>
    /// <param name="columns">By name; others are empty.</param>
    public RawRowsView(DataViewSchema schema, IReadOnlyDictionary<string, RawColumn> columns, int rowCount) : base(schema, rowCount) =>
        _columns = [.. schema.Select(c => columns.GetValueOrDefault(c.Name) ?? RawColumn.Empty)];

    /// <summary>Whether rows can show a column of this type: text, a number, true or false.</summary>
    public static bool Holds(DataViewType type) => type is TextDataViewType or BooleanDataViewType or NumberDataViewType or DateTimeDataViewType or DateTimeOffsetDataViewType or TimeSpanDataViewType;

    protected override Delegate Getter(int column, Cursor cursor)
    {
        var (numbers, texts) = (_columns[column].Numbers, _columns[column].Texts);
        float Number() => numbers!(cursor.Row);
        // No integer is NaN: as a missing field is read, 0.
        double Whole() => Number() is var value && float.IsNaN(value) ? 0 : value;
        var type = Schema[column].Type;
        if (type is TextDataViewType) return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = texts!(cursor.Row).AsMemory());
        if (type is BooleanDataViewType) return (ValueGetter<bool>)((ref bool value) => value = Whole() != 0);
        // Times are shown so that a pipeline that asks them can be told: no column of LeadPredict's is one.
        if (type is DateTimeDataViewType) return (ValueGetter<DateTime>)((ref DateTime value) => value = DateTime.UnixEpoch.AddDays(Math.Clamp(Whole(), 0, 10_000)));
        if (type is DateTimeOffsetDataViewType) return (ValueGetter<DateTimeOffset>)((ref DateTimeOffset value) => value = DateTimeOffset.UnixEpoch.AddDays(Math.Clamp(Whole(), 0, 10_000)));
        if (type is TimeSpanDataViewType) return (ValueGetter<TimeSpan>)((ref TimeSpan value) => value = TimeSpan.FromDays(Math.Clamp(Whole(), 0, 10_000)));
        return Type.GetTypeCode(type.RawType) switch
        {
            TypeCode.Single => (ValueGetter<float>)((ref float value) => value = Number()),
            TypeCode.Double => (ValueGetter<double>)((ref double value) => value = Number()),
            TypeCode.SByte => (ValueGetter<sbyte>)((ref sbyte value) => value = (sbyte)Whole()),
            TypeCode.Byte => (ValueGetter<byte>)((ref byte value) => value = (byte)Whole()),
            TypeCode.Int16 => (ValueGetter<short>)((ref short value) => value = (short)Whole()),
            TypeCode.UInt16 => (ValueGetter<ushort>)((ref ushort value) => value = (ushort)Whole()),
            TypeCode.Int32 => (ValueGetter<int>)((ref int value) => value = (int)Whole()),
            TypeCode.UInt32 => (ValueGetter<uint>)((ref uint value) => value = (uint)Whole()),
            TypeCode.Int64 => (ValueGetter<long>)((ref long value) => value = (long)Whole()),
            TypeCode.UInt64 => (ValueGetter<ulong>)((ref ulong value) => value = (ulong)Whole()),
            _ => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"The column '{Schema[column].Name}' is of type {type}.")),
        };
    }
}
