using System.CommandLine;
using LeadPredict.Data;
using LeadPredict.Tests.Training.Synthesis;
using LeadPredict.Training.Commands;

namespace LeadPredict.Tests.Training.Commands;

public sealed class SynthesizeCommandTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("leadpredict-");

    [Fact]
    public void Out_gets_the_leads_and_the_talk_names_the_next_command()
    {
        var path = Path.Combine(_folder.FullName, "leads.csv");

        var (exit, talk) = Run("--rows", "20", "--seed", "5", "--out", path);

        Assert.Equal(0, exit);
        Assert.Equal(SyntheticFile.Bytes(new() { Rows = 20, Seed = 5 }), File.ReadAllBytes(path));
        Assert.Equal($"wrote 20 leads of seed 5 to {path}\nnext: leadpredict train {path}\n", talk.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Schema_out_describes_the_truth_when_it_is_written()
    {
        var schema = Path.Combine(_folder.FullName, "leads.schema.json");

        Run("--rows", "2", "--with-truth", "--out", Path.Combine(_folder.FullName, "leads.csv"), "--schema-out", schema);

        Assert.Equal("true_probability", LeadSchemaFile.Read(schema).Single(ColumnRole.Truth)?.Name);
    }

    [Fact]
    public void No_temporary_file_stays_behind()
    {
        Run("--rows", "20", "--out", Path.Combine(_folder.FullName, "leads.csv"));

        Assert.Equal(["leads.csv"], _folder.GetFiles().Select(file => file.Name));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_said_so()
    {
        var path = Path.Combine(_folder.FullName, "nowhere", "leads.csv");

        var (exit, talk) = Run("--rows", "2", "--out", path);

        Assert.Equal(2, exit);
        Assert.StartsWith($"{path} cannot be written.", talk, StringComparison.Ordinal);
    }

    [Fact]
    public void No_rows_are_a_usage_error() => Assert.Single(SynthesizeCommand.Create().Parse(["--rows", "0"]).Errors);

    public void Dispose() => _folder.Delete(recursive: true);

    static (int Exit, string Talk) Run(params string[] arguments)
    {
        using var talk = new StringWriter();
        var exit = SynthesizeCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Error = talk, Output = talk });
        return (exit, talk.ToString());
    }
}
