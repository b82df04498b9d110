using System.Collections.Concurrent;
using System.Security.Cryptography;
using LeadPredict.Data;
using LeadPredict.Qualification;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;

namespace LeadPredict.MLNet;

/// <summary>What an ML.NET model says of one lead.</summary>
/// <param name="Probability">0 to 1, as ML.NET gives it; NaN where the model has none.</param>
/// <param name="LogOdds">The score through the model's logistic calibrator where that is what makes the probability, else the logit of the probability; NaN without one.</param>
/// <param name="Score">The model's raw score, of no scale; NaN where the model has none.</param>
/// <param name="Grade">A to D by <see cref="ZipModel.Grades"/>; '\0' without a probability.</param>
public readonly record struct ZipPrediction(double Probability, double LogOdds, double Score, char Grade)
{
    /// <summary>What leads are ranked by.</summary>
    public double Rank => double.IsNaN(Probability) ? Score : Probability;
}

/// <summary>
/// An ML.NET model as its zip holds it: any pipeline that ends in a binary classifier. Each lead goes through Microsoft.Extensions.ML's PredictionEnginePool, of which every loaded model has
/// its own, so that no engine of another model ever answers. A zip is a program: load only what you trust. Immutable, thread safe.
/// </summary>
public abstract class ZipModel
{
    /// <summary>Log-odds beyond this come from a probability that a float cannot tell from 0 or 1.</summary>
    const double MostLogOdds = 34.5;

    readonly ConcurrentBag<ZipJson> _json = [];

    internal ZipModel(ZipColumns columns, string sha256)
    {
        Columns = columns;
        Sha256 = sha256;
    }

    /// <summary>Thresholds of the grades: 50, 25 and 10 %. A zip has no reference leads to choose better ones by.</summary>
    public static GradeScale Grades { get; } = new(0.50, 0.25, 0.10);

    /// <summary>The usual ending of a path to such a model.</summary>
    public static bool IsZip(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>SHA-256 of the file, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The first 12 digits of it.</summary>
    public string Id => Sha256[..12];

    /// <summary>What a lead may bring.</summary>
    public IReadOnlyList<ZipField> Fields => Columns.Fields;

    /// <summary>False for a classifier without a calibrator: it ranks leads, and says nothing of their chance.</summary>
    public bool HasProbability => Columns.HasProbability;

    internal ZipColumns Columns { get; }

    /// <summary>A lead to fill and predict, for one thread.</summary>
    public abstract ZipLead NewLead();

    /// <summary>Predicts a lead that <see cref="NewLead"/> of this model made.</summary>
    public abstract ZipPrediction Predict(ZipLead lead);

    /// <summary>A reader of JSON leads; give it back after the answer was sent.</summary>
    public ZipJson RentJson() => _json.TryTake(out var idle) ? idle : new ZipJson(this);

    /// <summary>Takes back what <see cref="RentJson"/> gave.</summary>
    public void Return(ZipJson json)
    {
        if (json.Model == this && _json.Count < 2 * Environment.ProcessorCount) _json.Add(json);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="LeadPredictException">It cannot be used: LP0951 to LP0955.</exception>
    public static ZipModel Read(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw e is FileNotFoundException or DirectoryNotFoundException ? Modeling.ModelErrors.NotFound(path) : Modeling.ModelErrors.Unreadable(path, e);
        }
    }

    /// <summary>As <see cref="Read"/> for a file that was read already.</summary>
    public static ZipModel Parse(byte[] bytes, string path)
    {
        var context = new MLContext();
        // For pipelines that hold a LeadPredict model.
        context.ComponentCatalog.RegisterAssembly(typeof(ZipModel).Assembly);
        ITransformer transformer;
        DataViewSchema? schema;
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            transformer = context.Model.Load(stream, out schema);
        }
        catch (Exception e)
        {
            // Whatever a broken file makes ML.NET throw.
            throw ZipErrors.NotLoaded(path, e);
        }
        if (schema is null || schema.Count == 0) throw ZipErrors.NoSchema(path);
        var columns = ZipColumns.Of(schema, transformer, path);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var type = typeof(ZipModel<>).MakeGenericType(ZipRowType.For(columns.Columns));
        ZipModel model;
        try
        {
            model = (ZipModel)Activator.CreateInstance(type, columns, sha256, context, transformer)!;
            model.Predict(model.NewLead());
        }
        catch (Exception e)
        {
            throw ZipErrors.DoesNotPredict(path, e is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : e);
        }
        return model;
    }

    /// <summary>How probabilities are made of scores, where that is 1 / (1 + exp(slope · score + offset)) (Platt 1999); null for anything else.</summary>
    private protected static PlattCalibrator? CalibratorOf(ITransformer transformer) => transformer switch
    {
        IEnumerable<ITransformer> chain => chain.Reverse().Select(CalibratorOf).FirstOrDefault(c => c is not null),
        IPredictionTransformer<object> { Model: PlattCalibrator platt } => platt,
        IPredictionTransformer<object> { Model: CalibratedModelParametersBase { Calibrator: PlattCalibrator platt } } => platt,
        _ => null,
    };

    private protected ZipPrediction Read(float probability, float score, PlattCalibrator? platt)
    {
        if (!HasProbability) return new ZipPrediction(double.NaN, double.NaN, score, '\0');
        var logOdds = platt is not null ? -(platt.Slope * score + platt.Offset) : Math.Clamp(Math.Log(probability / (1.0 - probability)), -MostLogOdds, MostLogOdds);
        return new ZipPrediction(probability, logOdds, Columns.HasScore ? score : double.NaN, Grades.Of(probability));
    }
}
