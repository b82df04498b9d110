using System.Text.Json;
using LeadPredict.Tests.Modeling;

namespace LeadPredict.Tests.Training.Commands;

public sealed class ReportCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_way_to_a_report_ends_in_one_page()
    {
        var command = new CommandLine(_folder);
        var leads = MadeCsv.Write(_folder);
        string[] small = ["--trees", "10", "--members", "1"];

        Assert.Equal(0, command.Run(["train", leads, "--model", _folder["m"], "--report", _folder["train.html"], .. small]).ExitCode);
        Assert.Equal(0, command.Run("report", "--model", _folder["m"], "--out", _folder["card.html"]).ExitCode);
        Assert.Equal(0, command.Run("evaluate", leads, "--model", _folder["m"], "--report", _folder["evaluate.html"]).ExitCode);
        var explained = command.Run("explain", leads, "--model", _folder["m"], "--json", "--report", _folder["explain.html"]);

        Assert.Equal(0, explained.ExitCode);
        using var json = JsonDocument.Parse(explained.Output);
        Assert.Contains("visits", json.RootElement.GetProperty("overview").GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("column").GetString()));
        Assert.Equal(File.ReadAllText(_folder["train.html"]), File.ReadAllText(_folder["card.html"]));
        foreach (var page in new[] { "train.html", "evaluate.html", "explain.html" }) Assert.Contains("<section id=\"effects\"", File.ReadAllText(_folder[page]));
        Assert.Contains("The model was fitted on these very leads", File.ReadAllText(_folder["evaluate.html"]));
        Assert.Contains("visits", command.Run("explain", "--model", _folder["m"]).Output);
    }

    [Fact]
    public void A_model_whose_card_says_nothing_of_it_wants_leads()
    {
        var command = new CommandLine(_folder);
        Assert.Equal(0, command.Run("train", MadeCsv.Write(_folder), "--model", _folder["m"], "--trees", "5", "--members", "1").ExitCode);

        var result = command.Run("explain", "--model", _folder["m"]);

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("LP0505", result.Talk);
    }

    [Fact]
    public void A_folder_is_no_place_for_a_report() => Assert.Equal(2, new CommandLine(_folder).Run("train", "--report", _folder.Path).ExitCode);
}
