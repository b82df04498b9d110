using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;

namespace LeadPredict.Tests.Modeling;

public sealed class ModelVerificationTests : IDisposable
{
    readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(EvaluationMethod.Holdout, true)]
    [InlineData(EvaluationMethod.Holdout, false)]
    [InlineData(EvaluationMethod.Cv, true)]
    [InlineData(EvaluationMethod.None, true)]
    public void A_model_of_two_threads_comes_out_again_with_one(EvaluationMethod evaluation, bool refit)
    {
        var csv = MadeCsv.Write(_folder);
        var model = Train(csv, r => r with
        {
            Boosting = MadeCsv.Small with { Threads = 2, Seed = 9, L2 = 2.5 },
            Evaluation = evaluation,
            Refit = refit,
            TestShare = 0.3,
            Columns = new SchemaInferenceOptions { Exclude = ["noise"] },
        });

        var result = Verify(model, csv);

        Assert.True(result.Same, string.Join(" ", result.Differences));
        Assert.Equal(LeadModelFile.Read(model).Sha256, result.RetrainedSha256);
    }

    [Theory]
    [InlineData(SplitMethod.Group)]
    [InlineData(SplitMethod.Random)]
    public void The_split_that_was_asked_for_is_made_again(SplitMethod split)
    {
        var csv = MadeCsv.Write(_folder);

        Assert.True(Verify(Train(csv, r => r with { Split = split }), csv).Same);
    }

    [Fact]
    public void A_logistic_model_comes_out_again()
    {
        var csv = MadeCsv.Write(_folder);

        Assert.True(Verify(Train(csv, r => r with { Trainer = Trainer.Logistic }), csv).Same);
    }

    [Fact]
    public void A_tuned_model_comes_out_again_without_tuning()
    {
        var csv = MadeCsv.Write(_folder);
        var model = Train(csv, r => r with { Boosting = MadeCsv.Small with { Trees = 3 }, Tuning = new TuningRequest { Trials = 6 } });

        Assert.NotEqual("0.05", LeadModelFile.Read(model).Origin.Options["learning_rate"]);
        Assert.True(Verify(model, csv).Same);
    }

    [Fact]
    public void Files_may_come_in_another_order()
    {
        string[] csv = [MadeCsv.Write(_folder, seed: 1, name: "a.csv"), MadeCsv.Write(_folder, seed: 2, name: "b.csv")];
        var model = Train(csv[0], r => r with { Files = csv });

        Assert.True(ModelVerification.Verify(model, [csv[1], csv[0]], 1, TimeProvider.System).Same);
    }

    [Fact]
    public void Other_data_is_named_by_its_hash_and_nothing_is_trained()
    {
        var model = Train(MadeCsv.Write(_folder));
        var other = MadeCsv.Write(_folder, seed: 2, name: "other.csv");

        var result = Verify(model, other);

        Assert.False(result.Same);
        Assert.Null(result.RetrainedSha256);
        using var file = LeadFile.Open(other);
        Assert.Equal([$"The data differs: the model was trained on SHA-256 {LeadModelFile.Read(model).Origin.DataSha256[0]}; given was {file.Sha256} (other.csv)."], result.Differences);
    }

    [Fact]
    public void Another_tool_another_option_and_the_first_section_that_differs_are_named()
    {
        var csv = MadeCsv.Write(_folder);
        var model = LeadModelFile.Read(Train(csv));
        var options = new Dictionary<string, string>(model.Origin.Options) { ["wings"] = "2" };
        var origin = model.Origin with { Tool = "LeadPredict 0.0.1", Options = options };
        var edited = _folder["edited.leadmodel"];
        LeadModelFile.Write(model.With(origin: origin), edited);

        var result = Verify(edited, csv);

        Assert.Equal(
            [
                $"The model was made by LeadPredict 0.0.1; this is {model.Origin.Tool}.",
                "The option 'wings' was 2; now it is not there.",
                "The first section of the file that differs is 'origin'.",
            ],
            result.Differences);
    }

    [Fact]
    public void A_file_from_before_intervals_and_observed_values_were_kept_is_verified_without_them()
    {
        var csv = MadeCsv.Write(_folder);
        var model = LeadModelFile.Read(Train(csv));
        var old = _folder["old.leadmodel"];
        LeadModelFile.Write(new LeadModel(model.Encoder, model.Ensemble, model.Calibrator, model.Grades, model.Reference, model.Origin), old);

        Assert.NotNull(model.Observed);
        Assert.NotNull(model.Intervals);
        Assert.Null(LeadModelFile.Read(old).Observed);
        Assert.True(Verify(old, csv).Same);
    }

    [Fact]
    public void A_changed_tree_is_found()
    {
        var csv = MadeCsv.Write(_folder);
        var model = LeadModelFile.Read(Train(csv));
        var ensemble = new TreeEnsemble { Binner = model.Ensemble.Binner, Bias = model.Ensemble.Bias, Additive = model.Ensemble.Additive, Trees = [.. model.Ensemble.Trees.Skip(1)] };
        var edited = _folder["edited.leadmodel"];
        LeadModelFile.Write(model.With(ensemble), edited);

        Assert.Equal(["The first section of the file that differs is 'trees'."], Verify(edited, csv).Differences);
    }

    [Fact]
    public void A_model_from_before_the_setup_was_kept_says_so()
    {
        var golden = Path.Combine(Repository.Root, "tests", "LeadPredict.Tests", "Golden", "model-1.leadmodel");

        var e = Assert.Throws<LeadPredictException>(() => Verify(golden, MadeCsv.Write(_folder)));

        Assert.Equal("LP0306", e.Diagnostics[0].Code);
    }

    [Fact]
    public void Options_are_read_back_from_their_text()
    {
        var options = SearchSpace.Propose(new BoostingOptions { Seed = ulong.MaxValue, MaxBins = 77, L1 = 0.1 }, 5);

        Assert.Equal(options, OptionNames.FromText(OptionNames.ToText(options)));
    }

    [Fact]
    public void An_option_that_is_not_in_the_text_has_its_default() =>
        Assert.Equal(new BoostingOptions { Trees = 5 }, OptionNames.FromText(new Dictionary<string, string> { ["trees"] = "5" }));

    public void Dispose() => _folder.Dispose();

    string Train(string csv, Func<TrainingRequest, TrainingRequest>? with = null)
    {
        var request = MadeCsv.Request(csv);
        var path = _folder["made.leadmodel"];
        LeadModelFile.Write(MadeCsv.Train(with is null ? request : with(request)).Model, path);
        return path;
    }

    static VerificationResult Verify(string model, string csv) => ModelVerification.Verify(model, [csv], threads: 1, TimeProvider.System);
}
