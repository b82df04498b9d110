using System.CommandLine;
using System.Text.Json;
using LeadPredict.Modeling;
using LeadPredict.Tests.Modeling;
using LeadPredict.Training.Commands;

namespace LeadPredict.Tests.Training.Commands;

public sealed class VerifyCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_same_file_gives_exit_0_and_both_hashes()
    {
        var (model, csv) = Made();

        var (exit, output) = Run(model, csv, "--threads", "1", "--quiet");

        var sha256 = LeadModelFile.Read(model).Sha256;
        Assert.Equal(0, exit);
        Assert.Equal($"model     {sha256}\nretrained {sha256}\nthe same, byte for byte\n", output);
    }

    [Fact]
    public void Other_data_gives_exit_4()
    {
        var (model, _) = Made();

        var (exit, output) = Run(model, MadeCsv.Write(_folder, seed: 2, name: "other.csv"), "--json", "--quiet");

        using var json = JsonDocument.Parse(output);
        Assert.Equal(4, exit);
        Assert.False(json.RootElement.GetProperty("same").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("retrained_sha256").ValueKind);
        Assert.Equal(1, json.RootElement.GetProperty("differences").GetArrayLength());
    }

    public void Dispose() => _folder.Dispose();

    (string Model, string Csv) Made()
    {
        var csv = MadeCsv.Write(_folder);
        var model = _folder["made.leadmodel"];
        LeadModelFile.Write(MadeCsv.Train(MadeCsv.Request(csv)).Model, model);
        return (model, csv);
    }

    static (int Exit, string Output) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        var exit = VerifyCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = output });
        return (exit, output.ToString().ReplaceLineEndings("\n"));
    }
}
