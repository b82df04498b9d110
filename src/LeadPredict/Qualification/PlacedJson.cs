using System.Text;
using System.Text.Json;

namespace LeadPredict.Qualification;

/// <summary>
/// A JSON text that a person wrote, with the place of every value, so that a problem found later can still say where it is. Small files only: it is held whole.
/// </summary>
sealed class PlacedJson
{
    static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    PlacedJson(JsonTokenType kind, long line, int position)
    {
        Kind = kind;
        Line = line;
        Position = position;
    }

    /// <summary>StartObject, StartArray, String, Number, True, False or Null.</summary>
    public JsonTokenType Kind { get; }
    /// <summary>1-based.</summary>
    public long Line { get; }
    /// <summary>1-based character in the line.</summary>
    public int Position { get; }
    /// <summary>A text as it is, a number or a truth value as written.</summary>
    public string Text { get; private set; } = "";
    /// <summary>An object's fields in file order; a name may come twice.</summary>
    public List<(string Name, PlacedJson Value)> Fields { get; } = [];
    /// <summary>An array's items.</summary>
    public List<PlacedJson> Items { get; } = [];

    /// <summary>The value in <paramref name="json"/>, UTF-8.</summary>
    /// <exception cref="JsonException">Not well-formed; with 0-based line and byte.</exception>
    public static PlacedJson Parse(ReadOnlySpan<byte> json)
    {
        var places = new Places(json);
        var reader = new Utf8JsonReader(json, s_options);
        reader.Read();
        var value = Read(ref reader, ref places);
        reader.Read();
        return value;
    }

    static PlacedJson Read(ref Utf8JsonReader reader, ref Places places)
    {
        var (line, position) = places.Of((int)reader.TokenStartIndex);
        var value = new PlacedJson(reader.TokenType, line, position);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    reader.Read();
                    value.Fields.Add((name, Read(ref reader, ref places)));
                }
                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) value.Items.Add(Read(ref reader, ref places));
                break;
            case JsonTokenType.String:
                value.Text = reader.GetString()!;
                break;
            default:
                value.Text = Encoding.UTF8.GetString(reader.ValueSpan);
                break;
        }
        return value;
    }

    /// <summary>Bytes to lines and characters; asked in ascending order.</summary>
    ref struct Places(ReadOnlySpan<byte> json)
    {
        readonly ReadOnlySpan<byte> _json = json;
        int _at, _lineStart;
        long _line = 1;

        public (long Line, int Position) Of(int offset)
        {
            for (; _at < offset; _at++)
            {
                if (_json[_at] != '\n') continue;
                _line++;
                _lineStart = _at + 1;
            }
            return (_line, Encoding.UTF8.GetCharCount(_json[_lineStart..offset]) + 1);
        }
    }
}
