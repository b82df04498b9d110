using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Qualification;
using LeadPredict.Reports;
using LeadPredict.Serving;
using LeadPredict.Tests.Serving;
using LeadPredict.Wording;

namespace LeadPredict.Tests.Reports;

public partial class LeadReportTests
{
    static readonly LeadModel s_model = TinyModels.Make();

    internal static LeadReportContent Content(Language language, params (string Column, string Value)[] fields) =>
        new LeadReportContent(EncodedLead.Of(s_model, fields.Select(f => KeyValuePair.Create(f.Column, new GivenField(f.Value)))), language)
        {
            MadeAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
            ModelName = "leads/v1",
            Card = "models/leads/v1/card.json",
            Source = "leads.csv",
            Command = id => $"leadpredict explain leads.csv --id {id} --model leads/v1",
        }.WithFields(fields.ToDictionary(f => f.Column, f => f.Value));

    internal static string Page(Language language, params (string Column, string Value)[] fields) => LeadReport.Of(Content(language, fields)).ToHtml();

    static readonly (string, string)[] s_lead = [("lead_id", "L-7"), ("created_at", "2026-02-20"), ("snapshot_at", "2026-02-28"), ("lead_source", "referral"), ("employee_count", "20"), ("demo_requested", "yes")];

    [Fact]
    public void It_says_chance_interval_grade_data_and_its_age_model_and_how_to_make_it_again()
    {
        var html = Page(Language.English, s_lead);
        var prediction = Content(Language.English, s_lead).Lead.Prediction;

        foreach (var text in (string[])[
            "<h1>Lead L-7</h1>", string.Create(CultureInfo.InvariantCulture, $">{100 * prediction.Probability:F1}%<"), $">{prediction.Grade}</p>",
            string.Create(CultureInfo.InvariantCulture, $"chance: {100 * prediction.Low:F0}% to {100 * prediction.High:F0}%"), "2026-02-20 (9 days ago)", "2026-02-28 (1 day ago)", ">leads.csv<",
            $"leads/v1 ({s_model.Id})", s_model.Sha256, "leadpredict explain leads.csv --id L-7 --model leads/v1", "models/leads/v1/card.json", "not effect", "GDPR", "Worth asking next: Annual revenue", "<span>No annual revenue stated</span>"])
            Assert.Contains(text, html);
        Assert.DoesNotContain("<script", html);
    }

    [Fact]
    public void The_points_on_the_page_sum_to_the_chance()
    {
        var html = Page(Language.English, s_lead);
        var explanation = LeadExplanation.Of(Content(Language.English, s_lead).Lead);

        var listed = Points().Matches(html).Select(m => double.Parse(m.Groups[1].Value.Replace('\u2212', '-'), CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(explanation.Parts.Count, listed.Count);
        Assert.Equal(100 * (explanation.Prediction.Probability - explanation.BaseProbability), explanation.Parts.Sum(p => p.Points), 1e-9);
        // Each is rounded to a hundredth.
        Assert.Equal(explanation.Parts.Sum(p => p.Points), listed.Sum(), 0.005 * listed.Count);
    }

    [GeneratedRegex(@"</span> <b>([+\u2212]?[\d.]+)</b></li>")]
    private static partial Regex Points();

    [Theory]
    [InlineData(Language.English, "Why", "Asked for a demo", "an average lead")]
    [InlineData(Language.Italian, "Perché", "Ha chiesto una demo", "un lead medio")]
    [InlineData(Language.Danish, "Hvorfor", "Har bedt om en demo", "et gennemsnitligt lead")]
    [InlineData(Language.Spanish, "Por qué", "Ha pedido una demo", "un lead medio")]
    [InlineData(Language.German, "Warum", "Hat um eine Demo gebeten", "einem durchschnittlichen Lead")]
    public void It_speaks_the_language_and_no_place_for_a_value_stays_open(Language language, string why, string reason, string average)
    {
        var html = Page(language, s_lead);

        Assert.Contains($"<html lang=\"{language.Code()}\"", html);
        Assert.Contains($">{why}</h2>", html);
        Assert.Contains(reason, html);
        Assert.Contains(average, html);
        Assert.DoesNotMatch(@"\{\d\}", html[html.IndexOf("<body", StringComparison.Ordinal)..]);
        if (language != Language.English) Assert.DoesNotContain("SHA-256 of", html);
    }

    [Theory]
    [InlineData(Language.English, "By the agreed rules", "Fresh &lt;lead&gt;, for 9 days", "met")]
    [InlineData(Language.Italian, "Secondo le regole concordate", "da 9 giorni", "soddisfatto")]
    [InlineData(Language.Danish, "Efter de aftalte regler", "i 9 dage", "opfyldt")]
    [InlineData(Language.Spanish, "Según las reglas acordadas", "desde hace 9 días", "cumplido")]
    [InlineData(Language.German, "Nach den vereinbarten Regeln", "seit 9 Tagen", "erfüllt")]
    public void Rules_stand_on_it_with_the_evidence_of_each_gate(Language language, string title, string stage, string met)
    {
        var rules = QualificationFile.Parse(Encoding.UTF8.GetBytes("""
            {"version": 1, "name": "agreed", "stages": [{"name": "new", "title": "Fresh <lead>"}], "label": {"stage": "new", "within_days": 90, "from": "created_at"},
             "gates": [{"name": "size", "title": "Large enough", "rule": {"column": "employee_count", "op": ">=", "value": 10}},
                       {"name": "money", "rule": {"column": "annual_revenue", "op": ">=", "value": 5}}],
             "consent": {"phone": {"column": "demo_requested", "op": "=", "value": true}},
             "routes": [{"name": "go", "action": "call", "next_step": "Call today."}]}
            """), "rules.json");
        var decider = ModelDecider.For(s_model, rules);
        var decision = decider.Decide(s_lead.Select(f => KeyValuePair.Create(f.Item1, new GivenField(f.Item2))), new DateOnly(2026, 3, 1));

        var html = LeadReport.Of(Content(language, s_lead) with { Decided = new DecidedLead(decision, rules) }).ToHtml();

        foreach (var text in (string[])[$">{title}</h2>", stage, $">{met}<", "Large enough", "employee_count is 20", "Call today.", ">phone<", rules.Hash, "2026-03-01"]) Assert.Contains(text, html);
        Assert.DoesNotContain(title, Page(language, s_lead));
        Assert.DoesNotMatch(@"\{\d\}", html[html.IndexOf("<body", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void Hostile_values_stay_text()
    {
        const string Attack = "</title><script>alert(1)</script>\" onload=\"x";
        var html = Page(Language.English, ("lead_id", Attack), ("lead_source", Attack), ("demo_requested", "yes"));

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("onload=\"x", html);
        Assert.Contains("&lt;script&gt;alert(1)", html);
        Assert.Contains("not among the values that the model knows", html);
    }

    [Theory]
    [InlineData("it's; rm", "'it'\\''s; rm'")]
    [InlineData("--model", "'--model'")]
    [InlineData("L-7", "L-7")]
    public void The_id_in_the_command_is_one_word_to_a_shell(string id, string word) => Assert.Equal(word, LeadReport.Quoted(id));

    [Fact]
    public void Personal_columns_and_ids_that_name_a_person_are_not_shown()
    {
        var html = Page(Language.English, ("lead_id", "ann.smith@example.com"), ("email", "ann.smith@example.com"), ("demo_requested", "yes"));

        Assert.DoesNotContain("ann.smith", html);
        Assert.Contains("--id ID ", html);
        var columns = s_model.Schema.Columns.Select(c => c.Role == ColumnRole.Id ? c with { Personal = true } : c).ToList();
        var model = new LeadModel(new LeadEncoder(s_model.Schema with { Columns = columns }, s_model.Encoder.Features), s_model.Ensemble, s_model.Calibrator, s_model.Grades, s_model.Reference, s_model.Origin);
        var content = Content(Language.English) with { Lead = EncodedLead.Of(model, []) };
        Assert.Null(content.WithFields(new Dictionary<string, string> { ["lead_id"] = "0451 555" }).LeadId);
        Assert.Equal("0451", Content(Language.English, ("lead_id", "0451")).LeadId);
    }

    [Fact]
    public void Old_data_is_said_to_be_old_and_a_model_without_observed_values_asks_nothing()
    {
        Assert.Contains("as it was 59 days ago", Page(Language.English, ("snapshot_at", "2026-01-01")));
        Assert.DoesNotContain("Old data", Page(Language.English, s_lead));
        var old = s_model.With();
        var bare = new LeadModel(old.Encoder, old.Ensemble, old.Calibrator, old.Grades, old.Reference, old.Origin);

        var html = LeadReport.Of(Content(Language.English) with { Lead = EncodedLead.Of(bare, []) }).ToHtml();

        Assert.DoesNotContain("Worth asking", html);
        Assert.Contains("no column has a value", html);
    }
}
