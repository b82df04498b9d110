using LeadPredict.Diagnosis;
using LeadPredict.Evaluation;
using LeadPredict.Modeling;
using LeadPredict.Reports;

namespace LeadPredict.Tests.Reports;

[Collection(nameof(MadeReports))]
public class TimeSectionTests(MadeReportsFixture fixture)
{
    MadeReports Made => fixture.Made;

    [Fact]
    public void Without_time_and_horizon_there_is_no_such_section() =>
        Assert.DoesNotContain("<section id=\"time\"", Html(null));

    [Fact]
    public void Only_what_is_there_is_shown()
    {
        var html = Html(new TimeReport());

        Assert.Contains("<section id=\"time\"", html);
        foreach (var heading in new[] { "What counts as a success", "leads at random</h3>", "as it ages", "How the newest leads differ", "How soon" }) Assert.DoesNotContain(heading, html);
    }

    [Theory]
    [InlineData(0.90, 0.05, 0.03, 0.07, "New leads are harder than old ones.")]
    [InlineData(0.82, 0.02, 0.01, 0.03, "New leads are a little harder than old ones.")]
    [InlineData(0.80, 0.00, -0.02, 0.02, "It does as well on new leads as on leads at random.")]
    [InlineData(0.78, -0.02, -0.03, -0.01, "New leads are easier than old ones.")]
    [InlineData(0.80, 0.00, -0.20, 0.20, "Too few leads to tell.")]
    [InlineData(0.80, double.NaN, double.NaN, double.NaN, "Too few leads to tell.")]
    public void The_gap_is_said_in_words(double random, double gap, double low, double high, string words) =>
        Assert.Contains($"<strong>{words}</strong>", Section(new TimeReport { Splits = new(new(random, 0.7, 0.9), new(0.8, 0.7, 0.9), new(gap, low, high)) }));

    [Fact]
    public void The_summary_warns_of_a_large_gap_and_does_not_say_it_twice()
    {
        var time = new TimeReport { Splits = new(new(0.9, 0.88, 0.92), new(0.8, 0.78, 0.82), new(0.1, 0.08, 0.12)) };
        var html = ModelReport.Of(ReportContent.Of(Made.Result.Card with { OverTime = time, Notes = [.. time.Notes(), "Another thing."] })).ToHtml();
        var summary = html[..html.IndexOf("<section id=\"quality\"", StringComparison.Ordinal)];

        Assert.Contains("New leads are harder than old ones.", summary);
        Assert.DoesNotContain("On leads at random the AUC is", html);
        Assert.Contains("Another thing.", summary);
    }

    [Fact]
    public void Only_columns_that_moved_are_named()
    {
        var html = Section(new TimeReport { Columns = [new("source", 0.5, 0.3, 0.7, 6), new("visits", 0.3, -0.1, 0.7, 6), new("size", 0.01, 0, 0.1, 6)] });

        Assert.Contains("One of 3 columns has moved", html);
        Assert.Contains("source", html);
        Assert.DoesNotContain("visits", html);
    }

    [Fact]
    public void Where_none_moved_it_says_so() =>
        Assert.Contains("none of the 1 columns", Section(new TimeReport { Columns = [new("size", 0.01, 0, 0.1, 6)] }));

    [Fact]
    public void A_single_month_is_a_table_and_no_chart()
    {
        var html = Section(new TimeReport { Ages = [Age(9000, 1)] });

        Assert.Contains("The model by month of age", html);
        Assert.DoesNotContain("<svg", html);
    }

    [Fact]
    public void Months_are_drawn_with_earlier_models_beside()
    {
        var html = Section(new TimeReport { Ages = [Age(8900, 1), Age(8900, 2), Age(9000, 1), Age(9000, 2)] });

        Assert.Contains("known on 2024-08-22", html);
        Assert.Contains(">as of 2024-05-14</text>", html);
        Assert.Contains("In 2 of 2 months, what it said fits what happened", html);
    }

    [Fact]
    public void A_month_whose_probability_lies_outside_the_interval_does_not_fit() =>
        Assert.Contains("In 1 of 2 months", Section(new TimeReport { Ages = [Age(9000, 1), Age(9000, 2) with { Predicted = 0.6 }] }));

    [Fact]
    public void Horizons_and_what_they_count_are_said()
    {
        var card = Made.Result.Card with
        {
            OverTime = new() { Horizons = [new(30, 400, 0.05, 0.06, new(0.012, 0, 0.02), new(0.8, 0.7, 0.9)), new(90, 400, 0.1, 0.11, new(0.012, 0, 0.02), new(0.8, 0.7, 0.9))] },
            Horizon = new(90, 9769, 1700, 120, 80, 30, 0, 40, 0, 0, 41) { Embargoed = 60 },
        };
        var html = ModelReport.Of(ReportContent.Of(card)).ToHtml();

        Assert.Contains("became an SQL within 90 days of its creation", html);
        Assert.Contains("<dt>Old enough to tell</dt><dd>1,700</dd>", html);
        Assert.Contains("<dt>Open after 90 days, count as not</dt><dd>40</dd>", html);
        Assert.DoesNotContain("SQLs after 90 days", html);
        Assert.Contains(">30 days</th><td>6.0%</td><td>5.0%</td>", html);
    }

    [Fact]
    public void Weak_signs_of_a_leak_stand_after_what_was_left_out()
    {
        LeakFinding Found(string column, LeakAction action) => new(column, LeakKind.Name, action, "74 % of something", 0.8, 0.7, 0.9);
        var html = ModelReport.Of(ReportContent.Of(Made.Result.Card with { Findings = [Found("weak", LeakAction.Reported), Found("strong", LeakAction.Quarantined)] })).ToHtml();

        Assert.Contains("used; look at it", html);
        Assert.True(html.IndexOf(">strong</th>", StringComparison.Ordinal) < html.IndexOf(">weak</th>", StringComparison.Ordinal));
        Assert.Contains("74% of something", html);
    }

    static ModelAge Age(double origin, int month) => new(origin, month, 100, 20, 0.2, new(0.8, 0.7, 0.9));

    string Html(TimeReport? time) => ModelReport.Of(ReportContent.Of(Made.Result.Card with { OverTime = time, Horizon = null })).ToHtml();

    string Section(TimeReport time)
    {
        var html = Html(time);
        var from = html.IndexOf("<section id=\"time\"", StringComparison.Ordinal);
        return html[from..html.IndexOf("</section>", from, StringComparison.Ordinal)];
    }
}
