using LeadPredict.Modeling;
using Microsoft.ML;

namespace LeadPredict.MLNet;

/// <summary>LeadPredict models among ML.NET's transforms.</summary>
public static class LeadPredictCatalog
{
    /// <summary>
    /// Adds what a LeadPredict model says of each row: its probability and log-odds, two columns of doubles. The columns that the model uses are read by name; one
    /// that the data lacks is missing in every row.
    /// <code>
    /// var pipeline = mlContext.Transforms.LeadPredict("models/leads.leadmodel", asSingle: true);
    /// mlContext.Model.Save(pipeline.Fit(data), data.Schema, "pipeline.zip");
    /// </code>
    /// </summary>
    /// <param name="catalog"><c>mlContext.Transforms</c>.</param>
    /// <param name="modelPath">A model file, or the folder that holds one.</param>
    /// <param name="probabilityColumn">Name of the column with the probability, 0 to 1; NaN where a value of the row is of the wrong kind.</param>
    /// <param name="logOddsColumn">Name of the column with the log-odds.</param>
    /// <param name="asSingle">Whether the columns are floats instead, as ML.NET's evaluators want them.</param>
    /// <exception cref="Data.LeadPredictException">The model cannot be read.</exception>
    public static LeadPredictEstimator LeadPredict(
        this TransformsCatalog catalog, string modelPath, string probabilityColumn = "Probability", string logOddsColumn = "LogOdds", bool asSingle = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(modelPath);
        var path = Directory.Exists(modelPath) ? Path.Combine(modelPath, LeadModelFile.FileName) : modelPath;
        return catalog.LeadPredict(LeadModelFile.Read(path), probabilityColumn, logOddsColumn, asSingle);
    }

    /// <summary>As <see cref="LeadPredict(TransformsCatalog, string, string, string, bool)"/> for a model in memory.</summary>
    public static LeadPredictEstimator LeadPredict(
        this TransformsCatalog catalog, LeadModel model, string probabilityColumn = "Probability", string logOddsColumn = "LogOdds", bool asSingle = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(probabilityColumn);
        ArgumentException.ThrowIfNullOrEmpty(logOddsColumn);
        return new LeadPredictEstimator(catalog, model, probabilityColumn, logOddsColumn, asSingle);
    }
}
