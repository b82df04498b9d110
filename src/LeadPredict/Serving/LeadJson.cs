using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
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
[SuppressMessage("Design", "CA1001", Justification = "The writer only holds memory.")]
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
    static readonly JsonWriterOptions s_writerOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly PredictionEngine _engine;
    readonly LeadJsonColumns _columns;
    readonly Field[] _fields;
    readonly Reason[] _reasons;
    readonly ArrayBufferWriter<byte> _output = new(2048);
    readonly ArrayBufferWriter<byte> _sentence = new(256);
    readonly Utf8JsonWriter _writer;
    readonly List<(int Start, int Length)> _extras = [];
    byte[] _text = new byte[1024];
    int _textLength;
    int _extraCount;

    internal LeadJson(PredictionEngine engine)
    {
        _engine = engine;
        _columns = LeadJsonColumns.Of(engine.Model);
        _fields = new Field[_columns.Count];
        _reasons = new Reason[engine.Model.Encoder.FeatureCount];
        _writer = new Utf8JsonWriter(_output, s_writerOptions);
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
                Problem = ServingErrors.NotAnObject(Describe(reader.TokenType));
                return NotAnObject(ref reader);
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadField(ref reader);
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

    void ReadField(ref Utf8JsonReader reader)
    {
        var column = FindColumn(ref reader);
        reader.Read();
        if (column < 0)
        {
            reader.Skip();
            return;
        }
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
                reader.Skip();
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
    }

    int FindColumn(ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (reader.ValueIsEscaped)
        {
            var start = _textLength;
            var unescaped = Unescape(ref reader, out var valid);
            _textLength = start;
            name = valid ? unescaped : "?"u8;
        }
        var column = _columns.Find(name);
        if (column >= 0) return column;
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

    static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a text",
        JsonTokenType.Number => "a number",
        JsonTokenType.Null => "null",
        _ => "a truth value",
    };
}
