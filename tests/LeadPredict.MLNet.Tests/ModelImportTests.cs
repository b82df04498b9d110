using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Modeling;
using LeadPredict.Serving;
using LeadPredict.Tests;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet.Tests;

public sealed class ModelImportTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _csv;

    public ModelImportTests() => _csv = MadeZip.Csv(_folder);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void FastTree_on_numbers_gaps_truths_and_texts_becomes_a_model_that_says_the_same(bool categoricalSplit, bool missingAsZero)
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree(categoricalSplit))), missingAsZero);

        var imported = Import(zip, missingAsZero);

        Assert.InRange(imported.Parity.Largest, 0, 1e-6);
        Assert.Equal((1500, 2000, false), (imported.Parity.Rows, imported.Parity.MadeRows, imported.Parity.OfScores));
        Assert.Equal(["amount", "days", "is_partner", "source", "visits"], imported.Card.Used);
        Assert.StartsWith(missingAsZero ? "Missing numbers are read as 0, as ML.NET's text loader reads them: amount." : "Missing numbers are asked as NaN: amount.", imported.Card.Notes[^1]);
        AssertSameAnswers(zip, imported.Model, missingAsZero);
    }

    [Fact]
    public void A_gap_that_nothing_replaces_is_above_every_threshold_as_in_MLNET()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => ml.Transforms.Concatenate("Features", "days", "amount").Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));

        var imported = Import(zip);

        Assert.InRange(imported.Parity.Largest, 0, 1e-6);
        var amount = imported.Model.Encoder.Features.ToList().FindIndex(f => f.Column.Name == "amount");
        Assert.All(imported.Model.Ensemble.Trees, t => Assert.All(Enumerable.Range(0, t.NodeCount).Where(n => t.Feature[n] == amount), n => Assert.False(t.MissingLeft[n])));
    }

    [Fact]
    public void FastForest_with_Platts_calibrator_says_the_same()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml)
            .Append(ml.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options { LabelColumnName = "converted", NumberOfTrees = 30 }))
            .Append(ml.BinaryClassification.Calibrators.Platt("converted")));

        var imported = Import(zip);

        Assert.Equal((1500, false), (imported.Parity.Rows, imported.Parity.OfScores));
        AssertSameAnswers(zip, imported.Model);
    }

    [Fact]
    public void FastForest_alone_keeps_its_score_and_gets_a_probability_from_the_leads()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml)
            .Append(ml.BinaryClassification.Trainers.FastForest(new FastForestBinaryTrainer.Options { LabelColumnName = "converted", NumberOfTrees = 30 })));

        var imported = Import(zip);

        Assert.True(imported.Parity.OfScores);
        Assert.InRange(imported.Parity.Largest, 0, 1e-6);
        Assert.Contains(imported.Card.Notes, n => n.StartsWith("ML.NET's model gives a score and no probability"));
        var mean = TableScoring.LogOdds(imported.Model, Leads(imported.Model)).Average(imported.Model.Calibrator.Calibrate);
        Assert.Equal((double)imported.Model.Origin.Positives / imported.Model.Origin.Rows, mean, 0.02);
    }

    [Fact]
    public void Reasons_of_an_imported_model_add_up()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));
        var engine = new PredictionEngine(Import(zip).Model);

        engine.Clear();
        engine.SetField(engine.FindField("source"u8), "fair"u8);
        engine.SetField(engine.FindField("visits"u8), "17"u8);
        var prediction = engine.Predict();

        AddUp(engine, prediction);
    }

    [Fact]
    public void An_imported_model_cannot_be_trained_again_and_says_so()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));
        LeadModelFile.Write(Import(zip).Model, _folder["made.leadmodel"]);

        var error = Assert.Throws<LeadPredictException>(() => ModelVerification.Verify(_folder["made.leadmodel"], [_csv], 1, TimeProvider.System));

        Assert.StartsWith("the model was imported", error.Diagnostics[0].Message);
    }

    [Fact]
    public void A_step_that_columns_cannot_hold_is_refused_by_name() => AssertRefused(
        "LP0924", "a step is NormalizingTransformer,",
        ml => MadeZip.Preparation(ml).Append(ml.Transforms.NormalizeMinMax("Features")).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));

    [Fact]
    public void A_model_of_another_kind_is_refused_by_name() => AssertRefused(
        "LP0924", "its last step is LinearBinaryModelParameters,",
        ml => MadeZip.Preparation(ml).Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression("converted")));

    [Fact]
    public void A_number_turned_into_levels_is_refused_by_name() => AssertRefused(
        "LP0924", "column 'visits' is a number that is neither",
        ml => ml.Transforms.Categorical.OneHotEncoding("v", "visits").Append(ml.Transforms.Concatenate("Features", "v", "days")).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));

    [Fact]
    public void A_text_in_binary_digits_is_refused_by_name() => AssertRefused(
        "LP0924", "a step is KeyToBinaryVectorMappingTransformer,",
        ml => ml.Transforms.Categorical.OneHotEncoding("s", "source", Microsoft.ML.Transforms.OneHotEncodingEstimator.OutputKind.Binary)
            .Append(ml.Transforms.Concatenate("Features", "s", "days")).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));

    [Fact]
    public void A_text_read_as_a_number_is_refused_by_name() => AssertRefused(
        "LP0924", "column 'note' is a text that is not given one slot a level",
        ml => ml.Transforms.Conversion.ConvertType("n", "note", Microsoft.ML.Data.DataKind.Single).Append(ml.Transforms.ReplaceMissingValues("n")).Append(ml.Transforms.Concatenate("Features", "n", "days")).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        var error = Assert.Throws<LeadPredictException>(() => Import(_csv));

        Assert.Equal("LP0923", error.Diagnostics[0].Code);
    }

    [Fact]
    public void A_column_that_the_leads_lack_is_named()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));
        File.WriteAllText(_folder["short.csv"], "converted,visits\ntrue,1\nfalse,2\n");

        var error = Assert.Throws<LeadPredictException>(() => ModelImport.Import(zip, _folder["short.csv"], "leads", "converted", "true", TimeProvider.System));

        Assert.Equal(("LP0926", "the ML.NET model asks the column 'amount', which is not in this file."), (error.Diagnostics[0].Code, error.Diagnostics[0].Message));
    }

    [Fact]
    public void Trees_that_are_off_by_a_thousandth_do_not_pass_for_the_same()
    {
        var zip = MadeZip.Save(_folder, _csv, ml => MadeZip.Preparation(ml).Append(ml.BinaryClassification.Trainers.FastTree(MadeZip.FastTree())));
        var model = Import(zip).Model;
        var pipeline = ImportedPipeline.Read(zip);
        var columns = new PipelineProbe(pipeline, zip, false).Ask().Columns;
        var set = new TrainingSet(model.Encoder.Encode(Leads(model)), PipelineProbe.Kinds(columns), []);
        var wrong = new TreeEnsemble { Binner = model.Ensemble.Binner, Bias = model.Ensemble.Bias + 0.001, Trees = model.Ensemble.Trees };

        Assert.InRange(new ParityCheck(pipeline, columns, model.Ensemble, set, false).Run(100, 1, default).Largest, 0, 1e-6);
        Assert.InRange(new ParityCheck(pipeline, columns, wrong, set, false).Run(100, 1, default).Largest, 1e-5, 1e-3);
    }

    /// <summary>All reasons and what an average lead has are the log-odds; none is empty.</summary>
    internal static void AddUp(PredictionEngine engine, LeadPrediction prediction)
    {
        var reasons = new Reason[engine.Model.Encoder.FeatureCount];
        Assert.Equal(reasons.Length, engine.Explain(reasons));
        var average = engine.Model.Paths.Base;

        Assert.Equal(engine.Model.Scorer.LogOdds(engine.EncodedRow), average + reasons.Sum(r => r.LogOdds), 1e-9);
        Assert.Contains(reasons, r => Math.Abs(r.LogOdds) > 0.01);
        Assert.InRange(prediction.Probability, 0, 1);
    }

    ImportedModel Import(string zip, bool missingAsZero = false) => ModelImport.Import(zip, _csv, "leads", "converted", "true", TimeProvider.System, missingAsZero);

    LeadTable Leads(LeadModel model)
    {
        using var file = LeadFile.Open(_csv);
        return LeadTableReader.Read([file], model.Schema);
    }

    void AssertRefused(string code, string words, Func<MLContext, IEstimator<ITransformer>> steps)
    {
        var error = Assert.Throws<LeadPredictException>(() => Import(MadeZip.Save(_folder, _csv, steps)));

        Assert.Equal(code, error.Diagnostics[0].Code);
        Assert.StartsWith(words, error.Diagnostics[0].Message);
        Assert.EndsWith("Serve the zip itself: it can be given wherever a model's file can.", error.Diagnostics[0].Message);
    }

    // As ML.NET's own reader reads the file, and as LeadPredict's reads it.
    void AssertSameAnswers(string zip, LeadModel model, bool missingAsZero = false)
    {
        var ml = new MLContext(1);
        var theirs = ml.Data.CreateEnumerable<MadeZip.Answer>(ml.Model.Load(zip, out _).Transform(MadeZip.Read(ml, _csv, missingAsZero)), reuseRowObject: false).Select(a => a.Probability).ToArray();
        var ours = TableScoring.LogOdds(model, Leads(model)).Select(model.Calibrator.Calibrate).ToArray();

        Assert.Equal(theirs.Length, ours.Length);
        for (var i = 0; i < ours.Length; i++) Assert.Equal(theirs[i], ours[i], 1e-6);
    }
}
