using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace LeadPredict.Data;

/// <summary>
/// Gathers a <see cref="ColumnProfile"/>. What a value looks like is worked out once a different value, while they are kept; later ones are
/// looked at each time and their number is estimated (Flajolet et al. 2007, HyperLogLog).
/// </summary>
sealed class ColumnProfiler(int valuesKept, int bytesKept)
{
    const int LevelsGiven = 1000;
    const int NotNumbersKept = 32;
    const int Registers = 4096;

    readonly Dictionary<byte[], int> _index = new(Utf8Comparer.Instance);
    readonly List<(byte[] Text, long Count)> _values = [];
    readonly Totals _totals = new();
    Dictionary<byte[], long>? _notNumbers = new(Utf8Comparer.Instance);
    byte[]? _registers;
    long _bytes;
    int _last;

    public void Add(ReadOnlySpan<byte> field)
    {
        // Many columns repeat one value row after row.
        var values = CollectionsMarshal.AsSpan(_values);
        if (_last < values.Length && field.SequenceEqual(values[_last].Text))
        {
            values[_last].Count++;
            return;
        }
        if (_index.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(field, out var at))
        {
            values[at].Count++;
            _last = at;
            return;
        }
        if (_registers is null && _values.Count < valuesKept && _bytes + field.Length <= bytesKept)
        {
            var text = field.ToArray();
            _index.Add(text, _values.Count);
            _values.Add((text, 1));
            _bytes += text.Length;
            return;
        }
        if (_registers is null)
        {
            _registers = new byte[Registers];
            foreach (var (text, _) in _values) Estimate(text);
        }
        Estimate(field);
        Count(field, 1);
    }

    public ColumnProfile Finish(string name, int index, long rows)
    {
        foreach (var (text, count) in _values) Count(text, count);
        var comma = _totals.Comma > _totals.Point;
        return new()
        {
            Name = name,
            Index = index,
            Rows = rows,
            Missing = rows - _totals.Values,
            Distinct = _registers is null ? _values.Count : Math.Max(_values.Count, Estimated()),
            DistinctCapped = _registers is not null,
            Levels = [.. _values.OrderByDescending(v => v.Count).Take(LevelsGiven).Select(v => new LevelCount(Encoding.UTF8.GetString(v.Text), v.Count))],
            PointNumbers = _totals.Point,
            CommaNumbers = _totals.Comma,
            Integers = _totals.Integers,
            LeadingZeros = _totals.LeadingZeros,
            TrueTexts = _totals.True,
            FalseTexts = _totals.False,
            Dates = _totals.Dates,
            Emails = _totals.Emails,
            Phones = _totals.Phones,
            Urls = _totals.Urls,
            Uuids = _totals.Uuids,
            AverageLength = _totals.Values == 0 ? 0 : (double)_totals.Length / _totals.Values,
            MaxLength = _totals.MaxLength,
            AverageWords = _totals.Values == 0 ? 0 : (double)_totals.Words / _totals.Values,
            Min = comma ? _totals.CommaRange.Min : _totals.PointRange.Min,
            Max = comma ? _totals.CommaRange.Max : _totals.PointRange.Max,
            NotNumbers = _notNumbers is null ? null : [.. _notNumbers.OrderByDescending(v => v.Value).Select(v => new LevelCount(Encoding.UTF8.GetString(v.Key), v.Value))],
        };
    }

    sealed class Totals
    {
        public long Values, Point, Comma, Integers, LeadingZeros, True, False, Emails, Phones, Urls, Uuids, Length, Words;
        public int MaxLength;
        public readonly long[] Dates = new long[1 + FieldParser.DateFormats.Count];
        public (double Min, double Max) PointRange = (double.NaN, double.NaN);
        public (double Min, double Max) CommaRange = (double.NaN, double.NaN);
    }

    void Count(ReadOnlySpan<byte> field, long count)
    {
        var t = _totals;
        t.Values += count;
        t.Length += field.Length * count;
        t.MaxLength = Math.Max(t.MaxLength, field.Length);
        t.Words += ValueShape.Words(field) * count;
        if (FieldParser.TryParseBoolean(field, null, null, out var isTrue))
        {
            if (isTrue) t.True += count;
            else t.False += count;
        }
        var point = FieldParser.TryParseNumber(field, NumberFormat.PointDecimal, out var pointValue);
        var comma = FieldParser.TryParseNumber(field, NumberFormat.CommaDecimal, out var commaValue);
        if (point) (t.Point, t.PointRange) = (t.Point + count, Widen(t.PointRange, pointValue));
        if (comma) (t.Comma, t.CommaRange) = (t.Comma + count, Widen(t.CommaRange, commaValue));
        if (point || comma)
        {
            if (ValueShape.IsInteger(field, out var leadingZero)) t.Integers += count;
            if (leadingZero) t.LeadingZeros += count;
        }
        else
        {
            CountNotNumber(field, count);
            if (ValueShape.IsUuid(field)) t.Uuids += count;
            else if (ValueShape.IsEmail(field)) t.Emails += count;
            else if (ValueShape.IsUrl(field)) t.Urls += count;
        }
        var date = false;
        if (!(point && comma) && field.Length is >= 8 and <= 40)
            for (var i = 0; i < t.Dates.Length; i++)
                if (FieldParser.TryParseDate(field, i == 0 ? null : FieldParser.DateFormats[i - 1], out _))
                {
                    t.Dates[i] += count;
                    date = true;
                }
        if (!date && ValueShape.IsPhone(field)) t.Phones += count;
    }

    static (double, double) Widen((double Min, double Max) range, double value) =>
        double.IsNaN(range.Min) ? (value, value) : (Math.Min(range.Min, value), Math.Max(range.Max, value));

    void CountNotNumber(ReadOnlySpan<byte> field, long count)
    {
        if (_notNumbers is null) return;
        CollectionsMarshal.GetValueRefOrAddDefault(_notNumbers.GetAlternateLookup<ReadOnlySpan<byte>>(), field, out _) += count;
        if (_notNumbers.Count > NotNumbersKept) _notNumbers = null;
    }

    void Estimate(ReadOnlySpan<byte> field)
    {
        var hash = Utf8Comparer.Hash(field);
        var register = (int)(hash >> 52);
        var rank = (byte)(BitOperations.LeadingZeroCount((hash << 12) | 0x800) + 1);
        if (rank > _registers![register]) _registers[register] = rank;
    }

    long Estimated()
    {
        double sum = 0;
        var empty = 0;
        foreach (var rank in _registers!)
        {
            sum += 1.0 / (1UL << rank);
            if (rank == 0) empty++;
        }
        var estimate = 0.7213 / (1 + 1.079 / Registers) * Registers * Registers / sum;
        if (estimate <= 2.5 * Registers && empty > 0) estimate = Registers * Math.Log((double)Registers / empty);
        return (long)estimate;
    }

    sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);
        public int GetHashCode([DisallowNull] byte[] obj) => (int)Hash(obj);
        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);
        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)Hash(alternate);
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        // Eight bytes a step, multiplied and folded; the same on every machine.
        public static ulong Hash(ReadOnlySpan<byte> text)
        {
            const ulong k = 0x9E3779B97F4A7C15;
            var hash = (ulong)text.Length * k;
            for (; text.Length >= 8; text = text[8..]) hash = Fold(hash ^ System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(text));
            ulong rest = 0;
            foreach (var b in text) rest = (rest << 8) | b;
            return Fold(Fold(hash ^ rest));

            static ulong Fold(ulong value)
            {
                var high = Math.BigMul(value ^ 0xD6E8FEB86659FD93, k, out var low);
                return high ^ low;
            }
        }
    }
}
