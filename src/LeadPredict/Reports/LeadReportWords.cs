using System.Buffers;
using System.Globalization;
using System.Text;
using LeadPredict.Reporting;
using LeadPredict.Wording;

namespace LeadPredict.Reports;

/// <summary>Sentences and numbers of the page on one lead, in its language.</summary>
sealed class LeadReportWords(Language language)
{
    readonly PhraseBook _book = PhraseBook.Of(language);

    /// <summary>A sentence by its key in <c>phrases.LANGUAGE.txt</c>, less the <c>page.</c> before it.</summary>
    public string this[string key] => _book["page." + key];

    public string With(string key, params ReadOnlySpan<object?> values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>What stands with every figure: association, not effect.</summary>
    public string Association => _book["association"];

    public string Percent(double share, int decimals = 1) => With("percent", Local(Figures.Number(100 * share, decimals)));

    public string Points(double points, int decimals = 1) => Local(Figures.Signed(points, decimals));

    public string Number(double value, int decimals) => Local(Figures.Number(value, decimals));

    /// <summary>A day and how long ago it is; the day alone where it lies ahead.</summary>
    public string Day(double day, double today)
    {
        var output = new ArrayBufferWriter<byte>();
        NumberText.WriteDay(output, day);
        var date = Encoding.UTF8.GetString(output.WrittenSpan);
        return Age(day, today) switch { < 0 => date, 0 => With("today", date), 1 => With("day", date), var days => With("days", date, Number(days, 0)) };
    }

    /// <summary>Whole days from one day to another.</summary>
    public static double Age(double day, double today) => Math.Floor(today) - Math.Floor(day);

    // "1,234.5" as the language writes it.
    string Local(string text) => string.Create(text.Length, (text, _book), static (span, state) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = state.text[i] switch { '.' => (char)state._book.Decimal, ',' => (char)state._book.Group, var other => other };
    });
}
