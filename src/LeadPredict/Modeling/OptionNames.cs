using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LeadPredict.Boosting;
using LeadPredict.Data;

namespace LeadPredict.Modeling;

/// <summary>One property name in its other casings: <c>MinRowsPerLeaf</c>, <c>min-rows-per-leaf</c>, <c>min_rows_per_leaf</c>; and the options as text.</summary>
public static class OptionNames
{
    /// <summary>The command-line flag of a property, with its two dashes.</summary>
    public static string Flag(string property) => "--" + Words(property, '-');

    /// <summary>The JSON key of a property.</summary>
    public static string Key(string property) => Words(property, '_');

    static string Words(string property, char between)
    {
        var result = new StringBuilder();
        for (var i = 0; i < property.Length; i++)
        {
            if (i > 0 && char.IsUpper(property[i])) result.Append(between);
            result.Append(char.ToLowerInvariant(property[i]));
        }
        return result.ToString();
    }

    /// <summary>
    /// As <see cref="ToText(BoostingOptions)"/>, with what was asked of columns, where anything was, in the words of the flags: <c>monotone</c>,
    /// <c>interactions</c> and <c>weight</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> ToText(BoostingOptions o, LeadSchema schema)
    {
        var result = new SortedDictionary<string, string>(ToText(o).ToDictionary(), StringComparer.Ordinal);
        var directions = schema.Columns.Where(c => c is { Role: ColumnRole.Feature, Monotone: not Monotonicity.Free })
            .OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => $"{c.Name}:{(c.Monotone == Monotonicity.Increasing ? '+' : '-')}").ToList();
        if (directions.Count > 0) result["monotone"] = string.Join(',', directions);
        if (schema.Interactions is { Count: > 0 } groups) result["interactions"] = string.Join(';', groups.Select(g => string.Join(',', g)));
        if (schema.Single(ColumnRole.Weight) is { } weight) result["weight"] = weight.Name;
        return result;
    }

    /// <summary>Every option that can change a model, as key and value. Threads are left out: they never do.</summary>
    public static IReadOnlyDictionary<string, string> ToText(BoostingOptions o)
    {
        var values = new (string Name, IFormattable Value)[]
        {
            (nameof(o.Trees), o.Trees), (nameof(o.Leaves), o.Leaves), (nameof(o.Depth), o.Depth), (nameof(o.LearningRate), o.LearningRate),
            (nameof(o.MinRowsPerLeaf), o.MinRowsPerLeaf), (nameof(o.MinHessianPerLeaf), o.MinHessianPerLeaf), (nameof(o.L1), o.L1), (nameof(o.L2), o.L2),
            (nameof(o.MinGain), o.MinGain), (nameof(o.MaxBins), o.MaxBins), (nameof(o.RowSampling), o.RowSampling), (nameof(o.ColumnSampling), o.ColumnSampling),
            (nameof(o.MinHessianPerCategory), o.MinHessianPerCategory), (nameof(o.CategorySmoothing), o.CategorySmoothing), (nameof(o.CategoryL2), o.CategoryL2),
            (nameof(o.MaxCategories), o.MaxCategories), (nameof(o.MinRowsPerCategory), o.MinRowsPerCategory), (nameof(o.EarlyStoppingRounds), o.EarlyStoppingRounds),
            (nameof(o.Members), o.Members), (nameof(o.LinearStart), o.LinearStart), (nameof(o.LinearL2), o.LinearL2),
            (nameof(o.PositiveWeight), o.PositiveWeight), (nameof(o.Seed), o.Seed),
        };
        return new SortedDictionary<string, string>(
            values.ToDictionary(v => Key(v.Name), v => v.Value.ToString(null, CultureInfo.InvariantCulture)), StringComparer.Ordinal);
    }

    /// <summary>The options that <see cref="ToText"/> wrote; a key that is not there has its default, and one that no option has is passed over.</summary>
    /// <exception cref="JsonException">A value is not of its option's type.</exception>
    public static BoostingOptions FromText(IReadOnlyDictionary<string, string> text)
    {
        // The generated reader gives an absent key zero, not the option's default: so every key is there.
        var all = new Dictionary<string, string>(ToText(new BoostingOptions()), StringComparer.Ordinal);
        foreach (var (key, value) in text) all[key] = value;
        var json = JsonSerializer.SerializeToUtf8Bytes(all, OptionsJson.Default.DictionaryStringString);
        return JsonSerializer.Deserialize(json, OptionsJson.Default.BoostingOptions)!;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(BoostingOptions))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class OptionsJson : JsonSerializerContext;
