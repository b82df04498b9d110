using System.Text.Json;
using System.Text.Unicode;
using LeadPredict.Data;

namespace LeadPredict.Serving;

/// <summary>What became of a lead that came as JSON.</summary>
public enum LeadJsonStatus
{
    /// <summary>Its fields are in the engine.</summary>
    Ok,
    /// <summary>Not well-formed, or not UTF-8.</summary>
    Broken,
    /// <summary>Well-formed, but no object.</summary>
    NotAnObject,
    /// <summary>A field has a value of the wrong kind.</summary>
    WrongValue,
}

/// <summary>A field that cannot be scored.</summary>
/// <param name="Pointer">Where it is in the lead, such as <c>/annual_revenue</c> (RFC 6901).</param>
/// <param name="Problem">What is wrong with it.</param>
public sealed record FieldError(string Pointer, Diagnostic Problem);

/// <summary>
/// One engine's reader of leads that are flat JSON objects {column: value}, straight from their bytes, and writer of its answers. What was sent of
/// each field is kept until the next lead, for warnings and reasons. Used by one thread at a time, as its engine; a good lead allocates nothing.
/// </summary>
public sealed partial class LeadJson
{
    enum Sent : byte
    {
        Nothing,
        Null,
        Text,
        Number,
        True,
        False,
        Nested,
        NotUnicode,
    }

    struct Field
    {
        public int Start, Length;
        public Sent Sent;
        public bool Twice;
    }

    const int MostExtras = 50;
    readonly PredictionEngine _engine;
    readonly LeadJsonColumns _columns;
    readonly Field[] _fields;
    // By 1 + the column before, 0 for none.
    readonly int[] _following;
    readonly Reason[] _reasons;
    readonly JsonText _sentence = new(256);
    readonly List<(int Start, int Length)> _extras = [];
    byte[] _text = new byte[1024];
    int _textLength;
    int _extraCount;

    internal LeadJson(PredictionEngine engine)
    {
        _engine = engine;
        _columns = LeadJsonColumns.Of(engine.Model);
        _fields = new Field[_columns.Count];
        _following = new int[_columns.Count + 1];
        Array.Fill(_following, -1);
        _reasons = new Reason[engine.Model.Encoder.FeatureCount];
    }

    /// <summary>The fields of the lead that was read, by the engine's features, for <see cref="EncodedLead"/>.</summary>
    public GivenField[] Given()
    {
        var given = new GivenField[_reasons.Length];
        for (var f = 0; f < given.Length; f++)
        {
            ref readonly var field = ref _fields[_columns.ColumnOfFeature(f)];
            given[f] = new GivenField(System.Text.Encoding.UTF8.GetString(TextOf(field).Trim(" \t\r\n"u8)), field.Sent == Sent.Number);
        }
        return given;
    }

    /// <summary>What is wrong after <see cref="LeadJsonStatus.Broken"/> or <see cref="LeadJsonStatus.NotAnObject"/>.</summary>
    public Diagnostic? Problem { get; private set; }

    /// <summary>The fields that are wrong after <see cref="LeadJsonStatus.WrongValue"/>.</summary>
    public IReadOnlyList<FieldError> FieldErrors { get; private set; } = [];

    /// <summary>Puts the fields of one lead into the engine, which forgets the one before. A field that comes twice has its last value.</summary>
    /// <param name="json">One JSON text, UTF-8.</param>
    public LeadJsonStatus Read(ReadOnlySpan<byte> json)
    {
        Forget();
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        if (!Utf8.IsValid(json))
        {
            Problem = ServingErrors.NotUtf8();
            return LeadJsonStatus.Broken;
        }
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Problem = ServingErrors.NotAnObject(reader.TokenType);
                return NotAnObject(ref reader);
            }
            ReadFields(ref reader);
            // Anything but spaces after the object is broken JSON too.
            reader.Read();
        }
        catch (JsonException e)
        {
            Problem = ServingErrors.BrokenJson(e.LineNumber ?? 0, e.BytePositionInLine ?? 0);
            return LeadJsonStatus.Broken;
        }
        return FindErrors() ? LeadJsonStatus.WrongValue : LeadJsonStatus.Ok;
    }

    /// <summary>
    /// As <see cref="Read(ReadOnlySpan{byte})"/> for a lead at the start of a longer text, which goes on with whatever follows; the lead is gone over once.
    /// </summary>
    /// <param name="json">From the lead's first byte on.</param>
    /// <param name="ended">Whether nothing comes after <paramref name="json"/>.</param>
    /// <param name="length">Bytes that are the lead's; 0 where it is not whole, and the engine then holds a part of it.</param>
    /// <exception cref="JsonException">What is there is no JSON, so that nobody can say where the lead ends.</exception>
    public LeadJsonStatus Read(ReadOnlySpan<byte> json, bool ended, out int length)
    {
        Forget();
        length = 0;
        var reader = new Utf8JsonReader(json, ended, default);
        if (!reader.Read()) return LeadJsonStatus.Broken;
        var token = reader.TokenType;
        if (token == JsonTokenType.StartObject ? !ReadFields(ref reader) : !reader.TrySkip()) return LeadJsonStatus.Broken;
        length = (int)reader.BytesConsumed;
        if (!Utf8.IsValid(json[..length]))
        {
            Problem = ServingErrors.NotUtf8();
            return LeadJsonStatus.Broken;
        }
        if (token == JsonTokenType.StartObject) return FindErrors() ? LeadJsonStatus.WrongValue : LeadJsonStatus.Ok;
        Problem = ServingErrors.NotAnObject(token);
        return LeadJsonStatus.NotAnObject;
    }

    // False when the text ends before the object does.
    bool ReadFields(ref Utf8JsonReader reader)
    {
        var last = -1;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) return true;
            if (!ReadField(ref reader, ref last)) return false;
        }
        return false;
    }

    void Forget()
    {
        _engine.Clear();
        Array.Clear(_fields);
        _extras.Clear();
        _textLength = _extraCount = 0;
        Problem = null;
        FieldErrors = [];
    }

    static LeadJsonStatus NotAnObject(ref Utf8JsonReader reader)
    {
        reader.Skip();
        reader.Read();
        return LeadJsonStatus.NotAnObject;
    }

    bool ReadField(ref Utf8JsonReader reader, ref int last)
    {
        var column = FindColumn(ref reader, ref last);
        if (!reader.Read()) return false;
        if (column < 0) return reader.TrySkip();
        ref var field = ref _fields[column];
        field.Twice = field.Sent != Sent.Nothing;
        field.Start = _textLength;
        field.Length = 0;
        field.Sent = Sent.Null;
        var text = default(ReadOnlySpan<byte>);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                field.Sent = Sent.Nested;
                if (!reader.TrySkip()) return false;
                break;
            case JsonTokenType.String:
                text = Keep(ref reader, ref field);
                break;
            case JsonTokenType.Number:
                field.Sent = Sent.Number;
                text = Keep(reader.ValueSpan, ref field);
                break;
            case JsonTokenType.True:
                field.Sent = Sent.True;
                text = Keep("true"u8, ref field);
                break;
            case JsonTokenType.False:
                field.Sent = Sent.False;
                text = Keep("false"u8, ref field);
                break;
        }
        // JSON's own truth values are those of the column, however its files spell them.
        if (field.Sent is Sent.True or Sent.False && _columns.Spelling(column, field.Sent == Sent.True) is { } spelling) text = spelling;
        _engine.SetField(_columns.EngineField(column), text, pointDecimal: field.Sent == Sent.Number);
        return true;
    }

    // Leads of one sender have their fields in one order: what followed the last field in the lead before is likely to follow it again.
    int FindColumn(ref Utf8JsonReader reader, ref int last)
    {
        var name = reader.ValueSpan;
        ref var following = ref _following[last + 1];
        if (!reader.ValueIsEscaped)
        {
            if (following >= 0 && name.SequenceEqual(_columns.Utf8NameOf(following))) return last = following;
        }
        else
        {
            var start = _textLength;
            var unescaped = Unescape(ref reader, out var valid);
            _textLength = start;
            name = valid ? unescaped : "?"u8;
        }
        var column = _columns.Find(name);
        if (column >= 0) return last = following = column;
        if (_extraCount++ < MostExtras) KeepExtra(name);
        return column;
    }

    void KeepExtra(ReadOnlySpan<byte> name)
    {
        MakeRoom(name.Length);
        name.CopyTo(_text.AsSpan(_textLength));
        _extras.Add((_textLength, name.Length));
        _textLength += name.Length;
    }

    ReadOnlySpan<byte> Keep(scoped ref Utf8JsonReader reader, scoped ref Field field)
    {
        field.Sent = Sent.Text;
        if (!reader.ValueIsEscaped) return Keep(reader.ValueSpan, ref field);
        var text = Unescape(ref reader, out var valid);
        if (!valid) field.Sent = Sent.NotUnicode;
        field.Length = text.Length;
        return valid ? text.Trim(" \t\r\n"u8) : default;
    }

    ReadOnlySpan<byte> Keep(scoped ReadOnlySpan<byte> text, scoped ref Field field)
    {
        MakeRoom(text.Length);
        text.CopyTo(_text.AsSpan(_textLength));
        _textLength += text.Length;
        field.Length = text.Length;
        return TextOf(field).Trim(" \t\r\n"u8);
    }

    // To the end of _text. Unescaped text is never longer than escaped.
    ReadOnlySpan<byte> Unescape(scoped ref Utf8JsonReader reader, out bool valid)
    {
        MakeRoom(reader.ValueSpan.Length);
        var start = _textLength;
        try
        {
            _textLength += reader.CopyString(_text.AsSpan(start));
            valid = true;
        }
        catch (InvalidOperationException)
        {
            valid = false;
        }
        return _text.AsSpan(start, _textLength - start);
    }

    void MakeRoom(int length)
    {
        if (_text.Length - _textLength < length) Array.Resize(ref _text, Math.Max(_text.Length * 2, _textLength + length));
    }

    ReadOnlySpan<byte> TextOf(scoped in Field field) => _text.AsSpan(field.Start, field.Length);

    bool FindErrors()
    {
        List<FieldError>? errors = null;
        for (var c = 0; c < _fields.Length; c++)
        {
            ref readonly var field = ref _fields[c];
            if (field.Sent == Sent.Nothing) continue;
            var column = _columns[c];
            var problem = field.Sent switch
            {
                Sent.Nested => ServingErrors.NestedValue(column.Name),
                Sent.NotUnicode => ServingErrors.NotUnicode(column.Name),
                _ => _engine.StatusOf(_columns.EngineField(c)) == FieldStatus.WrongKind ? ServingErrors.WrongKind(column, TextOf(field)) : null,
            };
            if (problem is not null) (errors ??= []).Add(new FieldError(ServingErrors.Pointer(column.Name), problem));
        }
        if (errors is null) return false;
        FieldErrors = errors;
        return true;
    }
}
