using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Tests.Modeling;

namespace LeadPredict.Tests.Training.Commands;

public sealed class CommandLineTests
{
    static readonly string[] s_quick = ["--trees", "20", "--members", "2", "--quiet"];

    [Fact]
    public void Train_score_evaluate_and_explain_speak_of_one_model()
    {
        using var folder = new TemporaryFolder();
        var command = new CommandLine(folder);
        GeneratedLeads.Write(folder, rows: 1500);
        GeneratedLeads.Write(folder, rows: 200, open: true);

        var trained = command.Run(["train", "leads.csv", "--model", "mine/", "--json", .. s_quick]);
        var scored = command.Run("score", "open.csv", "--model", "mine", "--out", "scored.csv", "--rank", "--json");
        var evaluated = command.Run("evaluate", "leads.csv", "--model", "mine/model.leadmodel", "--json");
        var explained = command.Run("explain", "open.csv", "--id", "L9000001", "--model", "mine", "--json");

        Assert.Equal([0, 0, 0, 0], new[] { trained.ExitCode, scored.ExitCode, evaluated.ExitCode, explained.ExitCode });
        var id = Json(trained).GetProperty("model").GetProperty("id").GetString();
        Assert.All([scored, evaluated, explained], r => Assert.Equal(id, Json(r).GetProperty("model").GetProperty("id").GetString()));
        Assert.Equal(200, Json(scored).GetProperty("rows").GetProperty("scored").GetInt64());
        Assert.InRange(Json(trained).GetProperty("metrics").GetProperty("test").GetProperty("roc_auc").GetProperty("value").GetDouble(), 0.6, 0.95);
        Assert.True(Json(evaluated).GetProperty("seen_in_training").GetBoolean());
        Assert.False(Directory.Exists(command.Models));

        var explanation = Json(explained);
        var sum = explanation.GetProperty("base_log_odds").GetDouble() + explanation.GetProperty("contributions").EnumerateArray().Sum(c => c.GetProperty("log_odds").GetDouble());
        Assert.Equal(explanation.GetProperty("log_odds").GetDouble(), sum, 1e-9);
        var line = File.ReadAllLines(folder["scored.csv"])[1];
        Assert.Contains(explanation.GetProperty("probability").GetRawText(), line.Split(','));
    }

    [Fact]
    public void Sort_and_top_keep_the_best_and_rank_says_their_place()
    {
        using var folder = new TemporaryFolder();
        var command = new CommandLine(folder);
        GeneratedLeads.Write(folder, rows: 1500);
        GeneratedLeads.Write(folder, rows: 100, open: true);
        command.Run(["train", "leads.csv", "--model", "m/", .. s_quick]);

        var all = Rows(command.Run("score", "open.csv", "--model", "m", "--rank", "--sort", "--reasons", "0"));
        var top = Rows(command.Run("score", "open.csv", "--model", "m", "--rank", "--top", "7", "--reasons", "0"));

        Assert.Equal(100, all.Count);
        Assert.Equal(all.Take(7), top);
        var probabilities = all.Select(r => double.Parse(r.Split(',')[^5], System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(probabilities.OrderDescending(), probabilities);
        Assert.Equal("1", all[0].Split(',')[^1]);
    }

    [Fact]
    public void Rows_in_are_rows_scored_and_rows_rejected()
    {
        using var folder = new TemporaryFolder();
        var command = new CommandLine(folder);
        GeneratedLeads.Write(folder, rows: 1500);
        command.Run(["train", "leads.csv", "--model", "m/", .. s_quick]);
        var lines = File.ReadAllLines(GeneratedLeads.Write(folder, rows: 50, open: true));
        lines[3] = "too,few";
        lines[5] = lines[5].Replace(",", ",not a number for any column,", StringComparison.Ordinal);
        lines[7] += "\"";
        File.WriteAllLines(folder["open.csv"], lines);

        var result = command.Run("score", "open.csv", "--model", "m", "--out", "scored.csv", "--json");

        var rows = Json(result).GetProperty("rows");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal(50, rows.GetProperty("read").GetInt64());
        Assert.Equal(50, rows.GetProperty("scored").GetInt64() + rows.GetProperty("rejected").GetInt64());
        Assert.Equal(rows.GetProperty("scored").GetInt64() + 1, File.ReadAllLines(folder["scored.csv"]).Length);
        Assert.Equal(rows.GetProperty("rejected").GetInt64() + 1, File.ReadAllLines(folder["scored.csv.rejects.csv"]).Length);
    }

    [Theory]
    [InlineData(2, "train", "--leaves", "1000")]
    [InlineData(2, "train", "--no-such-flag")]
    [InlineData(2, "frobnicate")]
    [InlineData(2, "score", "x.csv", "--json")]
    [InlineData(2, "models", "promote", "leads")]
    [InlineData(3, "train", "missing.csv")]
    [InlineData(3, "score", "missing.csv", "--model", "nobody")]
    [InlineData(3, "models", "rollback", "leads")]
    public void What_cannot_be_done_ends_with_its_exit_code_and_a_sentence(int code, params string[] args)
    {
        using var folder = new TemporaryFolder();

        var result = new CommandLine(folder).Run(args);

        Assert.Equal(code, result.ExitCode);
        Assert.NotEmpty(result.Talk.Trim());
        Assert.DoesNotContain("   at ", result.Talk, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_training_or_promotion_that_is_killed_leaves_the_champion_serving()
    {
        using var folder = new TemporaryFolder();
        var command = new CommandLine(folder);
        GeneratedLeads.Write(folder, rows: 1500);
        Assert.Equal(0, command.Run(["train", "leads.csv", .. s_quick]).ExitCode);
        Assert.Equal(0, command.Run(["train", "leads.csv", "--seed", "2", .. s_quick]).ExitCode);
        var registry = new ModelRegistry(command.Models);
        var champion = registry.Champion("leads")!;
        var candidate = registry.Versions("leads").Single(v => v != champion);

        for (var milliseconds = 50; milliseconds < 1500; milliseconds += 240)
        {
            KillAfter(milliseconds, command, ["train", "leads.csv", "--seed", "3", .. s_quick]);
            KillAfter(milliseconds / 4, command, ["models", "promote", $"leads/{candidate}"]);
            var now = new ModelRegistry(command.Models);
            Assert.Contains(now.Champion("leads"), new[] { champion, candidate });
            Assert.NotEmpty(LeadModelFile.Read(now.Resolve("leads")).Id);
            Assert.All(now.List(), m => Assert.NotEmpty(LeadModelFile.Read(m.ModelFile).Id));
        }
        Assert.Equal(0, command.Run("models", "list").ExitCode);
    }

    static void KillAfter(int milliseconds, CommandLine command, string[] args)
    {
        using var process = command.Start(args);
        if (process.WaitForExit(milliseconds)) return;
        process.Kill();
        process.WaitForExit();
    }

    static JsonElement Json(CommandLine.Result result) => JsonDocument.Parse(result.Output).RootElement;

    static List<string> Rows(CommandLine.Result result)
    {
        Assert.Equal(0, result.ExitCode);
        return [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)];
    }
}
