using System.Buffers;
using System.Runtime.CompilerServices;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Wording;

namespace LeadPredict.Serving;

/// <summary>
/// A model's reasons as people read them: in an answer <c>Asked for a demo (+11 points)</c>, in a table's cell <c>Asked for a demo (+11)</c>. Made once for each
/// model and language; writing allocates nothing. Immutable, thread safe.
/// </summary>
public sealed class ReasonText
{
    static readonly ConditionalWeakTable<LeadModel, ReasonText?[]> s_ofModels = [];

    readonly ColumnWording[] _columns;
    readonly byte[] _points, _point;
    readonly byte _decimal;

    ReasonText(LeadModel model, Language language)
    {
        var book = PhraseBook.Of(language);
        Language = language;
        _columns = [.. model.Encoder.Features.Select(f => new ColumnWording(f, language))];
        _points = System.Text.Encoding.UTF8.GetBytes($" {book["points"]})");
        _point = System.Text.Encoding.UTF8.GetBytes($" {book["point"]})");
        _decimal = book.Decimal;
    }

    /// <summary>The reasons of a model in a language.</summary>
    public static ReasonText Of(LeadModel model, Language language)
    {
        var texts = s_ofModels.GetValue(model, _ => new ReasonText?[Languages.Codes.Count]);
        return texts[(int)language] ??= new ReasonText(model, language);
    }

    /// <summary>Reads the words that all models share, so that they count as the memory of none.</summary>
    internal static void PrepareShared()
    {
        PhraseBook.Of(Language.English);
        DialScale.GroupOf(new LeadColumn { Name = "" });
    }

    /// <summary>The language.</summary>
    public Language Language { get; }

    /// <summary>The wording of a feature.</summary>
    public ColumnWording this[int feature] => _columns[feature];

    /// <summary>One reason as a sentence of UTF-8.</summary>
    /// <param name="value">The field as it was given, empty when it was not; shown unless the column is personal.</param>
    /// <param name="status">What became of the field.</param>
    /// <param name="encoded">Its value in the encoded row.</param>
    /// <param name="pointDecimal">True where the value is a JSON number.</param>
    public void WriteSentence(IBufferWriter<byte> output, in Reason reason, ReadOnlySpan<byte> value, FieldStatus status, float encoded, bool pointDecimal = false)
    {
        _columns[reason.Feature].Write(output, value, status, encoded, pointDecimal);
        output.Write(" ("u8);
        output.Write(NumberText.WritePoints(output, reason.Points, _decimal) ? _point : _points);
    }

    /// <summary>One reason as a part of a cell; reasons are set apart by <c>"; "</c>.</summary>
    /// <inheritdoc cref="WriteSentence"/>
    public void WriteCell(IBufferWriter<byte> output, in Reason reason, ReadOnlySpan<byte> value, FieldStatus status, float encoded)
    {
        _columns[reason.Feature].Write(output, value, status, encoded, pointDecimal: false);
        output.Write(" ("u8);
        NumberText.WritePoints(output, reason.Points, _decimal);
        output.Write(")"u8);
    }
}
