using Deque.AxeCore.Commons;
using LeadPredict.Modeling;
using LeadPredict.Reports;
using LeadPredict.Serving;
using LeadPredict.Wording;
using Xunit.Abstractions;

namespace LeadPredict.Tests.Reports;

/// <summary>The report in a real browser: on screens from a phone's on, in the dark, and on paper.</summary>
[Collection(nameof(MadeReports))]
public class ReportInBrowserTests(MadeReportsFixture fixture, ITestOutputHelper output)
{
    const string Overflow = "document.documentElement.scrollWidth > innerWidth ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll')).map(e => e.outerHTML.slice(0, 120)).slice(0, 3).join('\\n') || 'page' : ''";

    // axe looks at each rule in the page as it stands; details are opened so that their tables are looked at too.
    const string Axe = "(async () => { document.querySelectorAll('details').forEach(d => d.open = true); const r = await axe.run(document, { resultTypes: ['violations'] }); return r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' | ')).join('\\n'); })()";

    [Fact]
    public async Task It_fits_complains_of_nothing_and_is_accessible_at_every_width_in_light_dark_and_print()
    {
        if (Browser.Missing(output)) return;
        await using var browser = await Browser.StartAsync();
        foreach (var (width, isDark, isPrint) in new[] { (320, false, false), (768, true, false), (1280, false, false), (1280, true, false), (720, true, true) })
            await Look(browser, fixture.Made.Page, width, isDark, isPrint);
    }

    static async Task Look(Browser browser, string page, int width, bool isDark, bool isPrint)
    {
        var how = $"at {width} px{(isDark ? ", dark" : "")}{(isPrint ? ", print" : "")}: ";
        await browser.OpenAsync(page, width, isDark, isPrint);

        Assert.Equal(how, how + await browser.EvaluateAsync(Overflow));
        await browser.EvaluateAsync(new BundledAxeScriptProvider().GetScript() + "; 0");
        Assert.Equal(how, how + await browser.EvaluateAsync(Axe));
        Assert.Equal(how, how + await browser.EvaluateAsync(Overflow));
        Assert.Empty(browser.Complaints);
        Assert.DoesNotContain(browser.Requests, r => !r.StartsWith("data:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_on_one_lead_is_as_sound_and_fits_a_sheet_of_paper()
    {
        if (Browser.Missing(output)) return;
        await using var browser = await Browser.StartAsync();
        var model = LeadModelFile.Read(new ModelRegistry(Path.Combine(Repository.Root, "models")).Resolve("leads"));
        var fields = Shipped();
        foreach (var language in Enum.GetValues<Language>())
        {
            var page = fixture.Made.Folder[$"lead.{language.Code()}.html"];
            var lead = EncodedLead.Of(model, fields.Select(f => KeyValuePair.Create(f.Key, new GivenField(f.Value))));
            var content = LeadReportTests.Content(language) with { Lead = lead, CardAddress = "/models/leads" };
            File.WriteAllText(page, LeadReport.Of(content.WithFields(fields)).ToHtml());
            foreach (var (width, isDark, isPrint) in new[] { (320, false, false), (1280, true, false), (720, false, true) })
                await Look(browser, page, width, isDark, isPrint);
            Assert.Equal((language, 1), (language, await browser.SheetsAsync()));
        }
    }

    static Dictionary<string, string> Shipped()
    {
        var lines = File.ReadLines(Path.Combine(Repository.Root, "data", "leads-to-score.csv")).Take(2).Select(l => l.Split(',')).ToArray();
        return lines[0].Zip(lines[1]).ToDictionary(c => c.First, c => c.Second);
    }

    [Fact]
    public async Task The_same_look_finds_what_is_wrong_with_another_page()
    {
        if (Browser.Missing(output)) return;
        await using var browser = await Browser.StartAsync();
        var page = fixture.Made.Folder["wrong.html"];
        File.WriteAllText(page, "<!doctype html><html lang=\"en\"><title>t</title><main><h1 style=\"width:900px\">wide</h1><p style=\"color:#bbb\">pale</p></main></html>");

        await browser.OpenAsync(page, 320);

        Assert.Contains("wide", (await browser.EvaluateAsync(Overflow))!.GetValue<string>());
        await browser.EvaluateAsync(new BundledAxeScriptProvider().GetScript() + "; 0");
        Assert.Contains("color-contrast", (await browser.EvaluateAsync(Axe))!.GetValue<string>());
    }

    [Fact]
    public async Task Its_policy_stops_a_script_and_a_picture_from_elsewhere()
    {
        if (Browser.Missing(output)) return;
        await using var browser = await Browser.StartAsync();
        var page = fixture.Made.Folder["attacked.html"];
        File.WriteAllText(page, fixture.Made.Html.Replace("</main>", "<script>document.title='taken'</script><img src=\"http://127.0.0.1:9/x.png\" alt=\"\"></main>"));

        await browser.OpenAsync(page, 1280);

        Assert.NotEqual("taken", (await browser.EvaluateAsync("document.title"))!.GetValue<string>());
        Assert.NotEmpty(browser.Complaints);
    }

    [Fact]
    public async Task Print_is_dark_on_white_whatever_the_screen_prefers()
    {
        if (Browser.Missing(output)) return;
        await using var browser = await Browser.StartAsync();

        await browser.OpenAsync(fixture.Made.Page, 720, isDark: true, isPrint: true);

        Assert.Equal("rgb(255, 255, 255)", (await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"))!.GetValue<string>());
        Assert.Equal("rgb(23, 33, 46)", (await browser.EvaluateAsync("getComputedStyle(document.body).color"))!.GetValue<string>());
    }
}
