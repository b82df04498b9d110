using System.Globalization;
using System.Text.Json;
using LeadPredict.Training.Synthesis;

namespace LeadPredict.Tests.Training.Commands;

public sealed class MoneyCommandsTests : IDisposable
{
    static readonly Lazy<string> s_model = new(Train);

    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static string Train()
    {
        var folder = new TemporaryFolder();
        Leads(folder["leads.csv"], new SynthesisOptions { Rows = 2500 });
        Assert.Equal(0, new CommandLine(folder).Run("train", folder["leads.csv"], "--model", folder["m"], "--trees", "10", "--members", "1", "--learning-curve", "off").ExitCode);
        return folder["m"];
    }

    static string Leads(string path, SynthesisOptions options)
    {
        using var stream = File.Create(path);
        LeadSynthesizer.Write(stream, options);
        return path;
    }

    JsonElement Json(params string[] args)
    {
        var result = new CommandLine(_folder).Run([.. args, "--json"]);
        Assert.True(result.ExitCode == 0, result.Talk);
        return JsonDocument.Parse(result.Output).RootElement;
    }

    [Fact]
    public void A_plan_is_text_json_csv_and_a_page_of_the_same()
    {
        var open = Leads(_folder["open.csv"], new SynthesisOptions { Rows = 300, OpenOnly = true });
        File.WriteAllText(_folder["reps.csv"], "rep,hours_per_week\nAnna,10\nBo,5\n");
        string[] plan = ["plan", open, "--model", s_model.Value, "--as-of", "2026-10-01", "--reps", _folder["reps.csv"], "--deal-value", "8000", "--win-rate", "0.21", "--contact-cost", "35"];
        var json = Json([.. plan, "--csv", _folder["plan.csv"], "--report", _folder["plan.html"]]);

        Assert.Equal((30, 30), (json.GetProperty("calls").GetInt32(), json.GetProperty("calls_to_make").GetArrayLength()));
        Assert.Equal(json.GetProperty("net").GetProperty("value").GetDecimal(), json.GetProperty("calls_to_make").EnumerateArray().Sum(c => c.GetProperty("expected_net").GetDecimal()), 2);
        Assert.Equal(31, File.ReadAllLines(_folder["plan.csv"]).Length);
        Assert.Contains("<svg", File.ReadAllText(_folder["plan.html"]));
        var optedOut = File.ReadAllLines(open).Where(l => l.Contains(",opted_out,", StringComparison.Ordinal)).Select(l => l[..l.IndexOf(',', StringComparison.Ordinal)]).ToHashSet();
        Assert.DoesNotContain(json.GetProperty("calls_to_make").EnumerateArray(), c => optedOut.Contains(c.GetProperty("lead_id").GetString()!));
        Assert.Contains("Lists of equal value", new CommandLine(_folder).Run(plan).Output);
    }

    [Fact]
    public void With_rules_only_leads_that_they_send_to_sales_are_called()
    {
        var open = Leads(_folder["open.csv"], new SynthesisOptions { Rows = 300, OpenOnly = true });
        var rules = Path.Combine(Repository.Root, "data", "qualification.json");
        var json = Json("plan", open, "--model", s_model.Value, "--as-of", "2026-10-01", "--capacity", "300/week", "--win-rate", "0.2", "--qualification", rules);

        Assert.All(json.GetProperty("calls_to_make").EnumerateArray(), c => Assert.Contains(c.GetProperty("grade").GetString()!, (string[])["A", "B"]));
        Assert.Contains(json.GetProperty("not_called").EnumerateArray(), r => r.GetProperty("reason").GetString() == "fails the gate 'authority'");
    }

    [Theory]
    [InlineData("--capacity", "many/week", "--deal-value", "1", "--contact-cost", "1")]
    [InlineData("--capacity", "5/week", "--deal-value", "-1", "--contact-cost", "1")]
    [InlineData("--capacity", "5/week", "--deal-value", "1", "--contact-cost", "-1")]
    [InlineData("--deal-value", "1", "--contact-cost", "1")]
    [InlineData("--capacity", "5/week", "--contact-cost", "1")]
    [InlineData("--capacity", "5/week", "--deal-value", "1", "--contact-cost", "1", "--win-rate", "2")]
    public void A_plan_that_cannot_be_made_is_a_usage_error(params string[] flags) =>
        Assert.Equal(2, new CommandLine(_folder).Run(["plan", "leads.csv", "--model", s_model.Value, .. flags]).ExitCode);

    [Fact]
    public void Funnel_costs_and_sources_tell_one_story()
    {
        var leads = Leads(_folder["leads.csv"], new SynthesisOptions { Rows = 2500 });
        Assert.Equal(0, new CommandLine(_folder).Run("synthesize", "--rows", "2500", "--out", _folder["again.csv"], "--spend-out", _folder["spend.csv"]).ExitCode);
        var funnel = Json("funnel", leads, "--by", "source,month");
        var cost = Json("cpsql", leads, "--spend", _folder["spend.csv"], "--model", s_model.Value);
        var sources = Json("sources", leads, "--spend", _folder["spend.csv"]);

        var spent = File.ReadAllLines(_folder["spend.csv"]).Skip(1).Sum(l => decimal.Parse(l[(l.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture));
        Assert.Equal(spent, cost.GetProperty("spend").GetDecimal());
        foreach (var table in (string[])["by_source", "by_campaign", "by_month"])
        {
            var rows = cost.GetProperty(table).EnumerateArray().ToList();
            Assert.Equal(spent, rows[..^1].Sum(r => r.GetProperty("spend").GetDecimal()));
            Assert.Equal(2500, rows[..^1].Sum(r => r.GetProperty("leads").GetInt32()));
        }
        var reached = funnel.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("from").GetString() == "sql").GetProperty("entered").GetInt32();
        Assert.Equal(reached, cost.GetProperty("reached").GetInt32());
        var customers = funnel.GetProperty("steps").EnumerateArray().Single(s => s.GetProperty("to").GetString() == "customer").GetProperty("went_on").GetInt32();
        Assert.InRange(cost.GetProperty("customers").GetInt32(), customers, 2500);
        Assert.Equal((double)spent / cost.GetProperty("customers").GetInt32(), cost.GetProperty("cac_so_far").GetDouble(), 0.01);
        Assert.Contains("funnel", new CommandLine(_folder).Run("sources", leads, "--spend", _folder["spend.csv"], "--report", _folder["s.html"]).Talk);
        Assert.Equal(14, sources.GetProperty("sources_by_money").GetArrayLength());
        Assert.DoesNotContain(cost.GetProperty("findings").EnumerateArray(), f => f.GetString()!.StartsWith("No money", StringComparison.Ordinal));
        File.WriteAllText(_folder["one.csv"], "month,source,amount\n2026-01,seo,1000\n");
        foreach (var verb in (string[])["cpsql", "sources"])
            Assert.StartsWith("No money is recorded for 23 of the 24 months", Json([verb, leads, "--spend", _folder["one.csv"], .. verb == "cpsql" ? (string[])["--model", s_model.Value] : []]).GetProperty("findings")[0].GetString());
    }

    [Fact]
    public void Early_judges_a_models_own_leads_by_the_older_ones_alone()
    {
        var leads = Leads(_folder["leads.csv"], new SynthesisOptions { Rows = 2500 });
        var result = new CommandLine(_folder).Run("early", leads, "--model", s_model.Value);
        var ages = Json("early", leads, "--model", s_model.Value).GetProperty("ages").EnumerateArray().ToList();

        Assert.Contains("fitted on the older ones alone", result.Output);
        // The newest fifth of those with an outcome.
        Assert.InRange(ages.Sum(a => a.GetProperty("leads").GetInt32()), 350, 550);
    }

    [Fact]
    public void Early_says_what_is_missing()
    {
        File.WriteAllText(_folder["leads.csv"], "lead_id,became_sql,created_at,lead_source\nL1,true,2026-01-01,seo\n");
        var result = new CommandLine(_folder).Run("early", _folder["leads.csv"], "--model", s_model.Value);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("LP0910", result.Talk);
        Assert.Contains("snapshot_at", result.Talk);
    }

    [Fact]
    public void Early_judges_the_same_leads_over_time_where_they_have_several_snapshots()
    {
        var text = "lead_id,became_sql,created_at,snapshot_at,lead_source,demo_requested\n";
        for (var i = 0; i < 40; i++) text += $"L{i},{(i % 2 == 0 ? "true" : "false")},2026-01-01,2026-01-01,seo,false\nL{i},{(i % 2 == 0 ? "true" : "false")},2026-01-01,2026-01-08,seo,{(i % 2 == 0 ? "true" : "false")}\n";
        File.WriteAllText(_folder["leads.csv"], text);
        var ages = Json("early", _folder["leads.csv"], "--model", s_model.Value);

        Assert.True(ages.GetProperty("same_leads").GetBoolean());
        Assert.All(ages.GetProperty("ages").EnumerateArray(), a => Assert.Equal(40, a.GetProperty("leads").GetInt32()));
    }
}
