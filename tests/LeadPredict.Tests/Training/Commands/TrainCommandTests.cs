using System.Text.Json;
using LeadPredict.Boosting;
using LeadPredict.Modeling;
using LeadPredict.Tests.Modeling;
using LeadPredict.Training.Commands;
using LeadPredict.Training.Terminal;

namespace LeadPredict.Tests.Training.Commands;

public sealed class TrainCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Flags_of_every_type_reach_the_model()
    {
        var model = _folder["made.leadmodel"];

        var exit = Run("--trees", "7", "--learning-rate", "0.3", "--seed", "18446744073709551615", "--model", model);

        Assert.Equal(0, exit);
        var expected = new BoostingOptions { Trees = 7, LearningRate = 0.3, Seed = ulong.MaxValue };
        Assert.Equal(OptionNames.ToText(expected), LeadModelFile.Read(model).Origin.Options);
    }

    [Fact]
    public void The_leaderboard_is_kept_in_the_card_and_no_state_stays_behind()
    {
        var exit = Run("--trees", "5", "--tune", "2", "--model", _folder["made.leadmodel"]);

        Assert.Equal(0, exit);
        using var card = JsonDocument.Parse(File.ReadAllBytes(_folder["made.card.json"]));
        var tuning = card.RootElement.GetProperty("tuning");
        Assert.Equal([0, 1, 2], tuning.EnumerateArray().Select(t => t.GetProperty("trial").GetInt32()));
        Assert.Equal(["leads.csv", "made.card.json", "made.leadmodel"], Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--tune", "0")]
    [InlineData("--tune-minutes", "0")]
    [InlineData("--tune-minutes", "NaN")]
    [InlineData("--tune-state", "state.jsonl")]
    public void A_search_that_makes_no_sense_is_a_usage_error(string flag, string value) =>
        Assert.Throws<UsageException>(() => Run(flag, value));

    // A build with ML.NET has tests of its own.
    [Fact]
    public void Without_MLNET_its_trainer_is_a_usage_error_that_says_how_to_get_it()
    {
        if (FastTree.Factory is not null) return;
        Assert.Equal("--trainer fasttree: built without ML.NET; build with -p:MLNet=true.", Assert.Throws<UsageException>(() => Run("--trainer", "fasttree")).Message);
    }

    [Fact]
    public void A_logistic_regression_is_not_tuned() => Assert.Throws<UsageException>(() => Run("--trainer", "logistic", "--tune", "3"));

    [Fact]
    public void A_column_that_knows_the_outcome_is_quarantined_and_the_exit_code_says_so()
    {
        var csv = WithCopy();

        var exit = RunOn(csv, "--trees", "5", "--model", _folder["made.leadmodel"]);

        Assert.Equal(5, exit);
        using var card = JsonDocument.Parse(File.ReadAllBytes(_folder["made.card.json"]));
        var finding = Assert.Single(card.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal(("echo", "quarantined"), (finding.GetProperty("column").GetString(), finding.GetProperty("action").GetString()));
        Assert.Contains(card.RootElement.GetProperty("columns").GetProperty("excluded").EnumerateArray(), c => c.GetProperty("name").GetString() == "echo");
        Assert.DoesNotContain("echo", LeadModelFile.Read(_folder["made.leadmodel"]).Encoder.Features.Select(f => f.Column.Name));
    }

    [Fact]
    public void An_allowed_column_is_used_and_an_excluded_one_is_no_finding()
    {
        var csv = WithCopy();

        Assert.Equal(5, RunOn(csv, "--trees", "5", "--allow", "echo", "--model", _folder["allowed.leadmodel"]));
        Assert.Equal(0, RunOn(csv, "--trees", "5", "--exclude", "echo", "--model", _folder["excluded.leadmodel"]));

        Assert.Contains("echo", LeadModelFile.Read(_folder["allowed.leadmodel"]).Encoder.Features.Select(f => f.Column.Name));
    }

    [Fact]
    public void A_gate_that_is_not_met_is_exit_4_and_replaces_no_file()
    {
        // Chance alone: the label is the parity of the row.
        var lines = File.ReadAllLines(MadeCsv.Write(_folder));
        File.WriteAllLines(_folder["luck.csv"], lines.Select((line, i) => i == 0 ? line : line[..(line.LastIndexOf(',') + 1)] + (i * 7919 % 13 < 5 ? "yes" : "no")));

        var exit = RunOn(_folder["luck.csv"], "--trees", "5", "--gate", "--model", _folder["made.leadmodel"]);

        Assert.Equal(4, exit);
        Assert.False(File.Exists(_folder["made.leadmodel"]));
    }

    [Fact]
    public void A_gate_that_is_met_changes_nothing()
    {
        var exit = RunOn(MadeCsv.Write(_folder, rows: 2000), "--gate", "--capacity", "40", "--segment", "source", "--model", _folder["made.leadmodel"]);

        Assert.Equal(0, exit);
        using var card = JsonDocument.Parse(File.ReadAllBytes(_folder["made.card.json"]));
        Assert.True(card.RootElement.GetProperty("gate").GetProperty("passed").GetBoolean());
        Assert.Equal("capacity", card.RootElement.GetProperty("metrics").GetProperty("test").GetProperty("cut").GetProperty("kind").GetString());
    }

    [Fact]
    public void A_gate_without_a_test_is_a_usage_error() => Assert.Throws<UsageException>(() => Run("--gate", "--evaluation", "none"));

    // The outcome once more, in other words.
    string WithCopy()
    {
        var lines = File.ReadAllLines(MadeCsv.Write(_folder));
        var path = _folder["copied.csv"];
        File.WriteAllLines(path, lines.Select((line, i) => i == 0 ? "echo," + line : (line.EndsWith("yes", StringComparison.Ordinal) ? "hop," : "stop,") + line));
        return path;
    }

    public void Dispose() => _folder.Dispose();

    int Run(params string[] arguments) => RunOn(MadeCsv.Write(_folder), arguments);

    static int RunOn(string csv, params string[] arguments) =>
        TrainCommand.Create().Parse([csv, "--threads", "1", "--quiet", .. arguments]).Invoke(new() { EnableDefaultExceptionHandler = false });
}
