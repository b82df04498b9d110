using System.Globalization;
using System.Text.Json;

namespace LeadPredict.Data;

/// <summary>
/// Reads a schema document token by token. The serializer would do it in fewer lines, but compiles some five hundred methods before it reads the first one: a quarter of the time
/// in which a service starts.
/// </summary>
ref struct SchemaReader
{
    static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    readonly ReadOnlySpan<byte> _json;
    Utf8JsonReader _reader;
    string _path = "$";

    SchemaReader(ReadOnlySpan<byte> json)
    {
        _json = json;
        _reader = new Utf8JsonReader(json, s_options);
    }

    /// <summary>The document in <paramref name="json"/>, null for JSON's null.</summary>
    /// <exception cref="JsonException">It is not as expected; with the place.</exception>
    public static SchemaDocument? Read(ReadOnlySpan<byte> json)
    {
        var schema = new SchemaReader(json);
        try
        {
            var document = schema.Document();
            schema._reader.Read();
            return document;
        }
        catch (JsonException e) when (e.Path is null)
        {
            throw new JsonException(e.Message, schema._path, e.LineNumber, e.BytePositionInLine, e);
        }
        catch (InvalidOperationException)
        {
            // A text that is no UTF-8.
            throw schema.Wrong("no text");
        }
    }

    SchemaDocument? Document()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Null) return null;
        var version = 1;
        string? positive = null, negative = null;
        IReadOnlyList<string>? missing = null;
        IReadOnlyList<IReadOnlyList<string>>? interactions = null;
        IReadOnlyList<LeadColumn>? columns = null;
        for (var fields = Begin(JsonTokenType.StartObject); Next(ref fields) is { } name; Leave(fields))
        {
            switch (name)
            {
                case "version": version = Int(); break;
                case "positive": positive = Text(); break;
                case "negative": negative = Text(); break;
                case "missing": missing = Texts(); break;
                case "interactions": interactions = Groups(); break;
                case "columns": columns = Columns(); break;
                default: throw Wrong("an unknown key");
            }
        }
        return new SchemaDocument
        {
            Version = version,
            Positive = positive,
            Negative = negative,
            Missing = missing,
            Interactions = interactions,
            Columns = columns ?? throw Wrong("no columns"),
        };
    }

    List<LeadColumn> Columns()
    {
        var columns = new List<LeadColumn>();
        for (var items = Begin(JsonTokenType.StartArray); NextItem(ref items); Leave(items)) columns.Add(Column());
        return columns;
    }

    LeadColumn Column()
    {
        string? name = null;
        var column = new LeadColumn { Name = "" };
        for (var fields = Begin(JsonTokenType.StartObject); Next(ref fields) is { } key; Leave(fields))
        {
            if (key == "name") name = Text();
            else column = With(column, key);
        }
        return column with { Name = name ?? throw Wrong("a column without a name") };
    }

    LeadColumn With(LeadColumn column, string key) => key switch
    {
        "kind" => column with { Kind = (ColumnKind)Word(typeof(ColumnKind)) },
        "role" => column with { Role = (ColumnRole)Word(typeof(ColumnRole)) },
        "group" => column with { Group = (ColumnGroup)Word(typeof(ColumnGroup)) },
        "known_at" => column with { KnownAt = (KnownAt)Word(typeof(KnownAt)) },
        "monotone" => column with { Monotone = (Monotonicity)Word(typeof(Monotonicity)) },
        "unit" => column with { Unit = Text() },
        "labels" => column with { Labels = TextsByKey() },
        "actionable" => column with { Actionable = Bool() },
        "description" => column with { Description = Text() },
        "personal" => column with { Personal = Bool() },
        "excluded_because" => column with { ExcludedBecause = Text() },
        "number_format" => column with { NumberFormat = (NumberFormat)Word(typeof(NumberFormat)) },
        "true_text" => column with { TrueText = Text() },
        "false_text" => column with { FalseText = Text() },
        "date_format" => column with { DateFormat = Text() },
        "missing_codes" => column with { MissingCodes = Texts() },
        _ => throw Wrong("an unknown key"),
    };

    /// <summary>Where an object or an array is being read: its path, and how many items were.</summary>
    record struct Place(string Path, int Items);

    Place Begin(JsonTokenType token)
    {
        if (_reader.TokenType != token) throw Wrong(token == JsonTokenType.StartObject ? "no object" : "no array");
        return new Place(_path, 0);
    }

    // Goes to the value of the next field, and null after the last.
    string? Next(ref Place place)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndObject) return null;
        var name = _reader.GetString()!;
        _path = $"{place.Path}.{name}";
        _reader.Read();
        return name;
    }

    bool NextItem(ref Place place)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.EndArray) return false;
        _path = string.Create(CultureInfo.InvariantCulture, $"{place.Path}[{place.Items++}]");
        return true;
    }

    void Leave(Place place) => _path = place.Path;

    string? Text() => _reader.TokenType switch
    {
        JsonTokenType.String => _reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw Wrong("no text"),
    };

    bool Bool() => _reader.TokenType is JsonTokenType.True or JsonTokenType.False ? _reader.GetBoolean() : throw Wrong("neither true nor false");

    int Int() => _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out var value) ? value : throw Wrong("no whole number");

    List<string>? Texts()
    {
        if (_reader.TokenType == JsonTokenType.Null) return null;
        var texts = new List<string>();
        for (var items = Begin(JsonTokenType.StartArray); NextItem(ref items); Leave(items)) texts.Add(Text() ?? throw Wrong("no text"));
        return texts;
    }

    Dictionary<string, string>? TextsByKey()
    {
        if (_reader.TokenType == JsonTokenType.Null) return null;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var fields = Begin(JsonTokenType.StartObject); Next(ref fields) is { } key; Leave(fields)) texts[key] = Text() ?? throw Wrong("no text");
        return texts;
    }

    List<IReadOnlyList<string>>? Groups()
    {
        if (_reader.TokenType == JsonTokenType.Null) return null;
        var groups = new List<IReadOnlyList<string>>();
        for (var items = Begin(JsonTokenType.StartArray); NextItem(ref items); Leave(items)) groups.Add(Texts() ?? throw Wrong("no list"));
        return groups;
    }

    // The members of an enum in snake_case, in any case.
    object Word(Type type)
    {
        var text = _reader.TokenType == JsonTokenType.String ? _reader.GetString()! : throw Wrong("no word");
        foreach (var name in Enum.GetNames(type))
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(name).Equals(text, StringComparison.OrdinalIgnoreCase)) return Enum.Parse(type, name);
        throw Wrong("an unknown word");
    }

    readonly JsonException Wrong(string what)
    {
        var before = _json[..(int)Math.Min(_reader.TokenStartIndex, _json.Length)];
        var line = before.Count((byte)'\n');
        return new JsonException(what, _path, line, before.Length - (before.LastIndexOf((byte)'\n') + 1));
    }
}
