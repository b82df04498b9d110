using System.Text.Json;
using LeadPredict.Tests.Modeling;

namespace LeadPredict.Tests.Training.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_schema_it_writes_is_one_that_training_takes()
    {
        var csv = MadeCsv.Write(_folder, rows: 600);
        var command = new CommandLine(_folder);

        var looked = command.Run("doctor", csv, "--json", "--schema-out", _folder["made.schema.json"]);

        Assert.InRange(looked.ExitCode, 0, 5);
        using var json = JsonDocument.Parse(looked.Output);
        Assert.Equal(7, json.RootElement.GetProperty("columns").GetArrayLength());
        Assert.Equal(0, json.RootElement.GetProperty("findings").GetArrayLength());
        var trained = command.Run("train", csv, "--schema", _folder["made.schema.json"], "--trees", "5", "--evaluation", "none", "--quiet", "--model", _folder["made.leadmodel"]);
        Assert.Equal(0, trained.ExitCode);
    }

    [Fact]
    public void A_file_that_is_none_is_bad_data() => Assert.Equal(3, new CommandLine(_folder).Run("doctor", _folder["none.csv"]).ExitCode);

    public void Dispose() => _folder.Dispose();
}
