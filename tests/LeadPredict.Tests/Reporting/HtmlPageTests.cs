using LeadPredict.Reporting;

namespace LeadPredict.Tests.Reporting;

public class HtmlPageTests
{
    [Fact]
    public void A_page_forbids_itself_everything_but_its_own_style()
    {
        var html = new HtmlPage("A page").ToHtml();

        Assert.Contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("http", html.Replace("http-equiv", ""));
    }

    [Fact]
    public void Contents_name_every_section()
    {
        var page = new HtmlPage("A page");
        foreach (var id in new[] { "one", "two", "three" })
        {
            page.BeginSection(id, "Section " + id);
            page.EndSection();
        }

        Assert.Contains("<a href=\"#two\">Section two</a>", page.ToHtml());
    }

    [Fact]
    public void A_row_with_another_number_of_cells_is_an_error() => Assert.Throws<ArgumentException>(() => new HtmlTable("t", "a", "b").Add("1"));
}
