namespace LeadPredict.Reporting;

/// <summary>
/// A scale from values to pixels with round ticks. Immutable, thread safe.
/// </summary>
public sealed class Axis
{
    readonly Func<double, string> _format;
    readonly bool _logarithmic;
    readonly string[]? _labels;

    Axis(double from, double to, string name, Func<double, string> format, IReadOnlyList<double> ticks, bool logarithmic = false, string[]? labels = null)
    {
        From = from;
        To = to;
        Name = name;
        _format = format;
        Ticks = ticks;
        _logarithmic = logarithmic;
        _labels = labels;
    }

    /// <summary>Value at the start of the axis.</summary>
    public double From { get; }
    /// <summary>Value at its end, above <see cref="From"/>.</summary>
    public double To { get; }
    /// <summary>What is measured, with its unit.</summary>
    public string Name { get; }
    /// <summary>Values with a tick, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Exactly from one value to another, with about <paramref name="wanted"/> round ticks between.</summary>
    public static Axis Between(double from, double to, string name, Func<double, string> format, int wanted = 5)
    {
        (from, to) = Proper(from, to);
        return new Axis(from, to, name, format, RoundTicks(from, to, wanted));
    }

    /// <summary>An axis that holds all <paramref name="values"/> (those that are not finite are passed over) and begins and ends at a tick.</summary>
    public static Axis Around(IEnumerable<double> values, string name, Func<double, string> format, int wanted = 5, bool withZero = false)
    {
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (var value in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) (low, high) = (0, 1);
        if (withZero) (low, high) = (Math.Min(low, 0), Math.Max(high, 0));
        (low, high) = Proper(low, high);
        var step = RoundStep((high - low) / wanted);
        // Rounding may leave a value a hair beyond its own tick.
        var from = Math.Floor(low / step + 1e-9) * step;
        var to = Math.Ceiling(high / step - 1e-9) * step;
        return new Axis(from, to, name, format, RoundTicks(from, to, wanted));
    }

    /// <summary>As <see cref="Between"/> on the scale sign(v) ln(1 + |v|), for values with a long tail: zero has its place on it.</summary>
    public static Axis Logarithmic(double from, double to, string name, Func<double, string> format)
    {
        (from, to) = Proper(from, to);
        var ticks = new List<double>();
        for (var size = 1e12; size >= 1; size /= 10)
            foreach (var factor in (ReadOnlySpan<double>)[3, 1])
                if (-size * factor >= from && -size * factor <= to) ticks.Add(-size * factor);
        if (from <= 0 && to >= 0) ticks.Add(0);
        for (var size = 1.0; size <= 1e12; size *= 10)
            foreach (var factor in (ReadOnlySpan<double>)[1, 3])
                if (size * factor >= from && size * factor <= to) ticks.Add(size * factor);
        ticks.Sort();
        while (ticks.Count > 6) ticks = [.. ticks.Where((_, i) => i % 2 == 0)];
        return new Axis(from, to, name, format, ticks, logarithmic: true);
    }

    /// <summary>Named places 0, 1, 2 …, such as months; where there are many, not all are named.</summary>
    public static Axis OfPlaces(IReadOnlyList<string> places, string name, int mostNamed = 7)
    {
        var step = Math.Max(1, (int)Math.Ceiling((double)places.Count / mostNamed));
        var ticks = Enumerable.Range(0, places.Count).Where(i => i % step == 0).Select(i => (double)i).ToArray();
        return new Axis(-0.5, Math.Max(0.5, places.Count - 0.5), name, static _ => "", ticks, labels: [.. places]);
    }

    /// <summary>Where a value lies, 0 at the start and 1 at the end.</summary>
    public double Share(double value) => (Scale(value) - Scale(From)) / (Scale(To) - Scale(From));

    /// <summary>A value as the axis writes it.</summary>
    public string Text(double value) => _labels is null ? _format(value) : _labels[(int)value];

    double Scale(double value) => _logarithmic ? Math.Sign(value) * Numerics.PortableMath.Log(1 + Math.Abs(value)) : value;

    static (double, double) Proper(double from, double to)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to)) return (0, 1);
        if (to - from > 1e-12 * Math.Max(Math.Abs(from), Math.Abs(to)) && to > from) return (from, to);
        var margin = from == 0 ? 1 : Math.Abs(from) * 0.1;
        return (from - margin, from + margin);
    }

    static double[] RoundTicks(double from, double to, int wanted)
    {
        var step = RoundStep((to - from) / wanted);
        var first = (long)Math.Ceiling(from / step - 1e-9);
        var last = (long)Math.Floor(to / step + 1e-9);
        return [.. Enumerable.Range(0, (int)Math.Clamp(last - first + 1, 0, 50)).Select(i => (first + i) * step)];
    }

    // 1, 2, 2.5 or 5 times a power of ten, the next at or above.
    static double RoundStep(double rough)
    {
        var power = 1.0;
        while (power > rough) power /= 10;
        while (power * 10 <= rough) power *= 10;
        foreach (var factor in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            if (factor * power >= rough * (1 - 1e-9)) return factor * power;
        return 10 * power;
    }
}
