using System.Globalization;

namespace LeadPredict.Reporting;

/// <summary>Numbers as people read them: 12.3%, 1,234, +0.42, 74.3M; "n/a" for NaN. The same in every locale. Thread safe.</summary>
public static class Figures
{
    const string None = "n/a";

    /// <summary>A share from 0 to 1 in percent.</summary>
    public static string Percent(double share, int decimals = 1) => double.IsFinite(share) ? Fixed(100 * share, decimals) + "%" : None;

    /// <summary>A whole number with separated thousands.</summary>
    public static string Count(double count) => double.IsFinite(count) ? Fixed(count, 0) : None;

    /// <summary>A number with a fixed number of decimals.</summary>
    public static string Number(double value, int decimals = 2) => double.IsFinite(value) ? Fixed(value, decimals) : None;

    /// <summary>A number that always has its sign, with a real minus.</summary>
    public static string Signed(double value, int decimals = 2)
    {
        if (!double.IsFinite(value)) return None;
        var text = Fixed(value, decimals);
        return text[0] == '\u2212' || text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text : "+" + text;
    }

    /// <summary>As <see cref="Signed"/> with as many decimals as it takes, three at most: +0.25, +0.5, 0.</summary>
    public static string SignedShort(double value)
    {
        var text = Signed(value, 3);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    /// <summary>A quantity in about three digits: 0.25, 17, 1,230, 45k, 74.3M.</summary>
    public static string Compact(double value)
    {
        if (!double.IsFinite(value)) return None;
        var size = Math.Abs(value);
        return size >= 999.5e6 ? Short(value / 1e9) + "B" : size >= 999.5e3 ? Short(value / 1e6) + "M" : size >= 9999.5 ? Short(value / 1e3) + "k" : Short(value);
    }

    /// <summary>"LOW to HIGH", or nothing where there is no interval.</summary>
    public static string Range(double low, double high, Func<double, string> format) =>
        double.IsFinite(low) && double.IsFinite(high) ? $"{format(low)} to {format(high)}" : "";

    static string Short(double value)
    {
        var size = Math.Abs(value);
        var decimals = size >= 99.95 || value == Math.Floor(value) ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3;
        var text = Fixed(value, decimals);
        return decimals > 0 ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    static string Fixed(double value, int decimals)
    {
        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        // A number that rounds to zero has no sign.
        if (text[0] != '-') return text;
        return text.AsSpan().IndexOfAnyInRange('1', '9') < 0 ? text[1..] : "\u2212" + text[1..];
    }
}
