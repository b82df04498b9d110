using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests;
using LeadPredict.Tests.Modeling;
using LeadPredict.Tests.Training.Commands;

namespace LeadPredict.MLNet.Tests;

public sealed class FastTreeModelTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    static TrainingRequest Request(string csv, int threads = 1) => new()
    {
        Files = [csv],
        Trainer = Trainer.FastTree,
        FastTree = o => new FastTreeTrainer(o),
        Boosting = new BoostingOptions { Trees = 60, LearningRate = 0.2, EarlyStoppingRounds = 10, Threads = threads },
    };

    [Fact]
    public void Two_trainings_give_the_same_bytes_whatever_the_threads()
    {
        var csv = MadeCsv.Write(_folder);

        byte[] one = LeadModelFile.ToBytes(MadeCsv.Train(Request(csv, threads: 1)).Model), two = LeadModelFile.ToBytes(MadeCsv.Train(Request(csv, threads: 3)).Model);

        Assert.Equal(one, two);
    }

    [Fact]
    public void A_model_is_verified_byte_for_byte()
    {
        var csv = MadeCsv.Write(_folder);
        var model = MadeCsv.Train(Request(csv)).Model;
        LeadModelFile.Write(model, _folder["made.leadmodel"]);

        var result = ModelVerification.Verify(_folder["made.leadmodel"], [csv], 2, TimeProvider.System, fastTree: o => new FastTreeTrainer(o));

        Assert.True(result.Same, string.Join(" ", result.Differences));
        Assert.Equal("fasttree", model.Origin.Trainer);
    }

    [Fact]
    public void A_model_has_a_card_with_rivals_and_reasons_that_add_up()
    {
        var result = MadeCsv.Train(Request(MadeCsv.Write(_folder, rows: 1500)));

        Assert.True(result.Card.Test!.RocAuc.Value > 0.8);
        Assert.Equal(["base rate", "points scorecard", "logistic regression", "LeadPredict's own trees"], result.Card.Rivals.Select(r => r.Name));
        Assert.Contains(FastTreeSettings.WithoutPart, result.Card.Notes);
        Assert.EndsWith("trees by ML.NET's FastTree (before the refit)", result.Card.Shape);
        using var lease = new PredictionEnginePool(result.Model).Rent();
        var engine = lease.Engine;
        engine.SetField(engine.FindField("visits"u8), "19"u8);
        engine.SetField(engine.FindField("source"u8), "never seen"u8);
        ModelImportTests.AddUp(engine, engine.Predict());
    }

    [Fact]
    public void Cross_validation_judges_it_too()
    {
        var card = MadeCsv.Train(Request(MadeCsv.Write(_folder, rows: 800)) with { Evaluation = EvaluationMethod.Cv }).Card;

        Assert.True(card.Test!.RocAuc.Value > 0.75);
    }

    [Fact]
    public void A_direction_that_must_hold_is_refused()
    {
        var columns = new SchemaInferenceOptions { Monotone = new Dictionary<string, Monotonicity> { ["visits"] = Monotonicity.Increasing } };

        var error = Assert.Throws<LeadPredictException>(() => MadeCsv.Train(Request(MadeCsv.Write(_folder)) with { Columns = columns }));

        Assert.Equal("LP0921", error.Diagnostics[0].Code);
    }

    [Fact]
    public void The_command_trains_verifies_scores_reports_and_imports()
    {
        var csv = MadeCsv.Write(_folder, rows: 600);
        var line = new CommandLine(_folder);

        var train = line.Run("train", csv, "--trainer", "fasttree", "--trees", "40", "--learning-rate", "0.2", "--model", "made", "--report", _folder["report.html"], "--quiet");
        Assert.True(train.ExitCode == 0, train.Talk + train.Output);
        Assert.Contains("trees of ML.NET&#39;s FastTree", File.ReadAllText(_folder["report.html"]).Replace("&#x27;", "&#39;").Replace("ML.NET's", "ML.NET&#39;s"));

        var verify = line.Run("verify", "made", csv, "--quiet");
        Assert.True(verify.ExitCode == 0, verify.Talk + verify.Output);

        var score = line.Run("score", csv, "--model", "made", "--out", _folder["scored.csv"], "--quiet");
        Assert.True(score.ExitCode == 0, score.Talk + score.Output);
        Assert.Equal(601, File.ReadAllLines(_folder["scored.csv"]).Length);

        var leads = MadeZip.Csv(_folder, name: "zip-leads.csv");
        var zip = MadeZip.Save(_folder, leads, ml => Microsoft.ML.LearningPipelineExtensions.Append(MadeZip.Preparation(ml), Microsoft.ML.TreeExtensions.FastTree(ml.BinaryClassification.Trainers, MadeZip.FastTree())));
        var import = line.Run("import", zip, "--data", leads, "--label", "converted", "--model", "imported");
        Assert.True(import.ExitCode == 0, import.Talk + import.Output);
        Assert.Contains("1500 leads and 2000 made rows: the largest difference of the probabilities is", import.Output);
        Assert.Contains("next: leadpredict score", import.Talk);
    }

    [Theory]
    [InlineData("FastTree knows no depth", "--depth", "4")]
    [InlineData("--tune searches the settings of LeadPredict's own trees", "--tune", "3")]
    public void What_it_cannot_follow_is_a_usage_error(string words, params string[] flags)
    {
        var result = new CommandLine(_folder).Run(["train", MadeCsv.Write(_folder), "--trainer", "fasttree", .. flags]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(words, result.Talk);
    }
}
