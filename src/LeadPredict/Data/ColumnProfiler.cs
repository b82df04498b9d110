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

    readonly LevelIndex _values = new();
    readonly List<long> _counts = [];
    readonly Totals _totals = new();
    Dictionary<string, long>? _notNumbers = new(StringComparer.Ordinal);
    byte[]? _registers;
    int _last = -1;

    public void Add(ReadOnlySpan<byte> field)
    {
        // Many columns repeat one value row after row.
        if (_last >= 0 && field.SequenceEqual(_values.Text(_last)))
        {
            _counts[_last]++;
            return;
        }
        var hash = Utf8Hash.Of(field);
        var at = _values.Find(field, hash);
        if (at >= 0)
        {
            _counts[at]++;
            _last = at;
            return;
        }
        if (_registers is null && _values.Count < valuesKept && _values.Bytes + field.Length <= bytesKept)
        {
            _values.Add(field, hash);
            _counts.Add(1);
            return;
        }
        if (_registers is null)
        {
            _registers = new byte[Registers];
            for (var value = 0; value < _values.Count; value++) Estimate(Utf8Hash.Of(_values.Text(value)));
        }
        Estimate(hash);
        Count(field, 1);
    }

    public ColumnProfile Finish(string name, int index, long rows)
    {
        for (var value = 0; value < _values.Count; value++) Count(_values.Text(value), _counts[value]);
        var comma = _totals.Comma > _totals.Point;
        return new()
        {
            Name = name,
            Index = index,
            Rows = rows,
            Missing = rows - _totals.Values,
            Distinct = _registers is null ? _values.Count : Math.Max(_values.Count, Estimated()),
            DistinctCapped = _registers is not null,
            Levels = [.. Enumerable.Range(0, _values.Count).OrderByDescending(v => _counts[v]).Take(LevelsGiven).Select(v => new LevelCount(_values[v], _counts[v]))],
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
            NotNumbers = _notNumbers is null ? null : [.. _notNumbers.OrderByDescending(v => v.Value).Select(v => new LevelCount(v.Key, v.Value))],
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
        if (ValueShape.IsPlainNumber(field, out var digits, out var decimals))
        {
            CountPlainNumber(field, digits, decimals, count);
            return;
        }
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

    // What the general way above finds for such a field, without asking every parser: it is no date, no phone number and, but for 0 and 1, no truth value.
    void CountPlainNumber(ReadOnlySpan<byte> field, int digits, int decimals, long count)
    {
        var t = _totals;
        t.Words += count;
        _ = FieldParser.TryParseNumber(field, NumberFormat.PointDecimal, out var value);
        (t.Point, t.PointRange) = (t.Point + count, Widen(t.PointRange, value));
        if (decimals < 0)
        {
            (t.Comma, t.CommaRange) = (t.Comma + count, Widen(t.CommaRange, value));
            t.Integers += count;
            var first = field[field.Length - digits];
            if (digits > 1 && first == '0') t.LeadingZeros += count;
            if (field.Length > 1) return;
            if (first == '1') t.True += count;
            else if (first == '0') t.False += count;
        }
        else if (decimals == 3 && digits is >= 4 and <= 6 && FieldParser.TryParseNumber(field, NumberFormat.CommaDecimal, out var thousands))
        {
            (t.Comma, t.CommaRange) = (t.Comma + count, Widen(t.CommaRange, thousands));
        }
    }

    static (double, double) Widen((double Min, double Max) range, double value) =>
        double.IsNaN(range.Min) ? (value, value) : (Math.Min(range.Min, value), Math.Max(range.Max, value));

    void CountNotNumber(ReadOnlySpan<byte> field, long count)
    {
        if (_notNumbers is null) return;
        CollectionsMarshal.GetValueRefOrAddDefault(_notNumbers, Encoding.UTF8.GetString(field), out _) += count;
        if (_notNumbers.Count > NotNumbersKept) _notNumbers = null;
    }

    void Estimate(ulong hash)
    {
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
}
