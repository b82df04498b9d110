using System.Globalization;
using LeadPredict.Data;

namespace LeadPredict.Explanation;

/// <summary>Encoded values as people read them. Numbers are rounded, so that no single lead's figure stands in a report.</summary>
static class ValueText
{
    /// <summary>A lead's value of a column; null when missing, or when the column is personal.</summary>
    public static string? Of(FeatureEncoding feature, float value) =>
        float.IsNaN(value) || feature.Column.Personal ? null
        : feature.IsCategory ? Level(feature, (int)value)
        : feature.Column.Kind == ColumnKind.Boolean ? (value >= 0.5f ? "true" : "false")
        : Number(value) + (feature.Column.Kind == ColumnKind.Date ? " days" : "");

    /// <summary>The name of a code.</summary>
    public static string Level(FeatureEncoding feature, int code) => code < feature.Levels.Count ? feature.Levels[code] : "other";

    /// <summary>From one number to another.</summary>
    public static string Range(float from, float to)
    {
        var (a, b) = (Number(from), Number(to));
        return a == b ? a : $"{a} to {b}";
    }

    /// <summary>A number in two significant digits, three from 100 on: 0.25, 17, 1230, 4.5k.</summary>
    public static string Number(double value)
    {
        if (value == 0) return "0";
        var size = Math.Abs(value);
        var (scaled, unit) = size >= 999_500 ? (value / 1e6, "M") : size >= 9_950 ? (value / 1e3, "k") : (value, "");
        var digits = Math.Abs(scaled) >= 100 ? 3 : 2;
        var power = (int)Math.Floor(Math.Log10(Math.Abs(scaled))) - digits + 1;
        // Whole numbers below a thousand are counts, and stay as they are.
        if (unit.Length == 0 && size < 1000 && value == Math.Floor(value)) return value.ToString(CultureInfo.InvariantCulture);
        var step = Math.Pow(10, power);
        return Math.Round(Math.Round(scaled / step) * step, Math.Max(0, -power)).ToString(CultureInfo.InvariantCulture) + unit;
    }
}
