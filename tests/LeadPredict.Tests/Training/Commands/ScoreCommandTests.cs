using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;
using LeadPredict.Training.Scoring;

namespace LeadPredict.Tests.Training.Commands;

public sealed class ScoreCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly CommandLine _command;
    readonly string _model;

    public ScoreCommandTests()
    {
        _command = new CommandLine(_folder);
        _model = _folder["tiny.leadmodel"];
        File.WriteAllBytes(_model, LeadModelFile.ToBytes(TinyModels.Make()));
    }

    public void Dispose() => _folder.Dispose();

    static string Rows(int count, int first = 0) => "lead_source,note,employee_count,demo_requested\n" + string.Concat(Enumerable.Range(first, count).Select(i =>
        FormattableString.Invariant($"{(i % 3 == 0 ? "web" : "referral")},{(i % 7 == 0 ? "\"a, b\"" : "x")},{(i % 211 == 0 ? "many" : i.ToString())},{(i % 2 == 0 ? "true" : "no")}\n")));

    CommandLine.Result Score(params string[] arguments) => _command.Run(["score", "--model", _model, .. arguments]);

    string Read(string name) => File.ReadAllText(_folder[name]);

    [Fact]
    public void Killed_again_and_again_it_goes_on_to_the_same_bytes()
    {
        File.WriteAllText(_folder["leads.csv"], Rows(200_000));
        string[] arguments = ["leads.csv", "--reasons", "5", "--threads", "2", "--quiet"];
        Assert.Equal(0, Score([.. arguments, "--out", "unbroken.csv", "--rejects", "r1.csv"]).ExitCode);
        string[] broken = [.. arguments, "--out", "broken.csv", "--rejects", "r2.csv", "--checkpoint-seconds", "0"];

        long reached = 0;
        var kills = 0;
        for (var attempt = 0; attempt < 8 && kills < 4; attempt++)
        {
            using var process = _command.Start(["score", "--model", _model, .. broken, .. kills == 0 ? Array.Empty<string>() : ["--resume"]]);
            var before = reached;
            while (!process.HasExited && (reached = Offset()) <= before) Thread.Sleep(1);
            // On a busy machine a run may be over before it is looked at: then the next begins anew.
            if (process.HasExited && kills == 0)
            {
                File.Delete(_folder["broken.csv"]);
                reached = 0;
                continue;
            }
            if (process.HasExited) break;
            process.Kill();
            process.WaitForExit();
            kills++;
            Assert.False(File.Exists(_folder["broken.csv"]));
            reached = Math.Max(before, Offset());
        }
        var last = Score([.. broken, "--resume"]);

        Assert.True(kills > 0 && reached > 0, "no kill came in time");
        Assert.Equal(0, last.ExitCode);
        Assert.Equal(Read("unbroken.csv"), Read("broken.csv"));
        Assert.Equal(Read("r1.csv"), Read("r2.csv"));
        Assert.Equal(Read("unbroken.csv.manifest.json").Replace("unbroken.csv", "broken.csv").Replace("r1.csv", "r2.csv"), Read("broken.csv.manifest.json"));
        Assert.DoesNotContain(Directory.EnumerateFiles(_folder.Path), f => Path.GetFileName(f).StartsWith('.'));

        long Offset() => ScoringCheckpoint.Read(_folder[".broken.csv.checkpoint"])?.State.Offset ?? 0;
    }

    [Fact]
    public void A_checkpoint_of_something_else_is_not_gone_on_with()
    {
        File.WriteAllText(_folder["leads.csv"], Rows(50));
        new ScoringCheckpoint("another", [], new()).Write(_folder[".out.csv.checkpoint"]);

        var result = Score("leads.csv", "--out", "out.csv", "--resume", "--max-rejected", "1");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("the checkpoint is of another model, other options, inputs or version: scoring from the start", result.Talk);
        Assert.Equal(50, Read("out.csv").Count(c => c == '\n'));
    }

    [Fact]
    public void Parts_joined_by_cat_are_the_whole_and_so_are_their_rejects()
    {
        File.WriteAllText(_folder["leads.csv"], Rows(3000));
        Score("leads.csv", "--out", "whole.csv", "--quiet");

        for (var i = 1; i <= 3; i++) Assert.Equal(0, Score("leads.csv", "--shard", $"{i}/3", "--out", $"part-{i}.csv", "--quiet").ExitCode);

        Assert.Equal(Read("whole.csv"), Read("part-1.csv") + Read("part-2.csv") + Read("part-3.csv"));
        Assert.Equal(Read("whole.csv.rejects.csv"), Read("part-1.csv.rejects.csv") + Read("part-2.csv.rejects.csv") + Read("part-3.csv.rejects.csv"));
        Assert.Contains("\"shard\": \"2/3\"", Read("part-2.csv.manifest.json"));
    }

    [Fact]
    public void Parts_of_a_compressed_file_are_its_rows_too()
    {
        using (var gzip = new GZipStream(File.Create(_folder["leads.csv.gz"]), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Rows(500)));
        Score("leads.csv.gz", "--out", "whole.csv", "--quiet");

        for (var i = 1; i <= 2; i++) Score("leads.csv.gz", "--shard", $"{i}/2", "--out", $"part-{i}.csv.gz", "--quiet");

        byte[] joined = [.. File.ReadAllBytes(_folder["part-1.csv.gz"]), .. File.ReadAllBytes(_folder["part-2.csv.gz"])];
        using var unpacked = new StreamReader(new GZipStream(new MemoryStream(joined), CompressionMode.Decompress));
        Assert.Equal(Read("whole.csv"), unpacked.ReadToEnd());
    }

    [Fact]
    public void The_manifest_names_what_was_made_of_what()
    {
        File.WriteAllText(_folder["leads.csv"], Rows(300));

        Score("leads.csv", "--out", "out.csv", "--reasons", "0", "--quiet");

        using var manifest = JsonDocument.Parse(Read("out.csv.manifest.json"));
        var root = manifest.RootElement;
        Assert.Equal(HashOf("leads.csv"), root.GetProperty("inputs")[0].GetProperty("sha256").GetString());
        Assert.Equal(HashOf("out.csv"), root.GetProperty("output").GetProperty("sha256").GetString());
        Assert.Equal(HashOf("out.csv.rejects.csv"), root.GetProperty("rejects").GetProperty("sha256").GetString());
        Assert.Equal(HashOf("tiny.leadmodel"), root.GetProperty("model").GetProperty("sha256").GetString());
        Assert.Equal((300, 298, 2), (Count("read"), Count("scored"), Count("rejected")));

        int Count(string name) => root.GetProperty("rows").GetProperty(name).GetInt32();
        string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder[name])));
    }

    [Fact]
    public void A_pipe_gets_the_bytes_of_a_file_and_nothing_else()
    {
        File.WriteAllText(_folder["leads.csv"], Rows(1000));
        Score("leads.csv", "--out", "out.csv", "--quiet");

        var info = new ProcessStartInfo("bash", ["-c", $"cat leads.csv | dotnet '{typeof(ScoringCheckpoint).Assembly.Location}' score - --out - --model tiny.leadmodel --rejects r.csv 2> talk.txt | cat > piped.csv"]) { WorkingDirectory = _folder.Path };
        using var process = Process.Start(info)!;
        process.WaitForExit();

        Assert.Equal(Read("out.csv"), Read("piped.csv"));
        Assert.Equal(Read("out.csv.rejects.csv"), Read("r.csv"));
        Assert.Contains("1,000 rows read", Read("talk.txt"));
        Assert.False(File.Exists(_folder["leads.manifest.json"]));
    }

    [Fact]
    public void A_pattern_scores_files_in_order_of_name_and_the_rejects_name_theirs()
    {
        File.WriteAllText(_folder["b.csv"], Rows(2, first: 1) + "web,x,many,true\n");
        File.WriteAllText(_folder["a.csv"], Rows(1, first: 211) + Rows(1, first: 5)[(Rows(0).Length)..]);

        var result = Score("?.csv", "--out", "out.txt", "--rejects", "r.txt", "--max-rejected", "1");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(1 + 1 + 2, Read("out.txt").Count(c => c == '\n'));
        Assert.StartsWith("referral,x,5,no,0.", Read("out.txt").Split('\n')[1]);
        Assert.Equal(["file,line,column", "a.csv,2,3", "b.csv,4,3"], Read("r.txt").TrimEnd('\n').Split('\n').Select(l => string.Join(',', l.Split(',')[..3])));
    }

    [Fact]
    public void Ranking_a_compressed_output_and_keeping_formulas_work_together()
    {
        File.WriteAllText(_folder["leads.csv"], "lead_source,note\nweb,=1+1\nreferral,x\n");

        Score("leads.csv", "--out", "out.csv.gz", "--sort", "--rank", "--keep-formulas", "--reasons", "0", "--quiet");

        using var unpacked = new StreamReader(new GZipStream(File.OpenRead(_folder["out.csv.gz"]), CompressionMode.Decompress));
        var lines = unpacked.ReadToEnd().Split('\n');
        Assert.EndsWith(",reasons,rank", lines[0]);
        Assert.Contains(lines, l => l.StartsWith("web,=1+1,0.", StringComparison.Ordinal));
        Assert.EndsWith(",1", lines[1]);
    }

    [Theory]
    [InlineData("--shard knows only its own part", "leads.csv", "--shard", "1/2", "--rank")]
    [InlineData("--shard parts one file", "-", "--shard", "1/2")]
    [InlineData("--shard '3/2'", "leads.csv", "--shard", "3/2")]
    [InlineData("--resume needs --out", "leads.csv", "--resume")]
    [InlineData("--resume cannot go on with --rank", "leads.csv", "--resume", "--out", "o.csv", "--sort")]
    [InlineData("--resume cannot read standard input", "-", "--resume", "--out", "o.csv")]
    [InlineData("No file matches 'none-*.csv'", "none-*.csv")]
    [InlineData("Standard input (-) is scored alone", "-", "leads.csv")]
    public void What_cannot_be_done_is_refused_with_the_reason(string why, params string[] arguments)
    {
        File.WriteAllText(_folder["leads.csv"], Rows(1));

        var result = Score(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(why, result.Talk);
    }

    [Fact]
    public void Only_one_run_at_a_time_writes_an_output()
    {
        File.WriteAllText(_folder["leads.csv"], Rows(1));
        using var other = PartialFile.At(_folder["out.csv"]);

        var result = Score("leads.csv", "--out", "out.csv");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Another scoring may be writing out.csv", result.Talk);
    }

    [Fact]
    public void Progress_tells_rows_speed_and_the_time_left()
    {
        Assert.Equal("1,200,000 rows, 400,000 rows/s, 0:03 left", ScoringTalk.Line(1_200_000, 1_200_000, 0.5, 0.5, TimeSpan.FromSeconds(3)));
        Assert.Equal("9,000,000 rows, 100,000 rows/s, 1:00:00 left", ScoringTalk.Line(9_000_000, 1_000_000, 0.2, 0.002222222, TimeSpan.FromSeconds(10)));
        Assert.Equal("50 rows, 50 rows/s", ScoringTalk.Line(50, 50, double.NaN, double.NaN, TimeSpan.FromSeconds(1)));
        Assert.Equal("50 rows", ScoringTalk.Line(50, 50, 0.5, 0.5, TimeSpan.FromSeconds(0.1)));
    }

    // A build with ML.NET has tests of its own.
    [Theory]
    [InlineData("score", "leads.csv")]
    [InlineData("explain", "leads.csv")]
    public void Without_MLNET_a_zip_is_a_usage_error_that_says_how_to_get_it(string verb, string file)
    {
        File.WriteAllText(_folder["leads.csv"], Rows(1));

        var result = _command.Run(verb, file, "--model", "old.zip");

        Assert.Equal((2, "'old.zip' is an ML.NET model, and this program was built without ML.NET; build with -p:MLNet=true.\n"), (result.ExitCode, result.Talk));
    }
}
