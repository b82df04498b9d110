using System.Linq.Expressions;
using LeadPredict.Data;

namespace LeadPredict.MLNet;

/// <summary>One lead on its way into an ML.NET model: set its fields, then have it predicted. Reused lead after lead. Not thread safe.</summary>
public abstract class ZipLead
{
    readonly FieldStatus[] _statuses;

    internal ZipLead(IReadOnlyList<ZipField> fields)
    {
        Fields = fields;
        _statuses = new FieldStatus[fields.Count];
    }

    /// <summary>The fields of the model.</summary>
    public IReadOnlyList<ZipField> Fields { get; }

    /// <summary>What became of each field since <see cref="Clear"/>: Value, Missing or WrongKind.</summary>
    public ReadOnlySpan<FieldStatus> Statuses => _statuses;

    /// <summary>Forgets the last lead: every field is missing: NaN, or empty text.</summary>
    public void Clear()
    {
        Array.Fill(_statuses, FieldStatus.Missing);
        Reset();
    }

    /// <summary>Sets one field from its text.</summary>
    /// <param name="field">Position among <see cref="Fields"/>.</param>
    /// <param name="text">UTF-8, trimmed; empty is missing, and so is ? or NA or NaN for a number, as ML.NET reads files.</param>
    public FieldStatus Set(int field, ReadOnlySpan<byte> text) => _statuses[field] = Put(field, text);

    internal abstract void Reset();

    internal abstract FieldStatus Put(int field, ReadOnlySpan<byte> text);
}

/// <summary>A lead in an instance of the class that was made for the model's columns.</summary>
sealed class ZipLead<TData>(ZipSetters<TData> setters, IReadOnlyList<ZipField> fields) : ZipLead(fields) where TData : class, new()
{
    public TData Row { get; } = setters.NewRow();

    internal override void Reset()
    {
        for (var f = 0; f < Fields.Count; f++) setters.Clear(Row, f);
    }

    internal override FieldStatus Put(int field, ReadOnlySpan<byte> text) => setters.Set(Row, field, text);
}

/// <summary>How the fields of a lead get into the class of its row: one compiled assignment a field. Immutable, thread safe.</summary>
sealed class ZipSetters<TData> where TData : class, new()
{
    static readonly MissingCodes s_missing = new(["?", "NA", "N/A", "NaN"]);

    readonly IReadOnlyList<ZipColumn> _columns;
    readonly IReadOnlyList<ZipField> _fields;
    readonly Action<TData, double>?[] _numbers;
    readonly Action<TData, string>?[] _texts;
    readonly Action<TData, DateTime>?[] _dates;
    readonly (double Least, double Most)?[] _ranges;

    public ZipSetters(IReadOnlyList<ZipColumn> columns, IReadOnlyList<ZipField> fields)
    {
        _columns = columns;
        _fields = fields;
        _numbers = new Action<TData, double>?[fields.Count];
        _texts = new Action<TData, string>?[fields.Count];
        _dates = new Action<TData, DateTime>?[fields.Count];
        _ranges = new (double, double)?[fields.Count];
        for (var f = 0; f < fields.Count; f++)
        {
            var type = fields[f].Type.RawType;
            if (columns[fields[f].Column].RawType == typeof(string)) _texts[f] = Assignment<string>(fields[f]);
            else if (type == typeof(DateTime)) _dates[f] = Assignment<DateTime>(fields[f]);
            else
            {
                _numbers[f] = Assignment<double>(fields[f]);
                _ranges[f] = RangeOf(type);
            }
        }
    }

    static Action<TData, TValue> Assignment<TValue>(ZipField field)
    {
        var row = Expression.Parameter(typeof(TData));
        var value = Expression.Parameter(typeof(TValue));
        var at = Expression.Field(row, ZipRowType.FieldName(field.Column));
        var target = field.Slot < 0 ? (Expression)at : Expression.ArrayAccess(at, Expression.Constant(field.Slot));
        var converted = target.Type == typeof(bool) ? Expression.NotEqual(value, Expression.Constant(0.0)) : target.Type == typeof(TValue) ? (Expression)value : Expression.Convert(value, target.Type);
        return Expression.Lambda<Action<TData, TValue>>(Expression.Assign(target, converted), row, value).Compile();
    }

    // Doubles hold every whole number to 2^53; beyond it a 64-bit number in text would be another one.
    static (double, double)? RangeOf(Type type) =>
        type == typeof(sbyte) ? (sbyte.MinValue, sbyte.MaxValue) : type == typeof(byte) ? (0, byte.MaxValue)
        : type == typeof(short) ? (short.MinValue, short.MaxValue) : type == typeof(ushort) ? (0, ushort.MaxValue)
        : type == typeof(int) ? (int.MinValue, int.MaxValue) : type == typeof(uint) ? (0, uint.MaxValue)
        : type == typeof(long) ? (-9007199254740992.0, 9007199254740992.0) : type == typeof(ulong) ? (0, 9007199254740992.0) : null;

    public TData NewRow()
    {
        var row = new TData();
        for (var c = 0; c < _columns.Count; c++)
            if (_columns[c].Size > 0) typeof(TData).GetField(ZipRowType.FieldName(c))!.SetValue(row, Array.CreateInstance(_columns[c].RawType, _columns[c].Size));
        for (var f = 0; f < _fields.Count; f++) Clear(row, f);
        return row;
    }

    public void Clear(TData row, int field)
    {
        if (_texts[field] is { } text) text(row, "");
        else if (_dates[field] is { } date) date(row, default);
        else _numbers[field]!(row, _fields[field].CanBeMissing ? double.NaN : 0);
    }

    public FieldStatus Set(TData row, int field, ReadOnlySpan<byte> text)
    {
        Clear(row, field);
        if (text.IsEmpty) return FieldStatus.Missing;
        if (_texts[field] is { } put)
        {
            put(row, System.Text.Encoding.UTF8.GetString(text));
            return FieldStatus.Value;
        }
        if (s_missing.IsMissing(text)) return FieldStatus.Missing;
        if (_dates[field] is { } date)
        {
            if (!FieldParser.TryParseDate(text, null, out var days)) return FieldStatus.WrongKind;
            date(row, new DateTime(2000, 1, 1).AddTicks((long)Math.Round(days * TimeSpan.TicksPerDay)));
            return FieldStatus.Value;
        }
        if (!TryParse(field, text, out var number)) return FieldStatus.WrongKind;
        _numbers[field]!(row, number);
        return FieldStatus.Value;
    }

    bool TryParse(int field, ReadOnlySpan<byte> text, out double number)
    {
        if (_fields[field].Type.RawType == typeof(bool))
        {
            var known = FieldParser.TryParseBoolean(text, null, null, out var isTrue);
            number = isTrue ? 1 : 0;
            return known;
        }
        return FieldParser.TryParseNumber(text, NumberFormat.PointDecimal, out number)
            && (_ranges[field] is not { } range || (number >= range.Least && number <= range.Most && number == Math.Floor(number)));
    }
}
