using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class AblationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    AblationResult Ablate(params string[] patterns) =>
        LeadTrainer.Ablate(new TrainingRequest { Files = [MadeCsv.Write(_folder)], Boosting = new BoostingOptions { Trees = 20, Members = 1 } }, patterns, TimeProvider.System);

    [Fact]
    public void A_column_that_tells_is_missed()
    {
        var result = Ablate("VIS*");

        Assert.Equal(["visits"], result.Without);
        Assert.True(result.Change.RocAucDifference.Value < 0);
        Assert.Equal(result.Reduced.RocAuc.Value - result.With.RocAuc.Value, result.Change.RocAucDifference.Value, 12);
    }

    [Fact]
    public void Patterns_that_name_nothing_are_refused() => Assert.Equal("LP0909", Assert.Throws<LeadPredictException>(() => Ablate("intent_*")).Diagnostics[0].Code);

    [Fact]
    public void Patterns_that_name_all_are_refused() => Assert.Equal("LP0909", Assert.Throws<LeadPredictException>(() => Ablate("*")).Diagnostics[0].Code);
}
