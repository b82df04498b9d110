using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Serving;

/// <summary>A value that training leads had in a column, and how many of those with a known value had about it.</summary>
/// <param name="Encoded">As the model sees it.</param>
/// <param name="Text">As a file of the model's leads would have it.</param>
/// <param name="Share">Of the leads whose value was known, 0 to 1.</param>
/// <param name="Rank">Share of them with a lower value, counting half of its own; 0 to 1.</param>
public readonly record struct ObservedValue(float Encoded, string Text, double Share, double Rank);

/// <summary>The values of a model's leads, as a search looks through them.</summary>
static class LeadValues
{
    /// <summary>Values of one column that are looked at; of a number with more, evenly by rank.</summary>
    public const int Most = 32;

    /// <summary>
    /// Observed values of a feature, ascending, at most <see cref="Most"/>: of each part of the range the one nearest to <paramref name="near"/>. Levels that the model
    /// does not know one by one, and dates, are left out.
    /// </summary>
    /// <exception cref="LeadPredictException">The model does not keep them (LP0182).</exception>
    public static List<ObservedValue> Of(LeadModel model, int feature, float near)
    {
        var observed = (model.Observed ?? throw ServingErrors.NoObservedValues())[feature];
        var encoding = model.Encoder.Features[feature];
        var missing = model.Ensemble.Binner.MissingBin(feature);
        var values = new List<ObservedValue>();
        if (encoding.Column.Kind is ColumnKind.Date) return values;
        // Missing is the last bin.
        if (observed.Length > 0 && observed[^1].Bin == missing) observed = observed[..^1];
        double all = 0, below = 0;
        foreach (var bin in observed) all += bin.Rows;
        var open = 0.0;
        float low = float.NaN, high = float.NaN;
        foreach (var bin in observed)
        {
            if (open == 0) low = bin.Low;
            high = bin.High;
            open += bin.Rows / all;
            var ends = encoding.Column.Kind != ColumnKind.Number || observed.Length <= Most || open >= 1.0 / (Most - 1) || bin.Bin == observed[^1].Bin;
            if (!ends) continue;
            // Always a value that somebody had: the middle of a part may be none, as 2.5 employees.
            var value = float.IsNaN(near) || near > high ? high : near < low ? low : near;
            if (!encoding.IsCategory || (int)value != encoding.OtherCode) values.Add(new(value, Text(encoding, value), open, below + open / 2));
            below += open;
            open = 0;
        }
        return values;
    }

    /// <summary>An encoded value as a file of the model's leads would have it.</summary>
    public static string Text(FeatureEncoding feature, float value) => feature.Column.Kind switch
    {
        ColumnKind.Category => feature.Levels[(int)value],
        ColumnKind.Boolean => value != 0 ? feature.Column.TrueText ?? "true" : feature.Column.FalseText ?? "false",
        _ when feature.Column.NumberFormat == NumberFormat.CommaDecimal => Text(value).Replace('.', ','),
        _ => Text(value),
    };

    // What reads back as the same value, without an exponent where that can be.
    static string Text(float value)
    {
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var plain = ((double)value).ToString("0.##########", CultureInfo.InvariantCulture);
        return shortest.Contains('E') && float.Parse(plain, CultureInfo.InvariantCulture) == value ? plain : shortest;
    }

    /// <summary>Share of the leads with a lower value than this one, as the values tell.</summary>
    public static double RankOf(List<ObservedValue> values, float value)
    {
        double rank = 0;
        foreach (var observed in values)
        {
            if (observed.Encoded.Equals(value)) return observed.Rank;
            if (observed.Encoded < value) rank = observed.Rank + observed.Share / 2;
        }
        return rank;
    }
}
