using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet.Tests;

/// <summary>Small ML.NET pipelines, taught on leads made here, and their zips.</summary>
static class TinyZips
{
    public sealed class Lead
    {
        public bool Sql { get; set; }
        public float Visits { get; set; }
        public float Revenue { get; set; }
        public string Source { get; set; } = "";
    }

    /// <summary>300 leads: visits and the fair make an SQL, every seventh revenue is missing.</summary>
    public static IEnumerable<Lead> Leads(int seed = 1)
    {
        var random = new Numerics.DeterministicRandom((ulong)seed);
        for (var i = 0; i < 300; i++)
        {
            var visits = (float)random.NextInt(20);
            var source = random.NextInt(2) == 0 ? "web" : "fair";
            yield return new Lead { Visits = visits, Source = source, Revenue = i % 7 == 0 ? float.NaN : (float)random.NextInt(1000), Sql = visits + (source == "fair" ? 6 : 0) + random.NextInt(8) > 16 };
        }
    }

    static EstimatorChain<ColumnConcatenatingTransformer> Features(MLContext ml) => ml.Transforms.ReplaceMissingValues("Filled", nameof(Lead.Revenue))
        .Append(ml.Transforms.Categorical.OneHotEncoding("SourceSlots", nameof(Lead.Source)))
        .Append(ml.Transforms.Concatenate("Features", nameof(Lead.Visits), "Filled", "SourceSlots"));

    public static byte[] FastTree(int seed = 1) => Zip(ml => Features(ml).Append(ml.BinaryClassification.Trainers.FastTree(
        new FastTreeBinaryTrainer.Options { LabelColumnName = nameof(Lead.Sql), NumberOfTrees = 10, NumberOfLeaves = 6, MinimumExampleCountPerLeaf = 5, NumberOfThreads = 1 })), seed);

    public static byte[] Logistic() => Zip(ml => Features(ml).Append(ml.BinaryClassification.Trainers.LbfgsLogisticRegression(nameof(Lead.Sql))));

    public static byte[] Uncalibrated() => Zip(ml => Features(ml).Append(ml.BinaryClassification.Trainers.AveragedPerceptron(nameof(Lead.Sql))));

    public static byte[] Zip(Func<MLContext, IEstimator<ITransformer>> pipeline, int seed = 1)
    {
        var ml = new MLContext(1);
        return Zip(ml, pipeline(ml), ml.Data.LoadFromEnumerable(Leads(seed)));
    }

    public static byte[] Zip(MLContext ml, IEstimator<ITransformer> pipeline, IDataView data)
    {
        using var memory = new MemoryStream();
        ml.Model.Save(pipeline.Fit(data), data.Schema, memory);
        return memory.ToArray();
    }

    /// <summary>What ML.NET itself says, from a class written by hand.</summary>
    public static Func<Lead, Prediction> Theirs(byte[] zip)
    {
        var ml = new MLContext();
        using var memory = new MemoryStream(zip);
        return ml.Model.CreatePredictionEngine<Lead, Prediction>(ml.Model.Load(memory, out _)).Predict;
    }

    public sealed class Prediction
    {
        public float Probability { get; set; }
        public float Score { get; set; }
    }
}
