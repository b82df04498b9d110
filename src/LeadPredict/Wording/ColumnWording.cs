using System.Buffers;
using System.Text;
using LeadPredict.Data;

namespace LeadPredict.Wording;

/// <summary>
/// What one language says of one column's value. The words are the schema's <see cref="LeadColumn.Labels"/>, else those of the phrase book, else the column's own
/// name. Everything is put together once; writing allocates nothing. Immutable, thread safe.
/// </summary>
public sealed class ColumnWording
{
    /// <summary>A longer value is cut: a reason is for reading.</summary>
    const int LongestValue = 60;

    readonly record struct Phrase(byte[] Before, byte[] After);

    readonly PhraseBook _book;
    readonly LeadColumn _column;
    readonly Phrase _value;
    readonly byte[]? _one, _zero, _no;
    readonly byte[] _none, _label, _yesWord, _noWord;
    readonly byte[][] _levels;

    /// <summary>The wording of a feature's column.</summary>
    public ColumnWording(FeatureEncoding feature, Language language)
    {
        _book = PhraseBook.Of(language);
        _column = feature.Column;
        var own = Label(_column, language);
        var phrases = own is null ? _book.Find(_column.Name) : null;
        // A phrase of yes and no says nothing of a number, and the other way round.
        if (phrases is not null && phrases.Value.Contains('{') == (_column.Kind == ColumnKind.Boolean)) phrases = null;
        var label = own ?? (phrases is null ? AnyLabel(_column) ?? Humanised(_column.Name) : LabelOf(phrases.Value));
        var unit = phrases is null ? _column.Unit : phrases.Value.Contains("{money}", StringComparison.Ordinal) && IsCurrency(_column.Unit) ? _column.Unit : null;
        _value = Cut(phrases?.Value.Replace("{money}", "{0}", StringComparison.Ordinal) ?? $"{label}: {{0}}", unit);
        _one = Bytes(phrases?.One);
        _zero = Bytes(phrases?.Zero);
        _no = Bytes(phrases?.No);
        _none = Bytes(phrases?.None ?? $"{label}: {_book["missing"]}")!;
        _label = Bytes(label)!;
        _yesWord = Bytes(_book["yes"])!;
        _noWord = Bytes(_book["no"])!;
        _levels = [.. feature.Levels.Select(level => Bytes(_book.Level(_column.Name, level))!)];
    }

    /// <summary>The column's name for people.</summary>
    public string Name => Encoding.UTF8.GetString(_label);

    /// <summary>Writes what the value says, as UTF-8 on one line; of a personal column only its name.</summary>
    /// <param name="text">The field as it was given, without surrounding spaces.</param>
    /// <param name="status">What became of it.</param>
    /// <param name="encoded">The encoded value: a level's code, or 1 and 0 of a boolean.</param>
    /// <param name="pointDecimal">True where the text is a JSON number.</param>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> text, FieldStatus status, float encoded, bool pointDecimal)
    {
        if (status == FieldStatus.Missing) output.Write(_none);
        else if (_column.Personal) output.Write(_label);
        else if (_column.Kind == ColumnKind.Boolean) WriteBoolean(output, encoded != 0);
        else if (_column.Kind == ColumnKind.Number && FieldParser.TryParseNumber(text, pointDecimal ? NumberFormat.PointDecimal : _column.NumberFormat, out var number))
            WriteNumber(output, number);
        else
        {
            output.Write(_value.Before);
            if (_column.Kind == ColumnKind.Category && status == FieldStatus.Value && encoded >= 0 && encoded < _levels.Length) output.Write(_levels[(int)encoded]);
            else if (_column.Kind == ColumnKind.Date && FieldParser.TryParseDate(text, _column.DateFormat, out var days)) NumberText.WriteDay(output, days);
            else WriteCut(output, text);
            output.Write(_value.After);
        }
    }

    void WriteBoolean(IBufferWriter<byte> output, bool value)
    {
        if (!value && _no is not null)
        {
            output.Write(_no);
            return;
        }
        output.Write(_value.Before);
        if (_no is null) output.Write(value ? _yesWord : _noWord);
        output.Write(_value.After);
    }

    void WriteNumber(IBufferWriter<byte> output, double number)
    {
        if ((number == 1 ? _one : number == 0 ? _zero : null) is { } words)
        {
            output.Write(words);
            return;
        }
        output.Write(_value.Before);
        NumberText.Write(output, number, _book.Decimal, _book.Group);
        output.Write(_value.After);
    }

    // On one line, and cut between characters.
    static void WriteCut(IBufferWriter<byte> output, ReadOnlySpan<byte> value)
    {
        var length = value.Length;
        if (length > LongestValue)
            for (length = LongestValue; length > 0 && (value[length] & 0xC0) == 0x80;) length--;
        var span = output.GetSpan(length);
        for (var i = 0; i < length; i++) span[i] = value[i] < ' ' ? (byte)' ' : value[i];
        output.Advance(length);
        if (length < value.Length) output.Write("…"u8);
    }

    static string? Label(LeadColumn column, Language language) => column.Labels?.GetValueOrDefault(language.Code());

    // Better a label of another language than a header.
    static string? AnyLabel(LeadColumn column) => column.Labels?.GetValueOrDefault("en") ?? column.Labels?.Values.FirstOrDefault();

    static string LabelOf(string phrase)
    {
        var end = phrase.IndexOf(": {", StringComparison.Ordinal);
        if (end < 0) end = phrase.IndexOf(" {", StringComparison.Ordinal);
        return end < 0 ? phrase : phrase[..end];
    }

    /// <summary>A header as words: <c>pagesViewed_30d</c> is "Pages viewed 30d".</summary>
    internal static string Humanised(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            if (c is '_' or '.' or ' ' or '-') c = ' ';
            else if (char.IsUpper(c) && i > 0 && char.IsLower(name[i - 1]))
            {
                words.Append(' ');
                if (i + 1 < name.Length && char.IsLower(name[i + 1])) c = char.ToLowerInvariant(c);
            }
            if (c != ' ' || (words.Length > 0 && words[^1] != ' ')) words.Append(c);
        }
        if (words.Length > 0) words[0] = char.ToUpperInvariant(words[0]);
        return words.ToString().TrimEnd();
    }

    static bool IsCurrency(string? unit) => unit is { Length: 3 } && unit.All(char.IsAsciiLetterUpper);

    static Phrase Cut(string phrase, string? unit)
    {
        var at = phrase.IndexOf("{0}", StringComparison.Ordinal);
        return at < 0 ? new(Bytes(phrase)!, []) : new(Bytes(phrase[..at])!, Bytes((unit is null ? "" : " " + unit) + phrase[(at + 3)..])!);
    }

    static byte[]? Bytes(string? text) => text is null ? null : Encoding.UTF8.GetBytes(text);
}
