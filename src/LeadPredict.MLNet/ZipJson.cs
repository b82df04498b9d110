using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using LeadPredict.Data;
using LeadPredict.Serving;

namespace LeadPredict.MLNet;

/// <summary>
/// Reads leads that are flat JSON objects for an ML.NET model and writes its answers, with the members and the warnings that <see cref="LeadJson"/> has. Rent it from its model; for one
/// thread at a time.
/// </summary>
public sealed partial class ZipJson
{
    [Flags]
    enum Sent : byte
    {
        Nothing = 0,
        Once = 1,
        Twice = 2,
    }

    const int LongestName = 256;
    const int MostExtras = 50;
    const int IdFields = 2;

    readonly ZipLead _lead;
    readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _names;
    readonly Sent[] _sent;
    readonly Diagnostic?[] _problems;
    readonly List<string> _extras = [];
    // As JSON: that of lead_id, and that of id.
    readonly string?[] _ids = new string?[IdFields];
    int _extraCount;

    internal ZipJson(ZipModel model)
    {
        Model = model;
        _lead = model.NewLead();
        _names = model.Columns.Names.GetAlternateLookup<ReadOnlySpan<char>>();
        _sent = new Sent[model.Fields.Count];
        _problems = new Diagnostic?[model.Fields.Count];
    }

    /// <summary>The model that answers.</summary>
    public ZipModel Model { get; }

    /// <summary>What is wrong after <see cref="LeadJsonStatus.Broken"/>, <see cref="LeadJsonStatus.NotAnObject"/>, or where a lead has no prediction.</summary>
    public Diagnostic? Problem { get; private set; }

    /// <summary>The fields that are wrong after <see cref="LeadJsonStatus.WrongValue"/>.</summary>
    public IReadOnlyList<FieldError> FieldErrors { get; private set; } = [];

    /// <summary>Takes one lead. A field that comes twice has its last value.</summary>
    /// <param name="json">One JSON text, UTF-8.</param>
    public LeadJsonStatus Read(ReadOnlySpan<byte> json)
    {
        Forget();
        if (json.StartsWith("\uFEFF"u8)) json = json[3..];
        if (!Utf8.IsValid(json)) return Refuse(ServingErrors.NotUtf8());
        var reader = new Utf8JsonReader(json);
        try
        {
            reader.Read();
            var token = reader.TokenType;
            if (token == JsonTokenType.StartObject) ReadFields(ref reader);
            else reader.Skip();
            // Anything but spaces after it is broken JSON too.
            reader.Read();
            return token == JsonTokenType.StartObject ? FindErrors() : Refuse(ServingErrors.NotAnObject(token), LeadJsonStatus.NotAnObject);
        }
        catch (JsonException e)
        {
            return Refuse(ServingErrors.BrokenJson(e.LineNumber ?? 0, e.BytePositionInLine ?? 0));
        }
    }

    /// <summary>As <see cref="Read(ReadOnlySpan{byte})"/> for a lead at the start of a longer text.</summary>
    /// <param name="json">From the lead's first byte on.</param>
    /// <param name="ended">Whether nothing comes after <paramref name="json"/>.</param>
    /// <param name="length">Bytes that are the lead's; 0 where it is not whole.</param>
    /// <exception cref="JsonException">What is there is no JSON.</exception>
    public LeadJsonStatus Read(ReadOnlySpan<byte> json, bool ended, out int length)
    {
        Forget();
        length = 0;
        var reader = new Utf8JsonReader(json, ended, default);
        if (!reader.Read()) return LeadJsonStatus.Broken;
        var token = reader.TokenType;
        if (token == JsonTokenType.StartObject ? !ReadFields(ref reader) : !reader.TrySkip()) return LeadJsonStatus.Broken;
        length = (int)reader.BytesConsumed;
        if (!Utf8.IsValid(json[..length])) return Refuse(ServingErrors.NotUtf8());
        return token == JsonTokenType.StartObject ? FindErrors() : Refuse(ServingErrors.NotAnObject(token), LeadJsonStatus.NotAnObject);
    }

    void Forget()
    {
        _lead.Clear();
        Array.Clear(_sent);
        Array.Clear(_problems);
        Array.Clear(_ids);
        _extras.Clear();
        _extraCount = 0;
        Problem = null;
        FieldErrors = [];
    }

    LeadJsonStatus Refuse(Diagnostic problem, LeadJsonStatus status = LeadJsonStatus.Broken)
    {
        Problem = problem;
        return status;
    }

    // False when the text ends before the object does.
    bool ReadFields(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) return true;
            if (!ReadField(ref reader)) return false;
        }
        return false;
    }

    bool ReadField(ref Utf8JsonReader reader)
    {
        Span<char> room = stackalloc char[LongestName];
        var length = reader.ValueSpan.Length <= LongestName ? Unescape(ref reader, room) : 0;
        ReadOnlySpan<char> name = room[..length];
        name = length == 0 ? "?" : name.Trim();
        var known = _names.TryGetValue(name, out var field);
        var id = name.Equals("lead_id", StringComparison.OrdinalIgnoreCase) ? 0 : name.Equals("id", StringComparison.OrdinalIgnoreCase) ? 1 : -1;
        if (!known && id < 0 && _extraCount++ < MostExtras) _extras.Add(name.ToString());
        if (!reader.Read()) return false;
        if (id >= 0) _ids[id] = IdOf(ref reader);
        if (!known) return reader.TrySkip();
        _sent[field] = _sent[field] == Sent.Nothing ? Sent.Once : Sent.Twice;
        return ReadValue(ref reader, field);
    }

    bool ReadValue(ref Utf8JsonReader reader, int field)
    {
        _problems[field] = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _lead.Set(field, default);
                _problems[field] = ServingErrors.NestedValue(_lead.Fields[field].Name);
                return reader.TrySkip();
            case JsonTokenType.String:
                if (!reader.ValueIsEscaped) Set(field, reader.ValueSpan);
                else
                {
                    var text = new byte[reader.ValueSpan.Length];
                    try
                    {
                        Set(field, text.AsSpan(0, reader.CopyString(text)));
                    }
                    catch (InvalidOperationException)
                    {
                        _problems[field] = ServingErrors.NotUnicode(_lead.Fields[field].Name);
                    }
                }
                return true;
            case JsonTokenType.Null:
                _lead.Set(field, default);
                return true;
            default:
                Set(field, reader.ValueSpan);
                return true;
        }
    }

    void Set(int field, ReadOnlySpan<byte> text)
    {
        text = text.Trim(" \t\r\n"u8);
        if (_lead.Set(field, text) == FieldStatus.WrongKind) _problems[field] = ZipErrors.WrongKind(_lead.Fields[field], text);
    }

    // 0 for what is no Unicode.
    static int Unescape(scoped ref Utf8JsonReader reader, scoped Span<char> room)
    {
        try
        {
            return reader.CopyString(room);
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    static string? IdOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        // Between its quotes, escaped as it came.
        JsonTokenType.String => $"\"{Encoding.UTF8.GetString(reader.ValueSpan)}\"",
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(reader.ValueSpan),
        _ => null,
    };

    LeadJsonStatus FindErrors()
    {
        List<FieldError>? errors = null;
        for (var f = 0; f < _problems.Length; f++)
        {
            var field = _lead.Fields[f];
            var problem = _problems[f] ?? (field is { IsNeeded: true, CanBeMissing: false } && _lead.Statuses[f] == FieldStatus.Missing ? ZipErrors.CannotBeMissing(field) : null);
            if (problem is not null && field.IsNeeded) (errors ??= []).Add(new FieldError(ServingErrors.Pointer(field.Name), problem));
        }
        FieldErrors = errors ?? [];
        return errors is null ? LeadJsonStatus.Ok : LeadJsonStatus.WrongValue;
    }
}
