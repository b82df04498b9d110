using System.Globalization;
using System.Text;

namespace LeadPredict.Data;

public static partial class FieldParser
{
    static readonly long s_epoch = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>
    /// The formats that inference looks for, beside ISO 8601 (null). Leading zeros of day and month may be absent, and a time
    /// (<c>H:mm</c>, <c>H:mm:ss</c>, with fraction, with AM or PM) may follow in each.
    /// </summary>
    public static IReadOnlyList<string> DateFormats { get; } = ["d/M/yyyy", "M/d/yyyy", "dd.MM.yyyy", "dd-MM-yyyy", "yyyy/MM/dd", "dd MMM yyyy"];

    /// <summary>
    /// Reads a date as days since 2000-01-01 00:00 UTC, with the time as the fraction. No offset means UTC.
    /// </summary>
    /// <param name="field">Trimmed UTF-8.</param>
    /// <param name="format">One of <see cref="DateFormats"/>, or any .NET custom format; null for ISO 8601: <c>2024-01-31</c>, also with
    /// <c>T</c> or a space, <c>HH:mm</c>, seconds, a fraction, <c>Z</c> or an offset.</param>
    /// <param name="days">0 when false is returned.</param>
    public static bool TryParseDate(ReadOnlySpan<byte> field, string? format, out double days)
    {
        days = 0;
        if (field.Length is < 6 or > 64) return false;
        var cursor = new DateCursor(field);
        int year, month, day;
        switch (format)
        {
            case null:
                if (!(cursor.Number(4, 4, out year) && cursor.Skip('-') && cursor.Number(2, 2, out month) && cursor.Skip('-') && cursor.Number(2, 2, out day))) return false;
                break;
            case "yyyy/MM/dd":
                if (!(cursor.Number(4, 4, out year) && cursor.Skip('/') && cursor.Number(1, 2, out month) && cursor.Skip('/') && cursor.Number(1, 2, out day))) return false;
                break;
            case "d/M/yyyy":
                if (!cursor.DayMonthYear('/', out day, out month, out year)) return false;
                break;
            case "M/d/yyyy":
                if (!cursor.DayMonthYear('/', out month, out day, out year)) return false;
                break;
            case "dd.MM.yyyy":
                if (!cursor.DayMonthYear('.', out day, out month, out year)) return false;
                break;
            case "dd-MM-yyyy":
                if (!cursor.DayMonthYear('-', out day, out month, out year)) return false;
                break;
            case "dd MMM yyyy":
                if (!(cursor.Number(1, 2, out day) && cursor.Skip(' ') && cursor.Month(out month) && cursor.Skip(' ') && cursor.Number(4, 4, out year))) return false;
                break;
            default:
                return TryParseExact(field, format, out days);
        }
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if (!cursor.Time(iso: format is null, out var ticks)) return false;
        days = Days(new DateTime(year, month, day).Ticks + ticks);
        return true;
    }

    /// <summary>Days since 2000-01-01 UTC, as columns of dates are encoded.</summary>
    public static double DaysSince2000(DateTimeOffset time) => Days(time.UtcTicks);

    static double Days(long utcTicks) => (double)(utcTicks - s_epoch) / TimeSpan.TicksPerDay;

    static bool TryParseExact(ReadOnlySpan<byte> field, string format, out double days)
    {
        Span<char> chars = stackalloc char[64];
        days = 0;
        var text = chars[..Encoding.UTF8.GetChars(field, chars)];
        const DateTimeStyles styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, styles, out var time)) return false;
        days = Days(time.Ticks);
        return true;
    }

    ref struct DateCursor(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> _rest = text;

        public bool Number(int fewest, int most, out int value)
        {
            value = 0;
            var i = 0;
            for (; i < most && i < _rest.Length && char.IsAsciiDigit((char)_rest[i]); i++) value = value * 10 + (_rest[i] - '0');
            _rest = _rest[i..];
            return i >= fewest;
        }

        public bool Skip(char expected)
        {
            if (_rest.IsEmpty || _rest[0] != expected) return false;
            _rest = _rest[1..];
            return true;
        }

        public bool DayMonthYear(char between, out int first, out int second, out int year)
        {
            second = year = 0;
            return Number(1, 2, out first) && Skip(between) && Number(1, 2, out second) && Skip(between) && Number(4, 4, out year);
        }

        public bool Month(out int month)
        {
            month = 0;
            if (_rest.Length < 3) return false;
            ReadOnlySpan<byte> names = "janfebmaraprmayjunjulaugsepoctnovdec"u8;
            Span<byte> name = [(byte)(_rest[0] | 0x20), (byte)(_rest[1] | 0x20), (byte)(_rest[2] | 0x20)];
            var at = names.IndexOf(name);
            if (at < 0 || at % 3 != 0) return false;
            month = at / 3 + 1;
            _rest = _rest[3..];
            return true;
        }

        // The rest must be nothing, or a time of day (offsets only in ISO 8601, AM and PM only outside it). Ticks may be negative or pass a day.
        public bool Time(bool iso, out long ticks)
        {
            ticks = 0;
            if (_rest.IsEmpty) return true;
            if (!(Skip(' ') || (iso && Skip('T')))) return false;
            if (!Number(iso ? 2 : 1, 2, out var hour) || !Skip(':') || !Number(2, 2, out var minute)) return false;
            var second = 0;
            long fraction = 0;
            if (Skip(':'))
            {
                if (!Number(2, 2, out second)) return false;
                if (Skip('.') || Skip(','))
                {
                    var unit = TimeSpan.TicksPerSecond;
                    var first = _rest.Length;
                    while (!_rest.IsEmpty && char.IsAsciiDigit((char)_rest[0]))
                    {
                        unit /= 10;
                        fraction += unit * (_rest[0] - '0');
                        _rest = _rest[1..];
                    }
                    if (_rest.Length == first) return false;
                }
            }
            if (!iso && !_rest.IsEmpty && !HalfOfDay(ref hour)) return false;
            if (hour > 23 || minute > 59 || second > 59) return false;
            ticks = ((hour * 60L + minute) * 60 + second) * TimeSpan.TicksPerSecond + fraction;
            if (_rest.IsEmpty) return true;
            if (!iso) return false;
            if (Skip('Z')) return _rest.IsEmpty;
            Skip(' ');
            var sign = Skip('+') ? 1 : Skip('-') ? -1 : 0;
            if (sign == 0 || !Number(2, 2, out var hours)) return false;
            Skip(':');
            var minutes = 0;
            if (!_rest.IsEmpty && !Number(2, 2, out minutes)) return false;
            if (hours > 14 || minutes > 59) return false;
            ticks -= sign * (hours * 60L + minutes) * TimeSpan.TicksPerMinute;
            return _rest.IsEmpty;
        }

        bool HalfOfDay(ref int hour)
        {
            Skip(' ');
            if (_rest.Length != 2 || (_rest[1] | 0x20) != 'm' || hour is < 1 or > 12) return false;
            var half = _rest[0] | 0x20;
            if (half is not ('a' or 'p')) return false;
            hour = hour % 12 + (half == 'p' ? 12 : 0);
            _rest = default;
            return true;
        }
    }
}
