using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;

namespace LeadPredict.Tests.Training.Commands;

public sealed class ExplainCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly CommandLine _command;

    public ExplainCommandTests()
    {
        _command = new CommandLine(_folder);
        File.WriteAllBytes(_folder["tiny.leadmodel"], LeadModelFile.ToBytes(TinyModels.Make()));
        File.WriteAllBytes(_folder["other.leadmodel"], LeadModelFile.ToBytes(TinyModels.Make(2)));
        File.WriteAllText(_folder["old.csv"], "lead_id,snapshot_at,lead_source,employee_count,demo_requested\n7,2026-01-01,web,250,no\n8,2026-01-01,event,,yes\n");
        File.WriteAllText(_folder["new.csv"], "lead_id,snapshot_at,lead_source,employee_count,demo_requested\n7,2026-01-08,referral,250,yes\n");
    }

    public void Dispose() => _folder.Dispose();

    JsonElement Json(params string[] arguments)
    {
        var result = _command.Run([.. arguments, "--model", _folder["tiny.leadmodel"], "--json"]);
        Assert.True(result.ExitCode == 0, result.Talk);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    static double Sum(JsonElement array, string member) => array.EnumerateArray().Sum(e => e.GetProperty(member).GetDouble());

    [Theory]
    [InlineData]
    [InlineData("--background", "old.csv")]
    public void Parts_sum_to_the_lead_and_are_in_words(params string[] more)
    {
        var answer = Json(["explain", "new.csv", "--id", "7", "--lang", "es", .. more]);

        var parts = answer.GetProperty("contributions");
        Assert.Equal(answer.GetProperty("log_odds").GetDouble(), answer.GetProperty("base_log_odds").GetDouble() + Sum(parts, "log_odds"), 1e-9);
        Assert.Equal(answer.GetProperty("probability").GetDouble(), answer.GetProperty("base_probability").GetDouble() + Sum(parts, "points") / 100, 1e-9);
        Assert.Contains(parts.EnumerateArray(), p => p.GetProperty("text").GetString() == "Ha pedido una demo");
        Assert.InRange(answer.GetProperty("dials").GetProperty("engagement").GetDouble(), 0, 100);
    }

    [Fact]
    public void One_leads_page_is_written_beside_what_is_printed()
    {
        var result = _command.Run("explain", "old.csv", "--id", "7", "--model", _folder["tiny.leadmodel"], "--lang", "da", "--report", "lead.html");

        Assert.True(result.ExitCode == 0, result.Talk);
        Assert.Contains("wrote lead.html", result.Talk);
        var page = File.ReadAllText(_folder["lead.html"]);
        Assert.Contains("<html lang=\"da\"", page);
        Assert.Contains("2026-01-01", page);
        Assert.Contains("leadpredict explain old.csv --id 7 --model tiny.leadmodel --lang da --report lead.html", page);
        Assert.DoesNotContain(Path.GetTempPath().TrimEnd('/') + "/", page);
    }

    [Fact]
    public void A_change_is_split_with_the_days_between_the_snapshots()
    {
        var answer = Json("diff", "old.csv", "new.csv", "--id", "7", "--against", _folder["other.leadmodel"]);

        Assert.Equal(7, answer.GetProperty("time").GetProperty("days").GetDouble());
        var others = new[] { "time", "model", "calibration" }.Sum(p => answer.GetProperty(p).GetProperty("log_odds").GetDouble());
        Assert.Equal(answer.GetProperty("change").GetProperty("log_odds").GetDouble(), others + Sum(answer.GetProperty("columns"), "log_odds"), 1e-9);
        Assert.NotEqual(answer.GetProperty("before").GetProperty("model").GetString(), answer.GetProperty("after").GetProperty("model").GetString());
    }

    [Fact]
    public void A_what_if_says_what_reaches_a_grade_and_that_it_is_no_effect()
    {
        var result = _command.Run("whatif", "old.csv", "--id", "7", "--model", _folder["tiny.leadmodel"], "--set", "lead_source=event", "--reach", "B", "--actionable", "demo_requested,employee_count");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("with these values", result.Output);
        Assert.Contains("Did not ask for a demo → Asked for a demo", result.Output);
        Assert.Contains("worth asking next: Annual revenue", result.Output);
        Assert.Contains("not effect", result.Output);
        Assert.Equal(2, _command.Run("whatif", "old.csv", "--id", "7", "--reach", "E", "--model", _folder["tiny.leadmodel"]).ExitCode);
    }

    [Fact]
    public void Scored_files_have_reasons_in_a_language_and_dials()
    {
        var result = _command.Run("score", "old.csv", "--model", _folder["tiny.leadmodel"], "--lang", "de", "--dials", "--reasons", "1", "--quiet");

        var lines = result.Output.Split('\n');
        Assert.EndsWith(",sql_probability,grade,percentile,reasons,fit,engagement,intent,bant", lines[0]);
        Assert.Matches(@",(Hat|Zahl|Quelle|Besch)[^,]*\([+-]\d+\),\d+(\.\d)?,\d+(\.\d)?,,$", lines[1]);
        Assert.Equal(2, _command.Run("score", "old.csv", "--model", _folder["tiny.leadmodel"], "--lang", "fr").ExitCode);
    }
}
