using LeadPredict.Modeling;
using LeadPredict.Reports;

namespace LeadPredict.Tests.Reports;

[Collection(nameof(MadeReports))]
public class ModelReportTests(MadeReportsFixture fixture)
{
    MadeReports Made => fixture.Made;

    [Fact]
    public void The_summary_says_what_the_best_leads_brought()
    {
        var best = Made.Result.Card.Test!.Curves!.Best;

        Assert.Contains($"Of the best {best.Rows} leads in the model\u2019s order, <strong>{best.Positives:F0} became SQLs</strong>", Made.Html);
    }

    [Theory]
    [InlineData("quality")]
    [InlineData("time")]
    [InlineData("drivers")]
    [InlineData("effects")]
    [InlineData("data")]
    [InlineData("card")]
    public void Every_section_is_there(string id) => Assert.Contains($"<section id=\"{id}\"", Made.Html);

    [Fact]
    public void The_page_from_the_card_is_the_page_from_the_training()
    {
        var card = ModelCardJson.Parse(ModelCardJson.ToBytes(Made.Result.Card), "card.json");

        Assert.Equal(Made.Html, ModelReport.Of(ReportContent.Of(card)).ToHtml());
    }

    [Fact]
    public void Without_a_test_and_an_overview_those_sections_are_absent()
    {
        var html = ModelReport.Of(ReportContent.Of(Made.Result.Card with { Test = null, Rivals = [], Overview = null })).ToHtml();

        Assert.DoesNotContain("<section id=\"quality\"", html);
        Assert.DoesNotContain("<section id=\"effects\"", html);
        Assert.Contains("<section id=\"drivers\"", html);
    }

    [Fact]
    public void No_id_and_no_account_of_a_lead_is_on_the_page()
    {
        var accounts = File.ReadLines(Made.Folder["leads.csv"]).Skip(1).Select(l => l.Split(',')[1]).ToHashSet();

        Assert.DoesNotContain(accounts, a => Made.Html.Contains($">{a}<", StringComparison.Ordinal));
    }

    [Fact]
    public void A_column_that_goes_against_its_known_direction_is_said()
    {
        var overview = Made.Result.Card.Overview!;
        var column = overview.Columns.First(c => c.Direction > 0.5);
        var against = overview with { Columns = [.. overview.Columns.Select(c => c == column ? c with { Expected = -1 } : c)] };

        var html = ModelReport.Of(ReportContent.Of(Made.Result.Card with { Overview = against })).ToHtml();

        Assert.Contains($"A higher value of {column.Column} raises the probability, where it should lower it.", html);
        Assert.DoesNotContain("Against expectation", Made.Html);
    }

    [Fact]
    public void A_card_that_is_none_is_refused() =>
        Assert.Equal("LP0504", Assert.Throws<LeadPredict.Data.LeadPredictException>(() => ModelCardJson.Parse("{}"u8.ToArray(), "card.json")).Diagnostics[0].Code);
}
