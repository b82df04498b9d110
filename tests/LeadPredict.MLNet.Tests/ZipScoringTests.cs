using System.Text;
using LeadPredict.Tests;

namespace LeadPredict.MLNet.Tests;

public sealed class ZipScoringTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Leads(int rows)
    {
        var text = new StringBuilder("id,Visits,Source,Revenue\n");
        for (var i = 0; i < rows; i++) text.Append(null, $"{i},{i % 20},{(i % 3 == 0 ? "fair" : "web")},{(i % 7 == 0 ? "" : $"{i % 900}")}\n");
        File.WriteAllText(_folder["leads.csv"], text.ToString());
        return _folder["leads.csv"];
    }

    [Fact]
    public void A_list_is_ranked_by_a_zip_with_the_same_bytes_for_any_threads()
    {
        _folder.Rename("m.zip", TinyZips.FastTree());
        Leads(3000);

        var one = InstalledCommand.Run(_folder, "score", "leads.csv", "--model", "m.zip", "--out", "one.csv", "--rank", "--sort", "--threads", "1");
        var four = InstalledCommand.Run(_folder, "score", "leads.csv", "--model", "m.zip", "--out", "four.csv", "--rank", "--sort", "--threads", "4");
        var lines = File.ReadAllLines(_folder["one.csv"]);

        Assert.Equal((0, 0), (one.ExitCode, four.ExitCode));
        Assert.Equal("id,Visits,Source,Revenue,sql_probability,grade,percentile,reasons,rank", lines[0]);
        Assert.Equal(3001, lines.Length);
        Assert.EndsWith(",1", lines[1]);
        Assert.Equal(File.ReadAllBytes(_folder["one.csv"]), File.ReadAllBytes(_folder["four.csv"]));
        Assert.Contains("3,000 rows read, 3,000 scored, 0 rejected; mean probability", one.Talk);
        Assert.Contains("note: an ML.NET model gives no reasons", one.Talk);
        Assert.Contains("\"sha256\"", File.ReadAllText(_folder["one.csv.manifest.json"]));
    }

    [Fact]
    public void Without_a_calibrator_leads_are_ranked_by_score()
    {
        _folder.Rename("m.zip", TinyZips.Uncalibrated());
        File.WriteAllText(_folder["leads.csv"], "id,Visits,Source,Revenue\na,1,web,5\nb,19,fair,5\nc,,web,5\n");

        var run = InstalledCommand.Run(_folder, "score", "leads.csv", "--model", "m.zip", "--out", "out.csv", "--sort", "--max-rejected", "1", "--json");
        var lines = File.ReadAllLines(_folder["out.csv"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("id,Visits,Source,Revenue,score,grade,percentile,reasons", lines[0]);
        Assert.Equal(["b", "a"], lines.Skip(1).Select(l => l[..1]));
        Assert.Contains("LP0958", File.ReadAllText(_folder["out.csv.rejects.csv"]));
        Assert.Contains("\"mean_probability\": null", run.Output);
    }

    [Theory]
    [InlineData("--dials")]
    [InlineData("--resume")]
    public void What_a_zip_does_not_have_is_refused(string flag)
    {
        _folder.Rename("m.zip", TinyZips.Logistic());
        Leads(3);

        var run = InstalledCommand.Run(_folder, "score", "leads.csv", "--model", "m.zip", "--out", "out.csv", flag);

        Assert.Equal((3, $"LP0959 {flag} needs a LeadPredict model: an ML.NET zip has no reasons, reference leads or schema to go by. Leave it out, or train or import the model with leadpredict.\n"), (run.ExitCode, run.Talk));
    }

    [Fact]
    public void A_file_for_another_model_is_refused()
    {
        _folder.Rename("m.zip", TinyZips.Logistic());
        File.WriteAllText(_folder["leads.csv"], "name,age\nx,1\n");

        var run = InstalledCommand.Run(_folder, "score", "leads.csv", "--model", "m.zip");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("LP0175", run.Talk);
    }
}
