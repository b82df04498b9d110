using System.Globalization;
using System.Text;
using LeadPredict.Numerics;
using LeadPredict.Tests;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.MLNet.Tests;

/// <summary>A lead history with gaps and levels of odd names, and ML.NET models of it as people make them.</summary>
static class MadeZip
{
    static readonly string[] s_sources = ["web", "phone", "fair", "a.b", "N/A"];

    public static string Csv(TemporaryFolder folder, int rows = 1500, ulong seed = 1, string name = "leads.csv")
    {
        var random = new DeterministicRandom(seed);
        var text = new StringBuilder("converted,visits,days,amount,is_partner,source,note\n");
        for (var row = 0; row < rows; row++)
        {
            double visits = random.NextInt(20), days = Math.Round(60 * random.NextDouble(), 3), amount = Math.Round(1000 * random.NextDouble(), 2);
            var (partner, source) = (random.NextInt(4) == 0, random.NextInt(5));
            var z = 0.3 * visits - 0.06 * days + (amount > 500 ? 1.2 : -1) + (partner ? 1 : 0) + (source == 3 ? 1.5 : 0) - 1 + random.NextNormal();
            text.Append(CultureInfo.InvariantCulture, $"{(z > 0 ? "true" : "false")},{visits},{days},{(row % 9 == 0 ? "" : amount)},{(partner ? "true" : "false")},{(row % 11 == 0 ? "" : s_sources[source])},free words\n");
        }
        File.WriteAllText(folder[name], text.ToString());
        return folder[name];
    }

    public sealed class Row
    {
        [LoadColumn(0), ColumnName("converted")] public bool Converted { get; set; }
        [LoadColumn(1), ColumnName("visits")] public int Visits { get; set; }
        [LoadColumn(2), ColumnName("days")] public float Days { get; set; }
        [LoadColumn(3), ColumnName("amount")] public float Amount { get; set; }
        [LoadColumn(4), ColumnName("is_partner")] public bool IsPartner { get; set; }
        [LoadColumn(5), ColumnName("source")] public string Source { get; set; } = "";
        [LoadColumn(6), ColumnName("note")] public string Note { get; set; } = "";
    }

    public sealed class Answer
    {
        public float Probability { get; set; }
        public float Score { get; set; }
    }

    /// <summary>A file of each field as ML.NET shows it, gaps replaced by the mean and flagged.</summary>
    public static IEstimator<ITransformer> Preparation(MLContext ml) => ml.Transforms.Conversion.ConvertType([new("visitsF", "visits"), new("partnerF", "is_partner")])
        .Append(ml.Transforms.IndicateMissingValues("amountGap", "amount"))
        .Append(ml.Transforms.Conversion.ConvertType("amountGapF", "amountGap"))
        .Append(ml.Transforms.ReplaceMissingValues("amountM", "amount", Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean))
        .Append(ml.Transforms.Categorical.OneHotEncoding("sourceV", "source"))
        .Append(ml.Transforms.Concatenate("Features", "visitsF", "days", "amountM", "amountGapF", "partnerF", "sourceV"));

    public static FastTreeBinaryTrainer.Options FastTree(bool categoricalSplit = false) =>
        new() { LabelColumnName = "converted", NumberOfTrees = 40, NumberOfLeaves = 12, CategoricalSplit = categoricalSplit, MinimumExamplesForCategoricalSplit = 5 };

    /// <summary>Fits the steps on the file and saves them.</summary>
    public static string Save(TemporaryFolder folder, string csv, Func<MLContext, IEstimator<ITransformer>> steps, bool missingAsZero = false)
    {
        var ml = new MLContext(1);
        var data = Read(ml, csv, missingAsZero);
        ml.Model.Save(steps(ml).Fit(data), data.Schema, folder["model.zip"]);
        return folder["model.zip"];
    }

    public static IDataView Read(MLContext ml, string csv, bool missingAsZero = false) => ml.Data.LoadFromTextFile<Row>(csv, new TextLoader.Options
    {
        Separators = [','],
        HasHeader = true,
        AllowQuoting = true,
        MissingRealsAsNaNs = !missingAsZero,
    });
}
