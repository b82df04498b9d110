using LeadPredict.Data;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Transforms;

namespace LeadPredict.MLNet;

/// <summary>
/// An ML.NET model file taken apart: the steps that make its features, and the trees of its last step. Understood are FastTree and FastForest for two
/// classes, with Platt's calibrator or without one, after steps that copy, convert, join, replace or flag missing numbers, and turn text into one slot a level.
/// </summary>
sealed class ImportedPipeline
{
    /// <summary>Steps whose work LeadPredict's columns can hold exactly; what they make of a value is found by asking them.</summary>
    static readonly Type[] s_understood =
    [
        typeof(ColumnConcatenatingTransformer), typeof(ColumnCopyingTransformer), typeof(ColumnSelectingTransformer), typeof(TypeConvertingTransformer),
        typeof(MissingValueReplacingTransformer), typeof(MissingValueIndicatorTransformer), typeof(ValueToKeyMappingTransformer), typeof(KeyToVectorMappingTransformer),
        typeof(OneHotEncodingTransformer),
    ];

    ImportedPipeline(ITransformer whole, IReadOnlyList<ITransformer> preparation, DataViewSchema schema, string featureColumn, IReadOnlyList<RegressionTreeBase> trees, PlattCalibrator? platt)
    {
        Whole = whole;
        Preparation = preparation;
        Schema = schema;
        FeatureColumn = featureColumn;
        Trees = trees;
        Platt = platt;
    }

    /// <summary>The model as it was read: from the input columns to score and probability.</summary>
    public ITransformer Whole { get; }
    /// <summary>The steps before the trees.</summary>
    public IReadOnlyList<ITransformer> Preparation { get; }
    /// <summary>The input columns.</summary>
    public DataViewSchema Schema { get; }
    /// <summary>The column that the trees ask.</summary>
    public string FeatureColumn { get; }
    public IReadOnlyList<RegressionTreeBase> Trees { get; }
    /// <summary>What makes a probability of the score; null where the model gives a score alone.</summary>
    public PlattCalibrator? Platt { get; }

    /// <exception cref="LeadPredictException">LP0923: no ML.NET model; LP0924: a step or a column that LeadPredict cannot hold exactly.</exception>
    public static ImportedPipeline Read(string path)
    {
        var (whole, schema) = Load(path);
        var steps = Flat(whole).ToList();
        if (schema is null) throw MLNetErrors.NoModel(path, "it holds no schema of its input: save it with mlContext.Model.Save(model, data.Schema, path)");

        var platt = steps.Count > 0 && steps[^1] is PlattCalibratorTransformer calibrator ? ((IPredictionTransformer<PlattCalibrator>)calibrator).Model : null;
        if (platt is not null) steps.RemoveAt(steps.Count - 1);
        if (steps.Count == 0 || steps[^1] is not ISingleFeaturePredictionTransformer<object> last) throw MLNetErrors.StepNotHeld(path, "its last step", steps.Count == 0 ? whole : steps[^1]);
        steps.RemoveAt(steps.Count - 1);

        var model = last.Model;
        if (model is CalibratedModelParametersBase calibrated)
        {
            model = calibrated.SubModel;
            platt = platt is null && calibrated.Calibrator is PlattCalibrator own ? own : throw MLNetErrors.StepNotHeld(path, "its calibrator", calibrated.Calibrator);
        }
        IReadOnlyList<RegressionTreeBase> trees = model switch
        {
            FastTreeBinaryModelParameters fastTree => [.. fastTree.TrainedTreeEnsemble.Trees],
            FastForestBinaryModelParameters forest => [.. forest.TrainedTreeEnsemble.Trees],
            _ => throw MLNetErrors.StepNotHeld(path, "its last step", model),
        };
        if (steps.Find(s => !s_understood.Contains(s.GetType())) is { } strange) throw MLNetErrors.StepNotHeld(path, "a step", strange);
        if (schema.FirstOrDefault(c => !c.IsHidden && !RawRowsView.Holds(c.Type)) is { Name: not null } column) throw MLNetErrors.ColumnNotHeld(path, column.Name, $"is of type {column.Type}");
        return new ImportedPipeline(whole, steps, schema, last.FeatureColumnName, trees, platt);
    }

    static (ITransformer Model, DataViewSchema? Schema) Load(string path)
    {
        if (!File.Exists(path)) throw MLNetErrors.NoModel(path, "there is no such file");
        try
        {
            var ml = new MLContext(1);
            return (ml.Model.Load(path, out var schema), schema);
        }
        // ML.NET says in many types that a file is not its own.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw MLNetErrors.NoModel(path, "ML.NET cannot load it: " + e.Message.ReplaceLineEndings(" "));
        }
    }

    static IEnumerable<ITransformer> Flat(ITransformer transformer) =>
        transformer is IEnumerable<ITransformer> chain ? chain.SelectMany(Flat) : [transformer];

    /// <summary>What the steps before the trees make of rows.</summary>
    public IDataView Prepare(IDataView rows) => Preparation.Aggregate(rows, (view, step) => step.Transform(view));
}
