using LeadPredict.Reporting;

namespace LeadPredict.Tests.Reporting;

public class HtmlWriterTests
{
    [Fact]
    public void Text_cannot_become_markup() =>
        Assert.Equal("<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#39;</p>\n", new HtmlWriter().Element("p", "<script>alert(1)</script> & \"'").ToString());

    [Fact]
    public void An_attribute_cannot_be_left_by_its_value() =>
        Assert.Equal("<b title=\"&quot; onload=&quot;x\"></b>", new HtmlWriter().Element("b", "", ("title", "\" onload=\"x")).ToString());

    [Fact]
    public void Characters_that_no_page_may_have_are_left_out() => Assert.Equal("<b>ab\tc</b>", new HtmlWriter().Element("b", "a\0b\u001b\tc").ToString());

    [Fact]
    public void An_attribute_without_a_value_is_not_written() => Assert.Equal("<i/>", new HtmlWriter().Empty("i", ("class", null)).ToString());

    [Fact]
    public void An_element_that_is_left_open_is_an_error() => Assert.Throws<InvalidOperationException>(() => new HtmlWriter().Open("p").ToString());

    [Fact]
    public void Ids_are_given_once()
    {
        var html = new HtmlWriter();

        Assert.NotEqual(html.NextId("a"), html.NextId("a"));
    }
}
