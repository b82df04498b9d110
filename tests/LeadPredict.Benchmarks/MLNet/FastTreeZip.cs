using LeadPredict.Data;
using LeadPredict.Modeling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;

namespace LeadPredict.Benchmarks.MLNet;

/// <summary>FastTree on the shipped leads as a person of ML.NET's would teach it: the champion's columns, missing numbers replaced by means, one-hot categories.</summary>
static class FastTreeZip
{
    public const int Trees = 200, Leaves = 31;

    public static string Train(string folder)
    {
        var champion = ShippedModel.Open();
        // source_detail has 1,473 levels: more than a converted column holds.
        var used = champion.Encoder.Features.Where(f => f.Column.Name != "source_detail").ToDictionary(f => f.Column.Name, f => f.Column.Kind);
        var path = Path.Combine(ShippedModel.Root, "data", "leads.csv");
        using var file = LeadFile.Open(path);
        var columns = file.Header.Select((name, i) => new TextLoader.Column(name, used.TryGetValue(name, out var kind) && kind == ColumnKind.Number ? DataKind.Single : DataKind.String, i)).Where(c => used.ContainsKey(c.Name) || c.Name == "became_sql").ToArray();
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromTextFile(path, new TextLoader.Options { Columns = columns, HasHeader = true, Separators = [','], AllowQuoting = true, MissingRealsAsNaNs = true });
        // Leads without an outcome teach nothing.
        var labelled = ml.Data.FilterByCustomPredicate<Outcome>(data, row => row.became_sql!.Length == 0);
        string[] numbers = [.. columns.Where(c => c.DataKind == DataKind.Single).Select(c => c.Name)], texts = [.. columns.Where(c => c.DataKind == DataKind.String && c.Name != "became_sql").Select(c => c.Name)];
        labelled = ml.Transforms.Conversion.MapValue("Label", [new KeyValuePair<string, bool>("true", true), new KeyValuePair<string, bool>("false", false)], "became_sql").Fit(labelled).Transform(labelled);
        var pipeline = ml.Transforms.ReplaceMissingValues([.. numbers.Select(n => new InputOutputColumnPair(n))], Microsoft.ML.Transforms.MissingValueReplacingEstimator.ReplacementMode.Mean)
            .Append(ml.Transforms.Categorical.OneHotEncoding([.. texts.Select(t => new InputOutputColumnPair($"{t}_slots", t))]))
            .Append(ml.Transforms.Concatenate("Features", [.. numbers, .. texts.Select(t => $"{t}_slots")]))
            .Append(ml.BinaryClassification.Trainers.FastTree(new FastTreeBinaryTrainer.Options { NumberOfTrees = Trees, NumberOfLeaves = Leaves, NumberOfThreads = 1 }));
        var zip = Path.Combine(folder, "fasttree.zip");
        ml.Model.Save(pipeline.Fit(labelled), data.Schema, zip);
        return zip;
    }

    sealed class Outcome
    {
        public string? became_sql { get; set; }
    }
}
