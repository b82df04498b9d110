using System.CommandLine;
using LeadPredict.Boosting;
using LeadPredict.Training.Commands;

namespace LeadPredict.Tests.Training.Commands;

public class BoostingFlagsTests
{
    static BoostingOptions Read(params string[] args)
    {
        var command = new Command("train");
        var flags = BoostingFlags.AddTo(command);
        return BoostingFlags.Read(flags, command.Parse(args));
    }

    [Fact]
    public void Each_kind_of_flag_sets_its_option() => Assert.Equal(
        new BoostingOptions { Trees = 7, LearningRate = 0.2, PositiveWeight = 3, Seed = 5 },
        Read("--trees", "7", "--learning-rate", "0.2", "--positive-weight", "3", "--seed", "5"));

    [Fact]
    public void Without_flags_the_defaults_hold() => Assert.Equal(new BoostingOptions(), Read());
}
