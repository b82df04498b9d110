using System.Globalization;
using LeadPredict.Data;
using LeadPredict.Qualification;
using LeadPredict.Reporting;
using LeadPredict.Serving;

namespace LeadPredict.Reports;

/// <summary>
/// One lead on one page, for whoever asks why: what the model says and how sure that is, the reasons with points that sum exactly, the data and its age, what was missing and
/// what to ask, and how to question and to reproduce it. Never a personal column. One HTML file without script that prints on a sheet of A4.
/// </summary>
public static class LeadReport
{
    const int MostBars = 6;
    const int MostAnswers = 5;

    /// <summary>Counters of the last 30 days say nothing of today after that.</summary>
    const int Stale = 30;

    /// <summary>Makes the page.</summary>
    public static HtmlPage Of(LeadReportContent content)
    {
        var words = new LeadReportWords(content.Language);
        var explanation = LeadExplanation.Of(content.Lead, content.Language, content.Background);
        var page = new HtmlPage(content.LeadId is { } id ? words.With("title", id) : words["untitled"], Wording.Languages.Code(content.Language))
        {
            Kicker = words["kicker"],
            Subtitle = words["subtitle"],
            Footer = words.With("footer", content.Lead.Model.Origin.Tool),
            IsSheet = true,
        };
        WriteShort(page, content, words, explanation);
        if (content.Decided is { } decided) LeadReportDecision.Write(page, decided, words);
        WriteReasons(page, content, words, explanation);
        LeadReportData.Write(page, content, words, explanation);
        WriteUse(page, content, words);
        return page;
    }

    static void WriteShort(HtmlPage page, LeadReportContent content, LeadReportWords words, LeadExplanation explanation)
    {
        var (prediction, grades) = (explanation.Prediction, content.Lead.Model.Grades);
        page.BeginSection("short", words["short"]);
        page.BeginTiles();
        page.Tile(words.Percent(prediction.Probability), words["probability"], words.With("interval", words.Percent(prediction.Low, 0), words.Percent(prediction.High, 0)));
        page.Tile(prediction.Grade.ToString(), words["grade"], words.With("grades", words.Percent(grades.A, 0), words.Percent(grades.B, 0), words.Percent(grades.C, 0)));
        page.Tile(words.Percent(prediction.Percentile / 100), words["rank"]);
        page.Tile(words.Percent(explanation.BaseProbability), words["average"], words.With("moved", words.Points(Moved(explanation))));
        page.EndGrid();
        if (content.SeenAt is { } seen && LeadReportWords.Age(seen, FieldParser.DaysSince2000(content.MadeAt)) is > Stale and var age)
            page.Remark(RemarkKind.Watch, words["stale_word"], words.With("stale", words.Number(age, 0)));
        page.EndSection();
    }

    static double Moved(LeadExplanation explanation) => 100 * (explanation.Prediction.Probability - explanation.BaseProbability);

    static void WriteReasons(HtmlPage page, LeadReportContent content, LeadReportWords words, LeadExplanation explanation)
    {
        page.BeginSection("reasons", words["reasons"]);
        page.BeginCharts();
        Bars(words, explanation).Write(page.Body);
        page.Body.Open("div");
        WriteDials(page, words, explanation.Dials);
        if (content.Lead.Model.Observed is not null && NextQuestion.For(content.Lead, content.Language) is { } question) WriteQuestion(page, content, words, question);
        page.Body.Close();
        page.EndGrid();
        page.EndSection();
    }

    static BarChart Bars(LeadReportWords words, LeadExplanation explanation)
    {
        var shown = explanation.Parts.Count <= MostBars + 1 ? explanation.Parts.Count : MostBars;
        var bars = explanation.Parts.Take(shown).Select(p => (p.Text, p.Points)).ToList();
        if (shown < explanation.Parts.Count)
            bars.Add((words.With("others", explanation.Parts.Count - shown), explanation.Parts.Skip(shown).Sum(p => p.Points)));
        var table = new HtmlTable(words["table"], words["what"], words["points"], words["logodds"]);
        table.Add(words["start"], words.Number(100 * explanation.BaseProbability, 2), words.Points(explanation.BaseLogOdds, 3));
        foreach (var part in explanation.Parts) table.Add(part.Text, words.Points(part.Points, 2), words.Points(part.LogOdds, 3));
        table.Add(words["sum"], words.Number(100 * explanation.Prediction.Probability, 2), words.Points(explanation.Prediction.LogOdds, 3));
        return new BarChart
        {
            Title = words["bars"],
            Note = words.With("bars_note", words.Percent(explanation.BaseProbability), words.Percent(explanation.Prediction.Probability), words.Points(Moved(explanation))),
            Description = string.Join("; ", bars.Select(b => $"{b.Text} ({words.Points(b.Points)})")),
            Names = [.. bars.Select(b => b.Text)],
            Panels = [new BarPanel(words["points"], [.. bars.Select(b => new ChartBar(b.Points))], v => words.Points(v))],
            Table = table,
            TableWord = words["table"],
        };
    }

    static void WriteDials(HtmlPage page, LeadReportWords words, QualificationDials dials)
    {
        page.Body.Element("h3", words["dials"]).Element("p", words["dials_note"], ("class", "chart-note")).Open("ul", ("class", "gauges"));
        foreach (var (key, value) in (ReadOnlySpan<(string, double)>)[("fit", dials.Fit), ("engagement", dials.Engagement), ("intent", dials.Intent), ("bant", dials.Bant)])
        {
            if (!double.IsFinite(value)) continue;
            page.Body.Open("li").Element("span", words[key]).Open("i", ("aria-hidden", "true"), ("style", string.Create(CultureInfo.InvariantCulture, $"--value:{value:F1}%"))).Close();
            page.Body.Element("b", words.Number(value, 0)).Close();
        }
        page.Body.Close();
    }

    static void WriteQuestion(HtmlPage page, LeadReportContent content, LeadReportWords words, NextQuestion question)
    {
        page.Body.Element("h3", words.With("ask", question.Name));
        page.Body.Element("p", words.With("ask_note", words.Percent(question.ChanceOfAnotherGrade, 0), words.Number(question.ExpectedPoints, 1)));
        var table = new HtmlTable(words["ask_caption"], words["answer"], words["share"], words["then"], words["grade"]);
        foreach (var answer in Chosen(question.Answers, content.Lead.Model.Encoder.Features[content.Lead.FeatureOf(question.Column)].Column.Kind))
            table.Add(Short(answer.Text, question.Name), words.Percent(answer.Share, 0), words.Percent(answer.Probability), answer.Grade.ToString());
        table.Write(page.Body);
    }

    // The heading names the column.
    static string Short(string answer, string name) => answer.StartsWith(name + ": ", StringComparison.Ordinal) ? answer[(name.Length + 2)..] : answer;

    // Of a quantity some from low to high, else the most frequent; in their order.
    static IEnumerable<PossibleAnswer> Chosen(IReadOnlyList<PossibleAnswer> answers, ColumnKind kind)
    {
        if (answers.Count <= MostAnswers) return answers;
        if (kind == ColumnKind.Number) return Enumerable.Range(0, MostAnswers).Select(i => answers[i * (answers.Count - 1) / (MostAnswers - 1)]);
        var kept = answers.OrderByDescending(a => a.Share).Take(MostAnswers).ToHashSet();
        return answers.Where(kept.Contains);
    }

    static void WriteUse(HtmlPage page, LeadReportContent content, LeadReportWords words)
    {
        var model = content.Lead.Model;
        page.BeginSection("about", words["about"]);
        page.Body.Open("div", ("class", "pair")).Open("div");
        page.Body.Element("h3", words["meaning"]).Element("p", words.Association + " " + words["aid"]);
        page.Body.Element("h3", words["contest"]).Element("p", words["contest_text"]);
        page.Body.Close().Open("div");
        page.Body.Element("h3", words["model"]).Open("dl", ("class", "facts"));
        Fact(words["version"]).Text($"{content.ModelName} ({model.Id})").Close().Close();
        Fact(words["learned"]).Text(words.With("learned_leads", words.Number(model.Origin.Rows, 0), words.Number(model.Origin.Positives, 0))).Close().Close();
        if (content.Card is { } card)
        {
            var value = Fact(words["card"]);
            _ = content.CardAddress is { } address ? value.Element("a", card, ("href", address)) : value.Text(card);
            value.Close().Close();
        }
        page.Body.Close().Element("p", words["reproduce"]);
        page.Body.Element("pre", content.Command(content.LeadId is { } id ? Quoted(id) : "ID")).Element("p", words.With("sha", model.Sha256), ("class", "chart-note"));
        page.Body.Close().Close();
        page.EndSection();

        HtmlWriter Fact(string term) => page.Body.Open("div").Element("dt", term).Open("dd");
    }

    /// <summary>A word as a shell takes it.</summary>
    public static string Quoted(string word) =>
        word.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '/' or ':') && !word.StartsWith('-') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
