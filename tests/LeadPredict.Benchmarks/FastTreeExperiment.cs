using System.Diagnostics;
using System.Globalization;
using LeadPredict.Boosting;
using LeadPredict.Data;
using LeadPredict.Inference;
using LeadPredict.MLNet;
using LeadPredict.Modeling;
using LeadPredict.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LeadPredict.Benchmarks;

/// <summary>
/// ML.NET's FastTree beside LeadPredict's own trainer, both by <see cref="LeadTrainer"/> with everything fitted anew in each of five folds, and the scoring of one and the same
/// FastTree model by ML.NET and, converted, by LeadPredict. Files are named as <c>PATH:LABEL:POSITIVE[:EXCLUDED,…]</c>, or <c>PATH:SCHEMA</c> with a schema file:
/// <c>dotnet run -c Release --project tests/LeadPredict.Benchmarks -p:MLNet=true -- fasttree train|score FILE …</c>.
/// </summary>
static class FastTreeExperiment
{
    static readonly (string Name, Trainer Trainer, BoostingOptions Options)[] s_trainings =
    [
        ("LeadPredict", Trainer.Gbdt, new()),
        ("FastTree, LeadPredict's defaults", Trainer.FastTree, new()),
        ("FastTree, ML.NET's defaults", Trainer.FastTree, new() { Trees = 100, Leaves = 20, MinRowsPerLeaf = 10, LearningRate = 0.2, ColumnSampling = 1, EarlyStoppingRounds = 0 }),
    ];

    public static int Run(string[] args)
    {
        if (args is not ["train" or "score", _, ..]) return 2;
        Console.WriteLine(args[0] == "train"
            ? "| data | trainer | judged | AUC | log-loss | Brier | calibration error | trees | one fit, s | all, s |\n|--|--|--|--|--|--|--|--|--|--|"
            : "| data | trees | rows | ML.NET, rows/s | LeadPredict, rows/s | times | largest difference |\n|--|--|--|--|--|--|--|");
        foreach (var file in args[1..])
        {
            if (args[0] == "score") Score(file);
            else
                foreach (var evaluation in (EvaluationMethod[])[EvaluationMethod.Cv, EvaluationMethod.Holdout])
                    foreach (var (name, trainer, options) in s_trainings) Train(file, name, trainer, options, evaluation);
        }
        return 0;
    }

    static TrainingRequest Request(string file)
    {
        var parts = file.Split(':');
        var request = new TrainingRequest { Files = [parts[0]], FastTree = o => new FastTreeTrainer(o), LearningCurve = false };
        return parts.Length == 2 ? request with { SchemaFile = parts[1] } : request with
        {
            Columns = new SchemaInferenceOptions { Label = parts[1], Positive = parts[2], Exclude = parts.Length > 3 ? parts[3].Split(',') : [] },
        };
    }

    static void Train(string file, string name, Trainer trainer, BoostingOptions options, EvaluationMethod evaluation)
    {
        var card = LeadTrainer.Train(Request(file) with { Trainer = trainer, Boosting = options, Evaluation = evaluation }, TimeProvider.System).Card;
        var test = card.Test!;
        Line($"| {Path.GetFileNameWithoutExtension(file.Split(':')[0])} | {name} | {(evaluation == EvaluationMethod.Cv ? "five folds" : $"newest or held out ({card.Split})")} | {test.RocAuc.Value:F4} ({test.RocAuc.Low:F4} to {test.RocAuc.High:F4}) | {test.LogLoss.Value:F4} | {test.Brier.Value:F4} | {test.Ece.Value:F4} | {card.Trees} | {card.Seconds.Boost:F2} | {card.Seconds.Total:F1} |");
    }

    // One thread each: ML.NET's transform by its own cursor, and the scorer over rows that are encoded.
    static void Score(string file)
    {
        const int Rows = 100_000;
        var request = Request(file) with { Trainer = Trainer.FastTree, Evaluation = EvaluationMethod.None };
        var model = LeadTrainer.Train(request, TimeProvider.System).Model;
        using var csv = LeadFile.Open(file.Split(':')[0]);
        var table = LeadTableReader.Read([csv], model.Schema);
        var set = new TrainingSet(model.Encoder.Encode(table), [.. model.Encoder.Features.Select(f => new FeatureKind(f.IsCategory, f.CodeCount))], Array.ConvertAll(table.Labels, l => (float)l));
        int[] all = [.. Enumerable.Range(0, table.RowCount)], asked = [.. Enumerable.Range(0, Rows).Select(i => i % table.RowCount)];

        var slots = FeatureSlots.For(set, all);
        using var trainer = new FastTreeTrainer(new BoostingOptions());
        var theirs = trainer.Train(new MLContext(1), slots, set, all, model.Ensemble.Trees.Count);
        var ours = new EnsembleScorer(FastTreeConversion.WithoutConstants(FastTreeTrainer.Convert(theirs, slots)));
        var encoded = new float[Rows * ours.FeatureCount];
        for (var i = 0; i < Rows; i++) set.CopyRow(asked[i], encoded.AsSpan(i * ours.FeatureCount, ours.FeatureCount));
        var logOdds = new double[Rows];
        float[] probabilities = [];

        var view = new EncodedRowsView(slots, set, asked, null);
        var theirSeconds = Best(() => probabilities = [.. theirs.Transform(view).GetColumn<float>("Probability")]);
        var ourSeconds = Best(() => ours.LogOdds(encoded, logOdds));
        var largest = Enumerable.Range(0, Rows).Max(i => Math.Abs(PortableMath.Sigmoid(logOdds[i]) - probabilities[i]));
        Line($"| {Path.GetFileNameWithoutExtension(file.Split(':')[0])} | {theirs.Model.SubModel.TrainedTreeEnsemble.Trees.Count} | {Rows} | {Rows / theirSeconds:F0} | {Rows / ourSeconds:F0} | {theirSeconds / ourSeconds:F1} | {largest:E1} |");
    }

    static double Best(Action action)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < 5; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        return best;
    }

    static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
