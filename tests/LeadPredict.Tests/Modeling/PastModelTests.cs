using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class PastModelTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    string Save(LeadModel model)
    {
        File.WriteAllBytes(_folder["m.leadmodel"], LeadModelFile.ToBytes(model));
        return _folder["m.leadmodel"];
    }

    [Fact]
    public void It_is_the_model_that_the_same_training_judged()
    {
        var csv = MadeCsv.Write(_folder);
        var request = MadeCsv.Request(csv) with { Split = SplitMethod.Time };
        var judged = MadeCsv.Train(request with { Refit = false }).Model;

        var past = PastModel.Of(Save(MadeCsv.Train(request).Model), [csv], TimeProvider.System)!;

        Assert.Equal(judged.Ensemble.Bias, past.Model.Ensemble.Bias);
        Assert.Equal(judged.Ensemble.Trees.Count, past.Model.Ensemble.Trees.Count);
        Assert.True(past.Model.Origin.Rows < 400);
    }

    [Fact]
    public void It_is_made_by_the_models_own_trainer_or_not_at_all()
    {
        var made = 0;
        IEnsembleTrainer Counted(BoostingOptions options)
        {
            made++;
            return new GradientBooster(options);
        }
        var csv = MadeCsv.Write(_folder);
        var path = Save(MadeCsv.Train(MadeCsv.Request(csv) with { Trainer = Trainer.FastTree, FastTree = Counted }).Model);
        made = 0;

        Assert.NotNull(PastModel.Of(path, [csv], TimeProvider.System, fastTree: Counted));
        Assert.Equal(1, made);
        Assert.Equal("LP0920", Assert.Throws<LeadPredictException>(() => PastModel.Of(path, [csv], TimeProvider.System)).Diagnostics[0].Code);
    }

    [Fact]
    public void What_no_training_alone_has_made_has_none()
    {
        var csv = MadeCsv.Write(_folder);
        var model = MadeCsv.Train(MadeCsv.Request(csv)).Model;

        Assert.Null(PastModel.Of(Save(model), [MadeCsv.Write(_folder, seed: 2, name: "other.csv")], TimeProvider.System));
        Assert.Null(PastModel.Of(Save(model.With(origin: model.Origin with { Trainer = ModelOrigin.Imported })), [csv], TimeProvider.System));
        Assert.Null(PastModel.Of(Save(model.With(origin: model.Origin with { Setup = null })), [csv], TimeProvider.System));
    }
}
