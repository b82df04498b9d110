using System.Globalization;
using System.Text.Json;
using LeadPredict.Data;

namespace LeadPredict.Qualification;

/// <summary>
/// Reads the fields of one JSON object by name and keeps every problem: a wrong field is noted and read as absent, and <see cref="End"/> names the keys that
/// nobody asked for.
/// </summary>
sealed class ObjectReader
{
    readonly Dictionary<string, PlacedJson> _fields = new(StringComparer.Ordinal);
    readonly HashSet<string> _asked = new(StringComparer.Ordinal);
    readonly List<Diagnostic> _problems;
    readonly string _source;

    /// <param name="where">What the object is, for messages: "gate 2".</param>
    public ObjectReader(PlacedJson json, string where, string source, List<Diagnostic> problems)
    {
        Json = json;
        Where = where;
        _source = source;
        _problems = problems;
        if (json.Kind != JsonTokenType.StartObject) problems.Add(QualificationErrors.WrongKind(source, json, where, "an object"));
        foreach (var (name, value) in json.Fields)
            if (!_fields.TryAdd(name, value))
                problems.Add(name == "label" ? QualificationErrors.TwoLabels(source, value) : QualificationErrors.KeyTwice(source, value, name, where));
    }

    public PlacedJson Json { get; }
    public string Where { get; }

    /// <summary>The field; null where it is absent or JSON's null.</summary>
    public PlacedJson? Field(string key)
    {
        _asked.Add(key);
        return _fields.TryGetValue(key, out var value) && value.Kind != JsonTokenType.Null ? value : null;
    }

    /// <summary>The field; its absence is a problem.</summary>
    public PlacedJson? Required(string key)
    {
        var value = Field(key);
        if (value is null && Json.Kind == JsonTokenType.StartObject) _problems.Add(QualificationErrors.KeyMissing(_source, Json, key, Where));
        return value;
    }

    public string? Text(string key, bool required = false) => (required ? Required(key) : Field(key)) is { } value ? Text(value, $"'{key}' of {Where}") : null;

    string? Text(PlacedJson value, string where)
    {
        if (value.Kind == JsonTokenType.String && value.Text.Trim().Length > 0) return value.Text.Trim();
        _problems.Add(QualificationErrors.WrongKind(_source, value, where, "a text that is not empty"));
        return null;
    }

    /// <summary>A list of texts; one text alone is a list of one. Null where it is absent.</summary>
    public IReadOnlyList<string>? Texts(string key)
    {
        if (Field(key) is not { } value) return null;
        var where = $"'{key}' of {Where}";
        if (value.Kind == JsonTokenType.String) return Text(value, where) is { } one ? [one] : [];
        if (value.Kind == JsonTokenType.StartArray) return [.. value.Items.Select(item => Text(item, $"each of {where}")).OfType<string>()];
        _problems.Add(QualificationErrors.WrongKind(_source, value, where, "a list of texts"));
        return null;
    }

    public bool? Flag(string key)
    {
        if (Field(key) is not { } value) return null;
        if (value.Kind is JsonTokenType.True or JsonTokenType.False) return value.Kind == JsonTokenType.True;
        _problems.Add(QualificationErrors.WrongKind(_source, value, $"'{key}' of {Where}", "true or false"));
        return null;
    }

    /// <summary>A finite number from <paramref name="least"/> on.</summary>
    public double? Number(string key, double least = 0, double most = 1e12, bool required = false)
    {
        if ((required ? Required(key) : Field(key)) is not { } value) return null;
        var where = $"'{key}' of {Where}";
        if (value.Kind != JsonTokenType.Number || !double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            _problems.Add(QualificationErrors.WrongKind(_source, value, where, "a number"));
        else if (!(number >= least && number <= most))
            _problems.Add(QualificationErrors.OutOfRange(_source, value, where, string.Create(CultureInfo.InvariantCulture, $"a number from {least:R} to {most:R}")));
        else return number;
        return null;
    }

    /// <summary>One of a few words; null where it is absent or none of them.</summary>
    public T? Word<T>(string key, IReadOnlyList<(string Word, T Value)> words, bool required = false) where T : struct
    {
        if ((required ? Required(key) : Field(key)) is not { } value) return null;
        foreach (var (word, meaning) in words)
            if (value.Kind == JsonTokenType.String && word.Equals(value.Text.Trim(), StringComparison.OrdinalIgnoreCase)) return meaning;
        _problems.Add(QualificationErrors.UnknownWord(_source, value, $"'{key}' of {Where}", value.Text, words.Select(w => w.Word)));
        return null;
    }

    /// <summary>The items of a list of objects; none where it is absent.</summary>
    public IEnumerable<ObjectReader> Objects(string key, string each)
    {
        if (Field(key) is not { } value) yield break;
        if (value.Kind != JsonTokenType.StartArray) _problems.Add(QualificationErrors.WrongKind(_source, value, $"'{key}' of {Where}", "a list"));
        for (var i = 0; i < value.Items.Count; i++) yield return new ObjectReader(value.Items[i], string.Create(CultureInfo.InvariantCulture, $"{each} {i + 1}"), _source, _problems);
    }

    /// <summary>One object; null where it is absent.</summary>
    public ObjectReader? Object(string key) => Field(key) is { } value ? new ObjectReader(value, $"'{key}'", _source, _problems) : null;

    /// <summary>Call when all fields were asked for.</summary>
    public void End()
    {
        foreach (var (name, value) in _fields)
            if (!_asked.Contains(name)) _problems.Add(QualificationErrors.UnknownKey(_source, value, name, Where, _asked));
    }
}
