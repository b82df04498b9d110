using System.Globalization;
using System.Text;

namespace LeadPredict.Api.Observability;

/// <summary>Writes Prometheus' text format 0.0.4.</summary>
sealed class PrometheusText
{
    readonly StringBuilder _text = new(16 * 1024);

    public PrometheusText Family(string name, string type, string help)
    {
        _text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
        return this;
    }

    /// <summary>One line.</summary>
    /// <param name="labels">Names and values in turn.</param>
    public PrometheusText Sample(string name, double value, params ReadOnlySpan<string> labels)
    {
        _text.Append(name);
        for (var i = 0; i < labels.Length; i += 2)
        {
            _text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"");
            Escape(labels[i + 1]);
            _text.Append('"');
        }
        if (labels.Length > 0) _text.Append('}');
        _text.Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
        return this;
    }

    /// <summary>The lines of a histogram, from counts that are not cumulated; one more than bounds, or as many when nothing can be beyond the last.</summary>
    public PrometheusText Histogram(string name, ReadOnlySpan<double> bounds, IReadOnlyList<long> counts, double sum, string label, string value)
    {
        long total = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            total += counts[i];
            if (i < bounds.Length) Sample($"{name}_bucket", total, label, value, "le", bounds[i].ToString(CultureInfo.InvariantCulture));
        }
        Sample($"{name}_bucket", total, label, value, "le", "+Inf");
        Sample($"{name}_sum", sum, label, value);
        return Sample($"{name}_count", total, label, value);
    }

    // A column may be called anything.
    void Escape(string value)
    {
        foreach (var c in value)
            _ = c switch { '\\' => _text.Append("\\\\"), '"' => _text.Append("\\\""), '\n' => _text.Append("\\n"), _ => _text.Append(c) };
    }

    public override string ToString() => _text.ToString();
}
